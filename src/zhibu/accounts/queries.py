"""What can be asked of accounts: live devices, open links, notices, who looked."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from zhibu.accounts import terms
from zhibu.accounts.models import AccountNotice, Correction, Device, Look, OneTimeLink, User


def hash_of(secret: str) -> str:
    """How the secret of a link is stored. It is 100 random bits, so a plain digest cannot be guessed back."""
    return hashlib.sha256(secret.strip().lower().encode()).hexdigest()


def devices_of(user: User, *, now: dt.datetime) -> list[Device]:
    """The browsers that can act as this person right now, the newest first."""
    devices = list(user.devices.order_by("-added_on", "-pk"))
    live = _live_keys([device.session_key for device in devices], now=now)
    return [device for device in devices if device.session_key in live]


def has_phone(user: User, *, now: dt.datetime) -> bool:
    """Whether a remembered device of this person is alive; a session by password does not count."""
    return any(device.kind == terms.DeviceKind.PHONE for device in devices_of(user, now=now))


def with_phone(user_ids: list[int], *, now: dt.datetime) -> set[int]:
    """Which of these accounts have a remembered device that is alive."""
    rows = list(
        Device.objects.filter(user_id__in=user_ids, kind=terms.DeviceKind.PHONE).values_list(
            "user_id", "session_key"
        )
    )
    live = _live_keys([key for _user, key in rows], now=now)
    return {user for user, key in rows if key in live}


def not_come_in(user_ids: Iterable[int]) -> set[int]:
    """Which of these accounts were given a link and have never been entered: no device, no password of their own."""
    given = User.objects.filter(pk__in=list(user_ids), links__isnull=False, devices__isnull=True)
    unused = given.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return set(unused.values_list("pk", flat=True).distinct())


def _live_keys(keys: list[str], *, now: dt.datetime) -> set[str]:
    return set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=now).values_list(
            "session_key", flat=True
        )
    )


def link_by_secret(secret: str) -> OneTimeLink | None:
    """The link with this secret, whatever became of it."""
    return OneTimeLink.objects.select_related("user", "made_by").filter(secret_hash=hash_of(secret)).first()


def is_open(link: OneTimeLink, *, now: dt.datetime) -> bool:
    """Whether the link still lets somebody in."""
    return (
        link.used_at is None
        and link.withdrawn_at is None
        and link.tries < terms.CLAIM_TRIES
        and link.expires_at > now
    )


def latest_links(user_ids: list[int]) -> dict[int, OneTimeLink]:
    """For each of these accounts the link made last."""
    links = OneTimeLink.objects.filter(user_id__in=user_ids).order_by("made_at", "pk")
    return {link.user_id: link for link in links if link.user_id is not None}


def notices_for(user: User) -> QuerySet[AccountNotice]:
    """What the person has not yet read about their own account, the newest first."""
    return AccountNotice.objects.filter(user=user, put_away_at__isnull=True).order_by("-at")


def corrections_of(user: User) -> QuerySet[Correction]:
    """What the person asked to have corrected, the newest first."""
    return Correction.objects.filter(asked_by=user).select_related("answered_by").order_by("-asked_at")


@dataclass(frozen=True)
class Looked:
    """Somebody saw a record: who, what, why, when."""

    viewer: str
    seen: str
    purpose: str
    at: dt.datetime


def who_looked(subject: str, *, since: dt.datetime, most: int = 200) -> list[Looked]:
    """Who saw the record with this public id since an instant, the newest first."""
    rows = Look.objects.filter(subject=subject, at__gte=since).order_by("-at", "-pk")[:most]
    return [Looked(row.viewer_name, row.seen, row.purpose, row.at) for row in rows]


def looks_at(subject: str, *, since: dt.datetime) -> int:
    """How often the record with this public id was seen since an instant."""
    return Look.objects.filter(subject=subject, at__gte=since).count()
