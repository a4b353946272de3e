"""Tells the shelf how to call the person who is signed in: name, weightiest post, branch."""

from django.http import HttpRequest

from zhibu.accounts.models import User
from zhibu.kernel import clock
from zhibu.organisations.access import standings
from zhibu.organisations.terms import Role
from zhibu.web import nav

_WEIGHT = {role: place for place, role in enumerate(Role)}


def identity(request: HttpRequest) -> nav.Identity | None:
    """From what the person is today; asked from the same rows that decide their rights."""
    user = request.user
    if not isinstance(user, User) and not user.is_authenticated:
        return None
    held = sorted(standings(user, on=clock.today()), key=lambda standing: _WEIGHT[standing.role])  # type: ignore[arg-type]
    if not held:
        return nav.Identity(name=str(user))
    return nav.Identity(name=str(user), post=str(held[0].role.label), organisation=held[0].name)


nav.register_identity(identity)
