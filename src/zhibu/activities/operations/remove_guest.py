"""A guest was written on the roll by mistake."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import Guest, Meeting
from zhibu.activities.operations.running import taken
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes


@writes
def remove_guest(*, by: User, meeting: Meeting, guest: str, now: dt.datetime) -> None:
    """Take a guest (by public id) off the roll while the meeting is not over; twice equals once.

    Afterwards the roll stands, and a mistake is said in a correcting note.
    """
    meeting = taken(meeting, by=by, now=now)
    row = Guest.objects.filter(meeting=meeting, public_id=guest).first()
    if row is None:
        return
    if meeting.state not in (terms.State.CALLED, terms.State.OPEN):
        raise Refused(_("会已经结束，名单不再改；写错了请在记录里更正。"))
    journal.record(
        by=by, action="meeting.remove_guest", subject=row, organisation=meeting.organisation, now=now
    )
    row.delete()
