"""How far the two who count have checked the figures of a vote or an election."""

import datetime as dt
from dataclasses import dataclass

from zhibu.accounts.models import User
from zhibu.activities.election_models import BallotCount
from zhibu.activities.models import Vote
from zhibu.members.models import Member

COUNTERS = ("scrutineer", "teller")


@dataclass(frozen=True)
class Check:
    """One of the two: who it is, when and by whom the figures were found right, and what this reader may do."""

    role: str
    member: Member | None
    at: dt.datetime | None
    by: User | None
    own: bool  # whether the reader is this person
    may: bool


def checks(counted: Vote | BallotCount, user: User, *, runs: bool) -> list[Check]:
    """Both, as `user` sees them; `runs` says whether they run the meeting."""
    found = []
    for role in COUNTERS:
        member: Member | None = getattr(counted, role)
        own = member is not None and member.user_id == user.pk
        at, by = getattr(counted, f"{role}_checked_at"), getattr(counted, f"{role}_checked_by")
        found.append(Check(role, member, at, by, own, runs or own))
    return found
