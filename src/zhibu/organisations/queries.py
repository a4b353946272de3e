"""What can be asked of the tree."""

import datetime as dt

from zhibu.accounts.models import User
from zhibu.organisations.access import standings
from zhibu.organisations.models import Organisation, Post
from zhibu.organisations.terms import COMMITTEE_ROLES, OFFICER_ROLES, OrganisationKind, Role


def home_branch(user: User, *, on: dt.date) -> Organisation | None:
    """The branch this person belongs to or serves: the first branch found among what they are today."""
    own = [s for s in standings(user, on=on) if s.kind == OrganisationKind.BRANCH]
    if not own:
        return None
    return Organisation.objects.filter(pk=own[0].organisation_id).first()


def is_officer(user: User, *, on: dt.date) -> bool:
    """Whether the person holds an office in a branch or group (and so sees 本月)."""
    return any(s.role in OFFICER_ROLES for s in standings(user, on=on))


def is_superior(user: User, *, on: dt.date) -> bool:
    """Whether the person works for a superior committee (and so sees 总览)."""
    return any(s.role == Role.SUPERIOR for s in standings(user, on=on))


def committee_posts(branch: Organisation, *, on: dt.date) -> list[Post]:
    """The filled seats of the branch committee on a day."""
    return list(
        Post.objects.held_on(on)
        .filter(organisation=branch, role__in=COMMITTEE_ROLES, acting_for__isnull=True)
        .select_related("user")
    )


def groups_of(branch: Organisation) -> list[Organisation]:
    """The Party groups of a branch, by code."""
    return list(Organisation.objects.filter(parent=branch, kind=OrganisationKind.GROUP).order_by("code"))
