"""Every answer carries all headers, and nobody gets a byte of the other branch: a crawl as each account."""

import re
import sys
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from bench import crowd, scene
from bench.ab import say

OURS = ("secretary", "organiser", "discipline", "leader", "member", "probationary", "worker")
TWIN = ("secretary21", "member21")
ABOVE = ("superior", "approver", "admin")
MARKS = {"R20": "龘", "R21": "靐"}
NOBODY = ("/", "/accounts/login/", "/healthz", "/no-such-page/", "/start/", "/in/", "/j/none/", "/offline/")
HREF = re.compile(r"""(?:href|src|action|hx-get)="([^"]+)\"""")
NEVER = ("/accounts/logout", "/me/leave", "/prefer/", "/a/", "/b/")


def main(short: bool = True) -> bool:
    """Crawl from Today as each demo account and as a stranger; then ask for everything the other branch has."""
    most = 70 if short else 1000
    with scene.data_folder(demo=True) as folder:
        scene.set_up(folder)
        from django.conf import settings

        settings.ALLOWED_HOSTS = ["*"]
        _twin_lives()
        _mark()
        crawls = {login: _crawl(login, most) for login in (*OURS, *TWIN, *ABOVE)}
        answers = [(who, *one) for who, found in crawls.items() for one in found]
        answers += [("stranger", path, _client("").get(path)) for path in NOBODY]
        answers += [
            (
                "stranger",
                "/accounts/login/",
                _client("").post("/accounts/login/", {"login": "x", "password": "y"}),
            )
        ]
        answers += [("member", "/decisions/", _client("member").post("/decisions/"))]
        answers += [("member", "/", _client("member").delete("/"))]
        faults = [f"{who} {path}: {fault}" for who, path, answer in answers for fault in _faults(who, answer)]
        broken = [f"{who} {path}" for who, path, answer in answers if answer.status_code >= 500]
        leaks, probes = _leaks(crawls)
    holds = say(
        "headers on every answer", not faults and not broken, answers=len(answers), faulty=len(faults),
        server_errors=len(broken), examples=faults[:5] + broken[:5],
    )  # fmt: skip
    return holds & say(
        "nothing of the other branch", not leaks, pages=sum(len(crawls[who]) for who in (*OURS, *TWIN)),
        asked_for_directly=probes, leaks=len(leaks), examples=leaks[:5],
    )  # fmt: skip


def _faults(who: str, answer: Any) -> Iterator[str]:
    """What is wrong with the headers of one answer."""
    heads = answer.headers
    policy = heads.get("Content-Security-Policy", "")
    shut = policy == "sandbox" and heads.get("Content-Disposition")  # a file that runs nothing at all
    whole = "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
    if "unsafe-" in policy or not (whole or shut):
        yield f"policy {policy!r}"
    if heads.get("X-Content-Type-Options") != "nosniff":
        yield "nosniff missing"
    if heads.get("Referrer-Policy") not in ("same-origin", "no-referrer", "strict-origin"):
        yield "Referrer-Policy"
    if heads.get("X-Frame-Options") != "DENY":
        yield "X-Frame-Options"
    html = heads.get("Content-Type", "").startswith("text/html")
    if who != "stranger" and html and "no-store" not in heads.get("Cache-Control", ""):
        yield f"no-store missing ({answer.status_code})"
    for name, cookie in answer.cookies.items():
        if not cookie["samesite"]:
            yield f"cookie {name} without SameSite"
        if name in ("zhibu", "zhibu-csrf") and cookie.value and not cookie["httponly"]:
            yield f"cookie {name} without HttpOnly"


def _client(login: str) -> Any:
    from django.test import Client

    client = Client(raise_request_exception=False)
    if login:
        client.cookies["zhibu"] = crowd.sessions(login)[0]
    return client


def _crawl(login: str, most: int) -> list[tuple[str, Any]]:
    """Pages reached from Today by links and addresses in the page, each asked for once."""
    client, waiting, seen, answers = _client(login), ["/"], {"/"}, []
    shapes: dict[str, int] = {}
    while waiting and len(answers) < most:
        path = waiting.pop(0)
        answer = client.get(path)
        answers.append((path, answer))
        text = [unescape(found) for found in HREF.findall(_text(answer))]
        if "Location" in answer.headers:
            text.append(answer.headers["Location"])
        for link in text:
            target = urldefrag(urljoin(f"http://testserver{path}", link))[0]
            parts = urlsplit(target)
            if parts.netloc != "testserver" or parts.path.startswith(NEVER):
                continue
            short = parts.path + (f"?{parts.query}" if parts.query else "")
            shape = re.sub(r"[0-9a-hjkmnp-tv-z]{20}|\d+", "#", short)
            if short not in seen and shapes.get(shape, 0) < 4:
                shapes[shape] = shapes.get(shape, 0) + 1
                seen.add(short)
                waiting.append(short)
    return answers


def _leaks(crawls: dict[str, list[tuple[str, Any]]]) -> tuple[list[str], int]:
    """Marks of the other branch in any page, also in those asked for by an address the other branch was shown."""
    leaks, probes = [], 0
    for group, others, mark in ((OURS, TWIN, MARKS["R21"]), (TWIN, OURS, MARKS["R20"])):
        strange = {path for who in others for path, answer in crawls[who] if answer.status_code == 200}
        own = {path for who in group for path, _answer in crawls[who]}
        for who in group:
            leaks += [f"{who} {path}" for path, answer in crawls[who] if mark in _text(answer)]
            client = _client(who)
            for path in sorted(strange - own):
                probes += 1
                answer = client.get(path)
                has_id = re.search(r"/[0-9a-hjkmnp-tv-z]{20}", path)
                if mark in _text(answer) or (has_id and answer.status_code not in (403, 404)):
                    leaks.append(f"{who} asked for {path}: {answer.status_code}")
    return leaks, probes


def _text(answer: Any) -> str:
    if not answer.headers.get("Content-Type", "").startswith(("text/", "application/json")):
        return ""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.streaming:
        answer.streaming_content = [content]
    return content.decode(errors="replace")


def _twin_lives() -> None:
    """The other branch calls a meeting and records one, so that there is something to leak."""
    import datetime as dt

    from zhibu.accounts.models import User
    from zhibu.activities import terms
    from zhibu.activities.operations.close_item import Decided
    from zhibu.activities.operations.convene import convene
    from zhibu.activities.operations.record_past_meeting import Past, record_past_meeting
    from zhibu.kernel import clock
    from zhibu.members.models import Member
    from zhibu.organisations.models import Organisation

    branch, by, now = Organisation.objects.get(code="R21"), User.objects.get(login="secretary21"), clock.now()
    people = [one.public_id for one in Member.objects.filter(branch=branch).order_by("pk")]
    convene(
        by=by, organisation=branch, kind=terms.Kind.ASSEMBLY, starts_at=now + dt.timedelta(days=3), minutes=60,
        place="会议室", items=(terms.AgendaLine("题", terms.Matter.REPORT),), op="bench twin", now=now,
    )  # fmt: skip
    record_past_meeting(
        by=by, organisation=branch,
        past=Past(
            kind=terms.Kind.LECTURE, starts_at=now - dt.timedelta(days=1), place="会议室", chair=people[0],
            recorder=people[1], present=tuple(people), done_what="学习",
            decisions=(Decided(what="事", owner=people[1], due_on=now.date() + dt.timedelta(days=9), asker=people[0]),),
            nothing_to_do=False, minutes=60,
        ),
        now=now,
    )  # fmt: skip


def _mark() -> None:
    """Names, titles, places and words of each branch end in a character that stands nowhere else."""
    from django.db.models import F, Value
    from django.db.models.functions import Concat

    from zhibu.accounts.models import User
    from zhibu.activities.models import AgendaItem, Decision, Meeting
    from zhibu.members.models import Member

    for code, mark in MARKS.items():
        people = Member.objects.filter(branch__code=code)
        User.objects.filter(member__in=people).update(name=Concat(F("name"), Value(mark)))
        people.update(name=Concat(F("name"), Value(mark)))
        meetings = Meeting.objects.filter(organisation__path__startswith=_path(code))
        meetings.update(title=Concat(F("title"), Value(mark)), place=Concat(F("place"), Value(mark)))
        AgendaItem.objects.filter(meeting__in=meetings).update(title=Concat(F("title"), Value(mark)))
        Decision.objects.filter(organisation__code=code).update(what=Concat(F("what"), Value(mark)))


def _path(code: str) -> str:
    from zhibu.organisations.models import Organisation

    return Organisation.objects.get(code=code).path


if __name__ == "__main__":
    sys.exit(0 if main("--full" not in sys.argv) else 1)
