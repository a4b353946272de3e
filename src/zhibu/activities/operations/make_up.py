"""Making up for a meeting one missed: read what was decided, ask one question; never counted as present."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.activities import permissions, terms
from zhibu.activities.models import Attendee, Meeting
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import NotAllowed, Refused
from zhibu.kernel.transactions import writes
from zhibu.members.models import Member
from zhibu.organisations import access


@writes
def make_up(
    *, by: User, meeting: Meeting, member: Member | None = None, question: str = "", now: dt.datetime
) -> Attendee:
    """Record that an absent member has read the pack; `question` goes back to the officers.

    Without `member` it is one's own; an officer may record it for somebody without a phone. The first time
    stands; a question can still be added afterwards. Refused before the meeting is over and for those present.
    """
    question = question.strip()
    if len(question) > 500:
        raise Refused(_("最多500个字。"), field="question")
    rows = Attendee.objects.select_for_update(of=("self",)).filter(meeting=meeting)
    if member is None:
        row = rows.of(by).first()
        if row is None:
            raise NotAllowed(_("这场会没有请您，不用补。"))
    else:
        access.require(by, permissions.RUN, meeting.organisation, on=local(now).date())
        row = rows.filter(member=member).first()
        if row is None:
            raise Refused(_("这个人不在应到的名单上。"), field="member")
    if meeting.state != terms.State.CLOSED:
        raise Refused(_("会还没有结束，结束后再补。"))
    if row.present_at is not None:
        raise Refused(_("您到会了，不用补。") if member is None else _("这个人到会了，不用补。"))
    if row.made_up_at is not None and (not question or question == row.made_up_answer):
        return row
    row.made_up_at = row.made_up_at or now
    row.made_up_answer = question or row.made_up_answer
    row.save(update_fields=["made_up_at", "made_up_answer"])
    journal.record(
        by=by,
        action="meeting.make_up",
        subject=meeting,
        organisation=meeting.organisation,
        fields=["made_up"],
        now=now,
    )
    return row
