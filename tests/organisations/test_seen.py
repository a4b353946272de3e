"""Prepared questions about what one may see give what the querysets themselves give, for every role."""

import pytest

from tests.activities.scenes import a_meeting
from tests.build import NOW, a_committee, a_full_branch, a_group, a_user, console, posted
from zhibu.activities.models import Meeting
from zhibu.organisations import access, permissions
from zhibu.organisations.models import Organisation, Post
from zhibu.organisations.seen import SeenQuestion
from zhibu.organisations.terms import Role

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
MEETINGS = SeenQuestion(lambda reader, on: Meeting.objects.visible_to(reader, on=on).order_by("pk"))
ARRANGED = SeenQuestion(
    lambda reader, on: Organisation.objects.filter(
        access.reach(reader, permissions.APPOINT, on=on, field="pk")
    )
)


@pytest.fixture
def two_branches():
    """A committee, two branches with a group each, and a meeting of every kind in both."""
    found = []
    for _number in range(2):
        branch, people = a_full_branch(7, 1)
        for kind in ("assembly", "committee", "lecture"):
            a_meeting(branch, people[:5], kind=kind)
        found.append((branch, people, a_group(branch)))
    return found


def the_same(user):
    asked = MEETINGS.ask(user, on=TODAY)
    assert asked == list(Meeting.objects.visible_to(user, on=TODAY).order_by("pk"))
    return asked


def test_everybody_of_both_branches_sees_the_same_as_ever(two_branches):
    seen = [len(the_same(person.user)) for _branch, people, _group in two_branches for person in people]
    assert 0 < min(seen) < max(seen)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_sees_the_same_as_ever(two_branches, role):
    (branch, _people, group), _other = two_branches
    above = role in (Role.SUPERIOR, Role.ADMIN)
    place = a_committee() if above else group if role is Role.LEADER else branch
    user = posted(a_user(), role, place)
    the_same(user)
    assert set(ARRANGED.ask(user, on=TODAY)) == set(
        Organisation.objects.filter(access.reach(user, permissions.APPOINT, on=TODAY, field="pk"))
    )


def test_the_values_of_one_person_are_never_those_of_another(two_branches):
    (_one, people, _g), (_two, others, _h) = two_branches
    mine, theirs = the_same(people[0].user), the_same(others[0].user)
    assert not set(mine) & set(theirs)


def test_a_stand_in_and_nobody_and_the_command_line(two_branches):
    (branch, people, _group), _other = two_branches
    deputy = people[5].user
    deputy.posts.all().delete()
    Post.objects.create(
        user=deputy, organisation=branch, role=Role.SECRETARY, acting_for=people[0].user, from_on=TODAY
    )
    access.forget_standings(deputy)
    the_same(deputy)
    assert ARRANGED.ask(deputy, on=TODAY) == []  # a stand-in appoints nobody
    assert the_same(a_user()) == []
    assert the_same(console())
