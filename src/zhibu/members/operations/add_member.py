"""Entering one person into the register by hand."""

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext as _

from zhibu.accounts import journal, replay
from zhibu.accounts.models import User
from zhibu.kernel import transactions
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes
from zhibu.members import fields, permissions, roster_store
from zhibu.members.models import Member
from zhibu.members.names import name_key
from zhibu.members.numbers import identity_index
from zhibu.members.roster_plan import kind_of
from zhibu.organisations import access
from zhibu.organisations.models import Organisation


@writes
def add_member(
    *, by: User, branch: Organisation, new: Mapping[str, str], now: dt.datetime, op: str = ""
) -> Member:
    """Enter a person. `new` holds plain values by field (dates as 1985-07-01 or 1985-07).

    Refused when the identity number stands on a register already; a namesake born the same day is asked about
    by the page, not refused.
    """
    today = local(now).date()
    access.require(by, permissions.EDIT, branch, on=today)
    said = [branch.public_id, sorted(new.items())]
    earlier = replay.earlier(by=by, op=op, kind="member.add", said=said)
    if earlier is not None:
        return Member.objects.get(public_id=earlier["member"])
    transactions.lock(f"register {branch.pk}")
    values = {attribute: value for attribute, value in new.items() if value}
    check_entry(values, branch)
    values["kind"] = kind_of(values, today)
    member = Member(branch=branch)
    roster_store.put(member, values, links_for(values, branch, now=now))
    member.save(force_insert=True)
    journal.record(by=by, action="member.add", subject=member, organisation=branch, fields=values, now=now)
    replay.remember(by=by, op=op, kind="member.add", said=said, result={"member": member.public_id})
    return member


def check_entry(values: Mapping[str, str], branch: Organisation, *, besides: int | None = None) -> None:
    """Refuse what no entry may say: no name, too long a text, a number that stands on a register already."""
    if "name" in values and not name_key(values["name"]):
        raise Refused(_("请填姓名。"), field="name")
    for attribute, value in values.items():
        most = fields.LONGEST.get(attribute)
        if most is not None and len(value) > most:
            raise Refused(_("超过%(most)d个字，请写短些") % {"most": most}, field=attribute)
    index = identity_index(values.get("identity", ""))
    held = (
        Member.objects.on_register().filter(identity_index=index).exclude(pk=besides or 0).first()
        if index
        else None
    )
    if held is not None and held.branch_id != branch.pk:
        raise Refused(_("这个人在别的支部的名册里，请先办转接"), field="identity", code="id_in_other_branch")
    if held is not None:
        message = _("这个身份证号已经在名册里，是%(name)s") % {"name": held.name}
        raise Refused(message, field="identity", code="id_duplicate")


def links_for(values: Mapping[str, str], branch: Organisation, *, now: dt.datetime) -> roster_store.Links:
    """The group, area and crew these values name; an area or a crew nobody knows yet is made, a group is not."""
    links = roster_store.known_links({branch.pk})
    for link in fields.LINKS:
        name = values.get(link, "")
        if not name or (link, branch.pk, name) in links:
            continue
        if link == "group":
            raise Refused(_("没有叫「%(name)s」的党小组") % {"name": name}, field="group")
        links[link, branch.pk, name] = roster_store.make_link(link, branch.pk, name, now=now)
    return links
