"""Numbers, birth dates and reasons for leave: never in an answer to somebody without the right, nor unasked for."""

import pytest

from tests.house.matrix.asking import path_of, request
from tests.house.matrix.table import ACTS
from tests.house.matrix.test_twins import STARTS, crawl, received
from tests.house.matrix.tree import OURS
from zhibu.accounts.models import Look
from zhibu.kernel import clock

pytestmark = pytest.mark.django_db

ROLES = (
    "secretary",
    "stand_in",
    "organiser",
    "discipline",
    "leader",
    "member",
    "worker",
    "superior",
    "admin",
)
LEAVE = f"{OURS}事由".encode()


def secrets_of(tree, role):
    """What of others may stand in no answer to this role, whole or as its telling middle."""
    own = tree.members.get(role)
    words = set()
    for node in [tree.nodes[place] for place in ("own", "own_group", "sibling", "top")]:
        for one in (node.member, node.second, node.candidate, node.gone):
            words |= {one.identity.encode(), one.phone.encode(), one.identity[4:14].encode()}
    for one in tree.members.values():
        if one != own:
            words |= {one.identity.encode(), one.phone.encode()}
    return words


def everything(tree, clients, role):
    yield from crawl(clients[role], STARTS, most=80)
    for act in ACTS:
        if act.name not in ("unmask a number",):
            path = path_of(act, tree.nodes["own"])
            yield path, request(clients[role], "get", path)


@pytest.mark.parametrize("role", ROLES)
def test_whole_numbers_of_others_stand_in_no_page_and_no_file(tree, clients, role):
    words, faults = secrets_of(tree, role), []
    reasons = role in ("secretary", "deputy", "stand_in")
    for path, answer in everything(tree, clients, role):
        for part in received(answer):
            faults += [f"{path}: {word.decode()}" for word in words if word in part]
            if LEAVE in part and not reasons:
                faults.append(f"{path}: the reason for leave")
    assert not faults, "\n".join(sorted(set(faults)))


BORN = (b"1971-03-09", "1971年3月9日".encode(), b"1971.03.09", b"1971/3/9")


@pytest.mark.parametrize("role", ["publicity", "leader", "superior"])
def test_birth_dates_of_others_stand_nowhere_for_those_who_may_not_unmask(tree, clients, role):
    faults = [
        path
        for path, answer in everything(tree, clients, role)
        for part in received(answer)
        if any(word in part for word in BORN) and path not in ("/me/record/", "/me/export/")
    ]
    assert not faults, sorted(set(faults))


def test_a_birth_date_is_shown_only_for_a_reason(tree, clients):
    page = request(clients["organiser"], "get", f"/members/{tree.nodes['own'].member.public_id}/edit/")
    assert not any(word in page.content for word in BORN)


@pytest.mark.parametrize("page", ["", "edit/", "move/", "leave/", "full/"])
def test_every_look_at_a_record_leaves_a_trace(tree, clients, page):
    from django.db import transaction

    member = tree.nodes["own"].candidate
    with transaction.atomic():
        answer = clients["organiser"].get(f"/members/{member.public_id}/{page}")
        shown = answer.status_code == 200 and (
            member.job.encode() in answer.content or member.remark.encode() in answer.content
        )
        traces = Look.objects.filter(subject=member.public_id, at__date=clock.today()).count()
        transaction.set_rollback(True)
    assert not shown or traces
