"""Who is at work when: asked by those who call a meeting, and shown in the register."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhibu import scheduling
from zhibu.members.models import Crew, Member
from zhibu.members.shifts import shift_calendar
from zhibu.organisations.models import Organisation
from zhibu.scheduling import Touch


@dataclass(frozen=True)
class DutyFact:
    """How a time falls on one person: on shift, resting, away, or free. `known` is False without a shift table."""

    crew: str
    touch: Touch
    can_come: bool
    words: str
    known: bool = True


def on_shift(
    whom: Organisation | Iterable[Member], *, starts_at: dt.datetime, minutes: int
) -> dict[int, DutyFact]:
    """For each person (by primary key) how the time falls on their shifts; one query, whatever their number."""
    people: list[tuple[int, int | None, str]]
    if isinstance(whom, Organisation):
        found = Member.objects.on_register().filter(branch=whom)
        people = list(found.values_list("pk", "crew_id", "away"))
    else:
        people = [(member.pk, member.crew_id, member.away) for member in whom]
    crews = Crew.objects.in_bulk({crew for _pk, crew, _away in people if crew is not None})
    ends_at = starts_at + dt.timedelta(minutes=minutes)
    notes = {pk: _fact(crew, starts_at, ends_at) for pk, crew in crews.items()}
    unknown = DutyFact("", Touch.FREE, True, "", known=False)
    facts: dict[int, DutyFact] = {}
    for pk, crew, away in people:
        fact = unknown if crew is None else notes.get(crew, unknown)
        facts[pk] = DutyFact(fact.crew, fact.touch, False, _("外出"), fact.known) if away else fact
    return facts


def duty_note(member: Member, start: dt.datetime, end: dt.datetime) -> DutyFact:
    """How a time falls on one person's shifts and rest."""
    minutes = int((end - start).total_seconds() // 60)
    return on_shift([member], starts_at=start, minutes=minutes)[member.pk]


def shift_words(crew: Crew | None, *, on: dt.date) -> str:
    """What a crew does on a day: 今天白班, 今天轮休; nothing without a shift table."""
    known = shift_calendar(crew)
    if known is None or crew is None:
        return ""
    shift = scheduling.shift_on(known, on)
    if crew.office:
        return "" if shift else _("今天休息")
    return _("今天%(code)s班") % {"code": shift.code} if shift else _("今天轮休")


def _fact(crew: Crew, starts_at: dt.datetime, ends_at: dt.datetime) -> DutyFact:
    known = shift_calendar(crew)
    if known is None:
        return DutyFact(crew.name, Touch.FREE, True, "", known=False)
    note = scheduling.rest_note(known, starts_at, ends_at)
    words = {
        Touch.ON_SHIFT: _("在岗"),
        Touch.IN_SHIFT: _("上班，可来"),
        Touch.REST_AFTER_NIGHT: _("下夜班休息"),
        Touch.REST_BEFORE_NIGHT: _("夜班前休息"),
        Touch.STAYS_ON: _("刚下班"),
        Touch.BETWEEN: _("两班之间"),
        Touch.COMES_EARLY: _("上班前"),
        Touch.FREE: _("不当班"),
    }
    return DutyFact(crew.name, note.touch, note.touch.can_come, words[note.touch])
