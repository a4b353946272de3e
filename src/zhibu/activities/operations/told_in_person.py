"""Ticking off those who were told face to face, because they have no account or no phone."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.activities import permissions
from zhibu.activities.models import Attendee, Meeting
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes
from zhibu.members.models import Member
from zhibu.organisations import access


@writes
def told_in_person(
    *, by: User, meeting: Meeting, member: Member, told: bool = True, now: dt.datetime
) -> Attendee:
    """Note that somebody invited was told by word of mouth, or take the tick back."""
    access.require(by, permissions.CONVENE, meeting.organisation, on=local(now).date())
    row = Attendee.objects.select_for_update().filter(meeting=meeting, member=member).first()
    if row is None:
        raise Refused(_("这个人不在通知的名单上。"), field="member")
    if row.told_in_person != told:
        row.told_in_person = told
        row.save(update_fields=["told_in_person"])
        journal.record(
            by=by,
            action="meeting.told" if told else "meeting.told_undone",
            subject=meeting,
            organisation=meeting.organisation,
            now=now,
        )
    return row
