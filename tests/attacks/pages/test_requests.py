"""Requests that come from elsewhere: without a token, by another verb, with headers a client made up."""

import hashlib

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from tests.attacks.pages.test_forms import routes
from tests.house.matrix.asking import NOWHERE, path_of, request
from tests.house.matrix.table import ACTS
from zhibu.accounts.models import JournalEntry, Look, Tries

pytestmark = pytest.mark.django_db

UNPROTECTED = {"web:prefer"}  # changes nothing but the look of the asker's own pages
WRITTEN_BY_READING = {"accounts.Look", "accounts.JournalEntry", "accounts.Tries", "sessions.Session"}


def addresses():
    for name, converters in routes():
        yield (
            name,
            reverse(
                name, kwargs={key: 0 if "Int" in str(kind) else NOWHERE for key, kind in converters.items()}
            ),
        )


def test_no_address_takes_a_post_without_a_token(tree):
    careful = Client(enforce_csrf_checks=True, raise_request_exception=False)
    careful.force_login(tree.users["secretary"])
    taken = {name for name, path in addresses() if careful.post(path).status_code not in (403, 404, 405)}
    assert taken <= UNPROTECTED
    real = [act for act in ACTS if act.method == "post"]
    assert {
        act.name for act in real if careful.post(path_of(act, tree.nodes["own"])).status_code != 403
    } == set()


def test_a_token_from_elsewhere_is_no_token(tree):
    careful = Client(enforce_csrf_checks=True, raise_request_exception=False)
    careful.force_login(tree.users["secretary"])
    careful.cookies["zhibu-csrf"] = "a" * 32
    body = {"csrfmiddlewaretoken": "a" * 32, "words": "x"}
    answer = careful.post("/me/correct/", body, HTTP_ORIGIN="https://evil.example")
    assert answer.status_code == 403


def digest():
    found = hashlib.sha256()
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        if model._meta.label in WRITTEN_BY_READING:
            continue
        skip = {"used_on"} if model._meta.label == "accounts.Device" else set()
        names = [field.attname for field in model._meta.concrete_fields if field.attname not in skip]
        for row in model._base_manager.order_by("pk").values_list(*names):
            found.update(repr(row).encode())
    return found.hexdigest()


@pytest.mark.parametrize("role", ["secretary", "member", "leader", "superior", "admin"])
def test_reading_changes_no_row(tree, clients, role):
    before = digest()
    for verb in ("get", "head", "options"):
        for _name, path in addresses():
            getattr(clients[role], verb)(path)
        for act in ACTS:
            getattr(clients[role], verb)(path_of(act, tree.nodes["own"]))
    assert digest() == before


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"])
def test_a_header_makes_no_other_verb(tree, clients, header):
    path = f"/decisions/{tree.nodes['own'].decision.public_id}/confirm/"
    assert request(clients["secretary"], "get", path, headers={header: "POST"}).status_code == 405
    assert request(clients["secretary"], "get", path, {"_method": "POST"}).status_code == 405


@pytest.mark.parametrize("verb", ["PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "FOO"])
def test_other_verbs_do_nothing(tree, clients, verb):
    before = digest()
    for act in ACTS:
        answer = clients["secretary"].generic(verb, path_of(act, tree.nodes["own"]))
        assert answer.status_code < 500, act.name
    assert digest() == before


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "evil.example:80"]
)
def test_a_foreign_host_is_not_answered(clients, host):
    assert clients["secretary"].get("/invite/", HTTP_HOST=host).status_code == 400


def test_a_forwarded_host_or_address_is_not_believed(tree, clients):
    made_up = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-For": "9.9.9.9",
        "X-Real-IP": "9.9.9.9",
        "Forwarded": "for=9.9.9.9;host=evil.example",
        "X-User-ID": "1",
        "Remote-User": "console",
    }
    page = clients["secretary"].get(f"/meetings/{tree.nodes['own'].called.public_id}/sent/", headers=made_up)
    assert b"evil.example" not in page.content
    assert clients[None].get("/", headers=made_up).status_code == 302


def test_another_made_up_address_for_each_guess_is_still_one_guesser(tree, clients):
    for number in range(25):
        request_headers = {"X-Forwarded-For": f"10.0.0.{number}"}
        clients[None].post("/j/link100/", {"name": f"某{number}"}, headers=request_headers)
    assert tree.nodes["own"].organisation.entry_requests.filter(name__startswith="某").count() <= 20


EVIL = ("https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
        "javascript:alert(1)", "https:evil.example", "http:///evil.example", "/%09/evil.example", "\t//evil.example",
        "https://testserver@evil.example/", "https://testserver.evil.example/")  # fmt: skip


@pytest.mark.parametrize("evil", EVIL)
def test_nobody_is_sent_elsewhere(tree, clients, evil):
    own = tree.nodes["own"]
    answers = [
        request(clients["secretary"], "post", f"/meetings/{own.called.public_id}/answer/",
                {"answer": "yes", "next": evil}),
        request(clients["secretary"], "post", f"/meetings/{own.called.public_id}/told/",
                {"member": own.member.public_id, "next": evil}),
        request(clients["secretary"], "post", f"/decisions/{own.decision.public_id}/move/",
                {"words": "x", "due_on": "2027-01-01", "next": evil}),
        clients[None].post("/accounts/desktop/", {"next": evil}),
        clients[None].post("/prefer/", {"theme": "dark"}, HTTP_REFERER=evil),
        clients["secretary"].get("/accounts/login/", {"next": evil}),
    ]  # fmt: skip
    for answer in answers:
        goal = answer.headers.get("Location", "") + answer.headers.get("HX-Redirect", "")
        assert goal == "" or (
            goal.startswith("/") and not goal.startswith(("//", "/\\")) and answer.status_code < 500
        )
        assert answer.status_code < 500


def test_a_line_break_in_next_makes_no_header(clients):
    for header in ({}, {"HX-Request": "true"}):
        answer = clients[None].post("/accounts/desktop/", {"next": "/x\r\nSet-Cookie: a=b"}, headers=header)
        assert answer.status_code < 500 and "a" not in answer.cookies


def test_the_counters_of_reading_are_the_only_ones(tree):
    assert {model._meta.label for model in (Look, JournalEntry, Tries)} < WRITTEN_BY_READING
