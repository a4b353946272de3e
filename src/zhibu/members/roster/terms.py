"""The words of reading a roster: what a cell may become, and what may be wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeAlias

Cell: TypeAlias = str | float | int | bool | date | datetime | time | timedelta | None


class Merged(Protocol):
    """A rectangle of merged cells, counted from 0, ends included."""

    @property
    def first_row(self) -> int: ...
    @property
    def first_column(self) -> int: ...
    @property
    def last_row(self) -> int: ...
    @property
    def last_column(self) -> int: ...


class Sheet(Protocol):
    """One sheet of a file, as the documents room hands it over: row 0 is row 1 of the file."""

    @property
    def name(self) -> str: ...
    @property
    def hidden(self) -> bool: ...
    @property
    def rows(self) -> Iterable[Sequence[Cell]]: ...
    @property
    def merged(self) -> Sequence[Merged]: ...


class Severity(StrEnum):
    """An error keeps the row out; a warning lets it in and leaves the field as it was."""

    ERROR = "error"
    WARNING = "warning"


ERRORS = frozenset(
    {
        "name_missing",
        "name_invalid",
        "id_length",
        "id_check_digit",
        "id_not_text",
        "id_birth_implausible",
        "id_duplicate",
        "id_in_other_branch",
        "date_invalid",
        "date_ambiguous",
        "type_unknown",
        "branch_unknown",
        "text_too_long",
    }
)
WARNINGS = frozenset(
    {"id_missing", "id_birth_mismatch", "id_sex_mismatch", "id_area_unknown", "date_order", "phone_invalid"}
)


class PersonType(StrEnum):
    """Where a person stands on the way into the Party."""

    FULL = "full"
    PROBATIONARY = "probationary"
    OBJECT = "object"
    ACTIVIST = "activist"
    APPLICANT = "applicant"
    WORKER = "worker"


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"


class RosterDate(NamedTuple):
    """A date as the roster gives it; where only year and month are known, no day is invented."""

    year: int
    month: int
    day: int | None = None

    @property
    def precision(self) -> str:
        return "month" if self.day is None else "day"

    @property
    def exact(self) -> date | None:
        """The date, or None when the day is not known."""
        return None if self.day is None else date(self.year, self.month, self.day)

    @property
    def earliest(self) -> tuple[int, int, int]:
        return (self.year, self.month, self.day or 1)

    @property
    def latest(self) -> tuple[int, int, int]:
        return (self.year, self.month, self.day or 31)

    def agrees_with(self, other: RosterDate) -> bool:
        """True unless the two cannot be the same day."""
        return self == other or (self.earliest <= other.latest and other.earliest <= self.latest)

    def __str__(self) -> str:
        month = f"{self.year:04d}-{self.month:02d}"
        return month if self.day is None else f"{month}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class Fault:
    """What a reader says instead of a value; `message` is a msgid, translated only when it is shown.

    `could_be` lists the readings of an ambiguous date that the identity number may decide between.
    """

    code: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    could_be: tuple[RosterDate, ...] = ()


class Problem(NamedTuple):
    """One thing wrong in one row, in words for the person who keeps the roster.

    `row` is the file's own row number, `column` the header as it stands in the file (None: the row as a
    whole), `shown` what the cell holds, with an identity number masked.
    """

    row: int
    column: str | None
    code: str
    severity: Severity
    message: str
    shown: str
    sheet: str = ""


FieldValue: TypeAlias = str | bool | RosterDate | PersonType | Sex


@dataclass(slots=True)
class RowReading:
    """One person's row: clean values by field, and what is wrong with it."""

    number: int
    values: dict[str, FieldValue]
    sheet: str = ""
    problems: list[Problem] = field(default_factory=list)

    @property
    def accepted(self) -> bool:
        return not any(problem.severity is Severity.ERROR for problem in self.problems)
