"""Everything kept about one person, for that person: the register's own part, and what rooms above add to it."""

import datetime as dt
import html
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhibu.accounts import queries
from zhibu.accounts.models import User
from zhibu.kernel.clock import local
from zhibu.members import fields
from zhibu.members.models import Member
from zhibu.organisations.models import Post

Rows = list[dict[str, Any]]
_PARTS: dict[str, tuple[Any, Callable[[Member], Rows]]] = {}


def offer(key: str, label: Any, asked: Callable[[Member], Rows]) -> None:
    """Rooms above name what they keep about a member; it goes into the member's own export."""
    _PARTS[key] = (label, asked)


def register_entry(member: Member) -> list[tuple[str, str]]:
    """One's own entry in the register, label and value, numbers unmasked: they are one's own."""
    rows = [(str(label), _text(member, attribute)) for attribute, label in fields.LABELS.items()]
    return [(label, value) for label, value in rows if value]


def _text(member: Member, attribute: str) -> str:
    if attribute in member.partial_dates:
        return str(member.partial_dates[attribute])
    value = getattr(member, attribute, None)
    if value in (None, "", False):
        return ""
    if value is True:
        return _("是")
    shown = getattr(member, f"get_{attribute}_display", None)
    if shown is not None:
        return str(shown())
    return str(getattr(value, "name", value))


def collected(user: User, member: Member | None, *, now: dt.datetime) -> dict[str, Any]:
    """All parts, as plain values."""
    everything: dict[str, Any] = {
        "account": [
            {
                "id": user.public_id,
                "name": user.name,
                "login": user.login or "",
                "language": user.language,
                "text_size": user.text_size,
                "theme": user.theme,
            }
        ],
        "devices": [
            {"label": device.label, "added_on": device.added_on, "used_on": device.used_on}
            for device in queries.devices_of(user, now=now)
        ],
        "posts": [
            {
                "organisation": post.organisation.name,
                "role": post.get_role_display(),
                "from_on": post.from_on,
                "to_on": post.to_on,
            }
            for post in Post.objects.filter(user=user)
            .select_related("organisation")
            .order_by("from_on", "pk")
        ],
        "corrections": [
            {"words": row.words, "asked_at": local(row.asked_at), "answer": row.answer}
            for row in queries.corrections_of(user)
        ],
    }
    if member is not None:
        everything["register"] = [dict(register_entry(member))]
        everything["looked"] = [
            {"viewer": row.viewer, "seen": row.seen, "purpose": row.purpose, "at": local(row.at)}
            for row in queries.who_looked(member.public_id, since=now - dt.timedelta(days=3660), most=10_000)
        ]
        for key, (_label, asked) in _PARTS.items():
            everything[key] = asked(member)
    return everything


def as_zip(everything: Mapping[str, Rows], *, name: str, now: dt.datetime) -> bytes:
    """A JSON for programs and a page for eyes, in one file; nothing needs to be installed to read it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parcel:
        parcel.writestr("data.json", json.dumps(everything, ensure_ascii=False, indent=1, default=_plain))
        parcel.writestr("我的资料.html", _page(everything, name=name, now=now))
    return packed.getvalue()


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _titles() -> dict[str, str]:
    return {
        "account": _("账号"),
        "devices": _("设备"),
        "posts": _("任职"),
        "register": _("名册上的资料"),
        "corrections": _("申请改过的"),
        "looked": _("谁看过我的资料"),
        **{key: str(label) for key, (label, _asked) in _PARTS.items()},
    }


def _page(everything: Mapping[str, Rows], *, name: str, now: dt.datetime) -> str:
    titles = _titles()
    parts = [f"<h1>{html.escape(name)}</h1><p>{local(now):%Y-%m-%d %H:%M}</p>"]
    for key, rows in everything.items():
        parts.append(f"<h2>{html.escape(titles.get(key, key))}</h2>")
        for row in rows:
            cells = "".join(
                f"<tr><th>{html.escape(str(label))}</th><td>{html.escape(_plain(value))}</td></tr>"
                for label, value in row.items()
                if value is not None
            )
            parts.append(f"<table border=1>{cells}</table><br>")
    body = "".join(parts)
    return f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{html.escape(name)}</title>{body}</html>'
