"""What can be asked of the tree."""

import datetime as dt

from django.db.models import Q

from zhibu.accounts.models import User
from zhibu.kernel.prepared import Given, Question
from zhibu.organisations.access import standings
from zhibu.organisations.models import Organisation, Post
from zhibu.organisations.terms import COMMITTEE_ROLES, OFFICER_ROLES, OrganisationKind, Role


def home_branch(user: User, *, on: dt.date) -> Organisation | None:
    """The branch this person belongs to or serves: the first branch found among what they are today."""
    own = [s for s in standings(user, on=on) if s.kind == OrganisationKind.BRANCH]
    if not own:
        return None
    return Organisation.objects.filter(pk=own[0].organisation_id).first()


def home_branch_and_groups(user: User, *, on: dt.date) -> tuple[Organisation | None, list[Organisation]]:
    """The home branch of this person and its groups, by code, in one question."""
    own = next((s for s in standings(user, on=on) if s.kind == OrganisationKind.BRANCH), None)
    if own is None:
        return None, []
    there = _HOME.ask(branch=own.organisation_id)
    branch = next((one for one in there if one.pk == own.organisation_id), None)
    return branch, [one for one in there if one is not branch]


_HOME = Question(
    lambda: Organisation.objects.filter(
        Q(pk=Given("branch")) | Q(parent=Given("branch"), kind=OrganisationKind.GROUP)
    ).order_by("code")
)


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
