"""Taking a meeting in hand: its row held until the transaction ends, for somebody who may run it."""

import datetime as dt

from django.db.models import CharField
from django.utils.translation import gettext as _

from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import AgendaItem, Attendee, Meeting
from zhibu.activities.queries.running import may_run
from zhibu.kernel import transactions
from zhibu.kernel.clock import local
from zhibu.kernel.prepared import Given, Question
from zhibu.kernel.refusal import NotAllowed, Refused
from zhibu.members.models import Member

_HOLD = Question(
    lambda: (
        Meeting.objects.select_for_update()
        .filter(public_id=Given("meeting", CharField()))
        .values_list("pk", flat=True)
    )
)


def held(meeting: Meeting) -> Meeting:
    """The meeting as it stands now; nobody else changes it until the transaction ends."""
    with_all = Meeting.objects.select_related("organisation", "chair", "recorder")
    return with_all.select_for_update(of=("self",)).get(pk=meeting.pk)


def hold(meeting_id: str) -> None:
    """Hold a meeting by its public id, without reading it; on SQLite whoever writes is alone anyway."""
    if not transactions.alone():
        _HOLD.ask(meeting=meeting_id)


def taken(meeting: Meeting, *, by: User, now: dt.datetime) -> Meeting:
    """The held meeting, for those who run it; refused for everybody else."""
    row = held(meeting)
    if not may_run(by, row, on=local(now).date()):
        raise NotAllowed(_("只有主持人、记录人和支部的管理人员可以办这一步。"))
    return row


def require_two(by: User, member: Member, other: Member | None, other_signed_by: int | None) -> None:
    """Refuse one account that speaks for both who check figures, in whichever order.

    `other_signed_by` is the key of whose account signed for the other one, if any did. Whoever is one of the two
    speaks only for themselves; somebody without an account signs on the device of the one they count with.
    """
    if other is None or by.pk not in (other.user_id, other_signed_by):
        return
    if {member.user_id, other.user_id} != {by.pk, None}:
        raise Refused(
            _("要两个人核对：请%(name)s用自己的手机点，或由另一位工作人员代点。") % {"name": member.name},
            code="same_person",
        )


def require_open(meeting: Meeting) -> None:
    """Refuse what can only be done while the meeting runs."""
    if meeting.state == terms.State.OPEN:
        return
    if meeting.state == terms.State.CLOSED:
        raise Refused(_("会已经结束。要改的，请在记录里更正。"), code="closed")
    raise Refused(_("会还没开始。"), code="not_open")


def item_of(meeting: Meeting, item: AgendaItem) -> AgendaItem:
    """The agenda item as it stands now, if it belongs to this meeting."""
    row = AgendaItem.objects.select_related("person").filter(pk=item.pk, meeting=meeting).first()
    if row is None:
        raise Refused(_("议程里没有这一项。"))
    return row


def somebody(meeting: Meeting, public_id: str, *, field: str) -> Member:
    """Somebody on the roll of this meeting or the register of its branch, by the id a form sent."""
    organisation = meeting.organisation
    branch_ids = [organisation.pk, organisation.parent_id]
    invited = Attendee.objects.filter(meeting=meeting).values("member_id")
    known = Member.objects.filter(public_id=public_id)
    member = known.filter(branch_id__in=branch_ids).first() or known.filter(pk__in=invited).first()
    if member is None:
        raise Refused(_("名单里没有这个人。"), field=field)
    return member
