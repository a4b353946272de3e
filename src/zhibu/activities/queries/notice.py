"""A called meeting as its notice shows it: to those invited, and with all answers to those who called it."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from zhibu.accounts.models import User
from zhibu.accounts.queries import not_come_in
from zhibu.activities import permissions, terms
from zhibu.activities.models import AgendaItem, Attendee, Meeting
from zhibu.activities.queries.beside import Attached, ChangeRow, StillOpen, beside
from zhibu.activities.queries.running import leads_now, may_run
from zhibu.activities.queries.shifts import crew_name
from zhibu.kernel.clock import ZONE, local
from zhibu.members.models import Member
from zhibu.organisations import access


@dataclass(frozen=True)
class Changed:
    """One value of the notice that was changed; a time is given as an instant so that pages can write it."""

    field: str
    old: str
    new: str
    old_at: dt.datetime | None
    new_at: dt.datetime | None
    why: str
    at: dt.datetime
    by: str


@dataclass(frozen=True)
class Person:
    """One invited person as an officer sees them."""

    public_id: str
    name: str
    fact: str
    observer: bool
    reason: str
    gone: bool


@dataclass(frozen=True)
class Answers:
    """Who comes, who does not, who has not said, and who still has to be told by word of mouth."""

    yes: tuple[Person, ...]
    leave: tuple[Person, ...]
    none: tuple[Person, ...]
    untold: tuple[Person, ...]
    told: tuple[Person, ...]
    with_account: int
    reasons_shown: bool

    @property
    def all(self) -> int:
        """How many were invited."""
        return len(self.yes) + len(self.leave) + len(self.none)


@dataclass(frozen=True)
class Notice:
    """A called meeting for one person who looks at it."""

    meeting: Meeting
    items: tuple[AgendaItem, ...]
    decisions: tuple[StillOpen, ...]
    papers: tuple[Attached, ...]
    changes: tuple[Changed, ...]
    mine: Attendee | None
    may_answer: bool
    may_check_in: bool
    may_change: bool
    runs: bool
    leads: bool
    answers: Answers | None

    @property
    def called_off(self) -> Changed | None:
        """The change that called it off, with the reason."""
        return next((change for change in reversed(self.changes) if change.field == "state"), None)

    @property
    def agenda_changed(self) -> bool:
        """Whether an item was added, renamed or taken off since the notice was sent."""
        return any(change.field == "item" for change in self.changes)

    @property
    def old_starts_at(self) -> dt.datetime | None:
        """The time before the last move."""
        return next((change.old_at for change in reversed(self.changes) if change.field == "starts_at"), None)

    @property
    def old_place(self) -> str:
        """The place before the last change."""
        return next((change.old for change in reversed(self.changes) if change.field == "place"), "")


def notice(meeting: Meeting, *, seen_by: User, on: dt.date, now: dt.datetime) -> Notice:
    """What the page of a called, cancelled or withdrawn meeting shows to this person."""
    may_change = access.may(seen_by, permissions.CONVENE, meeting.organisation, on=on)
    rows = list(meeting.attendees.select_related("member__area", "member__crew").order_by("pk"))
    mine = next((row for row in rows if row.member.user_id == seen_by.pk), None)
    lists = beside(meeting, seen_by=seen_by, on=on)
    return Notice(
        meeting=meeting,
        items=tuple(meeting.items.order_by("position")),
        decisions=lists.decisions,
        papers=lists.papers,
        changes=tuple(_changed(row) for row in lists.changes),
        mine=mine,
        may_answer=mine is not None
        and terms.may_answer(state=meeting.state, starts_at=meeting.starts_at, now=now),
        may_check_in=mine is not None
        and terms.may_check_in(
            state=meeting.state, starts_at=meeting.starts_at, ends_at=meeting.ends_at, now=now
        ),
        may_change=may_change and meeting.state == terms.State.CALLED,
        runs=meeting.state == terms.State.CALLED and may_run(seen_by, meeting, on=on),
        leads=meeting.state == terms.State.CALLED
        and meeting.ends_at > now
        and leads_now(seen_by, meeting, on=on, now=now),
        answers=_answers(rows, seen_by, meeting, on=on) if may_change else None,
    )


def instant(written: str) -> dt.datetime:
    """A time as `Change` keeps it, back as an instant."""
    return dt.datetime.strptime(written, "%Y-%m-%dT%H:%M").replace(tzinfo=ZONE)


def group_text(meeting: Meeting, items: Sequence[AgendaItem], link: str) -> str:
    """The notice in plain words, to be pasted into the branch's chat group; always in Chinese."""
    begins = local(meeting.starts_at)
    weekday = "一二三四五六日"[begins.weekday()]
    head = (
        f"【会议通知】定于{begins.month}月{begins.day}日（周{weekday}）{begins:%H:%M}"
        f"在{meeting.place}召开{meeting.title}，约{meeting.minutes}分钟。"
    )
    agenda = "；".join(f"{item.position}. {item.title}" for item in items)
    return f"{head}\n议程：{agenda}。\n请点开回复参加或请假：{link}\n{meeting.organisation.name}"


def _changed(row: ChangeRow) -> Changed:
    timed = row.field == "starts_at"
    return Changed(
        field=row.field,
        old=row.old,
        new=row.new,
        old_at=instant(row.old) if timed else None,
        new_at=instant(row.new) if timed else None,
        why=row.why,
        at=row.at,
        by=row.by,
    )


def without_the_page(members: Collection[Member]) -> set[Member]:
    """Who does not see a notice by opening the page: no account, no smartphone, or a link not used yet."""
    waiting = not_come_in({member.user_id for member in members if member.user_id is not None})
    return {
        member
        for member in members
        if member.user_id is None or member.no_smartphone or member.user_id in waiting
    }


def _answers(rows: Sequence[Attendee], seen_by: User, meeting: Meeting, *, on: dt.date) -> Answers:
    reasons_shown = access.may(seen_by, permissions.LEAVE_REASONS, meeting.organisation, on=on)

    def people(chosen: Sequence[Attendee]) -> tuple[Person, ...]:
        return tuple(_person(row, reasons_shown) for row in chosen)

    outside = without_the_page([row.member for row in rows])
    by_mouth = [row for row in rows if row.member.left_on is None and row.member in outside]
    return Answers(
        yes=people([row for row in rows if row.answer == terms.Answer.YES]),
        leave=people([row for row in rows if row.answer == terms.Answer.LEAVE]),
        none=people([row for row in rows if not row.answer]),
        untold=people([row for row in by_mouth if not row.told_in_person and row.answer == ""]),
        told=people([row for row in by_mouth if row.told_in_person]),
        with_account=sum(row not in by_mouth for row in rows),
        reasons_shown=reasons_shown,
    )


def _person(row: Attendee, reasons_shown: bool) -> Person:
    member = row.member
    where = [
        member.area.name if member.area else "",
        crew_name(member.crew.name) if member.crew else "",
        member.away,
    ]
    return Person(
        public_id=member.public_id,
        name=member.name,
        fact=" · ".join(part for part in where if part),
        observer=row.observer,
        reason=row.leave_reason if reasons_shown else "",
        gone=member.left_on is not None,
    )
