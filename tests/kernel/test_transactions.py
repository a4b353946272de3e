"""One transaction an act, on a database that commits; writers one after the other."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests.activities.scenes import on_a_file
from zhibu.accounts.models import User
from zhibu.kernel import transactions
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes, writing

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 12


def names():
    return set(User.objects.filter(name__startswith="写").values_list("name", flat=True))


@writes
def write(name, *, then=None):
    User.objects.person(name=name)
    if then is not None:
        then()


def refuse():
    raise Refused("不行")


def test_an_act_that_is_refused_leaves_nothing():
    with pytest.raises(Refused):
        write("写一", then=refuse)
    assert names() == set()


def test_an_act_within_an_act_joins_it():
    with pytest.raises(Refused):
        write("写一", then=lambda: write("写二", then=refuse))
    assert names() == set()
    write("写一", then=lambda: write("写二"))
    assert names() == {"写一", "写二"}


def test_what_an_act_within_has_done_is_undone_with_the_one_around_it():
    def both():
        write("写二")
        refuse()

    with pytest.raises(Refused):
        write("写一", then=both)
    assert names() == set()


def test_an_act_gives_back_what_its_function_gives_and_keeps_its_name():
    @writes
    def seven():
        """What it does."""
        return 7

    assert (seven(), seven.__name__, seven.__doc__) == (7, "seven", "What it does.")


def test_many_writers_on_one_subject_each_see_what_the_one_before_wrote(tmp_path):
    def count(_number):
        try:
            with writing():
                transactions.lock("the same subject")
                User.objects.person(name=f"写{User.objects.filter(name__startswith='写').count()}")
        finally:
            connection.close()

    def found():
        try:
            return names()
        finally:
            connection.close()

    with on_a_file(tmp_path), ThreadPoolExecutor(MANY) as pool:
        list(pool.map(count, range(MANY)))
        assert pool.submit(found).result() == {f"写{number}" for number in range(MANY)}
