"""What the committee decided among itself, looked for on other roads than its own."""

import datetime as dt

import pytest

from tests import build
from tests.activities.scenes import a_meeting
from tests.activities.test_today import decided
from zhibu.kernel import clock

pytestmark = pytest.mark.django_db

SECRET = "找小王谈话"
OPEN = "更衣室排风延长"


@pytest.fixture
def assembly():
    branch, people = build.a_full_branch(7, 0)
    past = clock.now() - dt.timedelta(days=9)
    talk = a_meeting(branch, people[:3], kind="committee", starts_at=past, state="closed")
    before = a_meeting(branch, people, starts_at=past, state="closed")
    decided(talk, people[1], what=SECRET)
    decided(before, people[1], what=OPEN)
    build.posted(people[0].user, "secretary", branch)
    coming = a_meeting(branch, people, starts_at=clock.now() + dt.timedelta(days=1))
    coming.chair = coming.recorder = people[5]
    coming.save()
    return coming, people


@pytest.mark.parametrize("road", ["", "edit/", "agenda/", "change/"])
@pytest.mark.parametrize("who", [5, 6])
def test_a_member_does_not_read_it_in_the_agenda_of_an_assembly(client, assembly, road, who):
    meeting, people = assembly
    client.force_login(people[who].user)
    page = client.get(f"/meetings/{meeting.public_id}/{road}", follow=True).content.decode()
    assert SECRET not in page
    assert road or OPEN in page


def test_the_secretary_and_its_owner_read_it_there(client, assembly):
    meeting, people = assembly
    for who in (0, 1):
        client.force_login(people[who].user)
        assert SECRET in client.get(f"/meetings/{meeting.public_id}/").content.decode()
