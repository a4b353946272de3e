"""What an answer is made of: reasons that cite a row, and the verdict that follows from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """The five answers: allowed, allowed with a reason, people must decide, not allowed, only computed."""

    OK = "OK"
    WARN = "WARN"
    ASK = "ASK"
    NO = "NO"
    INFO = "INFO"


_GRAVITY = (Verdict.OK, Verdict.WARN, Verdict.ASK, Verdict.NO)
FIRM = frozenset({"V1", "V2", "M-high"})


@dataclass(frozen=True, slots=True)
class Document:
    """A regulation or notice, by its id and its Chinese title."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One row applied to the facts; `holds` is None when people must decide."""

    rule: str
    holds: bool | None
    text: str
    document: Document | None
    article: str | None
    status: str
    force: str
    fails_as: Verdict | None = None

    @property
    def verdict(self) -> Verdict:
        """What this row alone says: only a must row that is surely in the text can forbid."""
        if self.holds is None:
            return Verdict.ASK
        if self.holds:
            return Verdict.OK
        if self.fails_as is not None:
            return self.fails_as
        if self.force != "must":
            return Verdict.WARN
        return Verdict.NO if self.status in FIRM else Verdict.ASK


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question on one day: verdict, computed values and the reasons with their sources."""

    question: str
    on: date
    verdict: Verdict
    values: Mapping[str, Any]
    reasons: tuple[Reason, ...]

    @property
    def objections(self) -> tuple[Reason, ...]:
        """The reasons that fail or that people must decide, gravest first."""
        open_reasons = [reason for reason in self.reasons if reason.holds is not True]
        return tuple(sorted(open_reasons, key=lambda reason: -_GRAVITY.index(reason.verdict)))


def worst(reasons: Iterable[Reason]) -> Verdict:
    """The gravest verdict of the reasons, in the order NO, ASK, WARN, OK."""
    return max((reason.verdict for reason in reasons), key=_GRAVITY.index, default=Verdict.OK)


def answer(
    question: str, on: date, values: Mapping[str, Any], reasons: Iterable[Reason], *, computes: bool = False
) -> Answer:
    """Put an answer together; one that only `computes` and meets no objection says INFO instead of OK."""
    listed = tuple(reasons)
    verdict = worst(listed)
    if computes and verdict is Verdict.OK:
        verdict = Verdict.INFO
    return Answer(question, on, verdict, values, listed)
