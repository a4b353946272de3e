"""Every address × every role × every method answers as access.yaml says; an address that is not in it fails.

access.yaml, one line an address:  `room:name: {get: WHO, post: WHO}`
WHO is `public` (also signed out), `any` (whoever is signed in), `some` (depends on more than the role), or a
list of roles and of the groups of roles named in GROUPS below. A method that is not named is not taken (405).
Addresses with ids are asked with the objects of objects.py where one is given there, and with an unknown id
otherwise (then 404 is as good as a page).
"""

from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.converters import IntConverter

from tests.build import a_full_branch, a_user, posted
from tests.house.objects import OBJECTS, Scene
from zhibu.organisations.terms import COMMITTEE_ROLES, Role
from zhibu.rules.plain_yaml import read_yaml

ACCESS = Path(__file__).with_name("access.yaml")
METHODS = ("get", "post", "put", "patch", "delete")
ROLES = [str(role) for role in Role]
SECRETARIES = {"secretary", "deputy"}
COMMITTEE = {str(role) for role in COMMITTEE_ROLES}
GROUPS = {
    "any": set(ROLES),
    "public": set(ROLES),
    "secretaries": SECRETARIES,
    "registrars": SECRETARIES | {"organiser"},
    "committee_members": COMMITTEE,
    "officers": COMMITTEE | {"leader"},
    "branch": COMMITTEE | {"leader", "member", "probationary"},
    "above": {"superior", "admin"},
}
UNNAMED_ASKED_BY = ("secretary", "member")  # a method that is not taken is not taken from anybody
SOME_ASKED_BY = (
    None,
    "secretary",
    "leader",
    "member",
    "superior",
)  # who of them may is tried in the rooms' tests
REFUSED = (403, 404)
UNKNOWN = "0" * 20


def routes(resolver=None, namespace=""):
    """Name and converters of every address."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern, namespace + (f"{pattern.namespace}:" if pattern.namespace else ""))
        else:
            yield f"{namespace}{pattern.name}", pattern.pattern.converters


def declared():
    return read_yaml(ACCESS)


def test_every_address_is_declared_and_nothing_else():
    assert {name for name, _converters in routes()} == set(declared())


def roles_of(who):
    """The roles meant by one cell of the table."""
    words = [who] if isinstance(who, str) else who
    return set().union(*(GROUPS.get(word) or {word} for word in words))


def test_every_word_in_the_table_is_known():
    for name, methods in declared().items():
        assert methods and set(methods) <= set(METHODS), name
        for who in methods.values():
            assert who == "some" or roles_of(who) <= set(ROLES), (name, who)


@pytest.fixture
def scene(db):
    branch, members = a_full_branch(full=8, probationary=1)
    users = {}
    for role in ROLES:
        above = role in (Role.SUPERIOR, Role.ADMIN, Role.APPROVER)
        users[role] = posted(a_user(f"某{role}"), role, branch.parent if above else branch)
    return Scene(branch=branch, members=members, users=users)


def signed_in(user):
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def addresses(scene):
    for name, converters in routes():
        given = OBJECTS.get(name)
        known = given(scene) if given else None
        kwargs = known or {
            word: 0 if isinstance(converter, IntConverter) else UNKNOWN
            for word, converter in converters.items()
        }
        if known is None and "public_id" in str(converters):
            kwargs = dict.fromkeys(converters, UNKNOWN)
        yield name, reverse(name, kwargs=kwargs), bool(known) or not converters


def ask(client, method, path):
    """One request whose effects are taken back, in the database and in the browser."""
    cookies = client.cookies.output()
    with transaction.atomic():
        answer = getattr(client, method)(path)
        transaction.set_rollback(True)
    if client.cookies.output() != cookies:
        client.cookies.clear()
        client.cookies.load(cookies.replace("Set-Cookie: ", ""))
    return answer


def wrong(answer, *, may, signed, real, method):
    """Why this answer is not what was declared, or nothing."""
    status, to_login = (
        answer.status_code,
        answer.headers.get("Location", "").startswith("/accounts/login/?next="),
    )
    if status >= 500:
        return "fails"
    if may is None:
        return "" if status == 405 or status in REFUSED or to_login else f"takes {method}: {status}"
    if may == "some":
        return "" if signed or to_login or status in (204, 302, *REFUSED) else f"signed out: {status}"
    if not signed:
        shut = to_login or status in (403, 405) or (not may and status == 404)
        return "" if shut != may else f"signed out: {status}"
    if may:
        missing = status == 404 and real and method == "get"
        return f"refused: {status}" if status in (403, 405) or to_login or missing else ""
    return "" if status in REFUSED else f"let in: {status}"


def test_every_role_at_every_address_with_every_method(scene):
    table = declared()
    clients = {None: signed_in(None), **{role: signed_in(user) for role, user in scene.users.items()}}
    faults, asked = [], 0
    for name, path, real in addresses(scene):
        for method in METHODS:
            who = table[name].get(method)
            for role, client in clients.items():
                if who is None and role not in UNNAMED_ASKED_BY:
                    continue
                if who == "some" and role not in SOME_ASKED_BY:
                    continue
                if who is None:
                    may = None
                elif who == "some":
                    may = who
                elif role is None:
                    may = who == "public"
                else:
                    may = role in roles_of(who)
                fault = wrong(
                    ask(client, method, path), may=may, signed=role is not None, real=real, method=method
                )
                asked += 1
                if fault:
                    faults.append(f"{name} {method} {role or 'signed out'}: {fault}")
    assert not faults, "\n".join(faults)
    assert asked >= 1000
