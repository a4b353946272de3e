"""What is not in the table of rights is refused; both ways of asking give one answer."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.build import TODAY, a_branch, a_committee, a_group, a_user, console, posted
from zhibu.kernel.refusal import NotAllowed
from zhibu.organisations import access
from zhibu.organisations.models import Organisation, Post
from zhibu.organisations.policy import TABLE
from zhibu.organisations.terms import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    """A committee with two branches, each with a group, beside another committee with a branch."""
    top, other = a_committee("A", "甲党委"), a_committee("B", "乙党委")
    own, sibling, foreign = (
        a_branch("A1", under=top),
        a_branch("A2", under=top),
        a_branch("B1", under=other),
    )
    groups = {"own_group": a_group(own), "sibling_group": a_group(sibling)}
    return {
        "top": top,
        "other": other,
        "own": own,
        "sibling": sibling,
        "foreign": foreign,
        **groups,
    }


def reached(user, capability):
    return set(Organisation.objects.filter(access.reach(user, capability, on=TODAY, field="pk")))


def allowed(user, capability):
    return {one for one in Organisation.objects.all() if access.may(user, capability, one, on=TODAY)}


@pytest.mark.parametrize("place", ["top", "own", "own_group"])
@pytest.mark.parametrize("role", list(Role))
def test_may_and_reach_agree_everywhere(tree, role, place):
    user = posted(a_user(), role, tree[place])
    for capability in TABLE:
        assert reached(user, capability) == allowed(user, capability), capability


@pytest.mark.parametrize("capability", list(TABLE))
def test_nobody_may_anything_by_an_account_alone(tree, capability):
    assert allowed(a_user(), capability) == set()


def test_an_office_reaches_its_branch_and_the_groups_of_it(tree):
    secretary = posted(a_user(), Role.SECRETARY, tree["own"])
    assert allowed(secretary, "members.edit") == {tree["own"], tree["own_group"]}


def test_a_leader_stays_in_the_group(tree):
    leader = posted(a_user(), Role.LEADER, tree["own_group"])
    assert allowed(leader, "meetings.run") == {tree["own_group"]}


def test_a_superior_reaches_all_below_and_nothing_beside(tree):
    superior = posted(a_user(), Role.SUPERIOR, tree["top"])
    below = {tree[place] for place in ("top", "own", "own_group", "sibling", "sibling_group")}
    assert allowed(superior, "month.see") == below
    assert access.paths_from(superior, "month.see", on=TODAY) == [tree["top"].path]


def test_the_command_line_may_everything(tree):
    assert allowed(console(), "members.edit") == reached(console(), "members.edit") == set(tree.values())


@pytest.mark.parametrize(
    ("begins", "ends", "may"), [(0, 0, True), (-9, -1, False), (1, None, False), (-9, None, True)]
)
def test_a_post_counts_from_its_first_day_to_its_last(tree, begins, ends, may):
    user = a_user()
    Post.objects.create(
        user=user,
        organisation=tree["own"],
        role=Role.SECRETARY,
        from_on=TODAY + dt.timedelta(days=begins),
        to_on=None if ends is None else TODAY + dt.timedelta(days=ends),
    )
    assert access.may(user, "members.edit", tree["own"], on=TODAY) is may
    assert (tree["own"] in reached(user, "members.edit")) is may


def test_who_stands_in_gives_no_posts(tree):
    user = a_user()
    Post.objects.create(
        user=user, organisation=tree["own"], role=Role.SECRETARY, acting_for=a_user(), from_on=TODAY
    )
    assert tree["own"] in allowed(user, "meetings.convene")
    assert allowed(user, "posts.appoint") == reached(user, "posts.appoint") == set()


def test_what_was_asked_once_is_asked_again_only_when_forgotten(tree):
    user = a_user()
    assert access.standings(user, on=TODAY) == ()
    Post.objects.create(user=user, organisation=tree["own"], role=Role.SECRETARY, from_on=TODAY)
    assert access.standings(user, on=TODAY) == ()
    access.forget_standings(user)
    assert [one.role for one in access.standings(user, on=TODAY)] == [Role.SECRETARY]


def test_a_stranger_without_an_account_is_nothing():
    assert access.standings(AnonymousUser(), on=TODAY) == ()


def test_a_refusal_names_the_place(tree):
    with pytest.raises(NotAllowed, match=tree["own"].name) as refused:
        access.require(a_user(), "members.edit", tree["own"], on=TODAY)
    assert refused.value.code == "not_allowed"


def test_a_right_that_is_not_in_the_table_is_an_error_and_no_yes(tree):
    secretary = posted(a_user(), Role.SECRETARY, tree["own"])
    with pytest.raises(KeyError):
        access.may(secretary, "members.delete_everything", tree["own"], on=TODAY)
