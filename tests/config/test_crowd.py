"""A synthetic enterprise is the same for the same seed, and its tree is a tree."""

import pytest

from tests.build import TODAY, a_committee
from zhibu.config.demo.crowd import write_crowd
from zhibu.members.models import Member
from zhibu.organisations.models import Organisation

pytestmark = pytest.mark.django_db


def crowd(seed=7, branches=40, members=300):
    write_crowd(branches=branches, members=members, seed=seed, today=TODAY)


def test_holds_as_many_branches_and_members_as_asked():
    crowd()
    assert Organisation.objects.filter(code__startswith="S7", kind="branch").count() == 40
    assert Member.objects.count() == 300


def test_stands_beside_what_is_there():
    a_committee()
    crowd(seed=1)
    crowd(seed=2)
    roots = Organisation.objects.filter(parent=None)
    assert len({root.path for root in roots}) == roots.count() == 3


def test_every_path_continues_its_parent_and_is_unique():
    crowd(branches=400, members=0)
    rows = list(Organisation.objects.select_related("parent"))
    assert len({row.path for row in rows}) == len(rows)
    assert all(row.path[:-4] == row.parent.path for row in rows if row.parent)


def test_the_same_seed_gives_the_same_people_and_twice_adds_nobody():
    crowd(seed=3)
    people = Member.objects.order_by("pk").values_list("name", "born_on", "kind")
    first = list(people)
    crowd(seed=3)
    assert list(people) == first
    crowd(seed=4)
    assert list(people)[: len(first)] == first
    assert list(people)[len(first) :] != first
