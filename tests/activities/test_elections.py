"""Elections by paper ballot: who may stand and count, which sums agree, who is elected, what follows."""

import datetime as dt
import re

import pytest

from tests.activities.election_scene import an_election, checked, counted, of, slated, the_election, voted
from tests.activities.scenes import STARTS, all_at_once
from tests.build import a_member
from zhibu.accounts.models import JournalEntry
from zhibu.activities.election_terms import Counted, Slate, Tally
from zhibu.activities.models import AgendaItem, Attendee, BallotCount, BallotLine, Change, Decision, Election
from zhibu.activities.operations.answer_election import answer_election
from zhibu.activities.operations.change_chair import change_chair
from zhibu.activities.operations.close_item import Decided, close_item
from zhibu.activities.operations.close_meeting import close_meeting
from zhibu.activities.operations.count_election import check_election, count_election
from zhibu.activities.operations.enter_elected import enter_elected
from zhibu.activities.operations.set_slate import set_slate
from zhibu.activities.queries import elections
from zhibu.activities.queries.minutes import minutes
from zhibu.activities.queries.quorum import quorum
from zhibu.kernel.refusal import Conflict, NotAllowed, Refused
from zhibu.organisations.models import Post
from zhibu.organisations.terms import Role

pytestmark = pytest.mark.django_db


def stands():
    return elections.standing(the_election())


def names(people):
    return [named.name for named in people]


def ended(meeting, people, item, **more):
    return close_item(
        by=people[0].user, meeting=meeting, item=item, now=STARTS, **({"nothing_to_do": True} | more)
    )


# who may be there, who may stand


@pytest.mark.parametrize(
    ("full", "present", "enough", "words"),
    [
        (20, 15, False, "还差1人，先不选举，可以先学习"),
        (20, 16, True, "到会人数够了，可以选举"),
        (13, 10, False, "还差1人，先不选举，可以先学习"),
        (13, 11, True, "到会人数够了，可以选举"),
    ],
)
def test_four_fifths_of_the_voters_make_an_election(full, present, enough, words):
    meeting, _people, item = an_election(full, present, candidates=0)
    state = quorum(meeting, item=item)
    assert (state.enough, state.words) == (enough, words)
    assert state.reasons[0].document == "《中国共产党基层组织选举工作条例》"
    assert quorum(meeting).needed == state.needed  # before the item is taken up, too


def test_probationary_members_and_those_who_only_listen_are_no_voters():
    meeting, people, item = an_election(20, 16)
    newcomer = a_member(meeting.organisation, kind="probationary")
    listener = a_member(meeting.organisation)
    for member, observer in ((newcomer, False), (listener, True)):
        Attendee.objects.create(
            meeting=meeting, member=member, kind=member.kind, observer=observer, present_at=STARTS
        )
    state = quorum(meeting, item=item)
    assert (state.should, state.present) == (20, 16)
    with pytest.raises(Refused, match="发出17张，到会有选举权的只有16人") as refused:
        counted(meeting, people, item, of(people, 17, 16, 15, 14, 13, 2), ballots=17)
    assert refused.value.field == "issued"


def test_below_the_quorum_nothing_can_be_counted():
    meeting, people, item = an_election(20, 15)
    with pytest.raises(Refused, match="还差1人") as refused:
        counted(meeting, people, item, of(people, 15, 14, 13, 12, 11, 1), ballots=15, two=(13, 14))
    assert refused.value.code == "no_quorum" and refused.value.reasons


@pytest.mark.parametrize(("kind", "restriction"), [("probationary", ""), ("object", ""), ("full", "watch")])
def test_only_full_members_with_their_rights_can_stand(kind, restriction):
    meeting, people, item = an_election(candidates=0)
    other = a_member(meeting.organisation, kind=kind, restriction=restriction)
    with pytest.raises(Refused, match="有被选举权的正式党员") as refused:
        slated(meeting, people, item, [other])
    assert refused.value.field == "candidates"


def test_somebody_of_another_branch_cannot_stand_and_a_member_cannot_write_the_slate():
    meeting, people, item = an_election(candidates=0)
    _other, others, _item = an_election(candidates=0)
    with pytest.raises(Refused, match="正式党员"):
        slated(meeting, people, item, others[:6])
    with pytest.raises(NotAllowed):
        slated(meeting, people, item, people[:6], by=people[9].user)


@pytest.mark.parametrize(
    ("seats", "candidates", "word"),
    [(3, 3, "NO"), (3, 4, "OK"), (5, 5, "NO"), (5, 6, "OK"), (6, 7, "NO"), (6, 8, "OK")],
)
def test_a_fifth_more_candidates_than_seats_is_asked_of_the_rules(seats, candidates, word):
    meeting, people, item = an_election(candidates=candidates, seats=seats)
    said = elections.slate_judged(meeting, office="committee", seats=seats, candidates=candidates)
    assert said.verdict == word and said.reasons[0].article == "第13条"
    votes = of(people[:candidates], *[10] * candidates)
    if word == "NO":
        with pytest.raises(Refused, match="候选人数不合规定") as refused:
            counted(meeting, people, item, votes)
        assert refused.value.reasons
    else:
        assert counted(meeting, people, item, votes | of(people[seats:candidates], *[0] * candidates))


def test_the_superiors_word_on_the_candidates_has_a_reference_and_a_day():
    meeting, people, item = an_election(candidates=0)
    with pytest.raises(Refused, match="要一起填") as refused:
        slated(meeting, people, item, people[:6], approval_ref="党组〔2026〕12号")
    assert refused.value.field == "approval_on"
    with pytest.raises(Refused, match="还没有到"):
        slated(meeting, people, item, people[:6], approval_ref="12号", approval_on=dt.date(2030, 1, 1))
    election = slated(
        meeting, people, item, people[:6], approval_ref=" 12号 ", approval_on=dt.date(2026, 11, 1)
    )
    assert (election.approval_ref, election.version) == ("12号", 1)


def test_a_committee_meeting_elects_its_secretary_only():
    meeting, people, item = an_election(5, 5, candidates=0, kind="committee")
    with pytest.raises(Refused, match="委员和代表由党员大会选"):
        slated(meeting, people, item, people[:2], seats=1)
    slated(meeting, people, item, people[:1], seats=1, office="secretary")
    counted(meeting, people, item, {people[0]: 5}, ballots=5, two=(3, 4))
    checked(meeting, people, item, two=(3, 4))
    assert names(stands().elected) == [people[0].name]


def test_the_same_slate_again_changes_nothing_and_two_officers_are_told():
    meeting, people, item = an_election()
    slated(meeting, people, item, people[:6])
    assert the_election().version == 1
    slated(meeting, people, item, people[:7])
    with pytest.raises(Conflict, match="刚才有人改过"):
        set_slate(
            by=people[1].user,
            meeting=meeting,
            item=item,
            slate=Slate("committee", 5, tuple(p.public_id for p in people[:8])),
            version=1,
            now=STARTS,
        )


def test_whoever_withdraws_in_the_meeting_stays_on_record_with_the_reason():
    meeting, people, item = an_election(candidates=7)
    left = people[6]
    with pytest.raises(Refused, match="为什么不再当候选人") as refused:
        slated(meeting, people, item, people[:6])
    assert refused.value.field == "why"
    slated(meeting, people, item, people[:6], why="本人提出，要调外地")
    assert [one.member.name for one in stands().withdrawn] == [left.name]
    lines = minutes(meeting).items[0].election
    assert any(left.name in said.text and "要调外地" in said.text for said in lines)
    change = Change.objects.get(field="election")
    assert left.name in change.old and left.name not in change.new
    slated(meeting, people, item, people[:7])  # comes back
    assert stands().withdrawn == ()


def test_before_the_meeting_a_name_struck_out_leaves_no_trace_on_the_slate():
    meeting, people, item = an_election(candidates=0)
    type(meeting).objects.update(state="called", opened_at=None)
    slated(meeting, people, item, people[:7])
    slated(meeting, people, item, people[:6])
    assert stands().withdrawn == () and len(stands().candidates) == 6
    assert not Change.objects.exists()


def test_two_of_one_name_are_told_apart_on_the_ballot():
    meeting, people, item = an_election(candidates=0)
    for number, member in enumerate(people[:3]):
        member.name = "党员同"
        member.job = "司炉" if number == 0 else ""
        member.save()
    slated(meeting, people, item, people[:4], seats=3)
    assert [one.name for one in stands().on_the_next_ballot] == [
        "党员同（司炉）", "党员同（1）", "党员同（2）", people[3].name
    ]  # fmt: skip


def test_names_come_by_the_strokes_of_the_surname():
    class Named:
        def __init__(self, name):
            self.name, self.pk = name, 0

    found = elections.in_ballot_order([Named(name) for name in ("赵一", "丁二", "李三", "王五", "王四")])
    assert [one.name for one in found] == ["丁二", "王五", "王四", "李三", "赵一"]


# counting


GOOD = (16, 15, 14, 13, 12, 5)


def test_the_first_five_by_votes_are_elected():
    meeting, people, item = an_election()
    count = voted(meeting, people, item, of(people, 12, 13, 14, 5, 15, 16))
    assert names(stands().elected) == [people[i].name for i in (5, 4, 2, 1, 0)]
    assert (count.verdict["verdict"], stands().open_seats, stands().next_round) == ("OK", 0, "")
    documents = {reason["rule"] for reason in count.verdict["reasons"]}
    assert {"el.quorum", "el.diff", "el.scrutineer", "el.ballot.count", "el.win"} <= documents


@pytest.mark.parametrize(
    ("more", "words", "field"),
    [
        ({"issued": 18}, "发出18张，到会有选举权的只有17人", "issued"),
        ({"returned": 16, "issued": 15}, "收回16张，比发出的15张多", "returned"),
    ],
)
def test_returned_at_most_issued_at_most_voters(more, words, field):
    meeting, people, item = an_election()
    with pytest.raises(Refused, match=words) as refused:
        counted(meeting, people, item, of(people, 5, 5, 5, 5, 5, 5), **more)
    assert refused.value.field == field
    assert not BallotCount.objects.exists()


def test_valid_and_invalid_make_what_came_back():
    meeting, people, item = an_election()
    tallies = tuple(Tally(p.name, 5) for p in people[:6])
    with pytest.raises(Refused, match="有效15＋无效1＝16，和收回的17张对不上") as refused:
        count_election(
            by=people[0].user, meeting=meeting, item=item, number=1, counted=Counted(17, 17, 15, 1, tallies),
            scrutineer=people[14].public_id, teller=people[15].public_id, now=STARTS,
        )  # fmt: skip
    assert refused.value.field == "valid"


@pytest.mark.parametrize(
    ("votes", "words", "field"),
    [
        ((16, 16, 17, 1, 1, 1), "得票17，有效票只有16张", "yes_2"),
        ((16, 16, 16, 16, 16, 1), "赞成票加起来81张，16张有效票、每张最多选5人，最多80张", "yes_0"),
        (((10, 5, 0), 1, 1, 1, 1, 1), "赞成10＋不赞成5＋弃权0＝15，和有效票16张对不上", "yes_0"),
        ((1, (10, 7, None), 1, 1, 1, 1), "赞成10＋不赞成7＋弃权0＝17，和有效票16张对不上", "yes_1"),
    ],
)
def test_sums_are_checked_beside_their_field(votes, words, field):
    meeting, people, item = an_election()
    with pytest.raises(Refused, match=re.escape(words)) as refused:
        counted(meeting, people, item, of(people, *votes), invalid=1)
    assert refused.value.field == field


def test_exactly_as_many_votes_as_the_ballots_allow_are_fine():
    meeting, people, item = an_election()
    assert counted(meeting, people, item, of(people, 16, 16, 16, 16, 15, 1), invalid=1)
    assert counted(meeting, people, item, of(people, (10, 5, 1), (0, 16, 0), 16, 16, 16, 16), invalid=1)


@pytest.mark.parametrize(
    ("two", "words", "code"),
    [
        ((2, 15), "是候选人，不能监票、计票", "candidate"),
        ((14, 2), "是候选人，不能监票、计票", "candidate"),
        ((14, 14), "要两个人", "refused"),
        ((14, 18), "没有到会", "refused"),
    ],
)
def test_scrutineer_and_teller_are_two_in_the_room_and_no_candidates(two, words, code):
    meeting, people, item = an_election()
    with pytest.raises(Refused, match=words) as refused:
        counted(meeting, people, item, of(people, *GOOD), two=two)
    assert refused.value.code == code
    if code == "candidate":
        assert (refused.value.reasons[0].document, refused.value.reasons[0].article) == (
            "《中国共产党基层组织选举工作条例》", "第22条",
        )  # fmt: skip


def test_figures_stand_when_two_have_checked_and_one_account_cannot_speak_for_both():
    meeting, people, item = an_election()
    counted(meeting, people, item, of(people, *GOOD))
    with pytest.raises(Refused, match="两人核对"):
        ended(meeting, people, item)
    assert stands().elected == ()
    check_election(by=people[0].user, meeting=meeting, item=item, role="scrutineer", now=STARTS)
    with pytest.raises(Refused) as refused:
        check_election(by=people[0].user, meeting=meeting, item=item, role="teller", now=STARTS)
    assert refused.value.code == "same_person"
    with pytest.raises(NotAllowed):
        check_election(by=people[9].user, meeting=meeting, item=item, role="teller", now=STARTS)
    count = check_election(by=people[15].user, meeting=meeting, item=item, role="teller", now=STARTS)
    assert count.settled_at == STARTS
    again = check_election(by=people[15].user, meeting=meeting, item=item, role="teller", now=STARTS)
    assert again == count


def test_entering_again_replaces_the_figures_and_takes_a_first_check_back():
    meeting, people, item = an_election()
    counted(meeting, people, item, of(people, *GOOD))
    check_election(by=people[14].user, meeting=meeting, item=item, role="scrutineer", now=STARTS)
    counted(meeting, people, item, of(people, 16, 15, 14, 13, 11, 6))
    count = BallotCount.objects.get()
    assert (count.scrutineer_checked_at, BallotLine.objects.get(name=people[4].name).yes) == (None, 11)


def test_the_same_figures_again_are_the_same_count_and_others_are_a_conflict():
    meeting, people, item = an_election()
    first = voted(meeting, people, item, of(people, *GOOD))
    assert counted(meeting, people, item, of(people, *GOOD)) == first
    with pytest.raises(Conflict, match="票数已经定下"):
        counted(meeting, people, item, of(people, 16, 15, 14, 13, 11, 6))
    assert BallotCount.objects.count() == 1
    assert JournalEntry.objects.filter(action="election.count").count() == 1


def test_counted_anew_with_a_reason_both_figures_stay_and_the_new_ones_count_once_checked():
    meeting, people, item = an_election()
    voted(meeting, people, item, of(people, *GOOD))
    counted(meeting, people, item, of(people, 16, 15, 14, 13, 5, 12), why="念票时两人的票记反了")
    assert names(stands().elected)[-1] == people[4].name  # until both have checked
    checked(meeting, people, item)
    assert names(stands().elected)[-1] == people[5].name
    texts = {said.text: said.struck for said in minutes(meeting).items[0].election}
    assert any(struck and text.startswith("第1次") for text, struck in texts.items())
    assert any("记反了" in text and not struck for text, struck in texts.items())


def test_a_ballot_with_more_papers_than_handed_out_is_void_once_that_is_said_and_voted_again():
    meeting, people, item = an_election()
    votes = of(people, *GOOD)
    void = voted(meeting, people, item, votes, issued=16, returned=17, void=True)
    assert void.void and not void.lines.exists() and void.verdict["verdict"] == "NO"
    assert (stands().begun, stands().next_round) == (False, "first")
    assert JournalEntry.objects.filter(action="election.void").count() == 1
    count = voted(meeting, people, item, votes, number=2)
    assert (count.number, count.round, len(stands().elected)) == (2, "first", 5)
    assert any("选举无效，重新投票" in said.text for said in minutes(meeting).items[0].election)


def test_nothing_is_counted_before_its_time_after_its_end_or_online():
    meeting, people, item = an_election()
    AgendaItem.objects.update(opened_at=None)
    with pytest.raises(Refused, match="还没议到"):
        counted(meeting, people, item, of(people, *GOOD))
    AgendaItem.objects.update(opened_at=STARTS)
    type(meeting).objects.update(held="online")
    with pytest.raises(Refused, match="选举要当面进行"):
        counted(meeting, people, item, of(people, *GOOD))
    type(meeting).objects.update(held="in_person")
    with pytest.raises(Refused, match="旧了"):
        counted(meeting, people, item, of(people, *GOOD), number=2)
    ended(meeting, people, item, resolution="下次再选")
    with pytest.raises(Refused, match="已经结束"):
        counted(meeting, people, item, of(people, *GOOD))
    assert AgendaItem.objects.get().resolution == "这次没有选出结果。下次再选"


def test_a_member_cannot_count_and_no_slate_means_no_count():
    meeting, people, item = an_election()
    with pytest.raises(NotAllowed):
        counted(meeting, people, item, of(people, *GOOD), by=people[9].user)
    Election.objects.all().delete()
    with pytest.raises(Refused, match="先填选几名"):
        counted(meeting, people, item, of(people, *GOOD))


# names written in


def test_a_name_written_in_is_found_on_the_register_and_can_be_elected():
    meeting, people, item = an_election()
    voted(meeting, people, item, of(people, 16, 15, 14, 13, 5, 4), written=[(people[9].name, 12)])
    assert names(stands().elected) == [people[i].name for i in (0, 1, 2, 3, 9)]
    line = BallotLine.objects.get(write_in=True)
    assert (line.member, line.yes) == (people[9], 12)


def test_a_name_that_cannot_be_elected_is_kept_and_never_elected():
    meeting, people, item = an_election()
    voted(meeting, people, item, of(people, 16, 15, 14, 13, 5, 4), written=[("外面的人", 12)])
    assert len(stands().elected) == 4 and stands().open_seats == 1
    assert any(said.text == "外面的人：赞成12（另选人，不在有被选举权的人里，不算）"
               for said in minutes(meeting).items[0].election)  # fmt: skip


def test_a_namesake_of_a_candidate_is_written_in_with_the_job():
    meeting, people, item = an_election()
    other = people[9]
    other.name, other.job = people[2].name, "司炉"
    other.save()
    votes = of(people, 16, 15, 5, 14, 13, 4)
    with pytest.raises(Refused, match="有2位") as refused:
        counted(meeting, people, item, votes, written=[(other.name, 12)])
    assert refused.value.field == "written_0"
    counted(meeting, people, item, votes, written=[(f"{other.name}司炉", 12)])
    assert BallotLine.objects.get(write_in=True).member == other


def test_a_candidate_is_not_written_in_and_nobody_twice():
    meeting, people, item = an_election()
    for written in ([(people[2].name, 1)], [(people[9].name, 1), (people[9].name, 2)]):
        with pytest.raises(Refused, match="已经在上面了"):
            counted(meeting, people, item, of(people, 10, 9, 8, 7, 6, 5), written=written)


# ties, open seats, second votes


def test_a_tie_at_the_last_seat_is_voted_again_among_the_tied_only():
    meeting, people, item = an_election()
    voted(meeting, people, item, of(people, 16, 15, 14, 13, 12, 12))
    state = stands()
    assert (names(state.elected), state.open_seats) == ([p.name for p in people[:4]], 1)
    assert (state.next_round, names(state.revote)) == ("revote", [people[4].name, people[5].name])
    with pytest.raises(Refused, match="名字变过了"):
        counted(meeting, people, item, of(people, *GOOD), number=2)
    count = voted(meeting, people, item, {people[4]: 6, people[5]: 11}, number=2)
    assert (count.round, count.seats) == ("revote", 1)
    assert names(stands().elected) == [people[i].name for i in (0, 1, 2, 3, 5)]
    said = [one.text for one in minutes(meeting).items[0].election]
    assert any(text.startswith("第1次投票") for text in said) and any(
        text.startswith("第2次投票（票数相同，重新投票，选1名）") for text in said
    )


def test_a_second_vote_led_without_half_asks_the_superior():
    meeting, people, item = an_election()
    voted(meeting, people, item, of(people, 16, 15, 14, 13, 12, 12))
    count = voted(meeting, people, item, {people[4]: 8, people[5]: 7}, number=2)
    assert count.verdict["verdict"] == "ASK" and names(stands().disputed) == [people[4].name]
    ended(meeting, people, item)
    assert "先请示上级" in AgendaItem.objects.get().resolution


def test_open_seats_are_voted_on_again_or_stay_open():
    meeting, people, item = an_election()
    count = voted(meeting, people, item, of(people, 16, 15, 14, 3, 2, 1))
    state = stands()
    assert (state.open_seats, state.next_round, count.verdict["verdict"]) == (2, "further", "WARN")
    assert [one.name for one in state.on_the_next_ballot] == [p.name for p in people[3:6]]
    voted(meeting, people, item, {people[3]: 15, people[4]: 4, people[5]: 2}, number=2)
    assert names(stands().elected) == [p.name for p in people[:4]]
    ended(meeting, people, item)
    words = AgendaItem.objects.get().resolution
    assert words.startswith("、".join(p.name for p in people[:4]) + "当选支部委员会委员。")
    assert "应选5名，还缺1名" in words


def test_between_two_votes_others_may_stand_but_office_and_seats_stay():
    meeting, people, item = an_election()
    voted(meeting, people, item, of(people, 16, 15, 14, 13, 2, 1))
    with pytest.raises(Refused, match="不能再改"):
        slated(meeting, people, item, people[:7], seats=4)
    with pytest.raises(Refused, match="已经当选的人"):
        slated(meeting, people, item, people[1:7], why="不干了")
    slated(meeting, people, item, people[:8])
    assert [one.name for one in stands().on_the_next_ballot] == [p.name for p in people[4:8]]
    with pytest.raises(Refused, match="这一页旧了"):
        counted(meeting, people, item, of(people, *GOOD), number=3)


def test_an_earlier_vote_stays_once_a_later_one_is_counted():
    meeting, people, item = an_election()
    voted(meeting, people, item, of(people, 16, 15, 14, 13, 2, 1))
    voted(meeting, people, item, {people[4]: 15, people[5]: 2}, number=2)
    with pytest.raises(Refused, match="后面又投过一次票"):
        counted(meeting, people, item, of(people, 16, 15, 14, 13, 3, 1), why="数错了")
    with pytest.raises(Refused, match="名额已经选满"):
        counted(meeting, people, item, {}, number=3)


@pytest.mark.parametrize(
    ("votes", "elected", "word"), [(10, 0, "ASK"), (11, 1, "OK"), (9, 0, "ASK"), (8, 0, "NO")]
)
def test_more_than_half_is_counted_both_ways(votes, elected, word):
    """Twenty should attend and seventeen came: eleven is more than half of all, nine only of those present."""
    meeting, people, item = an_election(candidates=2, seats=1)
    count = voted(meeting, people, item, {people[0]: votes, people[1]: 3})
    assert (len(stands().elected), count.verdict["verdict"]) == (elected, word)


# how it ends, what the superior says, who takes office


def test_the_item_ends_with_the_result_and_somebody_who_reports_it():
    meeting, people, item = an_election()
    voted(meeting, people, item, of(people, *GOOD))
    with pytest.raises(Refused, match="谁在几号前办什么") as refused:
        ended(meeting, people, item, nothing_to_do=False)
    assert refused.value.code == "no_owner"
    due = STARTS.date() + dt.timedelta(days=7)
    ended(
        meeting,
        people,
        item,
        nothing_to_do=False,
        decisions=(Decided("选举结果报上级党组织备案", people[0].public_id, due),),
    )
    assert (Decision.objects.get().owner, Decision.objects.get().due_on) == (people[0], due)
    assert (
        AgendaItem.objects.get().resolution == "、".join(p.name for p in people[:5]) + "当选支部委员会委员。"
    )


def test_a_meeting_does_not_end_over_an_election_half_counted():
    meeting, people, item = an_election()
    counted(meeting, people, item, of(people, *GOOD))
    with pytest.raises(Refused, match="还没结束"):
        close_meeting(by=people[0].user, meeting=meeting, now=STARTS)


def test_a_stand_in_chair_without_office_runs_the_election():
    meeting, people, item = an_election(candidates=0)
    chair = people[2]
    change_chair(
        by=people[0].user,
        meeting=meeting,
        chair=chair.public_id,
        recorder=people[16].public_id,
        why="书记出差",
        now=STARTS,
    )
    meeting.refresh_from_db()
    slated(meeting, people, item, [*people[:2], *people[3:7]], by=people[16].user)
    counted(meeting, people, item, of([*people[:2], *people[3:7]], *GOOD), by=chair.user)
    checked(meeting, people, item)
    assert len(stands().elected) == 5


def answered(meeting, people, item, approved=None, reference="公司党〔2026〕9号", **more):
    said = {"answered_on": STARTS.date(), "by": people[0].user} | more
    who = people[:5] if approved is None else approved
    return answer_election(
        meeting=meeting,
        item=item,
        reference=reference,
        approved=[p.public_id for p in who],
        now=STARTS,
        **said,
    )


def an_ended_election(**more):
    meeting, people, item = an_election(**more)
    voted(meeting, people, item, of(people, *GOOD))
    ended(meeting, people, item)
    item.refresh_from_db()
    return meeting, people, item


def test_the_superiors_answer_names_its_reference_and_only_those_elected():
    meeting, people, item = an_election()
    voted(meeting, people, item, of(people, *GOOD))
    with pytest.raises(Refused, match="还没有结束"):
        answered(meeting, people, item)
    ended(meeting, people, item)
    with pytest.raises(Refused, match="文号"):
        answered(meeting, people, item, reference=" ")
    with pytest.raises(Refused, match="这次选出来的人"):
        answered(meeting, people, item, approved=people[:6])
    with pytest.raises(Refused, match="选举那天到今天"):
        answered(meeting, people, item, answered_on=STARTS.date() - dt.timedelta(days=1))
    with pytest.raises(NotAllowed):
        answered(meeting, people, item, by=people[9].user)
    first = answered(meeting, people, item)
    assert answered(meeting, people, item) == first
    answered(meeting, people, item, reference="公司党〔2026〕19号")
    lines = [(said.text, said.struck) for said in minutes(meeting).items[0].election if "上级" in said.text]
    assert [struck for _text, struck in lines] == [True, False]


def test_the_elected_take_their_posts_at_once_and_earlier_terms_end():
    meeting, people, item = an_ended_election()
    start = STARTS.date()
    with pytest.raises(Refused, match="先记上级的答复"):
        enter_elected(by=people[0].user, meeting=meeting, item=item, roles={}, from_on=start, now=STARTS)
    answered(meeting, people, item)
    roles = {people[2].public_id: "organiser", people[3].public_id: "publicity"}
    for _ in range(2):
        enter_elected(by=people[0].user, meeting=meeting, item=item, roles=roles, from_on=start, now=STARTS)
    branch = meeting.organisation
    held = Post.objects.held_on(start).filter(
        organisation=branch, role__in=("organiser", "publicity", "discipline", "committee")
    )
    assert sorted((post.user_id, str(post.role)) for post in held) == sorted(
        [
            (people[0].user_id, "committee"),
            (people[1].user_id, "committee"),
            (people[2].user_id, "organiser"),
            (people[3].user_id, "publicity"),
            (people[4].user_id, "committee"),
        ]
    )
    old = Post.objects.get(user=people[4].user, role="discipline")
    assert old.to_on == start - dt.timedelta(days=1)
    renewed = Post.objects.filter(user=people[2].user, role="organiser").order_by("from_on")
    assert [(p.from_on, p.to_on) for p in renewed] == [
        (dt.date(2024, 1, 1), start - dt.timedelta(days=1)),
        (start, None),
    ]
    assert Post.objects.get(user=people[0].user, role="secretary").to_on is None


def test_at_a_by_election_nobodys_term_ends():
    meeting, people, item = an_election(candidates=0)
    slated(meeting, people, item, people[6:8], seats=1, by_election=True)
    voted(meeting, people, item, {people[6]: 14, people[7]: 3})
    ended(meeting, people, item)
    item.refresh_from_db()
    answered(meeting, people, item, approved=[people[6]])
    enter_elected(by=people[0].user, meeting=meeting, item=item, roles={}, from_on=STARTS.date(), now=STARTS)
    assert not Post.objects.filter(organisation=meeting.organisation, to_on__isnull=False).exists()
    assert Post.objects.filter(user=people[6].user, role="committee").exists()


def test_a_secretary_comes_from_above():
    meeting, people, item = an_election(5, 5, candidates=0, kind="committee")
    slated(meeting, people, item, [people[1]], seats=1, office="secretary")
    counted(meeting, people, item, {people[1]: 4}, ballots=5, two=(3, 4))
    checked(meeting, people, item, two=(3, 4))
    ended(meeting, people, item)
    item.refresh_from_db()
    answered(meeting, people, item, approved=[people[1]])
    with pytest.raises(NotAllowed):
        enter_elected(
            by=people[0].user, meeting=meeting, item=item, roles={}, from_on=STARTS.date(), now=STARTS
        )
    assert Post.objects.get(organisation=meeting.organisation, role=Role.SECRETARY).to_on is None


def test_no_answer_no_post_and_delegates_hold_none():
    meeting, people, item = an_election(candidates=0)
    slated(meeting, people, item, people[:6], office="delegate")
    voted(meeting, people, item, of(people, *GOOD))
    ended(meeting, people, item)
    item.refresh_from_db()
    answered(meeting, people, item)
    with pytest.raises(Refused, match="代表不在支部任职"):
        enter_elected(
            by=people[0].user, meeting=meeting, item=item, roles={}, from_on=STARTS.date(), now=STARTS
        )


def test_nothing_that_is_kept_tells_how_anybody_voted():
    """A count knows figures by name voted for; no column could hold a voter."""
    columns = {field.name for field in BallotLine._meta.get_fields()} | {
        field.name for field in BallotCount._meta.get_fields()
    }
    assert not columns & {"voter", "voted", "ballot", "choice", "attendee"}
    assert {field.name for field in BallotLine._meta.get_fields()} == {
        "id", "count", "place", "member", "name", "write_in", "yes", "no", "abstain",
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_two_officers_entering_the_same_figures_at_once_leave_one_count(tmp_path):
    meeting, people, item = an_election()
    errors, _rows = all_at_once(tmp_path, lambda: counted(meeting, people, item, of(people, *GOOD)), times=6)
    assert errors == []


def test_an_agenda_put_right_takes_its_election_along():
    _meeting, _people, item = an_election()
    item.delete()
    assert not Election.objects.exists()
