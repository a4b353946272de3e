"""Whether shifts alone can ever bring enough people together: one whole period of all crews, without leaves.

With k evenly staffed crews in continuous cover one crew is always at work, so at most (k-1)/k of them can ever come.
When an election needs more than that, no other date helps; somebody has to be let off a shift.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import lcm

from zhibu.rules.calendar import calendar
from zhibu.scheduling.availability import FAR
from zhibu.scheduling.problem import DAY, Problem
from zhibu.scheduling.table import Table

_WEEK = 7
LONGEST_PERIOD = 5 * 366


@dataclass(frozen=True, slots=True)
class Certificate:
    """In none of so many days, after which all begins anew, can more than `best` voters come; `need` are needed."""

    period_days: int
    best: int
    need: int


def period_days(problem: Problem) -> int:
    """After how many days the shifts of all crews fall on the same weekdays again."""
    return lcm(_WEEK, *(len(crew.pattern) for crew in problem.crews.values() if crew.calendar is None))


def certificate(problem: Problem) -> Certificate | None:
    """The proof that no day of the period reaches the need, or None: some day does, or no number is needed.

    People, shifts, rest and ways are as they are; leaves, taken rooms, sizes of rooms and holidays are left out, so
    no return from leave can undo it. None too for a period of more than five years.
    """
    days = period_days(problem)
    if problem.need is None or days > LONGEST_PERIOD:
        return None
    best = max((cell.voters for cell in Table(_without_events(problem, days)).cells()), default=0)
    return Certificate(days, best, problem.need) if best < problem.need else None


def _without_events(problem: Problem, days: int) -> Problem:
    weekly = calendar([], [])
    return replace(
        problem,
        days=days,
        crews={
            name: crew if crew.calendar is None else replace(crew, calendar=weekly)
            for name, crew in problem.crews.items()
        },
        rooms=tuple(replace(room, busy=(), capacity=FAR) for room in problem.rooms),
        members=tuple(replace(member, leave=()) for member in problem.members),
    )


def next_date(problem: Problem, *, at_most: int | None = None) -> date | None:
    """The first day after the horizon on which enough can come, by all that is known today; None within one period.

    `at_most` limits how many days are looked at.
    """
    reach = min(period_days(problem), LONGEST_PERIOD if at_most is None else at_most)
    later = replace(problem, first_day=problem.first_day + timedelta(days=problem.days), days=reach)
    table = Table(later)
    held = [cell.start for cell in table.cells() if table.holds(cell)]
    return later.first_day + timedelta(days=min(held) // DAY) if held else None
