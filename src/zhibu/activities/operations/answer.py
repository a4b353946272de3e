"""Answering a notice: one tap, changed as often as one likes until the meeting begins."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import Attendee, Meeting
from zhibu.kernel.refusal import NotAllowed, Refused
from zhibu.kernel.transactions import writes


@writes
def answer(
    *, by: User, meeting: Meeting, answer: str, reason: str | None = None, now: dt.datetime
) -> Attendee:
    """Say 参加 or 请假. The same answer again changes nothing.

    A reason for leave is one line, voluntary, stored sealed and shown to the secretary only; `reason=None`
    keeps what was written before. Refused when the person is not invited, when the meeting has begun, and
    when it was cancelled or withdrawn.
    """
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    mine = Attendee.objects.of(by).select_for_update(of=("self",)).filter(meeting=meeting).first()
    if mine is None:
        raise NotAllowed(_("这场会没有请您，不用回复。"))
    if answer not in (terms.Answer.YES, terms.Answer.LEAVE):
        raise Refused(_("请选参加或请假。"), field="answer")
    if meeting.state in (terms.State.CANCELLED, terms.State.WITHDRAWN):
        raise Refused(_("这场会不开了，不用回复。"))
    if not terms.may_answer(state=meeting.state, starts_at=meeting.starts_at, now=now):
        raise Refused(_("会已经开始，不能再改回复。有事请直接告诉主持人。"))
    words = _one_line(reason, mine.leave_reason) if answer == terms.Answer.LEAVE else ""
    if mine.answer == answer and mine.leave_reason == words:
        return mine
    mine.answer, mine.answered_at, mine.leave_reason = answer, now, words
    mine.save(update_fields=["answer", "answered_at", "leave_reason"])
    journal.record(
        by=by,
        action="meeting.answer",
        subject=meeting,
        organisation=meeting.organisation,
        fields=["answer"],
        now=now,
    )
    return mine


def _one_line(reason: str | None, before: str) -> str:
    if reason is None:
        return before
    words = " ".join(reason.split())
    if len(words) > 100:
        raise Refused(_("请假原因写一句话就好，最多100个字。"), field="reason")
    return words
