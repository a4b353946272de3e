"""Working days: Monday to Friday with the published holidays and make-up days, never a guess for another year."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from zhibu.rules.book import DATA
from zhibu.rules.plain_yaml import read_yaml

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Holidays and make-up working days of the years that are known."""

    holidays: frozenset[date]
    workdays: frozenset[date]
    years: frozenset[int]

    def is_workday(self, day: date) -> bool | None:
        """Whether people work that day; None when the year's arrangement is not known."""
        if day.year not in self.years:
            return None
        if day in self.workdays:
            return True
        return day.weekday() < _SATURDAY and day not in self.holidays

    def workdays_between(self, first: date, last: date) -> int | None:
        """The working days from the first to the last day, both counted; None when a year is not known."""
        count = 0
        for offset in range((last - first).days + 1):
            working = self.is_workday(first + timedelta(days=offset))
            if working is None:
                return None
            count += working
        return count

    def workday_after(self, day: date, count: int) -> date | None:
        """The day that many working days later, the next one being the first; None when a year is not known."""
        while count > 0:
            day += timedelta(days=1)
            working = self.is_workday(day)
            if working is None:
                return None
            count -= working
        return day


def calendar(holidays: Iterable[date], workdays: Iterable[date], years: Iterable[int] = ()) -> Calendar:
    """A calendar of one's own; it knows the years named, and those in which one of its days lies."""
    off, on = frozenset(holidays), frozenset(workdays)
    return Calendar(off, on, frozenset(years) | {day.year for day in off | on})


@cache
def shipped(path: Path = DATA / "calendar.yaml") -> Calendar:
    """The calendar of the shipped, editable table."""
    table: Mapping[str, Any] = read_yaml(path)
    off: list[date] = []
    on: list[date] = []
    for year in table.values():
        for holiday in year["holidays"]:
            first, last = date.fromisoformat(holiday["from"]), date.fromisoformat(holiday["to"])
            off.extend(first + timedelta(days=offset) for offset in range((last - first).days + 1))
        on.extend(map(date.fromisoformat, year["workdays"]))
    return Calendar(frozenset(off), frozenset(on), frozenset(map(int, table)))
