"""A branch with people who have numbers in the register, and the secrets of their links."""

import pytest

from tests.build import a_branch, a_member
from zhibu.members.numbers import last4_index
from zhibu.organisations.terms import Role


def with_number(member, phone="13800000005"):
    member.phone, member.phone_last4_index = phone, last4_index(phone)
    member.save()
    return member


@pytest.fixture
def branch(db):
    return a_branch()


@pytest.fixture
def secretary(branch):
    return a_member(branch, "党员乙", role=Role.SECRETARY)


@pytest.fixture
def member(branch):
    return with_number(a_member(branch, "党员甲", account=False))
