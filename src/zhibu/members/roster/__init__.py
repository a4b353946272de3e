"""Reading a roster as branches keep it: messy sheets become clean values and plain words about doubts."""

from zhibu.members.roster.header import Column, HeaderNotFound
from zhibu.members.roster.reading import Reading, read_roster
from zhibu.members.roster.terms import (
    ERRORS,
    WARNINGS,
    PersonType,
    Problem,
    RosterDate,
    RowReading,
    Severity,
    Sex,
)

__all__ = [
    "ERRORS",
    "WARNINGS",
    "Column",
    "HeaderNotFound",
    "PersonType",
    "Problem",
    "Reading",
    "RosterDate",
    "RowReading",
    "Severity",
    "Sex",
    "read_roster",
]
