"""Changing what a called meeting is about and, where people are chosen, who is invited."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import F
from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.activities import permissions, terms
from zhibu.activities.models import AgendaItem, Attendee, Change, Meeting
from zhibu.activities.operations.agenda import agenda_lines
from zhibu.activities.operations.convene import presence_fits
from zhibu.activities.queries import convening
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Conflict, Refused
from zhibu.kernel.transactions import writes
from zhibu.members.models import Member
from zhibu.organisations import access

ASIDE = 1000  # positions are unique, so the old ones step aside before the new ones are written
Wanted = dict[int, tuple[Member, bool]]  # by member: who is invited, and whether only to listen


@writes
def change_agenda(
    *,
    by: User,
    meeting: Meeting,
    version: int,
    items: Sequence[terms.AgendaLine],
    attendees: Sequence[Member] | None = None,
    observers: Sequence[Member] | None = None,
    why: str = "",
    now: dt.datetime,
) -> Meeting:
    """Put another agenda in the place of the one that was sent; the first item stays.

    A line with `item` renames that item, one without is new, and what is not in `items` any more is taken off.
    At a lecture or a theme day `attendees` may be others too; elsewhere everybody must come and it is not read.
    None keeps who is invited. Answers stay. Conflict when somebody else changed the meeting since `version`;
    the same agenda again changes nothing.
    """
    on = local(now).date()
    meeting = (
        Meeting.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=meeting.pk)
    )
    access.require(by, permissions.CONVENE, meeting.organisation, on=on)
    register = convening.register_of(meeting.organisation)
    lines = agenda_lines(items, meeting.kind, register)
    standing = list(
        meeting.items.exclude(matter=terms.Matter.OPEN_DECISIONS)
        .select_related("person")
        .order_by("position")
    )
    rows = list(meeting.attendees.select_related("member"))
    wanted = _wanted(meeting, rows, register, lines, attendees, observers, on=on)
    new_agenda = [_content(line) for line in lines] != [_content(item) for item in standing]
    new_people = {row.member_id: row.observer for row in rows} != {pk: each[1] for pk, each in wanted.items()}
    if not new_agenda and not new_people:
        return meeting
    if meeting.state != terms.State.CALLED:
        raise Refused(_("会已经开了或不开了，不能再改。"))
    if meeting.version != version:
        raise Conflict(_("别人刚改过这场会。下面是现在的样子，您填的还在，请看过再定。"), theirs=meeting)
    presence_fits([line.matter for line in lines], meeting.held, on=local(meeting.starts_at).date())
    changed = [("item", old, new) for old, new in _rewrite(meeting, standing, lines)] if new_agenda else []
    changed += [("invited", old, new) for old, new in _invite(meeting, rows, wanted)]
    Change.objects.bulk_create(
        Change(
            meeting=meeting, field=field, old=old[:200], new=new[:200], why=why.strip()[:200], by=by, at=now
        )
        for field, old, new in changed
    )
    if new_agenda:
        Attendee.objects.filter(meeting=meeting).update(told_in_person=False)
    Meeting.objects.filter(pk=meeting.pk).update(version=F("version") + 1)
    meeting.refresh_from_db(fields=["version"])
    journal.record(
        by=by,
        action="meeting.change",
        subject=meeting,
        organisation=meeting.organisation,
        on_behalf_of=convening.acting_for(by, meeting.organisation, on=on),
        fields=[name for name, new in (("agenda", new_agenda), ("invited", new_people)) if new],
        now=now,
    )
    return meeting


def _content(line: terms.AgendaLine | AgendaItem) -> tuple[str, str, int | None]:
    return line.title, str(line.matter), line.person.pk if line.person else None


def _rewrite(
    meeting: Meeting, standing: Sequence[AgendaItem], lines: Sequence[terms.AgendaLine]
) -> list[tuple[str, str]]:
    """Write the items and tell what changed: an old title, a new one, or both."""
    left = {item.public_id: item for item in standing}
    meeting.items.filter(pk__in=[item.pk for item in standing]).update(position=F("position") + ASIDE)
    changed: list[tuple[str, str]] = []
    for position, line in enumerate(lines, start=2):
        item = left.pop(line.item, None)
        if item is None:
            item = AgendaItem(meeting=meeting)
            changed.append(("", line.title))
        elif _content(item) != _content(line):
            changed.append(_renamed(item, line))
        item.position, item.title, item.matter, item.person = position, line.title, line.matter, line.person
        item.save()
    gone = list(left.values())
    meeting.items.filter(pk__in=[item.pk for item in gone]).delete()
    return changed + [(item.title, "") for item in gone]


def _renamed(item: AgendaItem, line: terms.AgendaLine) -> tuple[str, str]:
    if item.title != line.title:
        return item.title, line.title
    old, new = (str(terms.Matter(matter).label) for matter in (item.matter, line.matter))
    return f"{item.title}（{old}）", f"{line.title}（{new}）"


def _wanted(
    meeting: Meeting,
    rows: Sequence[Attendee],
    register: Sequence[Member],
    lines: Sequence[terms.AgendaLine],
    attendees: Sequence[Member] | None,
    observers: Sequence[Member] | None,
    *,
    on: dt.date,
) -> Wanted:
    """Everybody who is to be invited. Who has left the register meanwhile stays as they stand."""
    here = {member.pk for member in register}
    if any(member.pk not in here for member in (*(attendees or ()), *(observers or ()))):
        raise Refused(_("有人不在本支部名册上，请重新选。"), field="attendees")
    kept = {row.member_id: (row.member, row.observer) for row in rows}
    coming = [member for member, observer in kept.values() if not observer]
    beside = [member for member, observer in kept.values() if observer]
    if attendees is not None and meeting.kind not in terms.WHOLE_ROLL:
        due = {
            member.pk
            for member in convening.who_must_come(meeting.organisation, meeting.kind, register, on=on)
        }
        gone = [member for member in coming if member.pk not in here]
        coming = [*gone, *(member for member in attendees if member.pk in due)]
        if not any(member.pk in here for member in coming):
            raise Refused(_("至少要请一个人。"), field="attendees")
    if observers is not None:
        beside = [*(member for member in beside if member.pk not in here), *observers]
    beside += [line.person for line in lines if line.person]
    wanted = {member.pk: (member, True) for member in beside}
    wanted |= {member.pk: (member, False) for member in coming}
    if meeting.chair_id in kept and wanted.get(meeting.chair_id, (None, True))[1]:
        raise Refused(_("主持人要留在应到的人里，先换主持人再改。"), field="attendees")
    if meeting.recorder_id in kept and meeting.recorder_id not in wanted:
        raise Refused(_("记录人要留在名单里，先换记录人再改。"), field="attendees")
    return wanted


def _invite(meeting: Meeting, rows: Sequence[Attendee], wanted: Wanted) -> list[tuple[str, str]]:
    """Write who is invited and tell who came in and who went out; those who stay keep their answer."""
    there = {row.member_id: row for row in rows}
    added = [(member, observer) for pk, (member, observer) in wanted.items() if pk not in there]
    gone = [row for row in rows if row.member_id not in wanted]
    meeting.attendees.filter(pk__in=[row.pk for row in gone]).delete()
    for pk, (_member, observer) in wanted.items():
        if pk in there and there[pk].observer != observer:
            meeting.attendees.filter(member_id=pk).update(observer=observer)
    Attendee.objects.bulk_create(
        Attendee(
            meeting=meeting,
            member=member,
            observer=observer,
            kind=member.kind,
            restriction=member.restriction,
        )
        for member, observer in added
    )
    changed = [("", "、".join(member.name for member, _observer in added))] if added else []
    return changed + ([("、".join(row.member.name for row in gone), "")] if gone else [])
