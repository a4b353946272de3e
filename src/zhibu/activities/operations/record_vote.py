"""The vote on an item: a show of hands, or the count of a secret paper ballot."""

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from zhibu.accounts import journal, replay
from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import AgendaItem, Meeting, VoidedBallot, Vote
from zhibu.activities.operations.running import held, item_of, taken
from zhibu.activities.operations.two_people import check, counters, to_be_checked
from zhibu.activities.queries.checking import COUNTERS
from zhibu.activities.queries.presence import in_person_because
from zhibu.activities.queries.quorum import judge, judged_by_rules, quorum
from zhibu.kernel.refusal import Conflict, Refused
from zhibu.kernel.transactions import writes, writing
from zhibu.members.models import Member
from zhibu.rules.ask import as_json
from zhibu.rules.facts import FactError


@dataclass(frozen=True)
class Counts:
    """What was counted; papers only for a paper ballot."""

    yes: int
    no: int
    abstain: int
    invalid: int = 0
    issued: int | None = None
    returned: int | None = None

    @property
    def sum(self) -> int:
        """All papers or hands together."""
        return self.yes + self.no + self.abstain + self.invalid


def record_vote(
    *,
    by: User,
    meeting: Meeting,
    item: AgendaItem,
    method: str,
    counts: Counts,
    scrutineer: str = "",
    teller: str = "",
    op: str = "",
    now: dt.datetime,
) -> Vote:
    """Enter the counts of a vote; `rules` judges them and its answer is kept with the vote.

    A show of hands stands at once; paper counts stand when scrutineer (监票人) and teller (计票人) have both
    checked them. Admission and conversion are voted by secret paper ballot, one person at a time
    (发展党员工作细则第20条). More papers back than handed out: the ballot is void, kept as such, and is
    repeated. Below the quorum nothing can be entered.
    """
    with writing():
        outcome = _attempt(by, meeting, item, method, counts, scrutineer, teller, op, now)
    if isinstance(outcome, Refused):
        raise outcome  # outside the transaction: the void ballot stays on record
    return outcome


@writes
def check_count(*, by: User, meeting: Meeting, item: AgendaItem, role: str, now: dt.datetime) -> Vote:
    """The scrutineer or the teller says that the counts are right; with the second one they stand.

    Each does it on the own phone, or signs on the device in the room; one account cannot speak for both.
    """
    meeting = held(meeting)
    vote = Vote.objects.select_related("scrutineer", "teller").filter(item=item_of(meeting, item)).first()
    if vote is None or role not in COUNTERS:
        raise Refused(_("还没有录入票数。"))
    if getattr(vote, f"{role}_checked_at") is not None:
        return vote
    check(vote, by=by, meeting=meeting, role=role, now=now)
    vote.save()
    journal.record(
        by=by, action=f"vote.check_{role}", subject=vote, organisation=meeting.organisation, now=now
    )
    return vote


def _attempt(
    by: User,
    meeting: Meeting,
    item: AgendaItem,
    method: str,
    counts: Counts,
    scrutineer: str,
    teller: str,
    op: str,
    now: dt.datetime,
) -> Vote | Refused:
    meeting = taken(meeting, by=by, now=now)
    item = item_of(meeting, item)
    _require_time(meeting, item)
    _require_form(meeting, item, method)
    standing = Vote.objects.filter(item=item).select_related("by").first()
    if standing is not None and standing.settled_at is not None:
        return _stands_already(standing, counts, method)
    state = quorum(meeting, item=item)
    if not state.enough and not meeting.recorded_afterwards_at:
        raise Refused(state.words, reasons=state.reasons, code="no_quorum")
    people: tuple[Member | None, Member | None] = (None, None)
    if method == terms.Method.PAPER:
        people = counters(meeting, scrutineer, teller, require_fit=partial(_require_not_about, item))
        if counts.issued is None or counts.returned is None:
            raise Refused(_("请写发出和收回的票数。"), field="issued")
        if counts.issued > state.present:
            raise Refused(
                _("发出%(out)d张，到会有表决权的只有%(n)d人。") % {"out": counts.issued, "n": state.present},
                field="issued",
            )
        if counts.returned > counts.issued:
            return _void(by, meeting, item, counts, op, now)
        if counts.sum != counts.returned:
            raise Refused(
                _("%(yes)d＋%(no)d＋%(abstain)d＋%(invalid)d＝%(sum)d，和收回的%(returned)d张对不上。")
                % {**vars(counts), "sum": counts.sum, "returned": counts.returned},
                field="yes",
            )
    elif counts.sum > state.present:
        raise Refused(
            _("三个数加起来是%(sum)d，到会有表决权的只有%(n)d人。") % {"sum": counts.sum, "n": state.present},
            field="yes",
        )
    verdict = _verdict(meeting, item, method, counts, state.should, state.present)
    vote = standing or Vote(item=item)
    for name, value in {
        "method": method,
        "should_attend": state.should,
        "present": state.present,
        **vars(counts),
        "verdict": verdict,
        "by": by,
        "at": now,
    }.items():
        setattr(vote, name, value)
    to_be_checked(vote, *people, settled=now if method == terms.Method.HANDS else None)
    vote.save()
    journal.record(by=by, action="vote.record", subject=vote, organisation=meeting.organisation, now=now)
    return vote


def _require_time(meeting: Meeting, item: AgendaItem) -> None:
    if meeting.recorded_afterwards_at is not None:
        return
    if meeting.state != terms.State.OPEN:
        raise Refused(_("会没有在开，不能录票。"), code="not_open")
    if item.closed_at is not None:
        raise Refused(_("这一项已经结束，不能再录票。"), code="closed")
    if item.opened_at is None:
        raise Refused(_("还没议到这一项。"), code="not_taken_up")


def _require_form(meeting: Meeting, item: AgendaItem, method: str) -> None:
    if item.matter not in terms.VOTED:
        raise Refused(_("这一项不用在这里录票。"))
    because = in_person_because(meeting, item)
    if meeting.held == terms.Place.ONLINE and because:
        raise Refused(_("%(why)s线上会不能表决。") % {"why": because}, code="in_person")
    if method not in terms.Method.values:
        raise Refused(_("请选怎么表决。"), field="method")
    if item.matter not in terms.SECRET:
        return
    if method != terms.Method.PAPER:
        raise Refused(_("接收和转正要无记名投纸质票，不能举手。"), field="method")
    if meeting.kind != terms.Kind.ASSEMBLY:
        raise Refused(_("接收和转正要在支部党员大会上表决。"), code="not_assembly")
    if item.person is None:
        raise Refused(_("先在议程里写明是谁，一个人一项。"), code="no_person")


def _require_not_about(item: AgendaItem, member: Member, field: str) -> None:
    if item.person_id == member.pk:
        raise Refused(_("被讨论的人不能监票、计票。"), field=field)


def _void(by: User, meeting: Meeting, item: AgendaItem, counts: Counts, op: str, now: dt.datetime) -> Refused:
    said = [item.public_id, counts.issued, counts.returned]
    if replay.earlier(by=by, op=op, kind="vote.void", said=said) is None:
        Vote.objects.filter(item=item, settled_at__isnull=True).delete()
        void = VoidedBallot.objects.create(
            item=item, issued=counts.issued or 0, returned=counts.returned or 0, by=by, at=now
        )
        replay.remember(by=by, op=op, kind="vote.void", said=said, result={"void": void.public_id})
        journal.record(by=by, action="vote.void", subject=void, organisation=meeting.organisation, now=now)
    return Refused(
        _("收回%(back)d张，比发出的%(out)d张多，这次作废，已经记下。请重新投。")
        % {"back": counts.returned, "out": counts.issued},
        field="returned",
        code="ballot_void",
    )


def _verdict(
    meeting: Meeting, item: AgendaItem, method: str, counts: Counts, should: int, present: int
) -> dict[str, Any]:
    if not judged_by_rules(meeting):
        return {
            "verdict": "INFO",
            "values": {},
            "reasons": [],
        }  # the texts give no vote rule for these meetings
    try:
        answer = judge(
            meeting,
            item.matter,
            should=should,
            present=present,
            yes=counts.yes,
            no=counts.no,
            abstain=counts.abstain,
            secret=method == terms.Method.PAPER,
        )
    except FactError as fault:
        raise Refused(fault.message, field="yes") from fault
    return as_json(answer)


def _stands_already(vote: Vote, counts: Counts, method: str) -> Vote:
    said = Counts(vote.yes, vote.no, vote.abstain, vote.invalid, vote.issued, vote.returned)
    if said == counts and vote.method == method:
        return vote
    raise Conflict(
        _("票数已经定下，改不了：赞成%(yes)d，反对%(no)d，弃权%(abstain)d。写错了请在记录里另记更正。")
        % vars(said),
        theirs=_("赞成%(yes)d，反对%(no)d，弃权%(abstain)d") % vars(said),
        field="yes",
    )
