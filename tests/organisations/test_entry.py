"""Asking at the door: a request opens nothing until the secretary has seen the person, and then once."""

import pytest

from tests.build import NOW, a_branch, a_user, posted
from zhibu.accounts.models import JournalEntry
from zhibu.kernel.refusal import NotAllowed, Refused
from zhibu.organisations.models import BranchLink, EntryRequest
from zhibu.organisations.operations import make_branch_link
from zhibu.organisations.operations.entry import (
    admit_entry,
    ask_to_enter,
    decline_entry,
    end_branch_link,
    enter_admitted,
)
from zhibu.organisations.terms import BRANCH_LINK_LIVES, REQUEST_WAITS, REQUESTS_AT_ONCE, Role

pytestmark = pytest.mark.django_db
TOO_LATE = NOW + REQUEST_WAITS


@pytest.fixture
def branch():
    return a_branch()


@pytest.fixture
def secretary(branch):
    return posted(a_user(), Role.SECRETARY, branch)


@pytest.fixture
def member(branch):
    return posted(a_user("党员丙"), Role.MEMBER, branch)


@pytest.fixture
def waiting(branch):
    return ask_to_enter(organisation=branch, name=" 党员  丙 ", now=NOW)


def admit(secretary, waiting, member, now=NOW):
    admit_entry(by=secretary, request=waiting, user=member, now=now)


def picked_up(waiting, now=NOW):
    return enter_admitted(request_id=waiting.public_id, now=now)


def test_asking_opens_nothing(waiting):
    assert waiting.name == "党员 丙"
    assert len(waiting.digits) == 4
    assert picked_up(waiting) is None


def test_who_was_admitted_comes_in_once(secretary, waiting, member):
    admit(secretary, waiting, member)
    assert picked_up(waiting) == member
    assert picked_up(waiting) is None
    assert JournalEntry.objects.filter(action="entry.admit").count() == 1


def test_a_request_is_decided_once(secretary, waiting, member):
    admit(secretary, waiting, member)
    with pytest.raises(Refused, match="办过"):
        admit(secretary, waiting, member)
    decline_entry(by=secretary, request=waiting, now=NOW)
    assert EntryRequest.objects.get().declined_at is None


def test_who_was_declined_does_not_come_in(secretary, waiting, member):
    decline_entry(by=secretary, request=waiting, now=NOW)
    with pytest.raises(Refused):
        admit(secretary, waiting, member)
    assert picked_up(waiting) is None


def test_half_an_hour_later_nothing_can_be_admitted_or_picked_up(branch, secretary, waiting, member):
    with pytest.raises(Refused, match="过期"):
        admit(secretary, waiting, member, now=TOO_LATE)
    admit(secretary, waiting, member)
    assert picked_up(waiting, now=TOO_LATE) is None


@pytest.mark.parametrize("role", [Role.MEMBER, Role.PUBLICITY, Role.LEADER])
def test_only_who_makes_links_opens_the_door(branch, waiting, member, role):
    by = posted(a_user(), role, branch)
    with pytest.raises(NotAllowed):
        admit(by, waiting, member)
    with pytest.raises(NotAllowed):
        decline_entry(by=by, request=waiting, now=NOW)


def test_nobody_is_let_into_an_account_that_carries_more(branch, secretary, waiting):
    organiser = posted(a_user(), Role.ORGANISER, branch)
    with pytest.raises(NotAllowed):
        admit(organiser, waiting, secretary)
    assert picked_up(waiting) is None


def test_an_account_that_was_shut_does_not_come_in(secretary, waiting, member):
    admit(secretary, waiting, member)
    member.is_active = False
    member.save()
    assert picked_up(waiting) is None


def test_a_name_is_asked_for(branch):
    with pytest.raises(Refused) as refused:
        ask_to_enter(organisation=branch, name=" 　 ", now=NOW)
    assert refused.value.field == "name"


def test_a_leaked_link_does_not_fill_the_list(branch):
    for _one in range(REQUESTS_AT_ONCE):
        ask_to_enter(organisation=branch, name="某人", now=NOW)
    with pytest.raises(Refused, match="太多"):
        ask_to_enter(organisation=branch, name="某人", now=NOW)
    assert ask_to_enter(organisation=branch, name="某人", now=TOO_LATE).pk
    assert ask_to_enter(organisation=a_branch("R21"), name="某人", now=NOW).pk


def test_a_new_link_for_the_group_ends_the_earlier_one(branch, secretary):
    first = make_branch_link(by=secretary, organisation=branch, now=NOW)
    second = make_branch_link(by=secretary, organisation=branch, now=NOW)
    assert list(BranchLink.objects.filter(withdrawn_at__isnull=True)) == [second]
    assert first.code != second.code
    assert second.expires_at == NOW + BRANCH_LINK_LIVES
    end_branch_link(by=secretary, organisation=branch, now=NOW)
    assert not BranchLink.objects.filter(withdrawn_at__isnull=True).exists()


def test_the_link_of_the_group_is_made_by_who_makes_links(branch, member):
    with pytest.raises(NotAllowed):
        make_branch_link(by=member, organisation=branch, now=NOW)
