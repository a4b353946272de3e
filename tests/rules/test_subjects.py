"""The functions that other rooms call directly: duties, identity, presence, membership, verdicts."""

from datetime import date

import pytest

from zhibu.rules import duties, identity, membership, organisation, presence
from zhibu.rules.book import load
from zhibu.rules.verdict import Reason, Verdict, worst

TODAY = date(2026, 9, 1)


def reason(holds, status="V1", force="must", fails_as=None):
    return Reason("a.rule", holds, "", None, None, status, force, fails_as)


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        (reason(True), "OK"),
        (reason(None), "ASK"),
        (reason(None, force="general"), "ASK"),
        (reason(False), "NO"),
        (reason(False, status="V2"), "NO"),
        (reason(False, status="M-high"), "NO"),
        (reason(False, status="M-med"), "ASK"),
        (reason(False, status="M-low"), "ASK"),
        (reason(False, status="unresolved"), "ASK"),
        (reason(False, force="general"), "WARN"),
        (reason(False, force="general", status="M-low"), "WARN"),
        (reason(False, fails_as=Verdict.WARN), "WARN"),
        (reason(False, fails_as=Verdict.ASK), "ASK"),
    ],
)
def test_a_row_that_fails_says_what_its_certainty_allows(given, verdict):
    assert given.verdict == verdict


def test_the_gravest_reason_decides():
    assert worst([]) == "OK"
    assert worst([reason(True), reason(False, force="general")]) == "WARN"
    assert worst([reason(False, force="general"), reason(None)]) == "ASK"
    assert worst([reason(None), reason(False)]) == "NO"


@pytest.mark.parametrize("word", ["election", "admission", "conversion", "review", "ordinary"])
def test_votes_and_reviews_are_held_face_to_face(word):
    assert presence.policy(word, TODAY).in_person


@pytest.mark.parametrize("word", ["study", "lecture", "theme_day", "group", "a word nobody knows"])
def test_study_may_be_online(word):
    assert not presence.policy(word, TODAY).in_person


def test_a_superior_may_permit_votes_online_but_not_elections():
    own = load().overlaid(
        {"meet.online": {"vote": True}}, since=TODAY, set_by="示例公司党委", instrument="示委发〔2026〕3号"
    )
    assert not presence.policy("admission", TODAY, own).in_person
    assert presence.policy("election", TODAY, own).in_person


def test_an_identity_number_says_birth_sex_and_problems():
    good = identity.check("11010519491231002X")
    assert good == ("11010519491231002X", (), date(1949, 12, 31), "female")
    assert identity.check("11010519491231002X", date(1950, 1, 1)).problems == ("id_birth_mismatch",)
    assert identity.check("110105491231002").problems == ("id_length",)
    assert identity.check("1.10105E+17").problems == ("id_length",)
    assert identity.check("110105194912310020").problems == ("id_check_digit",)
    assert identity.check("²1010519491231002X").problems == ("id_length",)


def test_every_single_wrong_digit_is_noticed():
    number = "11010519491231002X"
    for place in range(17):
        for digit in "0123456789":
            wrong = number[:place] + digit + number[place + 1 :]
            assert (identity.check(wrong).problems == ()) == (wrong == number)


def test_old_area_codes_are_known():
    assert {"110103", "512501", "110105"} <= identity.areas()
    assert "990101" not in identity.areas()


def test_the_vote_belongs_to_full_members_without_a_restriction():
    assert membership.may_vote(kind="full")
    assert not membership.may_vote(kind="full", restriction="watch")
    assert not membership.may_vote(kind="probationary")


def test_a_branch_elects_a_committee_from_seven_full_members_on():
    assert [organisation.needs_branch_committee(count, TODAY) for count in (6, 7)] == [False, True]


def test_a_period_before_the_regulation_requires_nothing():
    listed = duties.for_period("group", date(2018, 9, 1), date(2018, 10, 31), [], on=date(2018, 11, 1))
    assert [duty.period for duty in listed] == ["2018-10"]


def test_duties_come_in_the_order_of_their_days():
    listed = duties.for_period("branch", date(2026, 1, 1), date(2026, 12, 31), [], on=TODAY)
    assert [duty.due_on for duty in listed] == sorted(duty.due_on for duty in listed)
    assert len(listed) == 4 + 12 + 12 + 1 + 1
