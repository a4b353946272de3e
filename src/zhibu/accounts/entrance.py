"""The one door: every way of signing in ends here, with a new session key, a device in the list and a journal row."""

import datetime as dt
import re

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login as django_login
from django.http import HttpRequest

from zhibu.accounts import looks
from zhibu.accounts.models import Device, User
from zhibu.accounts.operations import remember_device
from zhibu.accounts.terms import STAYS, DeviceKind

BACKEND = "zhibu.accounts.backend.People"
MARK = "zhibu"  # in the session: how it was opened, when, and when it was last used

_SYSTEMS = (
    ("HarmonyOS", "鸿蒙"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "安卓"),
    ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"),
)  # fmt: skip
_BROWSERS = (
    ("MicroMessenger", "微信"), ("DingTalk", "钉钉"), ("wxwork", "企业微信"), ("Edg", "Edge"),
    ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip


def sign_in(request: HttpRequest, user: User, *, kind: DeviceKind, now: dt.datetime) -> Device:
    """Sign this browser in as the person. The session key changes, and the stay is as long as its kind allows."""
    user.backend = BACKEND  # type: ignore[attr-defined]
    django_login(request, user)
    request.session.cycle_key()
    stay = STAYS[kind]
    second = int(now.timestamp())
    request.session[MARK] = {"kind": kind.value, "since": second, "seen": second}
    request.session.set_expiry(int(stay.idle.total_seconds()))
    if kind is not DeviceKind.PASSWORD:  # allauth has noted passwords and second factors itself
        record_authentication(request, user, method=kind.value)
    request.session.save()
    looks.keep(user, request.COOKIES, over=False)
    return remember_device(
        user=user, kind=kind, label=label_of(request), session_key=request.session.session_key or "", now=now
    )


def follow_session_key(before: str | None, request: HttpRequest) -> None:
    """After a password change the session has another key; the device in the list keeps pointing at it."""
    after = request.session.session_key
    if before and after and before != after:
        Device.objects.filter(session_key=before).update(session_key=after)


def is_phone(request: HttpRequest) -> bool:
    """Whether this looks like a phone; it only decides what is shown first."""
    return bool(re.search(r"Mobi|Android|iPhone|HarmonyOS", request.headers.get("User-Agent", "")))


def label_of(request: HttpRequest) -> str:
    """A browser in words a person knows: 安卓 · 微信."""
    agent = request.headers.get("User-Agent", "")
    known = [next((words for sign, words in table if sign in agent), "") for table in (_SYSTEMS, _BROWSERS)]
    return " · ".join(word for word in known if word) or "浏览器"


def address_of(request: HttpRequest) -> str:
    """Where the request comes from. Headers a client can write are not believed."""
    return str(request.META.get("REMOTE_ADDR", ""))
