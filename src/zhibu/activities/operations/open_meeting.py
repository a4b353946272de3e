"""A meeting begins."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import Attendee, Meeting
from zhibu.activities.operations.open_item import open_next_item
from zhibu.activities.operations.running import taken
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes
from zhibu.members.models import Member
from zhibu.members.terms import MEMBER_KINDS
from zhibu.organisations.terms import OrganisationKind


@writes
def open_meeting(*, by: User, meeting: Meeting, now: dt.datetime) -> Meeting:
    """Begin: the roll is completed and fixed as it is on this day, and the first item is opened.

    Refused when the meeting was cancelled, is not due yet or long past, has no chair or recorder, or when the
    chair is not in the room (支部工作条例第14条: a deputy or committee member may chair instead).
    """
    meeting = taken(meeting, by=by, now=now)
    if meeting.state == terms.State.OPEN:
        return meeting
    if meeting.state == terms.State.CLOSED:
        raise Refused(_("会已经结束。"), code="closed")
    if meeting.state != terms.State.CALLED:
        raise Refused(_("这场会已经取消，不能开始。"), code="cancelled")
    if now < meeting.starts_at - terms.CHECK_IN_OPENS_BEFORE:
        raise Refused(_("还没到时间，开会前30分钟起可以开始。"), code="too_early")
    if now > meeting.ends_at + terms.OPEN_UNTIL_AFTER_END:
        raise Refused(_("时间已过。开过的会请用「记实」补上。"), code="too_late")
    if meeting.chair is None or meeting.recorder is None:
        raise Refused(_("先定主持人和记录人。"), code="no_chair")
    complete_roll(meeting, on=local(now).date())
    _bring_in_whoever_opens(by, meeting, now)
    if not Attendee.objects.filter(meeting=meeting, member=meeting.chair, present_at__isnull=False).exists():
        raise Refused(
            _("主持人%(name)s还没到。先点到，或换一位副书记、委员主持。") % {"name": meeting.chair.name},
            code="chair_absent",
        )
    meeting.state = terms.State.OPEN
    meeting.opened_at = now
    meeting.version += 1
    meeting.save(update_fields=["state", "opened_at", "version"])
    open_next_item(meeting, now=now)
    journal.record(by=by, action="meeting.open", subject=meeting, organisation=meeting.organisation, now=now)
    return meeting


def complete_roll(meeting: Meeting, *, on: dt.date) -> None:
    """Nobody who should be counted is left out, and what each is (正式, 预备, restricted) is as of this day.

    All members of the branch belong to its assembly, those of the group to a group meeting; a committee
    meeting keeps the seats, a lecture or theme day those it was called with.
    """
    organisation = meeting.organisation
    whole = meeting.kind in terms.WHOLE_ROLL or not Attendee.objects.filter(meeting=meeting).exists()
    if whole and meeting.kind != terms.Kind.COMMITTEE:
        in_group = organisation.kind == OrganisationKind.GROUP
        where = {"group": organisation} if in_group else {"branch": organisation}
        own = Member.objects.filter(**where, kind__in=MEMBER_KINDS).exclude(left_on__lte=on)
        if meeting.kind == terms.Kind.ASSEMBLY:
            Attendee.objects.filter(meeting=meeting, member__in=own, observer=True).update(observer=False)
        known = set(Attendee.objects.filter(meeting=meeting).values_list("member_id", flat=True))
        Attendee.objects.bulk_create(
            Attendee(meeting=meeting, member=member, kind=member.kind, restriction=member.restriction)
            for member in own
            if member.pk not in known
        )
    for row in Attendee.objects.filter(meeting=meeting).select_related("member"):
        if row.member.left_on is not None and row.member.left_on <= on and row.present_at is None:
            row.delete()
        elif (row.kind, row.restriction) != (row.member.kind, row.member.restriction):
            row.kind, row.restriction = row.member.kind, row.member.restriction
            row.save(update_fields=["kind", "restriction"])


def _bring_in_whoever_opens(by: User, meeting: Meeting, now: dt.datetime) -> None:
    Attendee.objects.of(by).filter(meeting=meeting, present_at__isnull=True).update(
        present_at=now, checked_way=terms.CheckInWay.ROLL, checked_by=by
    )
