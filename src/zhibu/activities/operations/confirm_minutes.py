"""The chair and the recorder say that the minutes are right."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import Confirmation, Meeting
from zhibu.activities.operations.running import held, taken
from zhibu.activities.queries.running import acts_as, still_there
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes


@writes
def confirm_minutes(*, by: User, meeting: Meeting, role: str, now: dt.datetime) -> Confirmation:
    """Confirm as chair or as recorder, each once.

    Everybody confirms in person; for somebody without an account, or who has left the branch, another who
    runs the meeting enters it, and the minutes say who did.
    """
    meeting = held(meeting)
    if meeting.state != terms.State.CLOSED:
        raise Refused(_("会还没结束，记录还不能确认。"), code="not_closed")
    if role not in Confirmation.As.values:
        raise Refused(_("请选以主持人还是记录人确认。"))
    member = meeting.chair if role == Confirmation.As.CHAIR else meeting.recorder
    if member is None:
        raise Refused(_("这场会没有记下是谁。"))
    if not acts_as(by, member, meeting):
        taken(meeting, by=by, now=now)
        theirs = member.user_id is not None and still_there(member, meeting)
        if theirs and not by.is_console:
            raise Refused(_("请%(name)s自己确认。") % {"name": member.name}, code="not_yours")
    confirmation, made = Confirmation.objects.get_or_create(
        meeting=meeting, role=role, defaults={"member": member, "by": by, "at": now}
    )
    if made:
        journal.record(
            by=by,
            action="minutes.confirm",
            subject=meeting,
            organisation=meeting.organisation,
            fields=[role],
            now=now,
        )
    return confirmation
