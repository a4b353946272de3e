"""Showing a number that is masked: an act with a reason, journalled, and told to the person it is about."""

import datetime as dt

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes
from zhibu.members import fields, permissions, roster_store
from zhibu.members.models import Member
from zhibu.organisations import access


class Reason(TextChoices):
    """What a masked number is needed for."""

    CONTACT = "contact", gettext_lazy("联系本人")
    CHECK = "check", gettext_lazy("核对名册")
    TRANSFER = "transfer", gettext_lazy("办组织关系")


SHOWABLE = ("phone", "identity", "born_on")


@writes
def show_number(*, by: User, member: Member, which: str, reason: str, now: dt.datetime) -> str:
    """The whole number (or birth date) of a person, for one of the reasons; each showing leaves a trace."""
    access.require(by, permissions.UNMASK, member.branch, on=local(now).date())
    if which not in SHOWABLE:
        raise Refused(_("没有这一项。"))
    if reason not in Reason.values:
        raise Refused(_("请选看的原因。"), field="reason")
    label, purpose = str(fields.LABELS[which]), str(Reason(reason).label)
    journal.record(
        by=by, action="member.unmask", subject=member, organisation=member.branch, fields=[which], now=now
    )
    journal.looked(viewer=by, subject=member, seen=label, purpose=purpose, now=now)
    return roster_store.plain_of(member).get(which, "")
