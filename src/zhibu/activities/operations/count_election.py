"""Counting an election: what was counted is entered, two people check it, and the rules say who is elected."""

import datetime as dt
from functools import partial

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.election_models import BallotCount, BallotLine, Election
from zhibu.activities.election_terms import MOST_WRITE_INS, WHY_LENGTH, Counted, Round, Tally
from zhibu.activities.models import AgendaItem, Meeting
from zhibu.activities.operations.running import held, item_of, taken
from zhibu.activities.operations.two_people import check, counters, to_be_checked
from zhibu.activities.queries import elections
from zhibu.activities.queries.checking import COUNTERS
from zhibu.activities.queries.elections import OnBallot, Standing
from zhibu.activities.queries.presence import in_person_because
from zhibu.activities.queries.quorum import Quorum, cited, quorum
from zhibu.kernel.refusal import Conflict, Refused
from zhibu.kernel.transactions import writes
from zhibu.members.models import Member
from zhibu.members.names import name_key
from zhibu.members.terms import MEMBER_KINDS
from zhibu.rules import election as rules
from zhibu.rules.ask import as_json
from zhibu.rules.book import load
from zhibu.rules.facts import FactError
from zhibu.rules.verdict import Answer, Verdict


@writes
def count_election(
    *,
    by: User,
    meeting: Meeting,
    item: AgendaItem,
    number: int,
    counted: Counted,
    scrutineer: str,
    teller: str,
    void: bool = False,
    why: str = "",
    now: dt.datetime,
) -> BallotCount:
    """Enter what came out of the box the `number`th time; the figures stand when two people have checked them.

    Voters are those with election rights whom the roll has present. Refused below the quorum, with candidates
    as counters (选举工作条例第22条), with fewer candidates than the rules ask for, and where a sum does not agree;
    each refusal names its field. More back than handed out makes the vote void, once `void` says that this is
    no slip of the pen; it stays on record and is voted again. Entering again before both have checked replaces
    the figures and takes back a first check. Afterwards the same figures answer with the same count, and others
    are a Conflict unless `why` says why it was counted anew: then both stand in the minutes.
    """
    meeting = taken(meeting, by=by, now=now)
    item = item_of(meeting, item)
    _require_time(meeting, item)
    election = Election.objects.select_for_update().filter(item=item).first()
    if election is None:
        raise Refused(_("先填选几名、谁是候选人。"), code="no_slate")
    stands = elections.standing(election)
    earlier = next((count for count in stands.in_force if count.number == number), None)
    if earlier is not None and _same(earlier, counted, scrutineer, teller):
        return earlier
    if earlier is not None and not why.strip() and not _being_corrected(stands, earlier):
        raise _stands_already(earlier)
    before = stands if earlier is None else elections.before(stands, number)
    _require_turn(stands, earlier, number)
    state = quorum(meeting, item=item)
    if not state.enough:
        raise Refused(state.words, reasons=state.reasons, code="no_quorum")
    ballot = before.on_the_next_ballot
    _slate_will_do(meeting, before)
    slated = {one.member_id for one in before.candidates} | {one.member.pk for one in ballot if one.member}
    people = counters(meeting, scrutineer, teller, require_fit=partial(_require_fit, slated, meeting))
    tallies = _named_tallies(meeting, ballot, counted.tallies)
    is_void = counted.returned > counted.issued
    _sums(counted, tallies, state, seats=before.open_seats, void=void)
    count = stands.pending or BallotCount(election=election, number=number)
    if stands.pending is None and earlier is not None:
        count.corrects = earlier
    count.why = " ".join(why.split())[:WHY_LENGTH] or count.why
    for name, value in {
        "round": before.next_round,
        "seats": before.open_seats,
        "should_attend": state.should,
        "present": state.present,
        "issued": counted.issued,
        "returned": counted.returned,
        "valid": counted.valid,
        "invalid": counted.invalid,
        "void": is_void,
        "verdict": _verdict(meeting, before, counted, tallies, state),
        "by": by,
        "at": now,
    }.items():
        setattr(count, name, value)
    to_be_checked(count, *people, settled=None)
    count.save()
    _write_lines(count, [] if is_void else tallies)
    journal.record(
        by=by,
        action="election.void" if is_void else "election.count",
        subject=count,
        organisation=meeting.organisation,
        now=now,
    )
    return count


def _write_lines(count: BallotCount, tallies: list[tuple[Tally, Member | None]]) -> None:
    """The figures of each name, in place of those entered before."""
    count.lines.all().delete()
    BallotLine.objects.bulk_create(
        BallotLine(
            count=count,
            place=place,
            member=member,
            name=tally.name,
            write_in=tally.write_in,
            yes=tally.yes,
            no=tally.no,
            abstain=tally.abstain,
        )
        for place, (tally, member) in enumerate(tallies, start=1)
    )


@writes
def check_election(
    *, by: User, meeting: Meeting, item: AgendaItem, role: str, now: dt.datetime
) -> BallotCount:
    """Scrutineer or teller says that the figures are right; with the second one they stand.

    Each does it on the own phone, or signs on the device in the room; one account cannot speak for both.
    """
    meeting = held(meeting)
    item = item_of(meeting, item)
    counts = BallotCount.objects.select_related("scrutineer", "teller").filter(election__item=item)
    count = counts.order_by("settled_at", "-number", "-pk").filter(settled_at__isnull=True).first()
    if role not in COUNTERS:
        raise Refused(_("还没有录入票数。"))
    if count is None:
        last = counts.order_by("-number", "-pk").first()
        if last is None:
            raise Refused(_("还没有录入票数。"))
        return last
    if getattr(count, f"{role}_checked_at") is not None:
        return count
    check(count, by=by, meeting=meeting, role=role, now=now)
    count.save()
    journal.record(
        by=by, action=f"election.check_{role}", subject=count, organisation=meeting.organisation, now=now
    )
    return count


def _require_time(meeting: Meeting, item: AgendaItem) -> None:
    if item.matter != terms.Matter.ELECTION:
        raise Refused(_("这一项不是选举。"))
    if meeting.state != terms.State.OPEN:
        raise Refused(_("会没有在开，不能录票。"), code="not_open")
    if item.closed_at is not None:
        raise Refused(_("这一项已经结束，不能再录票。"), code="closed")
    if item.opened_at is None:
        raise Refused(_("还没议到这一项。"), code="not_taken_up")
    because = in_person_because(meeting, item)
    if meeting.held == terms.Place.ONLINE and because:
        raise Refused(_("%(why)s线上会不能选举。") % {"why": because}, code="in_person")


def _same(count: BallotCount, counted: Counted, scrutineer: str, teller: str) -> bool:
    lines = tuple((line.name, line.yes, line.no, line.abstain) for line in elections.lines_of(count))
    said = tuple((tally.name, tally.yes, tally.no, tally.abstain) for tally in _as_lines(counted.tallies))
    figures = (count.issued, count.returned, count.valid, count.invalid)
    people = (count.scrutineer.public_id, count.teller.public_id)
    agree = figures == (counted.issued, counted.returned, counted.valid, counted.invalid)
    return agree and people == (scrutineer, teller) and (count.void or lines == said)


def _as_lines(tallies: tuple[Tally, ...]) -> list[Tally]:
    return sorted(tallies, key=lambda tally: tally.write_in)


def _being_corrected(stands: Standing, earlier: BallotCount) -> bool:
    return stands.pending is not None and stands.pending.corrects_id == earlier.pk


def _stands_already(count: BallotCount) -> Conflict:
    names = "，".join(f"{line.name}{line.yes}" for line in elections.lines_of(count))
    stands = _("第%(n)d次：%(votes)s") % {"n": count.number, "votes": names}
    return Conflict(
        _("票数已经定下（%(stands)s）。确实数错了，请用「重新数过」写明为什么。") % {"stands": stands},
        theirs=stands,
    )


def _require_turn(stands: Standing, earlier: BallotCount | None, number: int) -> None:
    if stands.pending is not None and stands.pending.number != number:
        raise Refused(
            _("第%(n)d次的票数正在核对，先核对完。") % {"n": stands.pending.number}, code="being_checked"
        )
    if earlier is not None:
        if number != stands.last_number:
            raise Refused(_("后面又投过一次票，这一次的票数不能再改。"), code="later_round")
        return
    if number != stands.last_number + 1:
        raise Refused(_("这一页旧了，请回到会议再点一次。"), code="old_page")
    if not stands.next_round:
        raise Refused(_("名额已经选满，不用再投。"), code="filled")


def _slate_will_do(meeting: Meeting, before: Standing) -> None:
    if not before.on_the_next_ballot and before.next_round != Round.FURTHER:
        raise Refused(_("候选人都退出了，先补上候选人。"), code="no_slate")
    if before.next_round != Round.FIRST:
        return  # what the rows say of the number of candidates is said of the first vote
    said = elections.slate_judged(
        meeting,
        office=before.election.office,
        seats=before.election.seats,
        candidates=len(before.candidates),
    )
    if said.verdict == Verdict.NO:
        raise Refused(
            _("候选人数不合规定：%(why)s") % {"why": said.words}, reasons=said.reasons, code="slate"
        )


def _require_fit(slated: set[int], meeting: Meeting, member: Member, field: str) -> None:
    """Who stands for election counts no ballots, and who watches the count is of the Party (选举工作条例第22条)."""
    on = elections.day_of(meeting)
    if member.pk in slated:
        answer = rules.judge_counters(standing=[member.name], on=on)
        raise Refused(
            answer.reasons[0].text, field=field, code="candidate", reasons=cited(as_json(answer)["reasons"])
        )
    if field == COUNTERS[0] and member.kind not in MEMBER_KINDS:
        row = load().row("el.scrutineer", on)
        raise Refused(f"{member.name}：{row.text}", field=field, code="not_of_the_party")


def _named_tallies(
    meeting: Meeting, ballot: tuple[OnBallot, ...], tallies: tuple[Tally, ...]
) -> list[tuple[Tally, Member | None]]:
    """Each name of the ballot once, in its order, then those written in, found on the register where they are."""
    said = {tally.name: tally for tally in tallies if not tally.write_in}
    printed = {one.name for one in ballot}
    if set(said) != printed:
        raise Refused(_("选票上的名字变过了，请回到会议再点一次。"), code="old_page")
    named: list[tuple[Tally, Member | None]] = [(said[one.name], one.member) for one in ballot]
    written = [tally for tally in tallies if tally.write_in]
    if len(written) > MOST_WRITE_INS:
        raise Refused(_("另选的人最多写%(n)d个。") % {"n": MOST_WRITE_INS})
    register = elections.electable(meeting)
    there: set[object] = {one.member or name_key(one.name) for one in ballot}
    there |= {name_key(one.name) for one in ballot}
    for place, tally in enumerate(written):
        field = f"written_{place}"
        member = _on_register(register, tally.name, field)
        who = member or name_key(tally.name)
        if who in there or any(tally.name == other.name for other, _member in named):
            raise Refused(_("「%(name)s」已经在上面了。") % {"name": tally.name}, field=field)
        there.add(who)
        named.append((tally, member))
    return named


def _on_register(register: list[Member], text: str, field: str) -> Member | None:
    key = name_key(text)
    hits = [m for m in register if key in (name_key(m.name), name_key(f"{m.name}{m.job}"))]
    if len(hits) > 1:
        raise Refused(
            _("名册上有%(n)d位「%(name)s」，请在名字后面写上岗位。") % {"n": len(hits), "name": text},
            field=field,
        )
    return hits[0] if hits else None


def _sums(
    counted: Counted, tallies: list[tuple[Tally, Member | None]], state: Quorum, *, seats: int, void: bool
) -> None:
    _require_whole(counted)
    if counted.issued > state.present:
        raise Refused(
            _("发出%(out)d张，到会有选举权的只有%(n)d人。") % {"out": counted.issued, "n": state.present},
            field="issued",
        )
    if counted.returned > counted.issued:
        if not void:
            raise Refused(
                _("收回%(back)d张，比发出的%(out)d张多。真是这样，请勾「这次作废」。")
                % {"back": counted.returned, "out": counted.issued},
                field="returned",
                code="more_than_issued",
            )
        return
    if counted.valid + counted.invalid != counted.returned:
        raise Refused(
            _("有效%(valid)d＋无效%(invalid)d＝%(sum)d，和收回的%(returned)d张对不上。")
            % {
                "valid": counted.valid,
                "invalid": counted.invalid,
                "sum": counted.valid + counted.invalid,
                "returned": counted.returned,
            },
            field="valid",
        )
    printed = written = 0
    for tally, _member in tallies:
        field = f"written_yes_{written}" if tally.write_in else f"yes_{printed}"
        written, printed = written + tally.write_in, printed + (not tally.write_in)
        _one_name(tally, counted.valid, field)
    whole = sum(tally.yes for tally, _member in tallies)
    if whole > counted.valid * seats:
        raise Refused(
            _("赞成票加起来%(sum)d张，%(valid)d张有效票、每张最多选%(seats)d人，最多%(most)d张。")
            % {"sum": whole, "valid": counted.valid, "seats": seats, "most": counted.valid * seats},
            field="yes_0",
        )


def _require_whole(counted: Counted) -> None:
    """No figure is less than nothing, and of papers that were void there are no more than came back."""
    papers = {name: getattr(counted, name) for name in ("issued", "returned", "valid", "invalid")}
    for name, number in papers.items():
        if not 0 <= number <= max(counted.returned, counted.issued):
            raise Refused(_("请写整数"), field=name)
    for tally in counted.tallies:
        if any(number is not None and number < 0 for number in (tally.yes, tally.no, tally.abstain)):
            raise Refused(_("请写整数"), field="yes_0")


def _one_name(tally: Tally, valid: int, field: str) -> None:
    words = {"name": tally.name, "yes": tally.yes, "valid": valid}
    if tally.yes > valid:
        raise Refused(
            _("%(name)s得票%(yes)d，有效票只有%(valid)d张。") % words,
            field=field,
        )
    others = [number for number in (tally.no, tally.abstain) if number is not None]
    whole = tally.yes + sum(others)
    words |= {"no": tally.no or 0, "abstain": tally.abstain or 0, "sum": whole}
    if whole > valid or (len(others) == 2 and whole != valid):
        raise Refused(
            _("%(name)s：赞成%(yes)d＋不赞成%(no)d＋弃权%(abstain)d＝%(sum)d，和有效票%(valid)d张对不上。")
            % words,
            field=field,
        )


def _verdict(
    meeting: Meeting,
    before: Standing,
    counted: Counted,
    tallies: list[tuple[Tally, Member | None]],
    state: Quorum,
) -> dict[str, object]:
    on = elections.day_of(meeting)
    count = rules.judge_count(voters=counted.issued, returned=counted.returned, on=on)
    if counted.returned > counted.issued:
        return elections.merged([count])
    votes = {tally.name: tally.yes for tally, member in tallies if member is not None or not tally.write_in}
    try:
        result = rules.judge_result(
            should_attend=state.should,
            present=state.present,
            seats=before.open_seats,
            votes=votes,
            revote=before.next_round == Round.REVOTE,
            on=on,
        )
    except FactError as fault:
        raise Refused(fault.message, field="yes_0") from fault
    answers: list[Answer] = [count, rules.judge_counters(standing=(), on=on)]
    if before.next_round == Round.FIRST:
        answers.append(
            rules.judge_slate(
                seats=before.election.seats,
                candidates=len(before.candidates),
                post=elections.POST_OF_RULE[elections.Office(before.election.office)],
                on=on,
            )
        )
    return elections.merged([*answers, result])
