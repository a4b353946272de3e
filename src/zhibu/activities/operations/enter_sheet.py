"""The ticks of the printed sign-in sheet go in on one screen."""

import datetime as dt
from collections.abc import Collection

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import Attendee, Meeting
from zhibu.activities.operations.check_in import require_check_in_open
from zhibu.activities.operations.running import taken
from zhibu.kernel.transactions import writes


@writes
def enter_sheet(
    *, by: User, meeting: Meeting, present: Collection[str], shown: Collection[str], now: dt.datetime
) -> int:
    """Enter who signed the sheet; returns how many were newly marked.

    `shown` are those the page showed as there already: only they can be unticked, so that somebody who
    checked in meanwhile is not lost.
    """
    meeting = taken(meeting, by=by, now=now)
    require_check_in_open(meeting, now=now)
    roll = Attendee.objects.filter(meeting=meeting)
    marked = roll.filter(member__public_id__in=set(present), present_at__isnull=True).update(
        present_at=now, checked_way=terms.CheckInWay.SHEET, checked_by=by
    )
    gone = set(shown) - set(present)
    unmarked = roll.filter(member__public_id__in=gone, present_at__isnull=False).update(
        present_at=None, checked_way="", checked_by=None
    )
    if marked or unmarked:
        journal.record(
            by=by, action="meeting.enter_sheet", subject=meeting, organisation=meeting.organisation, now=now
        )
    return marked
