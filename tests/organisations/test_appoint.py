"""Posts: who gives them, from when to when, and who stands in for the secretary."""

import datetime as dt

import pytest

from tests.build import NOW, TODAY, a_branch, a_user, posted
from zhibu.accounts.models import JournalEntry
from zhibu.kernel.refusal import NotAllowed, Refused
from zhibu.organisations import access
from zhibu.organisations.models import Post
from zhibu.organisations.operations import appoint, end_post, stand_in
from zhibu.organisations.terms import Role

pytestmark = pytest.mark.django_db
LATER = TODAY + dt.timedelta(days=20)
EARLIER = TODAY - dt.timedelta(days=1)


@pytest.fixture
def branch():
    return a_branch()


@pytest.fixture
def secretary(branch):
    return posted(a_user(), Role.SECRETARY, branch)


@pytest.fixture
def superior(branch):
    return posted(a_user(), Role.SUPERIOR, branch.parent)


def written(action):
    return JournalEntry.objects.filter(action=action).count()


def give(by, role, branch, user=None, **more):
    return appoint(
        **{
            "by": by,
            "user": user or a_user(),
            "organisation": branch,
            "role": role,
            "from_on": TODAY,
            "now": NOW,
        }
        | more
    )


def lend(secretary, user, branch, **more):
    said = {"by": secretary, "acting_for": secretary, "from_on": TODAY, "to_on": LATER}
    return stand_in(user=user, organisation=branch, now=NOW, **said | more)


def test_a_post_is_given_once(branch, secretary):
    user = a_user()
    before = written("post.appoint")
    assert give(secretary, Role.ORGANISER, branch, user) == give(secretary, Role.ORGANISER, branch, user)
    assert user.posts.count() == 1
    assert written("post.appoint") == before + 1


def test_a_post_opens_what_it_opens_at_once(branch, secretary):
    user = a_user()
    assert not access.may(user, "members.edit", branch, on=TODAY)
    give(secretary, Role.ORGANISER, branch, user)
    assert access.may(user, "members.edit", branch, on=TODAY)


def test_the_secretary_comes_from_above(branch, secretary, superior):
    with pytest.raises(NotAllowed):
        give(secretary, Role.SECRETARY, branch)
    assert give(superior, Role.SECRETARY, branch).role == Role.SECRETARY


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.MEMBER, Role.PUBLICITY])
def test_who_may_not_appoint_does_not(branch, role):
    with pytest.raises(NotAllowed):
        give(posted(a_user(), role, branch), Role.MEMBER, branch)


def test_a_post_does_not_end_before_it_begins(branch, secretary):
    with pytest.raises(Refused) as refused:
        give(secretary, Role.ORGANISER, branch, to_on=EARLIER)
    assert refused.value.field == "to_on"
    post = give(secretary, Role.ORGANISER, branch)
    with pytest.raises(Refused) as refused:
        end_post(by=secretary, post=post, to_on=EARLIER, now=NOW)
    assert refused.value.field == "to_on"


def test_an_ended_post_stays_on_record_and_opens_nothing_the_day_after(branch, secretary):
    post = give(secretary, Role.ORGANISER, branch)
    end_post(by=secretary, post=post, to_on=TODAY, now=NOW)
    user = Post.objects.get(pk=post.pk).user
    assert access.may(user, "members.edit", branch, on=TODAY)
    assert not access.may(user, "members.edit", branch, on=TODAY + dt.timedelta(days=1))


def test_an_end_said_twice_is_written_once(branch, secretary):
    post = give(secretary, Role.ORGANISER, branch)
    again = Post.objects.get(pk=post.pk)
    for same in (post, again):
        end_post(by=secretary, post=same, to_on=LATER, now=NOW)
    assert written("post.end") == 1
    end_post(by=secretary, post=again, to_on=TODAY, now=NOW)
    assert Post.objects.get(pk=post.pk).to_on == TODAY
    assert written("post.end") == 2


def test_a_stand_in_does_the_secretarys_work_for_a_time(branch, secretary):
    user = a_user()
    assert lend(secretary, user, branch) == lend(secretary, user, branch)
    assert written("post.stand_in") == 1
    assert access.may(user, "meetings.convene", branch, on=LATER)
    assert not access.may(user, "meetings.convene", branch, on=LATER + dt.timedelta(days=1))


def test_only_the_secretary_is_stood_in_for_and_by_somebody_else(branch, secretary):
    organiser = posted(a_user(), Role.ORGANISER, branch)
    for said, field in (
        ({"user": secretary}, "user"),
        ({"user": a_user(), "acting_for": organiser}, "acting_for"),
        ({"user": a_user(), "to_on": EARLIER}, "to_on"),
    ):
        with pytest.raises(Refused) as refused:
            lend(secretary, said.pop("user"), branch, **said)
        assert refused.value.field == field


def test_a_stand_in_lends_the_post_to_nobody(branch, secretary):
    user = a_user()
    lend(secretary, user, branch)
    with pytest.raises(NotAllowed):
        lend(secretary, a_user(), branch, by=user)
