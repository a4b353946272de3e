"""Letting members in: a personal link each, or by hand face to face."""

import datetime as dt
import hmac

from django.utils.translation import gettext as _

from zhibu.accounts.models import User
from zhibu.accounts.operations import Claim, claim_link, make_link
from zhibu.accounts.queries import has_phone
from zhibu.accounts.terms import LinkPurpose, Proof
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes
from zhibu.members.models import Member
from zhibu.members.names import name_key
from zhibu.members.numbers import last4_index
from zhibu.members.operations.ensure_account import ensure_account
from zhibu.organisations import access, permissions
from zhibu.organisations.models import EntryRequest
from zhibu.organisations.operations import admit_entry, stop_devices
from zhibu.organisations.weight import require_not_beyond


@writes
def invite(*, by: User, member: Member, now: dt.datetime) -> str:
    """The secret of a new personal link for a member who has no remembered device; an unused earlier link ends."""
    today = local(now).date()
    access.require(by, permissions.MAKE_LINKS, member.branch, on=today)
    user = ensure_account(by=by, member=member, now=now)
    require_not_beyond(by, user, branch=member.branch, on=today)
    if has_phone(user, now=now):
        raise Refused(_("%(name)s已经有一台记住的设备。换了手机的话，请先停用旧的。") % {"name": member.name})
    return make_link(by=by, user=user, purpose=LinkPurpose.PERSONAL, organisation=member.branch, now=now)


@writes
def replace_phone(*, by: User, member: Member, now: dt.datetime) -> str:
    """A member's phone is lost or changed: everything signed in as them stops, and a new link is made."""
    user = ensure_account(by=by, member=member, now=now)
    stop_devices(by=by, user=user, organisation=member.branch, now=now)
    return make_link(by=by, user=user, purpose=LinkPurpose.PERSONAL, organisation=member.branch, now=now)


@writes
def come_in(*, secret: str, name: str, last4: str, now: dt.datetime) -> Claim:
    """Somebody opened a personal link and says name and last four digits of the number in the roster."""
    return claim_link(secret=secret, proves=lambda user: prove(user, name=name, last4=last4), now=now)


def prove(user: User, *, name: str, last4: str) -> Proof:
    """Compare with the register. An account without register entry (a superior's) proves its name only."""
    member = Member.objects.filter(user=user, left_on__isnull=True).first()
    said = name_key(name)
    if member is None:
        return (
            Proof.RIGHT if hmac.compare_digest(said.encode(), name_key(user.name).encode()) else Proof.WRONG
        )
    if not hmac.compare_digest(said.encode(), member.name_key.encode()):
        return Proof.WRONG
    if not member.phone_last4_index:
        return Proof.NO_PHONE
    digits = last4_index(last4) if len(last4) == 4 and last4.isdigit() else ""
    return Proof.RIGHT if hmac.compare_digest(digits, member.phone_last4_index) else Proof.WRONG


@writes
def admit(*, by: User, request: EntryRequest, member: Member, now: dt.datetime) -> None:
    """The secretary has seen the person face to face and the same four digits on both screens."""
    if member.branch_id != request.organisation_id:
        raise Refused(_("这位不在这个支部的名册上。"))
    user = ensure_account(by=by, member=member, now=now)
    if request.user_id is not None and request.user_id != user.pk:
        raise Refused(_("这个链接是给别人的，不能换人。"))
    admit_entry(by=by, request=request, user=user, now=now)
