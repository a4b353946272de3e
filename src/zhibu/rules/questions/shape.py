"""What a question is: a name, the facts it wants, and the judge that answers it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhibu.rules.book import Rulebook
from zhibu.rules.facts import Fact, read_all, schema_of
from zhibu.rules.verdict import Answer

Facts = Mapping[str, Any]
Judge = Callable[[Facts, date, Rulebook], Answer]


@dataclass(frozen=True, slots=True)
class Question:
    """One question: `read` turns raw facts into values, `judge` answers, `schema` describes the raw facts.

    `act_on` names the fact whose day is the day of the act when `on` is not given. `schema` asks the rulebook
    where what is wanted depends on the text in force.
    """

    name: str
    title: str
    read: Callable[[Facts, date, Rulebook], Any]
    judge: Judge
    schema: Callable[[Rulebook], Mapping[str, Any]]
    act_on: str | None = None


def question(name: str, title: str, wanted: tuple[Fact, ...], judge: Judge) -> Question:
    """A question whose facts are the same on every day."""
    return Question(
        name, title, lambda facts, on, book: read_all(wanted, facts), judge, lambda book: schema_of(wanted)
    )
