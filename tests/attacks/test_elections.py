"""Speaking for two people at the box, and reading figures before they stand."""

import pytest

from tests.activities.election_scene import an_election, counted, of
from tests.activities.scenes import STARTS
from tests.activities.test_votes import a_vote, papers
from tests.build import posted
from zhibu.activities.models import BallotCount, Vote
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
