"""The chair calls the roll: somebody is there, or was ticked by mistake."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import Attendee, Meeting
from zhibu.activities.operations.check_in import require_check_in_open
from zhibu.activities.operations.running import taken
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes


@writes
def roll_call(*, by: User, meeting: Meeting, member: str, here: bool, now: dt.datetime) -> None:
    """Mark a member on the roll as there, or take it back; `member` is the public id the page carries.

    Both are journalled; marking somebody twice changes nothing. Refused outside a real meeting.
    """
    meeting = taken(meeting, by=by, now=now)
    require_check_in_open(meeting, now=now)
    rows = Attendee.objects.filter(meeting=meeting, member__public_id=member)
    if not rows.exists():
        raise Refused(_("名单里没有这个人。"))
    if here:
        changed = rows.filter(present_at__isnull=True).update(
            present_at=now, checked_way=terms.CheckInWay.ROLL, checked_by=by
        )
    else:
        changed = rows.filter(present_at__isnull=False).update(
            present_at=None, checked_way="", checked_by=None
        )
    if changed:
        action = "meeting.roll_here" if here else "meeting.roll_undo"
        journal.record(
            by=by, action=action, subject=rows.get().member, organisation=meeting.organisation, now=now
        )
