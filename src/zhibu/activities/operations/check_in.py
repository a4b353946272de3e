"""A member says "I am here", by the code on the wall of the room."""

import datetime as dt

from django.db.models import DateTimeField
from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import Attendee, Meeting
from zhibu.activities.operations.running import hold
from zhibu.activities.queries.attendance import own_attendance
from zhibu.activities.queries.room_code import SCANNED_LENGTH, bare, instant_of, step_of, step_of_ticket
from zhibu.kernel.clock import local
from zhibu.kernel.prepared import Change, Given
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writing

_MARK = Change(
    lambda: Attendee.objects.filter(pk=Given("line")),
    present_at=Given("at", DateTimeField()),
    checked_way=terms.CheckInWay.CODE.value,
    checked_by=Given("by"),
)


def check_in(*, by: User, meeting_id: str, now: dt.datetime, code: str = "", ticket: str = "") -> Attendee:
    """Mark oneself present in a meeting (by its public id), by a code from the wall or the ticket got for one.

    Twice equals once. A tap that was kept on the phone without network is dated by its code, not by its
    arrival. Refused when one is not on the roll, when the meeting is not yet open for check-in or closed, when the
    code has changed, and when too many wrong codes were typed.
    """
    with writing():
        outcome = _attempt(by, meeting_id, code, ticket, now)
    if isinstance(outcome, Refused):
        raise outcome  # outside the transaction: the wrong try stays counted
    return outcome


def require_check_in_open(meeting: Meeting, *, now: dt.datetime) -> None:
    """Refuse check-in to a meeting that does not take place now."""
    if meeting.state in (terms.State.CANCELLED, terms.State.WITHDRAWN):
        raise Refused(_("这场会已经取消。"), code="cancelled")
    if meeting.state == terms.State.CLOSED:
        raise Refused(_("会已经结束。到了没签上的，请主持人补记。"), code="closed")
    if terms.may_check_in(state=meeting.state, starts_at=meeting.starts_at, ends_at=meeting.ends_at, now=now):
        return
    opens = local(meeting.starts_at - terms.CHECK_IN_OPENS_BEFORE)
    if now < opens:
        raise Refused(
            _("还没到签到时间，%(day)s %(time)s起可以签。")
            % {"day": f"{opens.month}月{opens.day}日", "time": f"{opens:%H:%M}"},
            code="too_early",
        )
    raise Refused(_("这场会的时间已过，没有开的话请取消，开过的请记实。"), code="too_late")


def _attempt(by: User, meeting_id: str, code: str, ticket: str, now: dt.datetime) -> Attendee | Refused:
    hold(meeting_id)
    attendee = own_attendance(by, meeting_id)
    if attendee is None:
        return Refused(_("这场会的名单上没有您，请主持人点到。"), code="not_on_roll")
    meeting = attendee.meeting
    if attendee.present_at is not None:
        return attendee
    require_check_in_open(meeting, now=now)
    step = step_of_ticket(meeting, ticket, by.pk, now=now) if ticket else None
    if step is None:
        code = bare(code)
        typed = code != "" and len(code) < SCANNED_LENGTH
        if typed and attendee.code_tries >= terms.CODE_TRIES:
            return Refused(
                _("输错的次数太多了。请扫码，或请主持人点到。"), field="code", code="too_many_tries"
            )
        step = step_of(meeting, code, now=now) if code else None
        if step is None:
            if typed:
                attendee.code_tries += 1
                attendee.save(update_fields=["code_tries"])
            return Refused(
                _("这几位数不对，或已经换过了，请照屏上现在的再输") if typed else _("码换过了，请再扫一次"),
                field="code",
                code="code_expired",
            )
    scanned_at = instant_of(step)
    fresh = now - scanned_at <= dt.timedelta(seconds=terms.CODE_STEP_SECONDS * terms.CODE_STEPS_ACCEPTED)
    attendee.present_at = now if fresh else scanned_at
    attendee.checked_way = terms.CheckInWay.CODE
    attendee.checked_by = by
    # The meeting's row is held, so nobody else marks this person meanwhile.
    _MARK.make(line=attendee.pk, at=attendee.present_at, by=by.pk)
    journal.record(
        by=by, action="meeting.check_in", subject=meeting, organisation=meeting.organisation, now=now
    )
    return attendee
