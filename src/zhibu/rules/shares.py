"""Fractions of a number of people, compared exactly: "at least four fifths", "more than half"."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple


class Share(NamedTuple):
    """A part of a whole that must be reached, or passed when `strict`."""

    part: Fraction
    strict: bool

    @property
    def words(self) -> str:
        """The share as people say it: 半数, 5分之4."""
        if self.part == Fraction(1, 2):
            return "半数"
        return f"{self.part.denominator}分之{self.part.numerator}"

    def reached(self, number: int, whole: int) -> bool:
        """Whether the number is enough of the whole; nobody of nobody is never enough."""
        limit = self.part * whole
        return whole > 0 and (number > limit if self.strict else number >= limit)

    def exactly(self, number: int, whole: int) -> bool:
        """Whether the number lies exactly on the limit."""
        return whole > 0 and self.part * whole == number

    def least(self, whole: int) -> int:
        """The smallest number of people that is enough."""
        limit = self.part * whole
        return int(limit) + 1 if self.strict else max(1, -int(-limit // 1))

    def least_above(self, whole: int) -> int:
        """The smallest number of people above the limit, where exactly on it would be disputed."""
        return int(self.part * whole) + 1


def share(value: Mapping[str, Any]) -> Share:
    """The share that a row's value holds, e.g. `{share: 4/5, strict: false}`."""
    return Share(Fraction(value["share"]), bool(value["strict"]))
