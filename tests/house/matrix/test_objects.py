"""Role × where the row lies × act, through real addresses: done, refused, or as unknown as an id that never was."""

import pytest

from tests.house.matrix.asking import ask, to_login
from tests.house.matrix.table import ACTS, DONE, GROUP, OWN, REFUSED, UNKNOWN
from tests.house.matrix.tree import ACTORS
from zhibu.activities.models import Decision, Meeting, PaperExport
from zhibu.kernel import clock
from zhibu.members.models import Member, RosterImport
from zhibu.organisations.models import Organisation

pytestmark = pytest.mark.django_db
BYSTANDERS = ("worker", "former", "left", "moved", "approver", "stranger")


def what_happened(answer):
    if answer.status_code >= 500:
        return "failed"
    if to_login(answer):
        return "signed out"
    if answer.status_code == 404:
        return "unknown"
    return REFUSED if answer.status_code >= 400 else DONE


def fault(answer, expected, unknown):
    """Why this is not what the table says. A refusal may say 404, a foreign row may not say anything else."""
    happened = what_happened(answer)
    if expected == "unknown":
        if happened != "unknown":
            return happened
        return (
            "" if len(answer.content) == unknown else f"404 of {len(answer.content)} bytes, usually {unknown}"
        )
    if expected == REFUSED:
        return "" if happened in (REFUSED, "unknown") else happened
    return "" if happened == expected else f"{happened} {answer.status_code}"


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
def test_every_role_gets_done_what_the_table_says_and_nothing_else(tree, clients, act):
    faults = []
    unknown = {role: len(clients[role].get("/meetings/" + "0" * 20 + "/").content) for role in ACTORS}
    for role in ACTORS:
        for place in places_for(role, act, list(tree.nodes)):
            expected = act.expect(role, place)
            wrong = fault(ask(clients[role], act, tree.nodes[place]), expected, unknown[role])
            if wrong:
                faults.append(f"{role} at {place}: should be {expected}, is {wrong}")
    answer = ask(clients[None], act, tree.nodes["own"])
    if not to_login(answer):
        faults.append(f"signed out: {answer.status_code}")
    assert not faults, "\n".join(faults)


def places_for(role, act, places):
    """The own branch, its groups (in turn, but for those who belong to one), one place in turn that holds nothing."""
    asked = [place for place in places if act.places is None or place in act.places]
    turn = ACTORS.index(role) + ACTS.index(act)
    groups = ["own_group", "other_group"] if role in GROUP else [("own_group", "other_group")[turn % 2]]
    near = [place for place in asked if place == "own" or (place in groups and role not in BYSTANDERS)]
    hopeful = [place for place in asked if place not in OWN and act.expect(role, place) != UNKNOWN][:2]
    far = [place for place in asked if place not in OWN and place not in hopeful]
    return [*near, *hopeful, *([far[turn % len(far)]] if far else [])]


def visible():
    """Each model that is asked through `visible_to`, with the rows of a node and who sees them."""
    from tests.house.matrix import table

    states = ("called", "near", "open", "ready", "closed", "past")
    people = ("member", "second", "candidate", "gone", "officer")
    yield from ((Meeting, row, table.everybody) for row in states)
    yield Decision, "decision", table.everybody
    yield from ((Member, row, table.register(table.COMMITTEE)) for row in people)
    yield from (
        (RosterImport, row, table.rows_of(table.REGISTRARS)) for row in ("import_done", "import_preview")
    )
    yield PaperExport, "export", table.rows_of(table.COMMITTEE, leader=True)


def test_querysets_show_to_each_role_exactly_the_rows_of_the_table(tree):
    on, faults = clock.today(), []
    for role in ACTORS:
        for model, row, expect in visible():
            shown = set(model.objects.visible_to(tree.users[role], on=on).values_list("pk", flat=True))
            for place, node in tree.nodes.items():
                should = expect(role, place) == DONE
                if (getattr(node, row).pk in shown) != should:
                    faults.append(f"{role}, {model.__name__} {row} of {place}: should be {should}")
        arranged = set(Organisation.objects.arranged_by(tree.users[role], on=on).values_list("pk", flat=True))
        for place, node in tree.nodes.items():
            if (node.organisation.pk in arranged) != (
                role in ("superior", "admin") and "foreign" not in place
            ):
                faults.append(f"{role} arranges {place}")
    assert not faults, "\n".join(faults)


def test_names_of_the_branch_are_known_to_its_party_members_only(tree):
    on = clock.today()
    for role in ACTORS:
        shown = Member.objects.named_to(tree.users[role], on=on).exclude(user=tree.users[role])
        places = {
            place
            for place, node in tree.nodes.items()
            if node.member.pk in set(shown.values_list("pk", flat=True))
        }
        own = {"own", "own_group", "other_group"}
        party = role not in ("worker", "left", "moved", "superior", "approver", "admin", "stranger")
        assert places == (own if party else {"sibling", "sibling_group"} if role == "moved" else set()), role


def test_the_table_is_large_enough(tree):
    """The bar is five thousand cells."""
    places = list(tree.nodes)
    assert sum(len(places_for(role, act, places)) for act in ACTS for role in ACTORS) >= 5_000
