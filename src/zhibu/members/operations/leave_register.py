"""Moving to another branch or group, leaving the register, and coming back after an error."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.accounts.operations import close_account, reopen_account
from zhibu.kernel import transactions
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes
from zhibu.members import permissions
from zhibu.members.models import Member
from zhibu.members.operations.add_member import check_entry
from zhibu.members.operations.ensure_account import ensure_account
from zhibu.members.terms import Left
from zhibu.organisations import access
from zhibu.organisations.models import Organisation, Post
from zhibu.organisations.operations import end_all_posts, enrol
from zhibu.organisations.terms import OrganisationKind, Role

BY_BOTH = gettext_lazy("转到别的支部要对方接收：请对方支部或上级党委来办，或先登记转出。")


@writes
def move_member(*, by: User, member: Member, to: Organisation, now: dt.datetime) -> Member:
    """Put a person into another Party group of the branch, or hand them over to another branch.

    Handing over is done by who keeps both registers or is set above both; posts in the old branch end, the work
    area and the crew are left to the new one.
    """
    today = local(now).date()
    above = to.kind == OrganisationKind.BRANCH and access.may(by, permissions.MOVE, member.branch, on=today)
    held = _held(by, member, now, may=permissions.MOVE if above else permissions.EDIT)
    if to.kind == OrganisationKind.GROUP and to.parent_id == held.branch_id:
        if held.group_id == to.pk:
            return held
        held.group = to
    elif to.kind == OrganisationKind.BRANCH:
        if held.branch_id == to.pk:
            return held
        if not may_hand_over(by, held.branch, to, on=today):
            raise Refused(str(BY_BOTH), field="to")
        transactions.lock(f"register {to.pk}")
        _change_branch(held, to, now=now)
    else:
        raise Refused(_("只能转到本支部的党小组，或别的支部。"), field="to")
    held.version += 1
    held.save()
    journal.record(
        by=by, action="member.move", subject=held, organisation=to, fields=["branch", "group"], now=now
    )
    return held


def may_hand_over(by: User, branch: Organisation, to: Organisation, *, on: dt.date) -> bool:
    """Whether this person may put people of one branch onto the register of the other: by right in both."""
    return any(
        access.may(by, right, branch, on=on) and access.may(by, right, to, on=on)
        for right in (permissions.EDIT, permissions.MOVE)
    )


@writes
def mark_left(*, by: User, member: Member, left_on: dt.date, why: str, now: dt.datetime) -> Member:
    """Take a person off the register; what they took part in stays.

    Their posts end, and their account is closed from its next request on, unless they still hold a post elsewhere.
    """
    held = _held(by, member, now, left=True)
    if held.left_on is not None:
        return held
    if why not in Left.values:
        raise Refused(_("请选离开的原因。"), field="why")
    if left_on > local(now).date():
        raise Refused(_("这一天还没有到，请核对"), field="left_on")
    held.left_on, held.left_why = left_on, why
    held.version += 1
    held.save()
    if held.user is not None:
        _close(held, held.user, by=by, now=now)
    journal.record(
        by=by,
        action="member.left",
        subject=held,
        organisation=held.branch,
        fields=["left_on", "left_why"],
        now=now,
    )
    return held


@writes
def restore_member(*, by: User, member: Member, now: dt.datetime) -> Member:
    """Put a person back who was taken off by mistake: the account opens again, with a new link.

    Offices are not given back by themselves.
    """
    held = _held(by, member, now, left=True)
    if held.left_on is None:
        return held
    check_entry({"identity": held.identity}, held.branch, besides=held.pk)
    held.left_on, held.left_why = None, ""
    held.version += 1
    held.save()
    if held.user is not None:
        if not held.user.is_active:
            reopen_account(by=by, user=held.user, now=now)
        ensure_account(by=by, member=held, now=now)
    journal.record(
        by=by, action="member.restore", subject=held, organisation=held.branch, fields=["left_on"], now=now
    )
    return held


def _held(
    by: User, member: Member, now: dt.datetime, *, left: bool = False, may: str = permissions.EDIT
) -> Member:
    access.require(by, may, member.branch, on=local(now).date())
    transactions.lock(f"register {member.branch_id}")
    held = Member.objects.select_related("branch", "user").get(pk=member.pk)
    if held.branch_id != member.branch_id:
        raise Refused(_("%(name)s已经转到别的支部。") % {"name": held.name})
    if held.left_on is not None and not left:
        raise Refused(_("%(name)s已经不在名册上。") % {"name": held.name})
    return held


def _close(member: Member, user: User, *, by: User, now: dt.datetime) -> None:
    end_all_posts(by=by, user=user, organisation=member.branch, now=now)
    if not Post.objects.held_on(local(now).date()).filter(user=user).exists():
        close_account(by=by, user=user, now=now)


def _change_branch(member: Member, to: Organisation, *, now: dt.datetime) -> None:
    left = member.branch
    member.branch, member.group, member.area, member.crew = to, None, None, None
    if member.user is None:
        return
    role = {"full": Role.MEMBER, "probationary": Role.PROBATIONARY}.get(member.kind, Role.WORKER)
    console = User.objects.console()  # standing follows the register, also when a superior moves the person
    end_all_posts(by=console, user=member.user, organisation=left, now=now)
    enrol(by=console, user=member.user, organisation=to, role=role, now=now)
