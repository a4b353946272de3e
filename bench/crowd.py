"""Fills a data folder with many people and their sessions; runs in a process of its own, in that folder.

Used through `made(folder, "members", 50)`: the name of a function below and its arguments.
"""

import datetime as dt
import json
import secrets
import string
from pathlib import Path
from typing import Any

from bench import scene

_LETTERS = string.ascii_letters + string.digits
CSRF = "".join(secrets.choice(_LETTERS) for _ in range(32))


def made(folder: Path, what: str, *arguments: Any) -> Any:
    """Run one of the functions below in this folder and return what it says."""
    code = f"import json, sys; from bench import crowd; print(json.dumps(crowd.{what}(*{arguments!r})))"
    process = scene.python(folder, code)
    said = process.communicate()[0]
    if process.returncode:
        raise RuntimeError(f"crowd.{what} failed")
    return json.loads(said.splitlines()[-1])


def cookie(key: str) -> str:
    """The cookies a signed-in phone sends."""
    return f"zhibu={key}; zhibu-csrf={CSRF}"


def sessions(*logins: str) -> list[str]:
    """A session key for each of these accounts, as if they had signed in on a phone just now."""
    from zhibu.accounts.models import User

    users = {user.login: user for user in User.objects.filter(login__in=logins)}
    return _sessions([users[login] for login in logins])


def branch_sessions(branch: str) -> dict[str, str]:
    """A session key for each member of a branch who has an account, by name."""
    from zhibu.members.models import Member

    people = Member.objects.filter(branch__code=branch, user__isnull=False).select_related("user")
    people = list(people.order_by("pk"))
    keys = _sessions([person.user for person in people])
    return {person.name: key for person, key in zip(people, keys, strict=True)}


def newest_meeting() -> str:
    """The public id of the meeting called last."""
    from zhibu.activities.models import Meeting

    return Meeting.objects.order_by("-called_at").first().public_id


def day_comes(meeting_id: str) -> int:
    """Turn the calendar: the meeting that was called for a coming day begins in five minutes."""
    from zhibu.activities.models import Meeting
    from zhibu.kernel import clock

    starts_at = clock.now() + dt.timedelta(minutes=5)
    return Meeting.objects.filter(public_id=meeting_id).update(starts_at=starts_at)


def scanned(meeting_id: str) -> str:
    """What the camera reads from the wall now."""
    from zhibu.activities.models import Meeting
    from zhibu.activities.queries.room_code import room_code
    from zhibu.kernel import clock

    return room_code(Meeting.objects.get(public_id=meeting_id), now=clock.now()).scanned


def others_check_in(meeting_id: str, but: list[str]) -> int:
    """All others who have an account check in by the real operation; not counted as taps."""
    from zhibu.activities.models import Attendee, Meeting
    from zhibu.activities.operations.check_in import check_in
    from zhibu.activities.queries.room_code import room_code
    from zhibu.kernel import clock

    meeting, now = Meeting.objects.get(public_id=meeting_id), clock.now()
    asked = Attendee.objects.filter(meeting=meeting, member__user__isnull=False).exclude(member__name__in=but)
    for attendee in asked.select_related("member__user"):
        code = room_code(meeting, now=now).scanned
        check_in(by=attendee.member.user, meeting_id=meeting_id, code=code, now=now)
    return len(asked)


def members(how_many: int, branch: str = "R20") -> int:
    """More members in a branch, without accounts."""
    from zhibu.members.models import Crew, Member, WorkArea
    from zhibu.members.names import name_key, search_keys
    from zhibu.organisations.models import Organisation

    there = Organisation.objects.get(code=branch)
    areas, crews = list(WorkArea.objects.filter(branch=there)), list(Crew.objects.filter(branch=there))
    rows = []
    for number in range(how_many):
        name = f"人{chr(0x4E00 + number % 8000)}{chr(0x4E00 + number // 8000)}"
        rows.append(
            Member(
                branch=there,
                name=name,
                name_key=name_key(name),
                pinyin=search_keys(name),
                kind="full",
                area=areas[number % len(areas)] if areas else None,
                crew=crews[number % len(crews)] if crews else None,
            )
        )
    Member.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def meetings(how_many: int, *, held: bool = True, branch: str = "R20", hours: int = 1) -> int:
    """More meetings of a branch, so many hours apart, back (or forward) from now."""
    from zhibu.activities.models import Meeting

    Meeting.objects.bulk_create(_meetings(how_many, held, branch, hours), batch_size=500)
    return how_many


def coming_meetings(how_many: int) -> int:
    """More meetings called for the coming days."""
    return meetings(how_many, held=False, hours=24)


def other_branches(how_many: int, each: int) -> int:
    """More branches under the committee, with so many meetings held in each."""
    from zhibu.activities.models import Meeting
    from zhibu.organisations.models import Organisation

    root, there = (
        Organisation.objects.get(code="R"),
        Organisation.objects.filter(code__startswith="B").count(),
    )
    Organisation.objects.bulk_create(
        Organisation(
            code=f"B{number}",
            name=f"第{number}支部",
            kind="branch",
            parent=root,
            path=f"{root.path}b{number:03x}",
        )
        for number in range(there, there + how_many)
    )
    for number in range(there, there + how_many):
        Meeting.objects.bulk_create(_meetings(each, True, f"B{number}", 88), batch_size=500)
    return how_many * each


def _meetings(how_many: int, held: bool, branch: str, hours: int) -> list[Any]:
    from zhibu.accounts.models import User
    from zhibu.activities.models import Meeting
    from zhibu.kernel import clock
    from zhibu.organisations.models import Organisation

    there, by, now = Organisation.objects.get(code=branch), User.objects.get(login="secretary"), clock.now()
    step = dt.timedelta(hours=hours) * (-1 if held else 1)
    return [
        Meeting(
            organisation=there, kind="lecture", title="党课", place="党员活动室", called_by=by, called_at=now,
            starts_at=now + step * (number + 2), state="closed" if held else "called",
            closed_at=now if held else None,
        )
        for number in range(how_many)
    ]  # fmt: skip


def checkins(how_many: int) -> dict[str, Any]:
    """An open meeting with this many members who are asked to come, each with a session and a ticket of the code."""
    from zhibu.accounts.models import User
    from zhibu.activities import terms
    from zhibu.activities.models import Attendee, Meeting
    from zhibu.activities.queries.room_code import ticket
    from zhibu.kernel import clock
    from zhibu.members.models import Member
    from zhibu.organisations.models import Organisation, Post
    from zhibu.organisations.terms import Role

    now, branch = clock.now(), Organisation.objects.get(code="R20")
    meeting = Meeting.objects.create(
        organisation=branch, kind="assembly", title="大会", place="党员活动室", state="open", opened_at=now,
        called_by=User.objects.get(login="secretary"), called_at=now, starts_at=now, minutes=240,
    )  # fmt: skip
    users = []
    for number in range(how_many):
        user = User(name=f"人{number}", login=f"bench{number}")
        user.set_unusable_password()
        users.append(user)
    users = User.objects.bulk_create(users, batch_size=500)
    people = Member.objects.bulk_create(
        (Member(branch=branch, user=u, name=u.name, name_key=u.name, kind="full") for u in users),
        batch_size=500,
    )
    Post.objects.bulk_create(
        (
            Post(user=user, organisation=branch, role=Role.MEMBER, from_on=now.date() - dt.timedelta(days=30))
            for user in users
        ),
        batch_size=500,
    )
    Attendee.objects.bulk_create(
        (Attendee(meeting=meeting, member=person, kind="full") for person in people), batch_size=500
    )
    step = terms.code_step(now)
    return {
        "meeting": meeting.public_id,
        "sessions": _sessions(users),
        "tickets": [ticket(meeting, step, user.pk) for user in users],
    }


def _sessions(users: list[Any]) -> list[str]:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import transaction

    from zhibu.accounts.entrance import BACKEND, MARK
    from zhibu.accounts.terms import DeviceKind
    from zhibu.kernel import clock

    second, keys = int(clock.now().timestamp()), []
    with transaction.atomic():
        for user in users:
            store = SessionStore()
            store[SESSION_KEY] = str(user.pk)
            store[BACKEND_SESSION_KEY] = BACKEND
            store[HASH_SESSION_KEY] = user.get_session_auth_hash()
            store[MARK] = {"kind": DeviceKind.PHONE.value, "since": second, "seen": second}
            store.set_expiry(30 * 24 * 3600)
            store.create()
            keys.append(store.session_key)
    return keys
