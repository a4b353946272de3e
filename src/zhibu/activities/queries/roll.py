"""Who should be there, who is, who said they cannot come: the roll of one meeting."""

from dataclasses import dataclass

from django.db.models import OuterRef
from django.utils.translation import gettext as _

from zhibu.activities import terms
from zhibu.activities.models import AgendaItem, Attendee, Guest, Meeting
from zhibu.activities.queries.beside import Visitor
from zhibu.activities.queries.running import still_there
from zhibu.kernel.packed import packed
from zhibu.kernel.prepared import Given, Question
from zhibu.members.terms import Kind as MemberKind
from zhibu.members.terms import Restriction


@dataclass(frozen=True)
class Person:
    """One line of the roll."""

    id: str
    name: str
    fact: str
    present: bool
    away: bool
    observer: bool
    votes: bool
    probationary: bool
    why_not_counted: str
    present_at: object = None
    way: str = ""
    user_id: int | None = None  # whose account it is, while they are on the register of the branch that meets


@dataclass(frozen=True)
class Roll:
    """The whole roll, in the order of names; nobody is counted twice."""

    people: tuple[Person, ...]
    visitors: tuple[Visitor, ...]
    open_matters: frozenset[str] = frozenset()  # of the items that are not closed

    @property
    def here(self) -> tuple[Person, ...]:
        """Those who are there."""
        return tuple(p for p in self.people if p.present)

    @property
    def missing(self) -> tuple[Person, ...]:
        """Neither there nor excused."""
        return tuple(p for p in self.people if not p.present and not p.away)

    @property
    def away(self) -> tuple[Person, ...]:
        """Excused, and indeed not there."""
        return tuple(p for p in self.people if not p.present and p.away)

    @property
    def expected(self) -> tuple[Person, ...]:
        """Those who should come; observers are welcome, not expected."""
        return tuple(p for p in self.people if not p.observer)

    @property
    def expected_here(self) -> tuple[Person, ...]:
        """Who of those who should come is there; to set beside `expected`."""
        return tuple(p for p in self.expected if p.present)

    @property
    def not_counted(self) -> tuple[Person, ...]:
        """Those on the roll without a vote, each with the reason."""
        return tuple(p for p in self.people if not p.votes)

    @property
    def voters(self) -> int:
        """How many should attend with a vote."""
        return sum(p.votes for p in self.people)

    @property
    def voters_here(self) -> int:
        """How many of them are there."""
        return sum(p.votes and p.present for p in self.people)

    @property
    def probationary_here(self) -> int:
        """Probationary members who are there; they never count for a vote."""
        return sum(p.probationary and p.present and not p.observer for p in self.people)

    @property
    def observers_here(self) -> int:
        """Observers and guests who are there."""
        return sum(p.observer and p.present for p in self.people) + len(self.visitors)


def roll(
    meeting: Meeting,
    *,
    visitors: tuple[Visitor, ...] | None = None,
    open_matters: frozenset[str] = frozenset(),
) -> Roll:
    """The roll of a meeting in two questions to the database, or in one for whoever knows the visitors and matters."""
    people = tuple(_person(row, meeting) for row in _ATTENDEES.ask(meeting=meeting.pk))
    if visitors is None:
        guests, matters = _BESIDE.ask(meeting=meeting.pk)[0]
        visitors = tuple(Visitor(*guest) for _pk, *guest in sorted(guests or ()))
        open_matters = frozenset(matter for (matter,) in matters or ())
    return Roll(people, visitors, open_matters)


_ATTENDEES = Question(
    lambda: (
        Attendee.objects.filter(meeting=Given("meeting"))
        .select_related("member", "member__crew", "member__area")
        .order_by("member_id")
    )
)
_BESIDE = Question(
    lambda: Meeting.objects.filter(pk=Given("meeting")).values_list(
        packed(Guest.objects.filter(meeting=OuterRef("pk")), "pk", "public_id", "name", "duty"),
        packed(AgendaItem.objects.filter(meeting=OuterRef("pk"), closed_at__isnull=True), "matter"),
    )
)


def why_not_counted(row: Attendee) -> str:
    """Why somebody on the roll has no vote here; empty for those who have one."""
    if row.observer:
        return _("列席")
    if row.kind == MemberKind.PROBATIONARY:
        return _("预备党员")
    if row.kind != MemberKind.FULL:
        return _("不是党员")
    if row.restriction:
        return (
            str(Restriction(row.restriction).label)
            if row.restriction in Restriction.values
            else row.restriction
        )
    return ""


def _person(row: Attendee, meeting: Meeting) -> Person:
    member = row.member
    facts = [
        member.party_post,
        member.area.name if member.area else "",
        member.crew.name if member.crew else "",
    ]
    reason = why_not_counted(row)
    return Person(
        id=member.public_id,
        name=member.name,
        fact=" · ".join([reason, *filter(None, facts)] if reason else list(filter(None, facts))),
        present=row.present_at is not None,
        away=row.answer == terms.Answer.LEAVE,
        observer=row.observer,
        votes=row.may_vote,
        probationary=row.kind == MemberKind.PROBATIONARY,
        why_not_counted=reason,
        present_at=row.present_at,
        way=row.checked_way,
        user_id=member.user_id if still_there(member, meeting) else None,
    )
