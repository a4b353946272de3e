"""Changing one entry of the register by hand."""

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.kernel import transactions
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Conflict, Refused
from zhibu.kernel.transactions import writes
from zhibu.members import permissions, roster_store
from zhibu.members.models import Member
from zhibu.members.operations.add_member import check_entry, links_for
from zhibu.members.operations.ensure_account import ensure_account
from zhibu.members.terms import Kind
from zhibu.organisations import access


@writes
def edit_member(
    *, by: User, member: Member, version: int, new: Mapping[str, str], now: dt.datetime
) -> Member:
    """Change the fields in `new` (plain values; an empty text empties the field).

    `version` is the one the person was looking at. Who comes second is told (Conflict, with the entry as it
    stands now) unless both said the same.
    """
    access.require(by, permissions.EDIT, member.branch, on=local(now).date())
    transactions.lock(f"register {member.branch_id}")
    held = Member.objects.select_related("branch", "group", "area", "crew", "user").get(pk=member.pk)
    stands = roster_store.plain_of(held)
    changed = {attribute: value for attribute, value in new.items() if value != stands.get(attribute, "")}
    if not changed:
        return held
    if held.version != version:
        raise Conflict(_("您打开之后，别人改过这个人的信息。两边写的都在下面，请看一眼再存。"), theirs=held)
    if held.left_on is not None:
        raise Refused(_("%(name)s已经不在名册上。") % {"name": held.name})
    check_entry(changed, held.branch, besides=held.pk)
    if "kind" in changed and not changed["kind"]:
        raise Refused(_("请选人员类别。"), field="kind")
    roster_store.put(held, changed, links_for(changed, held.branch, now=now))
    held.version += 1
    held.save()
    if held.user is not None:
        _follow(held, changed, by=by, now=now)
    journal.record(
        by=by, action="member.edit", subject=held, organisation=held.branch, fields=changed, now=now
    )
    return held


@writes
def record_full_membership(
    *, by: User, member: Member, version: int, full_on: dt.date, now: dt.datetime
) -> Member:
    """Write down that a probationary member became a full one; the procedure itself is kept elsewhere."""
    if member.kind != Kind.PROBATIONARY:
        raise Refused(_("只有预备党员能登记转正。"))
    if full_on > local(now).date():
        raise Refused(_("这一天还没有到，请核对"), field="full_on")
    if member.admitted_on is not None and full_on < member.admitted_on:
        raise Refused(_("比入党日期早，请核对"), field="full_on")
    new = {"kind": Kind.FULL.value, "full_on": full_on.isoformat()}
    return edit_member(by=by, member=member, version=version, new=new, now=now)


def _follow(member: Member, changed: Mapping[str, str], *, by: User, now: dt.datetime) -> None:
    """The account is called and stands as the register says."""
    if "name" in changed and member.user is not None:
        member.user.name = member.name
        member.user.save(update_fields=["name"])
    if "kind" in changed:
        ensure_account(by=by, member=member, now=now)
