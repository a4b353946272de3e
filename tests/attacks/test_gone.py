"""Whoever went to another branch: what they were part of before says nothing to them any more."""

import datetime as dt

import pytest

from tests import build
from tests.activities.scenes import a_meeting
from tests.activities.test_today import decided
from zhibu.kernel import clock
from zhibu.members.operations.leave_register import move_member

pytestmark = pytest.mark.django_db

CHAIR, RECORDER, ASKED = 0, 1, 3


def a_talk(branch, people, *, hours, state):
    """A meeting of the committee so many hours from now."""
    starts = clock.now() + dt.timedelta(hours=hours)
    meeting = a_meeting(branch, people, kind="committee", starts_at=starts, state=state)
    type(meeting).objects.filter(pk=meeting.pk).update(title="支委会谈话")
    return meeting


def gone(person):
    """They are on the register of another branch now."""
    other = build.a_branch("R99", "示例二支部")
    move_member(by=build.console(), member=person, to=other, now=clock.now())
    person.refresh_from_db()
    return person.user


@pytest.mark.parametrize("who", [CHAIR, RECORDER, ASKED])
@pytest.mark.parametrize(
    ("state", "hours"), [("called", 24), ("open", 0), ("closed", -48), ("cancelled", 24), ("called", -20)]
)
def test_today_says_nothing_of_a_meeting_of_the_branch_left(client, who, state, hours):
    branch, people = build.a_full_branch(5, 0)
    a_talk(branch, people, hours=hours, state=state)
    client.force_login(gone(people[who]))
    page = client.get("/").content.decode()
    assert "支委会谈话" not in page
    assert "党员活动室" not in page


def test_today_says_nothing_of_what_once_waited_for_the_chair(client):
    branch, people = build.a_full_branch(5, 0)
    meeting = a_talk(branch, people, hours=-72, state="closed")
    decided(meeting, people[ASKED], what="更衣室排风延长", state="reported")
    client.force_login(gone(people[CHAIR]))
    assert "更衣室排风延长" not in client.get("/").content.decode()
