"""One entry of the register as its card shows it: masked where it must be, hidden where the reader has no right."""

import datetime as dt
from dataclasses import dataclass

from zhibu.accounts.models import User
from zhibu.members import fields, permissions, terms
from zhibu.members.models import Member
from zhibu.members.queries.duty import shift_words
from zhibu.members.roster_store import plain_of
from zhibu.organisations import access
from zhibu.organisations.terms import Role

_LINES = (
    *("group", "party_post", "admitted_on", "full_on", "area", "crew", "job", "away"),
    *("nation", "native_place", "education", "degree", "work_since_on", "remark"),
)
_BEHIND_REASON = ("phone", "identity", "born_on")


@dataclass(frozen=True)
class Hidden:
    """A value that is shown only for a reason: its masked form, if it is filled at all."""

    which: str
    label: str
    masked: str


@dataclass(frozen=True)
class Card:
    """What the reader may see of one person."""

    member: Member
    headline: str
    lines: tuple[tuple[str, str], ...]
    hidden: tuple[Hidden, ...]
    may_show: bool
    may_edit: bool


def card(*, member: Member, seen_by: User, on: dt.date) -> Card:
    """The card of one person for one reader (member fetched with branch, group, area, crew)."""
    values = plain_of(member)
    own = member.user_id == seen_by.pk
    may_show = access.may(seen_by, permissions.UNMASK, member.branch, on=on)
    may_edit = access.may(seen_by, permissions.EDIT, member.branch, on=on)
    discipline = any(
        s.role == Role.DISCIPLINE and s.organisation_id == member.branch_id
        for s in access.standings(seen_by, on=on)
    )
    lines = [(str(fields.LABELS[a]), fields.shown(a, values[a])) for a in _LINES if values.get(a)]
    today = shift_words(member.crew, on=on)
    if today:
        at = next(i for i, (label, _value) in enumerate(lines) if label == str(fields.LABELS["crew"]))
        lines[at] = (lines[at][0], f"{lines[at][1]}，{today}")
    if member.restriction and (may_edit or discipline or own):
        lines.append((str(fields.LABELS["restriction"]), fields.shown("restriction", member.restriction)))
    flags = [str(fields.LABELS[flag]) for flag in fields.FLAGS if values.get(flag)] if may_edit or own else []
    kind = terms.Kind(member.kind)
    headline = " · ".join(
        str(word) for word in (kind.label, member.group.name if member.group else "", *flags) if word
    )
    hidden = tuple(
        Hidden(which, str(fields.LABELS[which]), _masked(which, values.get(which, ""), ends=may_show or own))
        for which in _BEHIND_REASON
    )
    return Card(member, headline, tuple(lines), hidden, may_show, may_edit)


def _masked(which: str, value: str, *, ends: bool) -> str:
    if not value:
        return ""
    return fields.hinted(which, value) if ends else "••••"
