"""The superior has answered: the reference, the day, and whom the answer names."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.activities.election_models import Election, ElectionAnswer
from zhibu.activities.models import AgendaItem, Meeting
from zhibu.activities.operations.running import item_of, taken
from zhibu.activities.queries import elections
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes


@writes
def answer_election(
    *,
    by: User,
    meeting: Meeting,
    item: AgendaItem,
    reference: str,
    answered_on: dt.date | None,
    approved: Sequence[str],
    now: dt.datetime,
) -> ElectionAnswer:
    """Record what the superior answered to the result of an election; the same again changes nothing.

    `approved` are public ids of those elected, or of those whose election the superior was asked to decide. An
    answer put right stands beside the one it replaces. Refused before the item is closed and for anybody else.
    """
    meeting = taken(meeting, by=by, now=now)
    item = item_of(meeting, item)
    election = Election.objects.select_for_update().filter(item=item).first()
    if election is None or item.closed_at is None:
        raise Refused(_("这一项还没有结束，结束后再记上级的答复。"), code="not_closed")
    reference = " ".join(reference.split())
    if not reference:
        raise Refused(_("请写上级答复的文号；口头的写「口头」和谁。"), field="reference")
    if len(reference) > 80:
        raise Refused(_("文号最多80个字。"), field="reference")
    if answered_on is None:
        raise Refused(_("请写上级哪天答复。"), field="answered_on")
    held_on = elections.day_of(meeting)
    if not held_on <= answered_on <= local(now).date():
        raise Refused(_("答复的日期要在选举那天到今天之间。"), field="answered_on")
    stands = elections.standing(election)
    possible = {n.member.public_id: n.member for n in (*stands.elected, *stands.disputed) if n.member}
    wanted = list(dict.fromkeys(approved))
    if any(public_id not in possible for public_id in wanted):
        raise Refused(_("只能是这次选出来的人。"), field="approved")
    if len(wanted) > election.seats:
        raise Refused(_("应选%(n)d名，同意的人不能更多。") % {"n": election.seats}, field="approved")
    last = election.answers.order_by("-pk").first()
    if last is not None and _said(last) == (reference, answered_on, set(wanted)):
        return last
    answer = ElectionAnswer.objects.create(
        election=election, reference=reference, answered_on=answered_on, by=by, at=now
    )
    answer.approved.set([possible[public_id] for public_id in wanted])
    journal.record(
        by=by, action="election.answer", subject=answer, organisation=meeting.organisation, now=now
    )
    return answer


def _said(answer: ElectionAnswer) -> tuple[str, dt.date, set[str]]:
    return answer.reference, answer.answered_on, set(answer.approved.values_list("public_id", flat=True))
