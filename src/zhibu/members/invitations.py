"""What can be asked about letting people in: who has a device, who waits, which link lies in the group."""

import datetime as dt
from dataclasses import dataclass

from zhibu.accounts import queries as accounts
from zhibu.accounts.models import OneTimeLink, User
from zhibu.accounts.terms import CLAIM_TRIES
from zhibu.kernel.clock import local
from zhibu.members.models import Member
from zhibu.members.names import name_key
from zhibu.organisations.models import BranchLink, EntryRequest, Organisation
from zhibu.organisations.weight import beyond

OPEN, SPENT, EXPIRED, DEAD, NONE = "open", "spent", "expired", "dead", "none"


@dataclass(frozen=True)
class Invitee:
    """A member on the page of links: whether they are in, and what became of their last link."""

    public_id: str
    name: str
    has_phone: bool
    no_smartphone: bool
    number_known: bool
    link: str
    until: dt.datetime | None
    beyond: str = ""  # why the reader lets nobody into this account; nothing when they may


def invitees(branch: Organisation, *, by: User, now: dt.datetime) -> list[Invitee]:
    """All members of a branch with the state of their way in, in the order of the register."""
    members = list(
        Member.objects.party_members()
        .filter(branch=branch)
        .order_by("pinyin", "pk")
        .defer("phone", "identity")
    )
    users = [member.user_id for member in members if member.user_id]
    inside = accounts.with_phone(users, now=now)
    links = accounts.latest_links(users)
    words = beyond(by, users, branch=branch, on=local(now).date())
    return [
        Invitee(
            public_id=member.public_id,
            name=member.name,
            has_phone=member.user_id in inside,
            no_smartphone=member.no_smartphone,
            number_known=bool(member.phone_last4_index),
            link=_state(links.get(member.user_id or 0), now=now),
            until=links[member.user_id].expires_at if member.user_id in links else None,
            beyond=words.get(member.user_id or 0, ""),
        )
        for member in members
    ]


def _state(link: OneTimeLink | None, *, now: dt.datetime) -> str:
    if link is None:
        return NONE
    if link.tries >= CLAIM_TRIES:
        return DEAD
    if link.used_at is not None or link.withdrawn_at is not None:
        return SPENT
    return OPEN if link.expires_at > now else EXPIRED


def waiting(branch: Organisation, *, now: dt.datetime) -> list[EntryRequest]:
    """Who stands at the door of this branch, the longest first."""
    return list(
        EntryRequest.objects.filter(
            organisation=branch, expires_at__gt=now, admitted_at__isnull=True, declined_at__isnull=True
        ).order_by("asked_at")
    )


def group_link(branch: Organisation, *, now: dt.datetime) -> BranchLink | None:
    """The link that may lie in the branch's chat group."""
    return BranchLink.objects.filter(
        organisation=branch, withdrawn_at__isnull=True, expires_at__gt=now
    ).first()


def likely(request: EntryRequest) -> list[Member]:
    """The members a waiting person may be: those of that name first, then everybody of the branch."""
    members = list(
        Member.objects.party_members().filter(branch=request.organisation).order_by("pinyin", "pk")
    )
    key = name_key(request.name)
    if request.user_id is not None:
        return [member for member in members if member.user_id == request.user_id]
    return sorted(members, key=lambda member: member.name_key != key)
