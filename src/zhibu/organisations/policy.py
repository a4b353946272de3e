"""The one table of rights: which role may do what, how far from its own organisation. What is not here is refused."""

from enum import StrEnum
from types import MappingProxyType

from zhibu.organisations.terms import COMMITTEE_ROLES, OFFICER_ROLES, Role


class Reach(StrEnum):
    """How far a right goes from the organisation in which the role is held."""

    OWN = "own"  # this organisation and the Party groups of this branch
    BELOW = "below"  # everything under it in the tree


_SECRETARIES = frozenset({Role.SECRETARY, Role.DEPUTY})
_REGISTRARS = _SECRETARIES | {Role.ORGANISER}
_BRANCH_PEOPLE = OFFICER_ROLES | {Role.MEMBER, Role.PROBATIONARY}


# What a stand-in does not get with the post: whoever may give posts could make their own time longer.
NOT_BY_STAND_INS = frozenset({"posts.appoint"})


def _own(roles: frozenset[Role]) -> dict[Role, Reach]:
    return dict.fromkeys(roles, Reach.OWN)


TABLE: MappingProxyType[str, dict[Role, Reach]] = MappingProxyType(
    {
        # organisations
        "organisations.see": {
            **_own(_BRANCH_PEOPLE | {Role.WORKER}),
            Role.SUPERIOR: Reach.BELOW,
            Role.ADMIN: Reach.BELOW,
        },
        "organisations.arrange": {Role.ADMIN: Reach.BELOW, Role.SUPERIOR: Reach.BELOW},
        "posts.appoint": {**_own(_SECRETARIES), Role.SUPERIOR: Reach.BELOW},
        "secretaries.appoint": {Role.SUPERIOR: Reach.BELOW, Role.ADMIN: Reach.BELOW},
        # accounts
        "links.make": _own(_REGISTRARS),
        "links.recover": {Role.SUPERIOR: Reach.BELOW, Role.ADMIN: Reach.BELOW},
        "devices.withdraw": {**_own(_REGISTRARS), Role.SUPERIOR: Reach.BELOW},
        # members
        "members.names": _own(_BRANCH_PEOPLE),
        "members.see": _own(COMMITTEE_ROLES),
        "members.unmask": _own(_REGISTRARS),
        "members.edit": _own(_REGISTRARS),
        "members.move": {Role.SUPERIOR: Reach.BELOW},  # from one branch to another; else by who edits both
        "members.import": _own(_REGISTRARS),
        "corrections.answer": _own(_REGISTRARS),
        "crews.arrange": _own(_REGISTRARS),
        # activities
        "meetings.see": _own(_BRANCH_PEOPLE),
        "meetings.see_committee": _own(COMMITTEE_ROLES),  # what the committee said among itself
        "meetings.convene": _own(_SECRETARIES | {Role.ORGANISER, Role.LEADER}),
        "meetings.run": _own(_SECRETARIES | {Role.ORGANISER, Role.PUBLICITY, Role.LEADER}),
        "meetings.papers": _own(OFFICER_ROLES),
        "templates.keep": {**_own(_REGISTRARS), Role.SUPERIOR: Reach.BELOW},
        "leave_reasons.see": _own(_SECRETARIES),
        "decisions.see": _own(_BRANCH_PEOPLE),
        "decisions.confirm": _own(_SECRETARIES | {Role.LEADER}),
        # duties
        "month.see": {**_own(OFFICER_ROLES), Role.SUPERIOR: Reach.BELOW},
    }
)
