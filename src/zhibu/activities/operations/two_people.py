"""Two people count the ballots of a vote or an election: who they may be, and how they check the figures."""

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext as _

from zhibu.accounts.models import User
from zhibu.activities.election_models import BallotCount
from zhibu.activities.models import Attendee, Meeting, Vote
from zhibu.activities.operations.running import require_two, somebody, taken
from zhibu.activities.queries.checking import COUNTERS
from zhibu.activities.queries.running import acts_as
from zhibu.kernel.refusal import Refused
from zhibu.members.models import Member


def counters(
    meeting: Meeting, scrutineer: str, teller: str, *, require_fit: Callable[[Member, str], None]
) -> tuple[Member, Member]:
    """Scrutineer and teller by the ids a form sent: two people who are there.

    `require_fit(member, field)` refuses whom these ballots are about.
    """
    found = []
    for field, public_id in zip(COUNTERS, (scrutineer, teller), strict=True):
        if not public_id:
            raise Refused(_("请选监票人和计票人。"), field=field)
        member = somebody(meeting, public_id, field=field)
        require_fit(member, field)
        if not Attendee.objects.filter(meeting=meeting, member=member, present_at__isnull=False).exists():
            raise Refused(_("%(name)s没有到会，不能监票、计票。") % {"name": member.name}, field=field)
        found.append(member)
    if found[0].pk == found[1].pk:
        raise Refused(_("监票和计票要两个人。"), field="teller")
    return found[0], found[1]


def to_be_checked(
    counted: Vote | BallotCount,
    scrutineer: Member | None,
    teller: Member | None,
    *,
    settled: dt.datetime | None,
) -> None:
    """Put new figures before these two: earlier checks are gone. `settled` is for a show of hands: nobody checks it."""
    counted.scrutineer, counted.teller = scrutineer, teller  # type: ignore[assignment]
    for role in COUNTERS:
        setattr(counted, f"{role}_checked_at", None)
        setattr(counted, f"{role}_checked_by", None)
    counted.settled_at = settled


def check(counted: Vote | BallotCount, *, by: User, meeting: Meeting, role: str, now: dt.datetime) -> None:
    """Note that `role` says the figures are right; with the second one they are settled. The caller saves.

    Each does it on the own phone, or signs on the device in the room.
    """
    other_role = COUNTERS[1 - COUNTERS.index(role)]
    member, other = getattr(counted, role), getattr(counted, other_role)
    if member is None:
        raise Refused(_("还没有定监票人和计票人。"))
    if not acts_as(by, member, meeting):
        taken(meeting, by=by, now=now)
    require_two(by, member, other, getattr(counted, f"{other_role}_checked_by_id"))
    setattr(counted, f"{role}_checked_at", now)
    setattr(counted, f"{role}_checked_by", by)
    if counted.scrutineer_checked_at and counted.teller_checked_at:
        counted.settled_at = now
