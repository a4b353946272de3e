"""Two enterprises with disjoint marks: nobody of one ever receives a byte of the other."""

import html
import io
import re
import zipfile
from urllib.parse import unquote, urlsplit

import pytest
from django.urls import reverse

from tests.attacks.pages.test_forms import routes
from tests.house.matrix.asking import path_of, request, to_login
from tests.house.matrix.table import ACTS
from tests.house.matrix.tree import OURS, THEIRS

pytestmark = pytest.mark.django_db

LINK = re.compile(rb"""(?:href|src|action|hx-get|hx-post)="(/[^"]*)\"""")
AWAY = re.compile(r"^/(static|accounts/logout|prefer|me/export)")


def marks(tree, foreign):
    """Words and ids that belong to one enterprise alone."""
    words = {(THEIRS if foreign else OURS).encode()}
    for place, node in tree.nodes.items():
        if place.startswith("foreign") == foreign:
            words |= {row.public_id.encode() for row in node.rows.values() if hasattr(row, "public_id")}
            words |= {node.member.identity.encode(), node.member.phone.encode(), b"1969-08-07"}
    return words


def received(answer):
    """All bytes of an answer: body (unpacked where it is an archive), headers and cookies."""
    body = answer.content
    yield body
    yield html.unescape(body.decode("utf-8", "replace")).encode()
    yield unquote(str(answer.headers)).encode() + str(answer.cookies).encode()
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in archive.namelist():
                yield name.encode() + archive.read(name)


def leaked(answer, words, *, except_for=b""):
    return [
        word for part in received(answer) for word in words if word in part.replace(except_for or b"\0", b"")
    ]


def crawl(client, starts, *, most=150):
    """Every page that links lead to, once per address without its question."""
    waiting, known = list(starts), set()
    while waiting and len(known) < most:
        path = waiting.pop(0)
        plain = urlsplit(path).path + ("?" + urlsplit(path).query[:12] if urlsplit(path).query else "")
        if plain in known or AWAY.match(path):
            continue
        known.add(plain)
        answer = request(client, "get", path)
        yield path, answer
        if answer.status_code == 302 and not to_login(answer):
            waiting.append(answer["Location"])
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            waiting += [html.unescape(link.decode()) for link in LINK.findall(answer.content)]


STARTS = ("/", "/meetings/", "/members/", "/decisions/", "/me/", "/month/", "/papers/", "/invite/", "/posts/",
          "/organisation/", "/corrections/", "/members/import/", "/members/crews/", "/papers/ledger.xlsx",
          "/papers/templates/", "/meetings/new/", "/meetings/record/", "/me/export/", "/me/record/", "/me/looked/",
          "/members/?text=yi", "/members/?text=乙", "/members/left/")  # fmt: skip


@pytest.mark.parametrize("role", ["secretary", "leader", "member", "superior", "admin"])
def test_a_crawl_brings_no_byte_of_the_other_enterprise(tree, clients, role):
    words, faults, seen = marks(tree, foreign=True), [], 0
    for path, answer in crawl(clients[role], STARTS):
        seen += 1
        assert answer.status_code < 500, path
        found = leaked(answer, words)
        if found:
            faults.append(f"{path}: {found[:3]}")
    assert not faults, "\n".join(faults)
    assert seen >= 25


@pytest.mark.parametrize("role", ["secretary", "member", "superior"])
def test_their_ids_in_every_address_bring_no_byte_of_theirs(tree, clients, role):
    node, faults = tree.nodes["foreign_own"], []
    words = marks(tree, foreign=True)
    ids = [row.public_id for row in node.rows.values() if hasattr(row, "public_id")]
    for act in ACTS:
        path = path_of(act, node)
        for method in ("get", "post"):
            answer = request(clients[role], method, path)
            said = [word for word in leaked(answer, words) if word.decode() not in path]
            if said:
                faults.append(f"{method} {path}: {said[:3]}")
    for name, converters in routes():
        if len(converters) != 1:
            continue
        for public_id in ids[:: max(1, len(ids) // 8)]:
            try:
                path = reverse(name, args=[public_id])
            except Exception:
                continue
            answer = request(clients[role], "get", path)
            said = [word for word in leaked(answer, words) if word.decode() not in path]
            if said:
                faults.append(f"{path}: {said[:3]}")
    assert not faults, "\n".join(faults)


def test_the_marks_would_be_seen(tree, clients):
    """The crawl is worth something: the same marks of the own side do appear."""
    words = marks(tree, foreign=False)
    assert any(leaked(answer, words) for _path, answer in crawl(clients["secretary"], STARTS[:2], most=3))
