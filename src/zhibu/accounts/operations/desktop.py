"""A desktop shows a code, a remembered phone lets it in, the desktop picks that up once."""

import datetime as dt
import hmac

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.desktop_codes import Asking
from zhibu.accounts.models import AccountNotice, DesktopEntry, User
from zhibu.accounts.terms import DESKTOP_ASKS_FOR, NoticeKind
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes


@writes
def let_desktop_in(*, by: User, asking: Asking, digits: str, now: dt.datetime) -> bool:
    """The phone picked the digits the asking browser shows, and that browser may come in.

    The first answer counts. Other digits are a no for good (False): the code lets nobody in any more.
    """
    right = hmac.compare_digest(digits.encode(), asking.digits.encode())
    entry, new = DesktopEntry.objects.get_or_create(
        code=asking.code,
        defaults={"user": by, "confirmed_at": now, "used_at": None if right else now},
    )
    if entry.user_id != by.pk or (not new and entry.used_at is not None):
        raise Refused(_("这个码已经用过或作废了，请在电脑上刷新，换一个码。"))
    if not right:
        DesktopEntry.objects.filter(pk=entry.pk).update(used_at=now)
    if new or not right:
        result = "done" if right else "wrong"
        journal.record(by=by, action="desktop.let_in", subject=by, result=result, now=now)
    return right


@writes
def pick_up_entry(*, code: str, now: dt.datetime) -> User | None:
    """The desktop asks whether a phone said yes; each yes lets one browser in, within two minutes."""
    DesktopEntry.objects.filter(confirmed_at__lt=now - dt.timedelta(days=1)).delete()
    entry = DesktopEntry.objects.select_for_update().select_related("user").filter(code=code).first()
    if entry is None or entry.used_at is not None or entry.confirmed_at < now - DESKTOP_ASKS_FOR:
        return None
    if not entry.user.is_active:
        return None
    entry.used_at = now
    entry.save(update_fields=["used_at"])
    AccountNotice.objects.create(user=entry.user, kind=NoticeKind.DEVICE_ADDED, at=now)
    return entry.user
