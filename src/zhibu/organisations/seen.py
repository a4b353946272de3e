"""Prepared questions about what one person may see: put together once for everybody who is the same somewhere.

What somebody may see follows from the table of rights and from where they are what. The same querysets as always
(`visible_to`, `reach`) are asked here for a `Reader`: a person with gaps instead of keys. Two secretaries of two
branches ask the same question with other values.
"""

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db.models import DateField, QuerySet

from zhibu.accounts.models import User
from zhibu.kernel.prepared import Given, Question
from zhibu.organisations import access
from zhibu.organisations.access import Standing
from zhibu.organisations.policy import TABLE, Reach
from zhibu.organisations.terms import OrganisationKind, Role

Row = TypeVar("Row")
Shape = tuple[tuple[Role, OrganisationKind, bool, str | None], ...]

# Who looks from above is found by the beginning of a path, which is part of the question itself.
_FROM_ABOVE = frozenset(role for grants in TABLE.values() for role in grants if grants[role] is Reach.BELOW)


class Reader(Given):
    """Whoever asks: a gap for their key, and a gap for each organisation they are something in.

    Filters that take a person take a reader: what they look at (`pk`, `is_console`, what the person is on a day, which
    `access.standings` finds on it) is here, and compared with it (`user=reader`) it is the gap itself.
    """

    is_authenticated = True

    def __init__(self, shape: Shape, *, on: dt.date | Given, is_console: bool = False) -> None:
        super().__init__("reader")
        self.is_console = is_console
        self.pk = self
        self._standings = {  # where access.standings looks first
            on: tuple(
                Standing(role, Given(f"place{number}"), path, kind, acting)  # type: ignore[arg-type]
                for number, (role, kind, acting, path) in enumerate(shape)
            )
        }


class SeenQuestion(Generic[Row]):
    """A queryset of what a reader may see: `made(reader, on)` says it once for each shape of rights."""

    def __init__(self, made: Callable[[Any, Any], "QuerySet[Any, Row]"]) -> None:
        @lru_cache(maxsize=256)
        def question(shape: Shape, is_console: bool) -> Question[Row]:
            on = Given("on", DateField())
            reader = Reader(shape, on=on, is_console=is_console)
            return Question(lambda: made(reader, on))

        self._question = question

    def ask(self, user: User, *, on: dt.date, **given: Any) -> list[Row]:
        """The rows that this person may see on this day."""
        held = access.standings(user, on=on)
        shape = tuple(
            (one.role, one.kind, one.acting, one.path if one.role in _FROM_ABOVE else None) for one in held
        )
        places = {f"place{number}": one.organisation_id for number, one in enumerate(held)}
        try:
            return self._question(shape, user.is_console).ask(reader=user.pk, on=on, **places, **given)
        except EmptyResultSet:
            return []  # nothing gives this person a right to any row
