"""Asking to be let in without a personal link: the branch link, the waiting request, and what becomes of it."""

import datetime as dt
import secrets

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.accounts.queries import has_phone
from zhibu.kernel import transactions
from zhibu.kernel.clock import local
from zhibu.kernel.ids import public_id
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes
from zhibu.organisations import access, permissions
from zhibu.organisations.models import BranchLink, EntryRequest, Organisation
from zhibu.organisations.terms import BRANCH_LINK_LIVES, REQUEST_WAITS, REQUESTS_AT_ONCE
from zhibu.organisations.weight import require_not_beyond


@writes
def make_branch_link(*, by: User, organisation: Organisation, now: dt.datetime) -> BranchLink:
    """A link for the chat group, good for a week; an earlier one ends. It lets nobody in, it only asks."""
    access.require(by, permissions.MAKE_LINKS, organisation, on=local(now).date())
    transactions.lock(f"branch link {organisation.pk}")
    end_branch_link(by=by, organisation=organisation, now=now)
    link = BranchLink.objects.create(
        organisation=organisation,
        code=public_id()[:10],
        made_by=by,
        made_at=now,
        expires_at=now + BRANCH_LINK_LIVES,
    )
    journal.record(by=by, action="branch_link.make", subject=organisation, organisation=organisation, now=now)
    return link


@writes
def end_branch_link(*, by: User, organisation: Organisation, now: dt.datetime) -> None:
    """The link in the group asks no more."""
    access.require(by, permissions.MAKE_LINKS, organisation, on=local(now).date())
    BranchLink.objects.filter(organisation=organisation, withdrawn_at__isnull=True).update(withdrawn_at=now)


@writes
def ask_to_enter(
    *, organisation: Organisation, name: str, user: User | None = None, now: dt.datetime
) -> EntryRequest:
    """Somebody waits for the secretary; nothing opens by asking. `user` is known when a personal link was opened."""
    transactions.lock(f"entry {organisation.pk}")
    waiting = EntryRequest.objects.filter(
        organisation=organisation, expires_at__gt=now, admitted_at__isnull=True, declined_at__isnull=True
    )
    if waiting.count() >= REQUESTS_AT_ONCE:
        raise Refused(_("等着进来的人太多了，请过半小时再试，或当面找书记。"))
    name = " ".join(name.split())
    if not name:
        raise Refused(_("请填姓名。"), field="name")
    return EntryRequest.objects.create(
        organisation=organisation,
        user=user,
        name=name[:64],
        digits=f"{secrets.randbelow(10_000):04d}",
        asked_at=now,
        expires_at=now + REQUEST_WAITS,
    )


@writes
def admit_entry(*, by: User, request: EntryRequest, user: User, now: dt.datetime) -> None:
    """The secretary has seen the person and the four digits: this browser may come in as this account."""
    today = local(now).date()
    access.require(by, permissions.MAKE_LINKS, request.organisation, on=today)
    require_not_beyond(by, user, branch=request.organisation, on=today)
    if has_phone(user, now=now):
        raise Refused(_("%(name)s已经有一台记住的设备。换了手机的话，请先停用旧的。") % {"name": user.name})
    taken = _undecided(request, now=now).update(user=user, admitted_at=now, decided_by=by)
    if not taken:
        raise Refused(_("这个请求已经办过，或等得太久过期了。"))
    journal.record(by=by, action="entry.admit", subject=request, organisation=request.organisation, now=now)


@writes
def decline_entry(*, by: User, request: EntryRequest, now: dt.datetime) -> None:
    """Not known here: the request ends."""
    access.require(by, permissions.MAKE_LINKS, request.organisation, on=local(now).date())
    if _undecided(request, now=now).update(declined_at=now, decided_by=by):
        journal.record(
            by=by, action="entry.decline", subject=request, organisation=request.organisation, now=now
        )


@writes
def enter_admitted(*, request_id: str, now: dt.datetime) -> User | None:
    """The waiting browser asks; once admitted it gets its account, one time."""
    row = EntryRequest.objects.select_related("user").filter(public_id=request_id).first()
    if row is None or row.user is None or not row.user.is_active:
        return None
    taken = EntryRequest.objects.filter(
        pk=row.pk, admitted_at__isnull=False, entered_at__isnull=True, expires_at__gt=now
    ).update(entered_at=now)
    return row.user if taken else None


def _undecided(request: EntryRequest, *, now: dt.datetime):  # type: ignore[no-untyped-def]
    return EntryRequest.objects.filter(
        pk=request.pk, admitted_at__isnull=True, declined_at__isnull=True, expires_at__gt=now
    )
