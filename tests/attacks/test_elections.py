"""Speaking for two people at the box, and reading figures before they stand."""

import pytest

from tests.activities.election_scene import an_election, counted, of
from tests.activities.scenes import STARTS
from tests.activities.test_votes import a_vote, papers
from tests.build import a_member, posted
from zhibu.activities.models import Attendee, BallotCount, Vote
from zhibu.activities.operations.count_election import check_election
from zhibu.activities.operations.record_vote import check_count
from zhibu.kernel.refusal import Refused

pytestmark = pytest.mark.django_db


TWO = {"scrutineer": 5, "teller": 6}


def an_election_counted():
    meeting, people, item = an_election(candidates=5, seats=4)
    counted(meeting, people, item, of(people, 16, 15, 14, 13, 5), two=(5, 6))
    return meeting, people, item, check_election, BallotCount


def a_vote_counted():
    meeting, people, item = a_vote(matter="admission")
    papers(meeting, people, item, 9, 3, two=(5, 6))
    return meeting, people, item, check_count, Vote


@pytest.mark.parametrize("scene", [an_election_counted, a_vote_counted])
@pytest.mark.parametrize(("other", "own"), [("scrutineer", "teller"), ("teller", "scrutineer")])
def test_one_of_the_two_who_also_runs_the_meeting_speaks_only_for_themselves(scene, other, own):
    meeting, people, item, check, table = scene()
    by = posted(people[TWO[own]].user, "organiser", meeting.organisation)
    with pytest.raises(Refused) as refused:
        check(by=by, meeting=meeting, item=item, role=other, now=STARTS)
    assert refused.value.code == "same_person"
    check(by=by, meeting=meeting, item=item, role=own, now=STARTS)
    assert table.objects.get().settled_at is None


@pytest.mark.parametrize("scene", [an_election_counted, a_vote_counted])
@pytest.mark.parametrize(("reader", "status"), [(9, 404), (5, 200), (0, 200)])
def test_figures_nobody_has_checked_are_shown_to_those_who_count_and_run(client, scene, reader, status):
    meeting, people, item, _check, table = scene()
    client.force_login(people[reader].user)
    page = "ballots/check" if table is BallotCount else "vote/check"
    assert client.get(f"/meetings/{meeting.public_id}/items/{item.public_id}/{page}/").status_code == status


@pytest.mark.parametrize(("kind", "taken"), [("worker", False), ("applicant", False), ("probationary", True)])
def test_who_watches_the_count_is_of_the_party(kind, taken):
    meeting, people, item = an_election(candidates=5, seats=4)
    guest = a_member(meeting.organisation, kind=kind)
    Attendee.objects.create(meeting=meeting, member=guest, kind=kind, observer=True, present_at=STARTS)
    everybody = [*people, guest]
    votes = of(people, 16, 15, 14, 13, 5)
    if taken:
        assert counted(meeting, everybody, item, votes, two=(len(people), 15)).scrutineer == guest
        return
    with pytest.raises(Refused, match="监票人从不是候选人的党员里推选") as refused:
        counted(meeting, everybody, item, votes, two=(len(people), 15))
    assert (refused.value.field, refused.value.code) == ("scrutineer", "not_of_the_party")


@pytest.mark.parametrize(
    "figures",
    [
        {"votes": (16, 15, (-4, 21, 0), 13, 5)},
        {"votes": (16, 15, 14, 13, -5)},
        {"votes": (16, 15, 14, 13, 5), "invalid": -3},
        {"votes": (-3, 15, 14, 13, 5), "issued": 17, "returned": 18, "void": True},
        {"votes": (16, 15, 14, 13, 5), "issued": 17, "returned": 18, "invalid": -70_000, "void": True},
    ],
)
def test_no_figure_is_less_than_nothing_also_where_the_vote_is_void(figures):
    meeting, people, item = an_election(candidates=5, seats=4)
    with pytest.raises(Refused):
        counted(meeting, people, item, of(people, *figures.pop("votes")), **figures)
    assert not BallotCount.objects.exists()
