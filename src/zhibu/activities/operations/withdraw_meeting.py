"""Taking back a notice that was sent by mistake."""

import datetime as dt

from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import Meeting
from zhibu.activities.operations.cancel_meeting import called_off
from zhibu.kernel.transactions import writes


@writes
def withdraw_meeting(*, by: User, meeting: Meeting, now: dt.datetime) -> Meeting:
    """Withdraw a notice nobody has answered yet; once somebody has, it can only be cancelled with a reason."""
    return called_off(by=by, meeting=meeting, state=terms.State.WITHDRAWN, why="", now=now)
