"""An account for a member, made only when somebody needs it."""

import datetime as dt
from collections.abc import Collection

from django.utils.translation import gettext as _

from zhibu.accounts.models import User
from zhibu.kernel import transactions
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes
from zhibu.members.models import Member
from zhibu.members.terms import Kind
from zhibu.organisations import access, permissions
from zhibu.organisations.models import Organisation
from zhibu.organisations.operations import enrol
from zhibu.organisations.terms import Role

_ROLES = {Kind.FULL: Role.MEMBER, Kind.PROBATIONARY: Role.PROBATIONARY}


@writes
def ensure_account(*, by: User, member: Member, now: dt.datetime) -> User:
    """The account of a member, with the standing the register gives them; made on first need, never twice."""
    access.require(by, permissions.MAKE_LINKS, member.branch, on=local(now).date())
    transactions.lock(f"account {member.pk}")
    fresh = Member.objects.select_related("user").get(pk=member.pk)
    if fresh.left_on is not None:
        raise Refused(_("%(name)s已经不在名册上。") % {"name": fresh.name})
    user = fresh.user
    if user is None:
        user = User.objects.person(name=fresh.name)
        Member.objects.filter(pk=fresh.pk).update(user=user)
    member.user = user
    enrol(
        by=by,
        user=user,
        organisation=member.branch,
        role=_ROLES.get(Kind(fresh.kind), Role.WORKER),
        now=now,
    )
    return user


@writes
def follow_register(
    *, by: User, organisation: Organisation, changed: Collection[int], now: dt.datetime
) -> None:
    """After an import changed these entries, the accounts among them are called and stand as the register says."""
    with_account = Member.objects.on_register().filter(
        user__isnull=False, branch__path__startswith=organisation.path
    )
    for member in with_account.select_related("user", "branch").order_by("pk"):
        if member.pk not in changed or member.user is None:
            continue
        if member.user.name != member.name:
            member.user.name = member.name
            member.user.save(update_fields=["name"])
        ensure_account(by=by, member=member, now=now)
