"""The way back of somebody who lost their phone: devices stop, and a recovery link comes from above or the console."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.accounts.models import User
from zhibu.accounts.operations import make_link, withdraw_all_devices
from zhibu.accounts.terms import LinkPurpose
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import NotAllowed, Refused
from zhibu.kernel.transactions import writes
from zhibu.organisations import access, permissions
from zhibu.organisations.models import Organisation, Post
from zhibu.organisations.terms import Role
from zhibu.organisations.weight import require_not_beyond


@writes
def recover_officer(*, by: User, user: User, organisation: Organisation, now: dt.datetime) -> str:
    """A superior makes a link for a secretary or deputy who cannot get in; on use, earlier devices stop."""
    today = local(now).date()
    access.require(by, permissions.RECOVER, organisation, on=today)
    held = Post.objects.held_on(today).filter(
        user=user, organisation=organisation, role__in=(Role.SECRETARY, Role.DEPUTY)
    )
    if not by.is_console and not held.exists():
        raise Refused(_("找回链接只给书记和副书记；别的党员请他们的书记办。"))
    require_not_beyond(by, user, branch=organisation, on=today)
    return make_link(by=by, user=user, purpose=LinkPurpose.RECOVERY, organisation=organisation, now=now)


@writes
def stop_devices(*, by: User, user: User, organisation: Organisation, now: dt.datetime) -> int:
    """A member's phone is lost: everything signed in as them stops at once. They need a new link."""
    today = local(now).date()
    access.require(by, permissions.WITHDRAW_DEVICES, organisation, on=today)
    if not by.is_console and not _belongs(user, organisation, on=today):
        raise NotAllowed(_("这位不在您的支部。"))
    require_not_beyond(by, user, branch=organisation, on=today)
    return withdraw_all_devices(by=by, user=user, now=now)


def _belongs(user: User, organisation: Organisation, *, on: dt.date) -> bool:
    return (
        Post.objects.held_on(on).filter(user=user, organisation__path__startswith=organisation.path).exists()
    )
