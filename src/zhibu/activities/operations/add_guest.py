"""Somebody from outside is at the meeting."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.accounts import journal, replay
from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import Guest, Meeting
from zhibu.activities.operations.running import taken
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes


@writes
def add_guest(
    *, by: User, meeting: Meeting, name: str, duty: str = "", op: str = "", now: dt.datetime
) -> Guest:
    """Write a guest (列席) on the roll: heard, never counted."""
    meeting = taken(meeting, by=by, now=now)
    if meeting.state not in (terms.State.CALLED, terms.State.OPEN):
        raise Refused(_("会已经结束，名单不能再加人。"))
    name, duty = name.strip()[:64], duty.strip()[:80]
    if not name:
        raise Refused(_("请写列席人的姓名。"), field="name")
    said = [meeting.public_id, name, duty]
    before = replay.earlier(by=by, op=op, kind="meeting.guest", said=said)
    if before is not None:
        known = Guest.objects.filter(public_id=before["guest"]).first()
        if known is None:
            raise Refused(_("这位已经从名单上去掉了。"), field="name")
        return known
    guest = Guest.objects.create(meeting=meeting, name=name, duty=duty)
    replay.remember(by=by, op=op, kind="meeting.guest", said=said, result={"guest": guest.public_id})
    journal.record(
        by=by, action="meeting.add_guest", subject=guest, organisation=meeting.organisation, now=now
    )
    return guest
