"""Calling a meeting off: it stays visible with its reason, so that nobody comes in vain."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.activities import permissions, terms
from zhibu.activities.models import Attendee, Change, Meeting
from zhibu.activities.queries import convening
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes
from zhibu.organisations import access


@writes
def cancel_meeting(*, by: User, meeting: Meeting, why: str, now: dt.datetime) -> Meeting:
    """Call off a meeting that has not begun; the reason is told to those invited. Twice equals once."""
    why = " ".join(why.split())
    if not why:
        raise Refused(_("请写为什么取消，一句话即可。"), field="why")
    if len(why) > 200:
        raise Refused(_("原因最多200个字。"), field="why")
    return called_off(by=by, meeting=meeting, state=terms.State.CANCELLED, why=why, now=now)


def called_off(*, by: User, meeting: Meeting, state: terms.State, why: str, now: dt.datetime) -> Meeting:
    """Set a called meeting to cancelled or withdrawn, and write down by whom; inside an open transaction."""
    on = local(now).date()
    meeting = (
        Meeting.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=meeting.pk)
    )
    access.require(by, permissions.CONVENE, meeting.organisation, on=on)
    if meeting.state == state:
        return meeting
    if meeting.state != terms.State.CALLED:
        raise Refused(_("会已经开了或不开了，不能再改。"))
    if state == terms.State.WITHDRAWN and meeting.attendees.exclude(answer="").exists():
        raise Refused(_("已经有人回复，不能当作没发过。请用「取消」，写明原因。"))
    meeting.state = state
    meeting.version += 1
    meeting.save(update_fields=["state", "version"])
    Change.objects.create(
        meeting=meeting, field="state", old=terms.State.CALLED, new=state, why=why, by=by, at=now
    )
    Attendee.objects.filter(meeting=meeting).update(told_in_person=False)
    journal.record(
        by=by,
        action="meeting.cancel" if state == terms.State.CANCELLED else "meeting.withdraw",
        subject=meeting,
        organisation=meeting.organisation,
        on_behalf_of=convening.acting_for(by, meeting.organisation, on=on),
        fields=["state"],
        now=now,
    )
    return meeting
