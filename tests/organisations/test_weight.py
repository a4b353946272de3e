"""Nobody lets themselves or others into an account that may do more than they may."""

import pytest

from tests.build import TODAY, a_branch, a_committee, a_group, a_user, console, posted
from zhibu.kernel.refusal import NotAllowed
from zhibu.organisations.models import Post
from zhibu.organisations.terms import Role
from zhibu.organisations.weight import beyond, require_not_beyond

pytestmark = pytest.mark.django_db
ABOVE = (Role.SECRETARY, Role.SUPERIOR, Role.APPROVER, Role.ADMIN)


@pytest.fixture
def branch():
    return a_branch(under=a_committee())


def who(role, branch):
    return posted(a_user(), role, branch)


def stopped(by, whom, branch):
    return whom.pk in beyond(by, [whom.pk], branch=branch, on=TODAY)


@pytest.mark.parametrize(
    ("by", "whom", "no"),
    [
        (Role.SECRETARY, Role.DEPUTY, False),
        (Role.SECRETARY, Role.MEMBER, False),
        (Role.DEPUTY, Role.DEPUTY, False),
        (Role.DEPUTY, Role.ORGANISER, False),
        (Role.ORGANISER, Role.DEPUTY, True),
        (Role.ORGANISER, Role.DISCIPLINE, False),
        (Role.ORGANISER, Role.MEMBER, False),
    ],
)
def test_only_one_who_carries_as_much(branch, by, whom, no):
    assert stopped(who(by, branch), who(whom, branch), branch) is no


@pytest.mark.parametrize("whom", ABOVE)
def test_who_comes_from_above_is_let_in_from_above(branch, whom):
    assert stopped(who(Role.SECRETARY, branch), who(whom, branch), branch)
    assert not stopped(who(Role.ADMIN, branch.parent), who(whom, branch), branch)
    assert not stopped(console(), who(whom, branch), branch)


def test_an_office_elsewhere_counts_too(branch):
    deputy = who(Role.DEPUTY, branch)
    other = a_branch("R21")
    assert stopped(deputy, who(Role.SECRETARY, other), branch)


def test_an_office_held_elsewhere_carries_nothing_here(branch):
    secretary_elsewhere = who(Role.SECRETARY, a_branch("R21"))
    assert stopped(secretary_elsewhere, who(Role.ORGANISER, branch), branch)


def test_a_stand_in_weighs_as_a_deputy(branch):
    stand_in = a_user()
    Post.objects.create(
        user=stand_in, organisation=branch, role=Role.SECRETARY, acting_for=a_user(), from_on=TODAY
    )
    assert not stopped(who(Role.SECRETARY, branch), stand_in, branch)
    assert not stopped(stand_in, who(Role.DEPUTY, branch), branch)
    assert stopped(who(Role.ORGANISER, branch), stand_in, branch)


def test_a_leader_of_a_group_weighs_nothing(branch):
    assert not stopped(who(Role.ORGANISER, branch), who(Role.LEADER, a_group(branch)), branch)


def test_all_are_asked_at_once_and_each_is_told_why(branch):
    organiser = who(Role.ORGANISER, branch)
    member, deputy, secretary = (who(role, branch) for role in (Role.MEMBER, Role.DEPUTY, Role.SECRETARY))
    found = beyond(organiser, [member.pk, deputy.pk, secretary.pk], branch=branch, on=TODAY)
    assert set(found) == {deputy.pk, secretary.pk}
    assert "请书记" in found[deputy.pk]
    assert "上级" in found[secretary.pk]
    with pytest.raises(NotAllowed, match="上级"):
        require_not_beyond(organiser, secretary, branch=branch, on=TODAY)
    require_not_beyond(organiser, member, branch=branch, on=TODAY)
