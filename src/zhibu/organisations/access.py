"""May this person do this here, and which ones may they do it to: both answers come from the one table."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import DateField, Q
from django.utils.translation import gettext as _

from zhibu.accounts.models import User
from zhibu.kernel.prepared import Given, Question
from zhibu.kernel.refusal import NotAllowed
from zhibu.organisations.models import Organisation, Post
from zhibu.organisations.policy import NOT_BY_STAND_INS, TABLE, Reach
from zhibu.organisations.terms import OrganisationKind, Role


@dataclass(frozen=True)
class Standing:
    """What a person is somewhere, today."""

    role: Role
    organisation_id: int
    path: str
    kind: OrganisationKind
    acting: bool
    name: str = ""


_HELD = Question(
    lambda: (
        Post.objects.held_on(Given("on", DateField()))  # type: ignore[arg-type]
        .filter(user=Given("user"))
        .values_list(
            "role",
            "organisation_id",
            "organisation__path",
            "organisation__kind",
            "acting_for_id",
            "organisation__name",
        )
    )
)


def standings(user: User, *, on: dt.date) -> tuple[Standing, ...]:
    """Everything this person is on this day; asked once per request and person."""
    if not user.is_authenticated:
        return ()
    known: dict[dt.date, tuple[Standing, ...]] = user.__dict__.setdefault("_standings", {})
    if on not in known:
        known[on] = tuple(
            Standing(Role(role), pk, path, OrganisationKind(kind), acting is not None, name)
            for role, pk, path, kind, acting, name in _HELD.ask(user=user.pk, on=on)
        )
    return known[on]


def forget_standings(user: User) -> None:
    """After posts change inside an act, ask the database again."""
    user.__dict__.pop("_standings", None)


def may(user: User, capability: str, organisation: Organisation | Standing, *, on: dt.date) -> bool:
    """Whether this person may do this in this organisation today."""
    if user.is_console:
        return True
    grants = TABLE[capability]
    return any(
        _covers(standing, grants[standing.role], organisation.path, organisation.kind)
        for standing in _carrying(user, capability, on=on)
        if standing.role in grants
    )


def require(user: User, capability: str, organisation: Organisation, *, on: dt.date) -> None:
    """Refuse unless the person may."""
    if not may(user, capability, organisation, on=on):
        raise NotAllowed(
            _("您在「%(organisation)s」没有办这件事的权限。") % {"organisation": organisation.name}
        )


def reach(user: User, capability: str, *, on: dt.date, field: str = "organisation") -> Q:
    """A filter for rows whose organisation (named by `field`) the person may do this to.

    The organisations are found first, in a subquery of their own: a condition across the join would make the
    database read every row of the other table.
    """
    if user.is_console:
        return Q(**{f"{field}__isnull": False})  # all of them; an empty filter would vanish in an OR
    grants = TABLE[capability]
    places = Q(pk__in=[])
    for standing in _carrying(user, capability, on=on):
        how = grants.get(standing.role)
        if how is Reach.BELOW:
            places |= Q(path__startswith=standing.path)
        elif how is Reach.OWN:
            places |= Q(pk=standing.organisation_id)
            if standing.kind != OrganisationKind.GROUP:
                places |= Q(parent=standing.organisation_id, kind=OrganisationKind.GROUP)
    return Q(**{f"{field}__in": Organisation.objects.filter(places).values("pk")})


def paths_from(user: User, capability: str, *, on: dt.date) -> list[str]:
    """Below which places of the tree the person may do this."""
    if user.is_console:
        return [""]
    grants = TABLE[capability]
    return [s.path for s in _carrying(user, capability, on=on) if grants.get(s.role) is Reach.BELOW]


def _carrying(user: User, capability: str, *, on: dt.date) -> tuple[Standing, ...]:
    """What the person is, without what they only stand in for where that does not carry the right."""
    held = standings(user, on=on)
    return tuple(s for s in held if not s.acting) if capability in NOT_BY_STAND_INS else held


def _covers(standing: Standing, how: Reach, path: str, kind: str) -> bool:
    if path == standing.path:
        return True
    if not path.startswith(standing.path):
        return False
    if how is Reach.BELOW:
        return True
    return kind == OrganisationKind.GROUP and len(path) == len(standing.path) + 4
