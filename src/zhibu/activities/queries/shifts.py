"""How a time falls on the shifts of those invited: who is at work then, who comes off a night, who can come."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhibu import scheduling
from zhibu.activities.queries import ruling
from zhibu.kernel import clock
from zhibu.kernel.clock import local
from zhibu.members.models import Crew, Member
from zhibu.members.shifts import shift_calendar, shift_name
from zhibu.members.terms import Standing
from zhibu.scheduling import Touch

DAYS_AHEAD = 21
OTHER_TIME = dt.time(9, 0)
EARLIEST, LATEST = dt.time(7, 0), dt.time(21, 0)  # when people without a shift table can be asked to come
OFFERED = 4


@dataclass(frozen=True)
class CrewThen:
    """One crew at one time: the words of the strip, and whether it is at work."""

    name: str
    words: str
    at_work: bool


@dataclass(frozen=True)
class Slot:
    """One possible time: how many with a vote can come, how many must, and who is missing and why."""

    starts_at: dt.datetime
    can: int
    of: int
    needed: int | None
    crews: tuple[CrewThen, ...]
    missing: str
    no_table: bool
    unknown: int  # those with a vote whose shifts nobody entered; they are taken as able to come

    @property
    def enough(self) -> bool:
        """Whether a vote could be held."""
        return self.needed is None or self.can >= self.needed


def slot_at(
    starts_at: dt.datetime, minutes: int, members: Sequence[Member], *, kind: str, on: dt.date
) -> Slot:
    """Who of those invited can come at this time, by the shift table and the long trips that are known."""
    crews = _readable({member.crew for member in members if member.crew is not None})
    return _slot(starts_at, minutes, members, crews, kind=kind, on=on)


def slots_ahead(
    members: Sequence[Member],
    *,
    kind: str,
    time: dt.time,
    weekday: int | None,
    minutes: int,
    taken: Sequence[tuple[dt.datetime, dt.datetime]] = (),
    on: dt.date,
) -> list[Slot]:
    """The few best times of the next three weeks at the usual time of day (or in the morning), the best first.

    `taken` are the times of meetings that are called already.
    """
    span = dt.timedelta(minutes=minutes)
    crews = _readable({member.crew for member in members if member.crew is not None})
    best: list[Slot] = []
    for number in range(1, DAYS_AHEAD + 1):
        day = on + dt.timedelta(days=number)
        times = _times(time, with_crews=bool(crews))
        begins = [clock.at(day, one) for one in times]
        free = [
            start for start in begins if not any(start < end and begin < start + span for begin, end in taken)
        ]
        tried = [_slot(start, minutes, members, crews, kind=kind, on=on) for start in free]
        if tried:
            best.append(max(tried, key=lambda slot: slot.can))

    def order(slot: Slot) -> tuple[bool, int, bool, bool, dt.datetime]:
        begins = local(slot.starts_at)
        return not slot.enough, -slot.can, begins.weekday() > 4, begins.weekday() != weekday, slot.starts_at

    return sorted(best, key=order)[:OFFERED]


def _times(usual: dt.time, *, with_crews: bool) -> list[dt.time]:
    if with_crews:
        return list(dict.fromkeys([usual, OTHER_TIME]))
    return [usual if EARLIEST <= usual <= LATEST else OTHER_TIME]


def shift_today(member: Member, *, now: dt.datetime) -> str:
    """The line under the date: 您上白班，16:00下班. Empty without a shift table."""
    crew = shift_calendar(member.crew)
    if crew is None:
        return ""
    duty = scheduling.duty_at(crew, now)
    if duty is not None:
        return _("您上%(shift)s，%(end)s下班") % {
            "shift": shift_name(duty.shift.code),
            "end": f"{duty.ends_at:%H:%M}",
        }
    moment = local(now).replace(tzinfo=None)
    later = next(
        (
            found
            for back in (1, 0)
            if (found := scheduling.duty_on(crew, moment.date() - dt.timedelta(days=back))) is not None
            and found.starts_at.date() == moment.date()
            and found.starts_at > moment
        ),
        None,
    )
    if later is not None:
        return _("您今天%(start)s上%(shift)s") % {
            "shift": shift_name(later.shift.code),
            "start": f"{later.starts_at:%H:%M}",
        }
    worked = scheduling.duty_on(crew, moment.date())
    return "" if worked is not None and worked.starts_at < moment else _("您今天轮休")


def shift_beside(member: Member, starts_at: dt.datetime, ends_at: dt.datetime) -> tuple[str, bool]:
    """How a meeting falls on this person's own shift, as a sentence, and whether they can come."""
    crew = shift_calendar(member.crew)
    if crew is None:
        return "", True
    note = scheduling.rest_note(crew, starts_at, ends_at)
    if note.touch in (Touch.ON_SHIFT, Touch.IN_SHIFT):
        words = _("那时您在岗") if note.touch == Touch.ON_SHIFT else _("那时您在上班，可以离开一会儿")
        return words, note.touch.can_come
    if note.touch == Touch.REST_AFTER_NIGHT and note.rest_until is not None:
        return _("您刚下夜班，要休息到%(until)s") % {"until": f"{note.rest_until:%H:%M}"}, False
    if note.touch == Touch.REST_BEFORE_NIGHT:
        return _("会后就是夜班，休息不够"), False
    if note.touch in (Touch.STAYS_ON, Touch.BETWEEN) and note.off_before is not None:
        if not note.off_before:
            return _("下班就开始"), True
        return _("下班后%(n)d分钟开始，来得及") % {"n": note.off_before}, True
    if note.touch == Touch.COMES_EARLY and note.on_after is not None:
        return _("会后%(n)d分钟上班，来得及") % {"n": note.on_after}, True
    return "", True


def _readable(crews: set[Crew]) -> dict[int, scheduling.Crew]:
    found = {crew.pk: shift_calendar(crew) for crew in crews}
    return {pk: crew for pk, crew in found.items() if crew is not None}


def _slot(
    starts_at: dt.datetime,
    minutes: int,
    members: Sequence[Member],
    crews: Mapping[int, scheduling.Crew],
    *,
    kind: str,
    on: dt.date,
) -> Slot:
    ends_at = starts_at + dt.timedelta(minutes=minutes)
    notes = {pk: scheduling.rest_note(crew, starts_at, ends_at) for pk, crew in crews.items()}
    voters = [member for member in members if Standing(member.kind, member.restriction).may_vote]
    missing: Counter[str] = Counter()
    can = unknown = 0
    for member in voters:
        note = notes.get(member.crew_id) if member.crew_id is not None else None
        if member.away:
            missing[_("外派")] += 1
        elif note is not None and member.crew is not None and not note.touch.can_come:
            missing[crew_name(member.crew.name)] += 1
        else:
            can += 1
            unknown += note is None
    strip = tuple(
        CrewThen(crew_name(crew.name), _words(notes[pk], crew, starts_at), not notes[pk].touch.can_come)
        for pk, crew in sorted(crews.items(), key=lambda pair: pair[0])
    )
    named = "、".join(_("%(who)s%(n)d人") % {"who": who, "n": n} for who, n in missing.items())
    return Slot(
        starts_at=starts_at,
        can=can,
        of=len(voters),
        needed=ruling.voters_needed(kind, len(voters), on=on),
        crews=strip,
        missing=_("缺%(who)s。") % {"who": named} if named else _("都能到。"),
        no_table=not crews,
        unknown=unknown,
    )


def crew_name(name: str) -> str:
    """甲 is called 甲班."""
    return name if name.endswith("班") else f"{name}班"


def _words(note: scheduling.RestNote, crew: scheduling.Crew, starts_at: dt.datetime) -> str:
    words = {
        Touch.ON_SHIFT: _("在岗"),
        Touch.IN_SHIFT: _("上班，可来"),
        Touch.REST_AFTER_NIGHT: _("下夜班休息"),
        Touch.REST_BEFORE_NIGHT: _("夜班前休息"),
        Touch.STAYS_ON: _("刚下班"),
        Touch.BETWEEN: _("两班之间"),
        Touch.COMES_EARLY: _("上班前"),
    }
    if note.touch in words:
        return words[note.touch]
    return _("轮休") if scheduling.shift_on(crew, local(starts_at).date()) is None else _("不当班")
