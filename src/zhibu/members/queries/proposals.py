"""Posts a roster mentions and nobody has given yet: a spreadsheet gives no rights, it only proposes."""

import datetime as dt
from dataclasses import dataclass

from zhibu.members.models import Member
from zhibu.organisations.models import Organisation, Post
from zhibu.organisations.terms import OFFICER_ROLES, Role

_WORDS = (
    ("副书记", Role.DEPUTY),
    ("书记", Role.SECRETARY),
    ("组织委员", Role.ORGANISER),
    ("宣传委员", Role.PUBLICITY),
    ("纪检委员", Role.DISCIPLINE),
    ("纪律检查委员", Role.DISCIPLINE),
    ("小组长", Role.LEADER),
    ("组长", Role.LEADER),
    ("委员", Role.COMMITTEE),
)


@dataclass(frozen=True)
class Proposal:
    """Somebody the roster names in a post: whom to appoint to what, if it is so."""

    member: Member
    role: Role
    words: str


def role_named(words: str) -> Role | None:
    """The post these words mean, or None."""
    return next((role for word, role in _WORDS if word in words), None)


def proposed_posts(branch: Organisation, *, on: dt.date) -> list[Proposal]:
    """The posts the register mentions that are not given."""
    named = (
        Member.objects.party_members()
        .filter(branch=branch)
        .exclude(party_post="")
        .select_related("group")
        .defer("identity", "phone")
        .order_by("pinyin", "pk")
    )
    held = set(
        Post.objects.held_on(on)
        .filter(organisation__path__startswith=branch.path, role__in=OFFICER_ROLES)
        .values_list("user_id", "role")
    )
    found = [Proposal(m, role, m.party_post) for m in named if (role := role_named(m.party_post)) is not None]
    return [one for one in found if (one.member.user_id, one.role.value) not in held]
