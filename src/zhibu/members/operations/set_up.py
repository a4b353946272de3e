"""The first run: the committee, one branch, its secretary, and their way in."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from zhibu.accounts.models import User
from zhibu.accounts.operations import make_link, use_setup_link
from zhibu.accounts.terms import LinkPurpose
from zhibu.kernel import transactions
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes
from zhibu.members import names
from zhibu.members.models import Member
from zhibu.members.numbers import last4_index
from zhibu.members.operations.ensure_account import ensure_account
from zhibu.members.operations.set_crews import set_crews
from zhibu.members.terms import Kind
from zhibu.organisations import access, permissions
from zhibu.organisations.models import Organisation, Post
from zhibu.organisations.operations import appoint, end_post, found_organisation
from zhibu.organisations.terms import OrganisationKind, Role


@dataclass(frozen=True)
class FirstBranch:
    """What the first two steps say."""

    committee_name: str
    committee_code: str
    branch_name: str
    branch_code: str
    preset: str = ""
    today_positions: Mapping[str, tuple[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Started:
    """What came of it: the branch, its secretary, and the secret of the secretary's own link (if one was made)."""

    branch: Organisation
    secretary: User
    secret: str


@writes
def set_up(
    *, link_id: str, first: FirstBranch, name: str, phone: str, at_hand: bool, now: dt.datetime
) -> Started:
    """Make the first committee, branch and secretary. Works once, with the link printed at the first start.

    `at_hand`: the secretary holds this very device and needs no link.
    """
    transactions.lock("tree")
    if Organisation.objects.exists() or not use_setup_link(link_id=link_id, now=now):
        raise Refused(_("这里已经装好，请用书记的链接。"), code="set_up_already")
    by = User.objects.console()
    committee = found_organisation(
        by=by,
        code=first.committee_code,
        name=first.committee_name,
        kind=OrganisationKind.COMMITTEE,
        parent=None,
        now=now,
    )
    branch = found_organisation(
        by=by,
        code=first.branch_code,
        name=first.branch_name,
        kind=OrganisationKind.BRANCH,
        parent=committee,
        now=now,
    )
    if first.preset and first.today_positions:
        set_crews(by=by, branch=branch, preset=first.preset, today_positions=first.today_positions, now=now)
    user = make_secretary(by=by, branch=branch, name=name, phone=phone, now=now)
    secret = ""
    if not at_hand:
        secret = make_link(by=by, user=user, purpose=LinkPurpose.PERSONAL, organisation=branch, now=now)
    return Started(branch=branch, secretary=user, secret=secret)


@writes
def make_secretary(*, by: User, branch: Organisation, name: str, phone: str, now: dt.datetime) -> User:
    """Appoint a secretary by name and phone; who is on the register already is taken from there.

    The secretary before ends the day before; what they recorded stays theirs.
    """
    access.require(by, permissions.APPOINT_SECRETARY, branch, on=local(now).date())
    key = names.name_key(name)
    if not key:
        raise Refused(_("请填姓名。"), field="name")
    found = list(Member.objects.filter(branch=branch, name_key=key, left_on__isnull=True))
    if len(found) > 1:
        raise Refused(
            _("名册上有%(count)s位同名的，请先在名册里分清。") % {"count": len(found)}, field="name"
        )
    member = found[0] if found else None
    if member is None:
        member = Member.objects.create(
            branch=branch,
            name=" ".join(name.split()),
            name_key=key,
            pinyin=names.search_keys(name),
            kind=Kind.FULL,
            phone=phone,
            phone_last4_index=last4_index(phone),
        )
    elif phone and not member.phone:
        member.phone, member.phone_last4_index = phone, last4_index(phone)
        member.save(update_fields=["phone", "phone_last4_index"])
    user = ensure_account(by=by if by.is_console else User.objects.console(), member=member, now=now)
    today = local(now).date()
    for post in (
        Post.objects.held_on(today)
        .filter(organisation=branch, role=Role.SECRETARY, acting_for__isnull=True)
        .exclude(user=user)
    ):
        end_post(by=by, post=post, to_on=max(post.from_on, today - dt.timedelta(days=1)), now=now)
    appoint(by=by, user=user, organisation=branch, role=Role.SECRETARY, from_on=today, now=now)
    return user
