"""A meeting ends; from this moment the minutes stand."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import BallotCount, Meeting, Vote
from zhibu.activities.operations.open_item import current_item
from zhibu.activities.operations.running import require_open, taken
from zhibu.activities.queries.presence import in_person_because
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes


@writes
def close_meeting(*, by: User, meeting: Meeting, now: dt.datetime) -> Meeting:
    """End the meeting. Items never taken up stay in the minutes as not discussed.

    Refused while an item is still open or paper counts are not checked by both, and online for a kind of
    meeting that must be held face to face. Twice equals once.
    """
    meeting = taken(meeting, by=by, now=now)
    if meeting.state == terms.State.CLOSED:
        return meeting
    require_open(meeting)
    because = in_person_because(meeting)
    if meeting.held == terms.Place.ONLINE and because:
        raise Refused(_("%(why)s不能按线上会结束。") % {"why": because}, code="in_person")
    item = current_item(meeting)
    if item is not None and (
        item.notes.exists()
        or Vote.objects.filter(item=item).exists()
        or BallotCount.objects.filter(election__item=item).exists()
    ):
        raise Refused(
            _("第%(n)d项「%(title)s」还没结束。") % {"n": item.position, "title": item.title},
            code="item_open",
        )
    if item is not None:
        item.opened_at = None  # it was next in line, nobody said a word on it
        item.save(update_fields=["opened_at"])
    meeting.state = terms.State.CLOSED
    meeting.closed_at = now
    meeting.version += 1
    meeting.save(update_fields=["state", "closed_at", "version"])
    journal.record(by=by, action="meeting.close", subject=meeting, organisation=meeting.organisation, now=now)
    return meeting
