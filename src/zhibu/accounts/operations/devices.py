"""Remembering a device, and making one stop working at once."""

import datetime as dt

from django.contrib.sessions.models import Session

from zhibu.accounts import journal
from zhibu.accounts.models import Device, OneTimeLink, User
from zhibu.kernel.clock import local
from zhibu.kernel.transactions import writes


@writes
def remember_device(*, user: User, kind: str, label: str, session_key: str, now: dt.datetime) -> Device:
    """Write down that a browser is now signed in as this person, and drop rows of sessions long gone."""
    today = local(now).date()
    gone = {device.session_key for device in user.devices.all()}
    gone -= set(
        Session.objects.filter(session_key__in=gone, expire_date__gt=now).values_list(
            "session_key", flat=True
        )
    )
    user.devices.filter(session_key__in=gone).delete()
    device = Device.objects.create(
        user=user, kind=kind, label=label[:80], session_key=session_key, added_on=today, used_on=today
    )
    journal.record(by=user, action="login", subject=user, fields=[kind], now=now)
    return device


@writes
def withdraw_device(*, by: User, device: Device, now: dt.datetime) -> None:
    """From its next request on this device is nobody; doing it twice equals once."""
    Session.objects.filter(session_key=device.session_key).delete()
    deleted, _rows = Device.objects.filter(pk=device.pk).delete()
    if deleted:
        journal.record(by=by, action="device.withdraw", subject=device.user, now=now)


@writes
def withdraw_all_devices(*, by: User, user: User, now: dt.datetime) -> int:
    """All devices of a person stop at once, and a link they have not used yet ends too."""
    keys = list(user.devices.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    user.devices.all().delete()
    OneTimeLink.objects.filter(user=user, used_at__isnull=True, withdrawn_at__isnull=True).update(
        withdrawn_at=now
    )
    journal.record(by=by, action="device.withdraw_all", subject=user, now=now)
    return len(keys)


@writes
def close_account(*, by: User, user: User, now: dt.datetime) -> None:
    """The person has left: the account opens no door any more, from its next request on."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    withdraw_all_devices(by=by, user=user, now=now)
    journal.record(by=by, action="account.close", subject=user, now=now)


@writes
def reopen_account(*, by: User, user: User, now: dt.datetime) -> None:
    """The person is back; they need a new link."""
    user.is_active = True
    user.save(update_fields=["is_active"])
    journal.record(by=by, action="account.reopen", subject=user, now=now)
