"""Votes: who is counted, how many it takes, what two people must check, and what the rules say."""

import itertools

import pytest

from tests.activities.scenes import STARTS, all_at_once, an_open_meeting, here
from tests.build import a_member
from zhibu.activities.models import AgendaItem, Attendee, Meeting, VoidedBallot, Vote
from zhibu.activities.operations.close_item import close_item
from zhibu.activities.operations.record_vote import Counts, check_count, record_vote
from zhibu.activities.operations.roll_call import roll_call
from zhibu.activities.queries.quorum import quorum
from zhibu.kernel.refusal import Conflict, NotAllowed, Refused

pytestmark = pytest.mark.django_db


def a_vote(full=17, probationary=3, present=12, matter="ordinary", **fields):
    meeting, people = an_open_meeting(full, probationary, present, matters=(matter,), **fields)
    item = meeting.items.get()
    if matter != "ordinary":
        item.person = a_member(meeting.organisation, kind="object", account=False)
        item.save()
    return meeting, people, item


def hands(meeting, people, item, yes, no=0, abstain=0):
    return record_vote(
        by=people[0].user,
        meeting=meeting,
        item=item,
        method="open",
        counts=Counts(yes, no, abstain),
        now=STARTS,
    )


def papers(
    meeting, people, item, yes, no=0, abstain=0, invalid=0, issued=None, returned=None, two=(5, 6), **more
):
    total = yes + no + abstain + invalid
    counts = Counts(
        yes,
        no,
        abstain,
        invalid,
        total if issued is None else issued,
        total if returned is None else returned,
    )
    return record_vote(
        by=people[0].user,
        meeting=meeting,
        item=item,
        method="secret",
        counts=counts,
        scrutineer=people[two[0]].public_id,
        teller=people[two[1]].public_id,
        now=STARTS,
        **more,
    )


def checked(meeting, people, item, two=(5, 6)):
    check_count(by=people[two[0]].user, meeting=meeting, item=item, role="scrutineer", now=STARTS)
    return check_count(by=people[two[1]].user, meeting=meeting, item=item, role="teller", now=STARTS)


@pytest.mark.parametrize(
    ("full", "present", "enough", "words"),
    [
        (17, 8, False, "还差1人，先不表决，可以先学习"),
        (17, 9, True, "已超过半数，可以表决"),
        (18, 8, False, "还差2人，先不表决，可以先学习"),
        (18, 9, False, "正好半数，先请示上级"),
        (18, 10, True, "已超过半数，可以表决"),
        (17, 1, False, "还差8人，先不表决，可以先学习"),
        (17, 17, True, "已超过半数，可以表决"),
    ],
)
def test_the_meter_of_an_ordinary_vote(full, present, enough, words):
    meeting, _people, item = a_vote(full=full, probationary=0, present=present)
    state = quorum(meeting, item=item)
    assert (state.enough, state.words, state.should, state.present) == (enough, words, full, present)


@pytest.mark.parametrize(
    ("present", "words"), [(9, "还差1人，先不表决，可以先学习"), (10, "已超过半数，可以表决")]
)
def test_for_an_admission_exactly_half_is_not_enough(present, words):
    meeting, _people, item = a_vote(full=18, present=present, matter="admission")
    assert quorum(meeting, item=item).words == words


def test_probationary_restricted_and_observing_people_never_count():
    meeting, people, item = a_vote(present=8)
    Attendee.objects.filter(meeting=meeting, member__in=people[17:]).update(present_at=STARTS)
    assert quorum(meeting, item=item).present == 8
    Attendee.objects.filter(meeting=meeting, member=people[8]).update(present_at=STARTS, restriction="watch")
    state = quorum(meeting, item=item)
    assert (state.should, state.present) == (16, 8)
    guest = a_member(meeting.organisation)
    Attendee.objects.create(meeting=meeting, member=guest, kind="full", observer=True, present_at=STARTS)
    state = quorum(meeting, item=item)
    assert (state.should, state.present, state.roll.observers_here) == (16, 8, 1)
    reasons = {person.why_not_counted for person in state.roll.not_counted}
    assert reasons == {"预备党员", "留党察看", "列席"}


@pytest.mark.parametrize(
    ("seats", "present", "enough"), [(5, 2, False), (5, 3, True), (4, 2, True), (4, 1, False)]
)
def test_a_committee_meets_with_half_of_its_seats(seats, present, enough):
    meeting, _people = an_open_meeting(seats, 0, present, kind="committee", matters=("discussion",))
    state = quorum(meeting)
    assert (state.enough, state.should, state.present) == (enough, seats, present)


def test_a_committee_without_quorum_resolves_nothing_but_may_hear_a_report():
    meeting, people = an_open_meeting(5, 0, 2, kind="committee", matters=("report", "discussion"))
    report, discussion = meeting.items.order_by("position")
    close_item(by=people[0].user, meeting=meeting, item=report, nothing_to_do=True, now=STARTS)
    with pytest.raises(Refused, match="还差1人"):
        close_item(by=people[0].user, meeting=meeting, item=discussion, nothing_to_do=True, now=STARTS)


def test_below_the_quorum_nothing_can_be_counted_but_the_item_can_end_without_a_vote():
    meeting, people, item = a_vote(present=8)
    with pytest.raises(Refused, match="还差1人") as refused:
        hands(meeting, people, item, 8)
    assert refused.value.reasons
    close_item(
        by=people[0].user, meeting=meeting, item=item, resolution="下次再议", nothing_to_do=True, now=STARTS
    )
    assert AgendaItem.objects.get().resolution == "这次没有表决。下次再议"


@pytest.mark.parametrize(("yes", "verdict", "word"), [(8, "NO", "未通过。"), (9, "OK", "通过。")])
def test_what_the_rules_say_begins_the_resolution(yes, verdict, word):
    meeting, people, item = a_vote()
    vote = hands(meeting, people, item, yes, no=12 - yes)
    assert vote.verdict["verdict"] == verdict
    assert all(reason["document"] and reason["article"] for reason in vote.verdict["reasons"])
    close_item(
        by=people[0].user, meeting=meeting, item=item, resolution="按表决办", nothing_to_do=True, now=STARTS
    )
    assert AgendaItem.objects.get().resolution == word + "按表决办"


def test_more_hands_than_people_are_refused_and_a_second_count_does_not_overwrite_the_first():
    meeting, people, item = a_vote()
    with pytest.raises(Refused, match="加起来是13"):
        hands(meeting, people, item, 12, no=1)
    first = hands(meeting, people, item, 11, no=1)
    assert hands(meeting, people, item, 11, no=1) == first
    with pytest.raises(Conflict) as refused:
        hands(meeting, people, item, 10, no=2)
    assert "赞成11" in refused.value.theirs
    assert Vote.objects.get().yes == 11


def test_an_admission_takes_paper_two_people_and_one_named_person():
    meeting, people, item = a_vote(matter="admission")
    with pytest.raises(Refused, match="不能举手"):
        hands(meeting, people, item, 12)
    item.person = None
    item.save()
    with pytest.raises(Refused, match="写明是谁"):
        papers(meeting, people, item, 12)


@pytest.mark.parametrize(("two", "words"), [((5, 5), "要两个人"), ((5, 16), "没有到会")])
def test_scrutineer_and_teller_are_two_people_in_the_room(two, words):
    meeting, people, item = a_vote(matter="admission")
    with pytest.raises(Refused, match=words):
        papers(meeting, people, item, 12, two=two)


def test_the_person_voted_on_counts_nothing():
    meeting, people, item = a_vote(matter="conversion")
    item.person = people[17]
    item.save()
    here(meeting, [people[17]])
    with pytest.raises(Refused, match="被讨论的人"):
        papers(meeting, people, item, 12, two=(17, 5))


def test_paper_counts_must_agree_with_what_came_back():
    meeting, people, item = a_vote(matter="admission")
    with pytest.raises(Refused, match="10＋1＋0＋0＝11，和收回的12张对不上"):
        papers(meeting, people, item, 10, 1, issued=12, returned=12)
    with pytest.raises(Refused, match="发出13张"):
        papers(meeting, people, item, 13)
    assert papers(meeting, people, item, 10, 1, issued=12, returned=11).settled_at is None


def test_more_papers_back_than_out_is_void_once_and_stays_on_record():
    meeting, people, item = a_vote(matter="admission")
    for _ in range(2):
        with pytest.raises(Refused, match="作废") as refused:
            papers(meeting, people, item, 12, issued=11, returned=12, op="f" * 32)
        assert refused.value.code == "ballot_void"
    assert VoidedBallot.objects.count() == 1
    papers(meeting, people, item, 10, 2)
    assert checked(meeting, people, item).verdict["verdict"] == "OK"


def test_counts_stand_only_when_two_people_have_checked():
    meeting, people, item = a_vote(matter="admission")
    papers(meeting, people, item, 9, 3)
    with pytest.raises(Refused, match="两人核对"):
        close_item(by=people[0].user, meeting=meeting, item=item, nothing_to_do=True, now=STARTS)
    check_count(by=people[0].user, meeting=meeting, item=item, role="scrutineer", now=STARTS)
    with pytest.raises(Refused) as refused:
        check_count(by=people[0].user, meeting=meeting, item=item, role="teller", now=STARTS)
    assert refused.value.code == "same_person"
    with pytest.raises(NotAllowed):
        check_count(by=people[9].user, meeting=meeting, item=item, role="teller", now=STARTS)
    vote = check_count(by=people[6].user, meeting=meeting, item=item, role="teller", now=STARTS)
    assert vote.settled_at == STARTS
    with pytest.raises(Conflict):
        papers(meeting, people, item, 12)


def test_entering_the_counts_again_takes_the_first_check_back():
    meeting, people, item = a_vote(matter="admission")
    papers(meeting, people, item, 9, 3)
    check_count(by=people[5].user, meeting=meeting, item=item, role="scrutineer", now=STARTS)
    papers(meeting, people, item, 10, 2)
    vote = Vote.objects.get()
    assert (vote.yes, vote.scrutineer_checked_at, vote.settled_at) == (10, None, None)


@pytest.mark.parametrize(("yes", "verdict"), [(9, "NO"), (10, "OK")])
def test_an_admission_passes_with_more_than_half_of_those_due(yes, verdict):
    meeting, people, item = a_vote(full=18, matter="admission")
    papers(meeting, people, item, yes, 12 - yes)
    assert checked(meeting, people, item).verdict["verdict"] == verdict


def test_admissions_belong_to_the_assembly():
    meeting, people, item = a_vote(matter="admission", kind="theme_day")
    with pytest.raises(Refused, match="支部党员大会"):
        papers(meeting, people, item, 12)


@pytest.mark.parametrize("matter", ["ordinary", "admission"])
def test_what_must_be_face_to_face_is_neither_voted_nor_closed_online(matter):
    meeting, people, item = a_vote(matter=matter, held="online")
    vote = hands if matter == "ordinary" else papers
    with pytest.raises(Refused, match="当面") as refused:
        vote(meeting, people, item, 12)
    assert refused.value.code == "in_person"
    with pytest.raises(Refused, match="当面"):
        close_item(by=people[0].user, meeting=meeting, item=item, nothing_to_do=True, now=STARTS)


def test_a_report_can_be_heard_online():
    meeting, people = an_open_meeting(matters=("report",), held="online")
    close_item(by=people[0].user, meeting=meeting, item=meeting.items.get(), nothing_to_do=True, now=STARTS)


def test_in_a_committee_hands_are_recorded_and_not_judged():
    meeting, people = an_open_meeting(5, 0, 4, kind="committee", matters=("ordinary",))
    vote = hands(meeting, people, meeting.items.get(), 3, no=1)
    assert vote.verdict["verdict"] == "INFO"
    close_item(
        by=people[0].user,
        meeting=meeting,
        item=meeting.items.get(),
        resolution="同意",
        nothing_to_do=True,
        now=STARTS,
    )
    assert AgendaItem.objects.get().resolution == "同意"


def test_a_member_cannot_enter_a_vote_and_a_foreign_item_is_not_found():
    meeting, people, item = a_vote()
    with pytest.raises(NotAllowed):
        record_vote(
            by=people[9].user, meeting=meeting, item=item, method="open", counts=Counts(12, 0, 0), now=STARTS
        )
    _other, _others, foreign = a_vote()
    with pytest.raises(Refused, match="没有这一项"):
        hands(meeting, people, foreign, 12)


@pytest.mark.parametrize("field", ["yes", "issued"])
@pytest.mark.parametrize("value", ["-1", "", "1e9", "12; --", "99999999999999999999"])
def test_hostile_counts_are_refused_on_the_page_with_what_was_typed(enter, field, value):
    meeting, people, item = a_vote(matter="admission")
    said = {"scrutineer": people[5].public_id, "teller": people[6].public_id, "issued": 12, "returned": 12}
    said |= {"yes": 11, "no": 0, "abstain": 0, "invalid": 0, field: value}
    answer = enter(people[0].user).post(f"/meetings/{meeting.public_id}/items/{item.public_id}/vote/", said)
    assert answer.status_code == 422
    assert not Vote.objects.exists()


def test_quorum_and_result_agree_for_every_small_branch():
    """For 1 to 6 voters and every number present: never a vote without more than half, never passed by fewer."""
    for full, present in itertools.product(range(1, 7), repeat=2):
        if present > full:
            continue
        meeting, people, item = a_vote(full=full, probationary=0, present=present)
        enough = present * 2 > full
        assert quorum(meeting, item=item).enough is enough, (full, present)
        if enough:
            vote = hands(meeting, people, item, present)
            assert vote.verdict["verdict"] == "OK"


@pytest.mark.django_db(transaction=True)
def test_two_officers_counting_at_once_leave_one_vote(tmp_path):
    meeting, people, item = a_vote()
    errors, _rows = all_at_once(tmp_path, lambda: hands(meeting, people, item, 11, no=1), times=8)
    assert errors == []


def test_undoing_a_presence_changes_the_meter_not_the_vote():
    meeting, people, item = a_vote()
    hands(meeting, people, item, 12)
    roll_call(by=people[0].user, meeting=meeting, member=people[9].public_id, here=False, now=STARTS)
    assert Vote.objects.get().present == 12
    assert quorum(meeting, item=item).present == 11


def test_nothing_is_counted_after_the_item_or_before_the_meeting():
    meeting, people, item = a_vote()
    close_item(by=people[0].user, meeting=meeting, item=item, nothing_to_do=True, now=STARTS)
    with pytest.raises(Refused, match="已经结束"):
        hands(meeting, people, item, 12)
    Meeting.objects.update(state="called")
    with pytest.raises(Refused, match="没有在开"):
        hands(meeting, people, item, 12)
