"""Who runs a meeting: officers of its organisation, and the chair and recorder named for it."""

import datetime as dt

from zhibu.accounts.models import User
from zhibu.activities import permissions, terms
from zhibu.activities.models import Meeting
from zhibu.kernel.clock import local
from zhibu.members.models import Member
from zhibu.organisations import access


def acts_as(user: User, member: Member | None, meeting: Meeting) -> bool:
    """Whether this person is the member named in a meeting, and still on the register of the branch that met."""
    return member is not None and member.user_id == user.pk and still_there(member, meeting)


def still_there(member: Member, meeting: Meeting) -> bool:
    """Whether a member is still on the register of the branch a meeting belongs to; a part in it ends with that."""
    branches = (meeting.organisation_id, meeting.organisation.parent_id)
    return member.left_on is None and member.branch_id in branches


def may_run(user: User, meeting: Meeting, *, on: dt.date) -> bool:
    """Whether this person may open the meeting, take notes, count and close it today.

    The chair and the recorder may, also without an office, until they leave the branch; otherwise the table of
    rights decides.
    """
    if any(acts_as(user, member, meeting) for member in (meeting.chair, meeting.recorder)):
        return True
    return access.may(user, permissions.RUN, meeting.organisation, on=on)


def leads_now(user: User, meeting: Meeting, *, on: dt.date, now: dt.datetime) -> bool:
    """Whether it is this person's part to get the meeting going: they chair it or called it, and it is the day."""
    theirs = user.pk in (meeting.called_by_id, meeting.chair.user_id if meeting.chair else None)
    due = local(meeting.starts_at).date() == on or terms.may_check_in(
        state=meeting.state, starts_at=meeting.starts_at, ends_at=meeting.ends_at, now=now
    )
    return theirs and due and may_run(user, meeting, on=on)
