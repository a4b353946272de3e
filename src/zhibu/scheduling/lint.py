"""Finding slips in entered shifts before anybody plans by them: too little rest, hours nobody or two crews work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from math import lcm

from zhibu.scheduling.shifts import Crew, Duty, duties

LEAST_GAP = 480
_LONGEST_PERIOD = 366


class Slip(StrEnum):
    """What looks wrong."""

    SHORT_GAP = "short_gap"
    UNCOVERED = "uncovered"
    DOUBLY_COVERED = "doubly_covered"


@dataclass(frozen=True, slots=True)
class Finding:
    """One slip. `minutes`: the gap between two shifts (negative: they overlap), or the minutes in one period
    that nobody, or more than one crew, works. `at`: the first instant of it; `crew` None: all crews together.
    """

    slip: Slip
    crew: str | None
    at: datetime
    minutes: int
    before: Duty | None = None
    after: Duty | None = None


def lint(crews: Sequence[Crew]) -> tuple[Finding, ...]:
    """Slips of each crew, and, where two or more rotating crews are given, of the cover they give together."""
    gaps = [finding for crew in crews for finding in short_gaps(crew)]
    return (*gaps, *cover(crews))


def short_gaps(crew: Crew, least: int = LEAST_GAP) -> Iterator[Finding]:
    """Neighbouring shifts with less than `least` minutes between them, each pair of kinds once."""
    if crew.calendar is not None:
        return
    told: set[tuple[str, str]] = set()
    last_day = crew.anchor_on + timedelta(days=2 * len(crew.pattern) + 2)
    for before, after in pairwise(duties(crew, crew.anchor_on, last_day)):
        gap = int((after.starts_at - before.ends_at).total_seconds() // 60)
        kinds = (before.shift.code, after.shift.code)
        at_station = before.shift.resident and after.shift.resident
        if gap < least and not at_station and kinds not in told:
            told.add(kinds)
            yield Finding(Slip.SHORT_GAP, crew.name, before.ends_at, gap, before, after)


def cover(crews: Sequence[Crew]) -> Iterator[Finding]:
    """Minutes of one whole period that no rotating crew works, and minutes that more than one works.

    Crews are held together when they work the same pattern; two sites that run the same system side by side cover
    each minute twice, evenly, and that is no slip.
    """
    systems: dict[object, list[Crew]] = {}
    for crew in crews:
        if crew.calendar is None:
            systems.setdefault((_turned(crew.pattern), crew.shifts), []).append(crew)
    for rotating in systems.values():
        if len(rotating) > 1:
            yield from _cover_of(rotating)


def _turned(pattern: tuple[str, ...]) -> tuple[str, ...]:
    """The same pattern wherever one begins to write it."""
    return min(pattern[place:] + pattern[:place] for place in range(len(pattern)))


def _cover_of(rotating: Sequence[Crew]) -> Iterator[Finding]:
    days = min(lcm(*(len(crew.pattern) for crew in rotating)), _LONGEST_PERIOD)
    first_day = max(crew.anchor_on for crew in rotating)
    counted = list(_counted(rotating, first_day, days))
    nobody = [(start, end) for start, end, working in counted if working == 0]
    usual = 1 if nobody else min((working for _, _, working in counted), default=1)
    several = [(start, end) for start, end, working in counted if working > usual]
    for slip, spans in ((Slip.UNCOVERED, nobody), (Slip.DOUBLY_COVERED, several)):
        if spans:
            minutes = sum(int((end - start).total_seconds() // 60) for start, end in spans)
            yield Finding(slip, None, spans[0][0], minutes)


def _counted(crews: Sequence[Crew], first_day: date, days: int) -> Iterator[tuple[datetime, datetime, int]]:
    """The period cut at every begin and end of a shift, with how many crews work in each piece."""
    begin = datetime.combine(first_day, time())
    end = begin + timedelta(days=days)
    changes: dict[datetime, int] = {begin: 0, end: 0}
    for crew in crews:
        for duty in duties(crew, first_day - timedelta(days=4), first_day + timedelta(days=days)):
            starts_at, ends_at = max(duty.starts_at, begin), min(duty.ends_at, end)
            if starts_at < ends_at:
                changes[starts_at] = changes.get(starts_at, 0) + 1
                changes[ends_at] = changes.get(ends_at, 0) - 1
    working = 0
    for instant, following in pairwise(sorted(changes)):
        working += changes[instant]
        yield instant, following, working
