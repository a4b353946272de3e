"""Twenty at once, on a database that commits: exactly one gets in."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from django.db import connection

from tests.accounts.conftest import with_number
from tests.activities.scenes import on_a_file
from tests.build import a_branch, a_member, a_user
from zhibu.accounts import guesses
from zhibu.accounts.desktop_codes import Asking
from zhibu.accounts.operations import let_desktop_in, pick_up_entry
from zhibu.accounts.terms import Outcome
from zhibu.kernel import clock
from zhibu.members.models import Member
from zhibu.members.operations.ensure_account import ensure_account
from zhibu.members.operations.let_in import come_in, invite
from zhibu.organisations.models import Post
from zhibu.organisations.terms import Role

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 12


@pytest.fixture
def at_once(tmp_path):
    """Run an act in so many threads at once; on SQLite they share a database in a file, as in life.

    The file begins as a copy of what the test has prepared when it first runs something.
    """
    with ExitStack() as until_the_end:

        def run(act, many=MANY):
            if not (tmp_path / "race.sqlite3").exists():
                until_the_end.enter_context(on_a_file(tmp_path))

            def alone(number):
                try:
                    return act(number)
                finally:
                    connection.close()

            with ThreadPoolExecutor(many) as pool:
                return list(pool.map(alone, range(many)))

        yield run


def test_one_link_claimed_by_many_lets_one_in(at_once):
    branch = a_branch()
    secretary = a_member(branch, role=Role.SECRETARY)
    member = with_number(a_member(branch, "党员甲", account=False))
    secret = invite(by=secretary.user, member=member, now=clock.now())
    outcomes = at_once(
        lambda _n: come_in(secret=secret, name="党员甲", last4="0005", now=clock.now()).outcome
    )
    assert outcomes.count(Outcome.IN) == 1
    assert outcomes.count(Outcome.DEAD) == MANY - 1


def test_wrong_tries_in_parallel_are_all_counted(at_once):
    branch = a_branch()
    secretary = a_member(branch, role=Role.SECRETARY)
    member = with_number(a_member(branch, "党员甲", account=False))
    secret = invite(by=secretary.user, member=member, now=clock.now())
    outcomes = at_once(
        lambda _n: come_in(secret=secret, name="党员甲", last4="9999", now=clock.now()).outcome
    )
    assert outcomes.count(Outcome.WRONG) == 4
    assert outcomes.count(Outcome.DEAD) == MANY - 4


def test_one_account_is_made_for_one_member(at_once):
    branch = a_branch()
    secretary = a_member(branch, role=Role.SECRETARY)
    member = a_member(branch, "党员甲", account=False)
    users = at_once(
        lambda _n: (
            ensure_account(by=secretary.user, member=Member.objects.get(pk=member.pk), now=clock.now()).pk
        )
    )
    assert len(set(users)) == 1
    assert at_once(lambda _n: Post.objects.filter(user_id=users[0]).count(), many=1) == [1]


def test_one_desktop_picks_an_entry_up(at_once):
    user = a_user("党员甲")
    asking = Asking(code="c" * 32, label="Windows · Chrome")
    let_desktop_in(by=user, asking=asking, digits=asking.digits, now=clock.now())
    found = at_once(lambda _n: pick_up_entry(code="c" * 32, now=clock.now()))
    assert [one for one in found if one] == [user]


def test_parallel_guesses_do_not_slip_past_the_limit(at_once):
    now = clock.now()
    allowed = at_once(lambda _n: guesses.may_try(what="login", who="jia", now=now))
    assert sum(allowed) == 5
