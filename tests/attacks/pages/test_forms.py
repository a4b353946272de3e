"""Bodies and addresses nobody's form sends: more fields, other types, endless texts, signs that are no text."""

import json
from collections import Counter

import pytest
from django.apps import apps
from django.db import models, transaction
from django.urls import get_resolver, reverse

from tests.house.matrix.asking import NOWHERE, body_of, path_of, request
from tests.house.matrix.table import ACTS, DONE
from tests.house.matrix.tree import ACTORS

pytestmark = pytest.mark.django_db

MORE = {
    "is_superuser": "1", "is_staff": "1", "is_active": "1", "user": "1", "user_id": "1", "role": "admin",
    "to_on": "2099-01-01",
    "branch": "1", "branch_id": "1", "organisation_id": "1", "group_id": "1", "member_id": "1", "owner": "1",
    "state": "confirmed", "present_at": "2020-01-01", "closed_at": "2020-01-01", "settled_at": "2020-01-01",
    "chair_id": "1", "recorder_id": "1", "room_key": "x", "version_after": "9", "public_id": "x" * 20, "pk": "1",
    "id": "1", "by": "1", "made_by": "1", "added_by": "1", "acting_for": "1", "identity_index": "x", "now": "0",
    "delete_on": "2099-01-01", "left_on": "2020-01-01", "verdict": "{}", "digest": "0" * 64, "path": "000b",
    "exempt": "on", "checked_way": "code", "told_in_person": "1",
}  # fmt: skip
KNOWN = {"members/{row}/edit/": {"exempt"}, "members/{row}/leave/": {"left_on"}}
VOLATILE = ("public_id", "op", "hash", "prev_hash", "seq", "id", "room_key", "secret_hash", "code", "digits", "said",
            "fields", "result", "password", "subject", "session_data", "session_key", "expire_date",
            "digest")  # fmt: skip
WEIRD = {
    "a NUL": "a\x00b",
    "endless": "党" * 20_000,
    "bidi": "\u202e\u2066好",
    "controls": "a\x01\x0b\x0c\x1f\x7f",
    "half a pair": "\ud83d".encode("utf-8", "surrogatepass"),
    "a list": ["a", "b"],
    "json": json.dumps({"$ne": 1}),
    "infinite": "1e400",
    "many digits": "9" * 5_000,
    "superscript": "²",
    "negative": "-1",
    "first day": "0001-01-01",
    "last day": "9999-12-31",
    "script": "<script>alert(1)</script>",
    "quotes": "' OR '1'='1' --",
    "template": "{{ 7|add:7 }}{% load x %}",
}


def last_rows():
    """The highest key of every table: a row made later is "new", whichever number its sequence gave it."""
    return {
        model: model._base_manager.order_by("-pk").values_list("pk", flat=True).first()
        for model in apps.get_models()
    }


def state(last):
    """Every table, without what differs by chance."""
    found = {}
    for model in apps.get_models():
        rows = model._base_manager.all()
        steady = [
            field
            for field in model._meta.concrete_fields
            if field.name not in VOLATILE and not isinstance(field, models.DateTimeField)
        ]
        found[model._meta.label] = Counter(
            repr([seen(field, getattr(row, field.attname), last) for field in steady]) for row in rows
        )
    return found


def seen(field, value, last):
    pointed = field.related_model if field.is_relation else None
    if pointed is None or not isinstance(value, int):
        return value
    return value if last[pointed] is not None and value <= last[pointed] else "new"


def after(client, method, path, body):
    last = last_rows()
    with transaction.atomic():
        getattr(client, method)(path, data=body)
        left = state(last)
        transaction.set_rollback(True)
    return left


@pytest.mark.parametrize("act", [act for act in ACTS if act.method == "post"], ids=lambda act: act.name)
def test_fields_that_no_form_has_change_nothing(tree, clients, act):
    role, place = next(
        (role, place) for role in ACTORS for place in tree.nodes if act.expect(role, place) == DONE
    ) if act.row not in ("device", "account_notice") else ("secretary", "own")  # fmt: skip
    path, body = path_of(act, tree.nodes[place]), body_of(act, tree.nodes[place])
    more = {
        name: value
        for name, value in MORE.items()
        if name not in body
        and name not in KNOWN.get(act.path, ())
        and not (name == "role" and "check" in act.path)
    }
    assert after(clients[role], "post", path, {**body, **more}) == after(clients[role], "post", path, body)


@pytest.mark.parametrize("weird", WEIRD)
def test_weird_values_in_bodies_never_make_a_fault(tree, clients, weird):
    faults = []
    for act in ACTS:
        if act.method != "post":
            continue
        node = tree.nodes["top"] if "organisation/" in act.path else tree.nodes["own"]
        role = "superior" if "organisation/" in act.path else "secretary"
        body = body_of(act, node)
        for name in body:
            answer = request(clients[role], "post", path_of(act, node), {**body, name: WEIRD[weird]})
            if answer.status_code >= 500:
                faults.append(f"{act.name}: {name} → {answer.status_code}")
    assert not faults, "\n".join(faults)


OPEN_FORMS = {
    "/meetings/new/what/": (
        "organisation",
        "kind",
        "day",
        "time",
        "item",
        "matter",
        "place",
        "minutes",
        "chair",
        "drop",
    ),
    "/meetings/new/review/": (
        "organisation",
        "kind",
        "day",
        "time",
        "item",
        "matter",
        "place",
        "minutes",
        "observers",
    ),
    "/meetings/new/send/": (
        "organisation",
        "kind",
        "day",
        "time",
        "item",
        "matter",
        "place",
        "minutes",
        "op",
    ),
    "/meetings/record/": (
        "organisation",
        "kind",
        "on",
        "at",
        "place",
        "chair",
        "present",
        "title",
        "person",
        "from",
    ),
    "/members/new/": ("name", "kind", "born_on", "identity", "phone", "crew", "version", "remark"),
    "/members/crews/": ("preset", "names", "position"),
    "/me/correct/": ("words", "op"),
    "/papers/": ("period", "kind", "op"),
    "/posts/": ("post-member", "post-role", "post-group", "post-from_on", "post-to_on"),
    "/invite/cards/": ("member",),
    "/in/": ("secret", "name", "last4"),
    "/j/link100/": ("name",),
    "/accounts/login/": ("login", "password", "next"),
    "/accounts/name/": ("login",),
    "/accounts/desktop/": ("ticket", "next"),
    "/prefer/": ("size", "theme", "language"),
}


def sound(tree, path):
    place = tree.nodes["own"]
    return {
        "organisation": place.organisation.public_id, "kind": "full" if "members" in path else "assembly",
        "day": "2027-01-05", "time": "16:00", "item": "议", "matter": "discussion", "place": "三楼", "minutes": "60",
        "held": "in_person", "on": "2026-11-02", "at": "16:00", "name": "某某", "present": [place.member.public_id],
        "chair": place.member.public_id, "recorder": place.second.public_id, "nothing": "on",
        "preset": "five_crews_three_shifts",
        "position": "白1",
        "post-member": place.member.public_id, "post-role": "publicity", "post-from_on": "2026-11-02", "login": "某某",
        "password": "x", "secret": "y" * 20, "last4": "0000",
    }  # fmt: skip


@pytest.mark.parametrize("weird", WEIRD)
def test_weird_values_in_forms_never_make_a_fault(tree, clients, weird):
    faults = []
    for path, names in OPEN_FORMS.items():
        for name in names:
            value = f"白{WEIRD[weird]}" if name == "position" else WEIRD[weird]
            answer = request(clients["secretary"], "post", path, {**sound(tree, path), name: value})
            if answer.status_code >= 500:
                faults.append(f"{path}: {name} → {answer.status_code}")
    assert not faults, "\n".join(faults)


QUESTIONS = {
    "/meetings/": ("year", "before"),
    "/meetings/new/when/": ("organisation", "kind", "day", "time"),
    "/meetings/new/what/": ("organisation", "kind", "day", "time"),
    "/meetings/record/": ("from", "organisation", "kind"),
    "/members/": ("text", "group", "kind", "after"),
    "/members/crews/": ("preset", "position", "names"),
    "/papers/ledger.xlsx": ("period",),
    "/month/": ("period",),
    "/decisions/": ("next",),
    "/accounts/login/": ("next",),
}


@pytest.mark.parametrize("weird", [*WEIRD, "a year of nothing"])
def test_weird_values_in_addresses_never_make_a_fault(tree, clients, weird):
    faults, value = [], WEIRD.get(weird, "0000")
    for path, names in QUESTIONS.items():
        usual = {"organisation": tree.nodes["own"].organisation.public_id, "kind": "assembly", "day": "2027-01-05",
                 "time": "16:00"} if "meetings/new" in path else {}  # fmt: skip
        for name in names:
            answer = request(clients["secretary"], "get", path, {**usual, name: value})
            if answer.status_code >= 500:
                faults.append(f"{path}?{name} → {answer.status_code}")
    own = tree.nodes["own"].import_preview.public_id
    for name in ("sheet", "row", "column"):
        answer = request(clients["secretary"], "get", f"/members/import/{own}/cell/", {name: value})
        if answer.status_code >= 500:
            faults.append(f"cell?{name} → {answer.status_code}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "word", ["%00", "a%00b", "..%2f..%2fetc%2fpasswd", "%252e%252e", "党", "%ff", "x" * 3000, "-", "0"]
)
def test_weird_words_in_the_place_of_ids_are_no_page(clients, word):
    faults = []
    for name, converters in routes():
        path = reverse(
            name,
            kwargs={key: 0 if "int" in str(kind).lower() else NOWHERE for key, kind in converters.items()},
        )
        if NOWHERE not in path:
            continue
        for method in ("get", "post"):
            answer = request(clients["secretary"], method, path.replace(NOWHERE, word))
            if answer.status_code >= 500:
                faults.append(f"{method} {path} → {answer.status_code}")
    assert not faults, "\n".join(faults)


def routes(resolver=None, namespace=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern, namespace + (f"{pattern.namespace}:" if pattern.namespace else ""))
        else:
            yield f"{namespace}{pattern.name}", pattern.pattern.converters


def test_two_thousand_and_one_fields_are_refused(clients):
    body = {f"f{n}": "x" for n in range(2_001)}
    assert request(clients["secretary"], "post", "/me/correct/", body).status_code == 400


def test_a_body_larger_than_the_limit_is_refused_before_it_is_read(clients):
    for path in ("/in/", "/accounts/login/", "/members/import/", "/papers/templates/"):
        answer = clients[None].generic("POST", path, b"x", CONTENT_LENGTH=str(65 * 1024 * 1024))
        assert answer.status_code == 413, path
