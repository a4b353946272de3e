"""An agenda item ends: with what was resolved, and with who does what by when, or with nothing to be done."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import AgendaItem, Decision, DecisionEvent, Meeting, Vote
from zhibu.activities.operations.open_item import current_item, open_next_item
from zhibu.activities.operations.running import item_of, require_open, somebody, taken
from zhibu.activities.queries import election_record, elections
from zhibu.activities.queries.presence import in_person_because
from zhibu.activities.queries.quorum import quorum
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Conflict, Refused
from zhibu.kernel.transactions import writes
from zhibu.members.models import Member

MOST_DECISIONS = 10
_NEEDS_NO_QUORUM = frozenset({terms.Matter.OPEN_DECISIONS, terms.Matter.REPORT})


@dataclass(frozen=True)
class Decided:
    """One thing to be done, as a form sends it: the words, owner and asker by public id, the day."""

    what: str
    owner: str
    due_on: dt.date | None
    asker: str = ""


@writes
def close_item(
    *,
    by: User,
    meeting: Meeting,
    item: AgendaItem,
    resolution: str = "",
    decisions: Sequence[Decided] = (),
    nothing_to_do: bool = False,
    now: dt.datetime,
) -> AgendaItem:
    """Close an item and take up the next one.

    Refused without owner and date or an explicit 「无需落实」; while paper counts are not checked by both;
    online for what must be done face to face; in a committee meeting without quorum (支部工作条例第12条);
    and with both texts when somebody else closed it differently.
    """
    meeting = taken(meeting, by=by, now=now)
    item = item_of(meeting, item)
    decisions = tuple(decisions)
    if item.closed_at is not None:
        return _closed_already(item, resolution, decisions, nothing_to_do)
    require_open(meeting)
    _require_face_to_face(meeting, item)
    _require_committee(meeting, item)
    other = current_item(meeting)
    if other is not None and other.pk != item.pk:
        raise Refused(
            _("正在议第%(n)d项「%(title)s」，先结束它。") % {"n": other.position, "title": other.title}
        )
    settle_item(meeting, item, resolution, decisions, nothing_to_do, by=by, now=now)
    open_next_item(meeting, now=now)
    journal.record(by=by, action="item.close", subject=item, organisation=meeting.organisation, now=now)
    return item


def settle_item(
    meeting: Meeting,
    item: AgendaItem,
    resolution: str,
    decisions: Sequence[Decided],
    nothing_to_do: bool,
    *,
    by: User,
    now: dt.datetime,
) -> None:
    """Write down how an item ended, inside the act of somebody who may."""
    decisions = tuple(decisions)
    _require_owner_and_date(decisions, nothing_to_do, on=local(meeting.starts_at).date())
    resolution = resolution.strip()
    if len(resolution) > terms.RESOLUTION_LENGTH:
        raise Refused(_("决议最多%(n)d字。") % {"n": terms.RESOLUTION_LENGTH}, field="resolution")
    named = [_named(meeting, decided, place) for place, decided in enumerate(decisions)]
    item.resolution = outcome(meeting, item) + resolution
    item.nothing_to_do = nothing_to_do and not decisions
    item.opened_at = item.opened_at or (now if meeting.state == terms.State.OPEN else None)
    item.closed_at = now
    item.save(update_fields=["resolution", "nothing_to_do", "opened_at", "closed_at"])
    for decided, (owner, asker) in zip(decisions, named, strict=True):
        decision = Decision.objects.create(
            organisation=meeting.organisation,
            item=item,
            what=decided.what.strip(),
            owner=owner,
            asker=asker,
            due_on=decided.due_on,  # type: ignore[misc] # a date by now: refused above without one
            made_at=now,
        )
        DecisionEvent.objects.create(decision=decision, step=terms.DecisionStep.MADE, by=by, at=now)


def outcome(meeting: Meeting, item: AgendaItem) -> str:
    """The first words of the resolution, from the vote and never from the keyboard; empty where none is taken."""
    if item.matter == terms.Matter.ELECTION:
        return _elected(item)
    vote = Vote.objects.filter(item=item).first()
    if vote is not None and vote.settled_at is None:
        raise Refused(_("票数还没有两人核对完。"), code="vote_unsettled")
    if vote is not None:
        return (
            "" if vote.verdict.get("verdict") == "INFO" else terms.outcome_words(vote.verdict.get("verdict"))
        )
    if item.matter in terms.VOTED:
        return terms.outcome_words(None)
    return ""


def _elected(item: AgendaItem) -> str:
    election = elections.election_of(item)
    if election is None:
        return "这次没有选举。"  # the record is kept in Chinese
    stands = elections.standing(election)
    if stands.pending is not None:
        raise Refused(_("票数还没有两人核对完。"), code="vote_unsettled")
    return election_record.outcome(stands)


def _named(meeting: Meeting, decided: Decided, place: int) -> tuple[Member, Member | None]:
    owner = somebody(meeting, decided.owner, field=f"owner_{place}")
    return owner, somebody(meeting, decided.asker, field=f"asker_{place}") if decided.asker else None


def _require_owner_and_date(decisions: tuple[Decided, ...], nothing_to_do: bool, *, on: dt.date) -> None:
    if not decisions and not nothing_to_do:
        raise Refused(
            _("写明谁在几号前办什么，没有要办的请点「无需落实」。"), field="what_0", code="no_owner"
        )
    if len(decisions) > MOST_DECISIONS:
        raise Refused(_("一项最多定%(n)d件事。") % {"n": MOST_DECISIONS}, field="what_0")
    for place, decided in enumerate(decisions):
        if not decided.what.strip():
            raise Refused(_("请写要办的事。"), field=f"what_{place}")
        if len(decided.what.strip()) > 200:
            raise Refused(_("一件事最多200字。"), field=f"what_{place}")
        if not decided.owner:
            raise Refused(_("请选谁来办。"), field=f"owner_{place}", code="no_owner")
        if decided.due_on is None:
            raise Refused(_("请写几号前办好。"), field=f"due_{place}", code="no_date")
        if decided.due_on < on:
            raise Refused(_("办好的日期早于开会那天。"), field=f"due_{place}")


def _require_face_to_face(meeting: Meeting, item: AgendaItem) -> None:
    because = in_person_because(meeting, item)
    if meeting.held == terms.Place.ONLINE and because:
        raise Refused(
            _("%(why)s线上会可以先讨论，这一项留到到会时再办。") % {"why": because}, code="in_person"
        )


def _require_committee(meeting: Meeting, item: AgendaItem) -> None:
    if meeting.kind != terms.Kind.COMMITTEE or item.matter in _NEEDS_NO_QUORUM:
        return
    state = quorum(meeting)
    if not state.enough:
        raise Refused(state.words, reasons=state.reasons, code="no_quorum")


def _closed_already(
    item: AgendaItem, resolution: str, decisions: tuple[Decided, ...], nothing_to_do: bool
) -> AgendaItem:
    stand = {
        (d.what, d.owner.public_id, d.due_on, d.asker.public_id if d.asker else "")
        for d in Decision.objects.filter(item=item).select_related("owner", "asker")
    }
    same = {astuple(d) for d in decisions} == stand and item.nothing_to_do == (
        nothing_to_do and not decisions
    )
    if same and item.resolution.endswith(resolution.strip()):
        return item
    raise Conflict(
        _("这一项刚才已经由别人结束。他写的和您写的都在下面，要改请在记录里更正。"),
        theirs=item.resolution or _("无需落实"),
        field="resolution",
    )
