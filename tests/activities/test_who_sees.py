"""Which meetings and decisions a member of the branch sees."""

import datetime as dt

import pytest

from tests.activities.scenes import a_meeting
from tests.build import NOW, a_full_branch, console
from zhibu.activities.models import Decision, Meeting

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def a_committee_meeting(branch, people):
    return a_meeting(branch, people[:5], kind="committee")


def a_decision(meeting, owner, asker=None):
    return Decision.objects.create(
        organisation=meeting.organisation,
        item=meeting.items.first(),
        what="谈话",
        owner=owner,
        asker=asker,
        due_on=TODAY + dt.timedelta(days=9),
        made_at=NOW,
    )


@pytest.mark.parametrize("kind", ["assembly", "lecture", "theme_day", "organisation_life"])
def test_a_member_sees_the_branchs_own_meetings_also_where_absent(kind):
    branch, people = a_full_branch(7, 0)
    meeting = a_meeting(branch, people[:5], kind=kind)
    assert meeting in Meeting.objects.visible_to(people[6].user, on=TODAY)


def test_what_the_committee_said_among_itself_is_for_the_committee():
    branch, people = a_full_branch(7, 0)
    meeting = a_committee_meeting(branch, people)
    assert meeting in Meeting.objects.visible_to(people[0].user, on=TODAY)
    assert meeting not in Meeting.objects.visible_to(people[6].user, on=TODAY)


def test_whom_the_committee_asked_in_sees_that_meeting_alone():
    branch, people = a_full_branch(7, 0)
    asked = a_meeting(branch, [*people[:5], people[6]], kind="committee")
    other = a_committee_meeting(branch, people)
    seen = Meeting.objects.visible_to(people[6].user, on=TODAY)
    assert asked in seen
    assert other not in seen


def test_a_committees_decision_is_seen_by_the_committee_its_owner_and_who_asked_for_it():
    branch, people = a_full_branch(8, 0)
    meeting = a_committee_meeting(branch, people)
    decision = a_decision(meeting, owner=people[5], asker=people[6])
    for member in (people[0], people[5], people[6]):
        assert decision in Decision.objects.visible_to(member.user, on=TODAY)
    assert decision not in Decision.objects.visible_to(people[7].user, on=TODAY)


def test_a_branchs_decision_is_seen_by_everybody_in_it():
    branch, people = a_full_branch(7, 0)
    decision = a_decision(a_meeting(branch, people), owner=people[1])
    assert decision in Decision.objects.visible_to(people[6].user, on=TODAY)


def test_the_command_line_sees_everything():
    branch, people = a_full_branch(7, 0)
    meetings = {a_meeting(branch, people), a_committee_meeting(branch, people)}
    decision = a_decision(a_committee_meeting(branch, people), owner=people[1])
    assert meetings <= set(Meeting.objects.visible_to(console(), on=TODAY))
    assert decision in Decision.objects.visible_to(console(), on=TODAY)
