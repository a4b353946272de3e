"""After closing, it turns out that somebody was there."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import Attendee, Meeting
from zhibu.activities.operations.running import taken
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes


@writes
def enter_late_presence(*, by: User, meeting: Meeting, member: str, why: str, now: dt.datetime) -> None:
    """Mark somebody as having been there, with who entered it and why; votes already counted stay as they were."""
    meeting = taken(meeting, by=by, now=now)
    if meeting.state != terms.State.CLOSED:
        raise Refused(_("会还没结束，请直接点到。"), code="not_closed")
    why = why.strip()[:200]
    if not why:
        raise Refused(_("请写为什么会后才补。"), field="why")
    row = Attendee.objects.filter(meeting=meeting, member__public_id=member).select_related("member").first()
    if row is None:
        raise Refused(_("名单里没有这个人。"), field="member")
    if row.present_at is not None:
        return
    row.present_at = meeting.starts_at
    row.checked_way = terms.CheckInWay.LATE
    row.checked_by = by
    row.late_why = why
    row.entered_late_at = now
    row.save(update_fields=["present_at", "checked_way", "checked_by", "late_why", "entered_late_at"])
    journal.record(
        by=by, action="meeting.late_presence", subject=row.member, organisation=meeting.organisation, now=now
    )
