"""Date arithmetic the way terms and deadlines are counted: the same day of the month, clamped to its end."""

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

MONTHS = {"month": 1, "quarter": 3, "year": 12}
_YEAR_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


class Period(NamedTuple):
    """One calendar month, quarter or year: its name (`2026-09`, `2026-Q3`, `2026`), first and last day."""

    name: str
    starts_on: date
    ends_on: date


def add_months(day: date, months: int) -> date:
    """The same day of the month that many months later (or earlier), or that month's last day.

    Raises OverflowError when the result lies outside the years 1 to 9999.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError("date outside the calendar")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The same day that many years later; one year from 29 February ends on 28 February."""
    return add_months(day, 12 * years)


def month_end(day: date) -> date:
    """The last day of the month that the day lies in."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def period_containing(day: date, unit: str) -> Period:
    """The calendar month, quarter or year (`unit`) that the day lies in."""
    length = MONTHS[unit]
    first_month = (day.month - 1) // length * length + 1
    starts_on = date(day.year, first_month, 1)
    ends_on = month_end(date(day.year, first_month + length - 1, 1))
    names = {
        "month": f"{day.year:04d}-{day.month:02d}",
        "quarter": f"{day.year:04d}-Q{first_month // 3 + 1}",
        "year": f"{day.year:04d}",
    }
    return Period(names[unit], starts_on, ends_on)


def periods_between(since: date, until: date, unit: str) -> Iterator[Period]:
    """Every calendar period of that unit that has a day in common with the days from `since` to `until`."""
    period = period_containing(since, unit)
    while period.starts_on <= until:
        yield period
        if period.ends_on == date.max:
            return
        period = period_containing(period.ends_on + timedelta(days=1), unit)


def month_number(text: str) -> int | None:
    """The month `YYYY-MM` as a running number, so that neighbours differ by one; None when it is no month."""
    match = _YEAR_MONTH.fullmatch(text)
    if match is None or match[1] == "0000":
        return None
    return int(match[1]) * 12 + int(match[2]) - 1
