"""What an election is about: the office, how many seats, who stands, and the superior's word on the candidates."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.election_models import Candidate, Election
from zhibu.activities.election_terms import (
    ELECTED_BY,
    MOST_CANDIDATES,
    MOST_SEATS,
    WHY_LENGTH,
    Office,
    Slate,
)
from zhibu.activities.models import AgendaItem, Change, Meeting
from zhibu.activities.operations.running import item_of, taken
from zhibu.activities.queries import elections
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Conflict, Refused
from zhibu.kernel.transactions import writes
from zhibu.members.models import Member


@writes
def set_slate(
    *,
    by: User,
    meeting: Meeting,
    item: AgendaItem,
    slate: Slate,
    version: int | None = None,
    why: str = "",
    now: dt.datetime,
) -> Election:
    """Write down seats and candidates of an election, before the meeting or in it; the same again changes nothing.

    Only full members of the branch whose rights are not suspended can stand (选举工作条例第5条). Once the meeting
    runs, whoever leaves the slate stays on record as withdrawn, with the reason, and the change stands in the
    minutes. After the first count office and seats stay. Conflict when somebody else changed it since `version`.
    """
    meeting = taken(meeting, by=by, now=now)
    item = item_of(meeting, item)
    _require_open(meeting, item)
    people = _people(meeting, slate, on=local(now).date())
    election = Election.objects.select_for_update().filter(item=item).first()
    before = "" if election is None else _words(election)
    if election is not None and _said(election) == _wanted(slate):
        return election
    if election is not None and version is not None and version != election.version:
        raise Conflict(
            _("名额和候选人刚才有人改过。下面是您填的，现在是：%(stands)s") % {"stands": before},
            theirs=before,
            field="seats",
        )
    running = meeting.state == terms.State.OPEN
    if election is None:
        election = Election(item=item)
    else:
        _keeps_what_was_counted(election, slate)
        election.version += 1
    election.office, election.seats = slate.office, slate.seats
    election.by_election = slate.by_election
    election.approval_ref, election.approval_on = slate.approval_ref.strip(), slate.approval_on
    election.save()
    left = _write_candidates(election, people, running=running, why=why, by=by, now=now)
    if running and before:
        _note_change(meeting, item, before, _words(election), why if left else "", by=by, now=now)
    journal.record(
        by=by, action="election.slate", subject=election, organisation=meeting.organisation, now=now
    )
    return election


def _require_open(meeting: Meeting, item: AgendaItem) -> None:
    if item.matter != terms.Matter.ELECTION:
        raise Refused(_("这一项不是选举。"))
    if meeting.state not in (terms.State.CALLED, terms.State.OPEN) or item.closed_at is not None:
        raise Refused(_("这一项已经结束，名额和候选人不能再改。"), code="closed")


def _people(meeting: Meeting, slate: Slate, *, on: dt.date) -> list[Member]:
    if slate.office not in Office.values:
        raise Refused(_("请选选什么。"), field="office")
    if slate.office not in ELECTED_BY.get(terms.Kind(meeting.kind), ()):
        raise Refused(_("支委会上只选书记、副书记；委员和代表由党员大会选。"), field="office")
    if not 1 <= slate.seats <= MOST_SEATS:
        raise Refused(_("应选名额请填1到%(n)d。") % {"n": MOST_SEATS}, field="seats")
    if bool(slate.approval_ref.strip()) != bool(slate.approval_on):
        field = "approval_on" if slate.approval_ref.strip() else "approval_ref"
        raise Refused(_("上级批复的文号和日期要一起填。"), field=field)
    if slate.approval_on is not None and slate.approval_on > on:
        raise Refused(_("批复的日期还没有到，请核对。"), field="approval_on")
    if not slate.candidates:
        raise Refused(_("请选候选人。"), field="candidates")
    if len(slate.candidates) > MOST_CANDIDATES:
        raise Refused(_("候选人最多%(n)d名。") % {"n": MOST_CANDIDATES}, field="candidates")
    known = {member.public_id: member for member in elections.electable(meeting)}
    people = []
    for public_id in dict.fromkeys(slate.candidates):
        if public_id not in known:
            raise Refused(_("候选人要是本支部有被选举权的正式党员，请重新选。"), field="candidates")
        people.append(known[public_id])
    return people


def _said(election: Election) -> tuple[object, ...]:
    there = election.candidates.filter(withdrawn_at__isnull=True).order_by("place", "pk")
    return (
        election.office,
        election.seats,
        tuple(there.values_list("member__public_id", flat=True)),
        election.by_election,
        election.approval_ref,
        election.approval_on,
    )


def _wanted(slate: Slate) -> tuple[object, ...]:
    candidates = tuple(dict.fromkeys(slate.candidates))
    ref = slate.approval_ref.strip()
    return (slate.office, slate.seats, candidates, slate.by_election, ref, slate.approval_on)


def _words(election: Election) -> str:
    names = election.candidates.filter(withdrawn_at__isnull=True).order_by("place", "pk")
    return _("应选%(n)d名，候选人%(names)s") % {
        "n": election.seats,
        "names": "、".join(names.values_list("member__name", flat=True)),
    }


def _keeps_what_was_counted(election: Election, slate: Slate) -> None:
    stands = elections.standing(election)
    if stands.pending is not None:
        raise Refused(_("票数正在核对，先核对完再改候选人。"), code="being_checked")
    if not stands.begun:
        return
    if (slate.office, slate.seats, slate.by_election) != (
        election.office,
        election.seats,
        election.by_election,
    ):
        raise Refused(_("已经投过票，选什么、选几名不能再改。"), field="seats")
    elected = {named.member.public_id for named in stands.elected if named.member}
    slated = {one.member.public_id for one in stands.candidates}
    if elected & slated - set(slate.candidates):
        raise Refused(_("已经当选的人不能从候选人里去掉。"), field="candidates")


def _write_candidates(
    election: Election, people: list[Member], *, running: bool, why: str, by: User, now: dt.datetime
) -> bool:
    """Put the slate in its order; says whether somebody withdrew in the meeting."""
    rows = {row.member_id: row for row in election.candidates.select_related("member")}
    wanted = {member.pk for member in people}
    left = [row for pk, row in rows.items() if pk not in wanted and row.withdrawn_at is None]
    if running and left:
        why = " ".join(why.split())
        if not why:
            names = "、".join(row.member.name for row in left)
            raise Refused(_("请写%(names)s为什么不再当候选人。") % {"names": names}, field="why")
        for row in left:
            row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = now, by, why[:WHY_LENGTH]
            row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    elif left:
        Candidate.objects.filter(pk__in=[row.pk for row in left]).delete()
    for place, member in enumerate(people, start=1):
        row = rows.get(member.pk) or Candidate(election=election, member=member)
        row.place, row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = place, None, None, ""
        row.save()
    return running and bool(left)


def _note_change(
    meeting: Meeting, item: AgendaItem, old: str, new: str, why: str, *, by: User, now: dt.datetime
) -> None:
    if old == new:
        return
    Change.objects.create(
        meeting=meeting,
        field="election",
        old=old[:200],
        new=new[:200],
        why=" ".join(why.split())[:200],
        by=by,
        at=now,
    )
