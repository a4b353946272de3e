"""The short lists beside a meeting: guests, notes, changes, papers, what is still open; all in one question with it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Case, F, OuterRef, Q, QuerySet, When

from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import Change, Decision, Guest, Meeting, Note, Paper
from zhibu.kernel.packed import instant, packed
from zhibu.members.models import Member
from zhibu.members.terms import MEMBER_KINDS
from zhibu.organisations.queries import is_officer
from zhibu.organisations.terms import OrganisationKind


class Visitor(NamedTuple):
    """Somebody from outside who is there."""

    public_id: str
    name: str
    duty: str


class Named(NamedTuple):
    """A person, by name."""

    name: str


class Noted(NamedTuple):
    """A note that stands, with whoever spoke."""

    public_id: str
    at: dt.datetime
    text: str
    speaker: Named | None


class ChangeRow(NamedTuple):
    """One change as it was written."""

    field: str
    old: str
    new: str
    why: str
    at: dt.datetime
    by: str


class Attached(NamedTuple):
    """A paper sent with the notice."""

    public_id: str
    name: str


class StillOpen(NamedTuple):
    """A decision that is not confirmed or dropped."""

    what: str
    state: str
    due_on: dt.date
    owner: Named


class Choice(NamedTuple):
    """Somebody on the register of the branch, to be chosen in a form."""

    public_id: str
    name: str
    of_the_party: bool


@dataclass(frozen=True)
class Beside:
    """Everything beside one meeting, each list in the order of its page."""

    visitors: tuple[Visitor, ...]
    notes: tuple[Noted, ...]
    changes: tuple[ChangeRow, ...]
    papers: tuple[Attached, ...]
    decisions: tuple[StillOpen, ...]


def with_lists(found: QuerySet[Meeting], user: User, *, on: dt.date) -> QuerySet[Meeting]:
    """The same meetings with their lists, and the register of the branch while this person runs an open one.

    Of what is still to be done, what this person may see: the committee's own is not read out in the assembly.
    """
    here = OuterRef("pk")
    branch = Case(
        When(organisation__kind=OrganisationKind.GROUP, then=F("organisation__parent_id")),
        default=F("organisation_id"),
    )
    may_need = Q(state=terms.State.OPEN)
    if not is_officer(user, on=on):
        may_need &= Q(chair__user=user) | Q(recorder__user=user)
    register = Member.objects.on_register().filter(branch_id=OuterRef("its_branch"))
    own = Q(organisation=OuterRef("organisation"))
    of_groups = Q(organisation__parent=OuterRef("organisation"), organisation__kind=OrganisationKind.GROUP)
    return found.annotate(
        its_branch=branch,
        guest_rows=packed(Guest.objects.filter(meeting=here), "pk", "public_id", "name", "duty"),
        note_rows=packed(
            Note.objects.filter(meeting=here, corrected_by__isnull=True),
            "at", "pk", "public_id", "text", "speaker__name",
        ),
        change_rows=packed(
            Change.objects.filter(meeting=here), "pk", "field", "old", "new", "why", "at", "by__name"
        ),
        paper_rows=packed(
            Paper.objects.filter(meeting=here, what=Paper.What.PAPER, removed_at__isnull=True),
            "pk", "public_id", "name",
        ),
        decision_rows=packed(
            Decision.objects.visible_to(user, on=on).unfinished().filter(own | of_groups),
            "due_on", "pk", "what", "state", "owner__name",
        ),
        register_rows=Case(When(may_need, then=packed(register, "pk", "public_id", "name", "kind"))),
    )  # fmt: skip


def beside(meeting: Meeting, *, seen_by: User, on: dt.date) -> Beside:
    """The lists of a meeting; asked for in one question where it was not found `with_lists`."""
    rows = _rows(meeting, seen_by, on=on)
    return Beside(
        visitors=tuple(Visitor(*guest) for _pk, *guest in _sorted(rows["guest_rows"])),
        notes=tuple(
            Noted(public_id, instant(at), text, Named(speaker) if speaker else None)
            for at, _pk, public_id, text, speaker in _sorted(rows["note_rows"])
        ),
        changes=tuple(
            ChangeRow(field, old, new, why, instant(at), by)
            for _pk, field, old, new, why, at, by in _sorted(rows["change_rows"])
        ),
        papers=tuple(Attached(public_id, name) for _pk, public_id, name in _sorted(rows["paper_rows"])),
        decisions=tuple(
            StillOpen(what, state, dt.date.fromisoformat(due), Named(owner))
            for due, _pk, what, state, owner in _sorted(rows["decision_rows"])
        ),
    )


def register_beside(meeting: Meeting, *, seen_by: User, on: dt.date) -> list[Choice]:
    """Everybody on the register of the branch that meets, in the order of the register."""
    rows = _rows(meeting, seen_by, on=on)["register_rows"]
    if rows is None:
        found = Member.objects.on_register().filter(branch_id=meeting.its_branch)  # type: ignore[attr-defined]
        rows = list(found.values_list("pk", "public_id", "name", "kind"))
    return [Choice(public_id, name, kind in MEMBER_KINDS) for _pk, public_id, name, kind in _sorted(rows)]


def _rows(meeting: Meeting, user: User, *, on: dt.date) -> dict[str, Any]:
    if "guest_rows" not in vars(meeting):
        found = with_lists(Meeting.objects.filter(pk=meeting.pk), user, on=on).get()
        vars(meeting).update(
            {name: value for name, value in vars(found).items() if name not in vars(meeting)}
        )
    return vars(meeting)


def _sorted(rows: list[list[Any]] | None) -> list[list[Any]]:
    return sorted(rows or ())
