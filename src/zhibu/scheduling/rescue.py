"""A vote without a quorum: the fewest people to let off their shift, crew by crew, for every start and room."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from zhibu.scheduling.availability import ON_SHIFT
from zhibu.scheduling.certificate import Certificate, certificate, next_date
from zhibu.scheduling.problem import DAY, Problem
from zhibu.scheduling.table import Table


@dataclass(frozen=True, slots=True)
class Release:
    """One start in one room: `voters` can come by themselves, `release` says how many more each crew lets off."""

    start: datetime
    room: str
    need: int | None
    voters: int
    release: Mapping[str, int]
    cost: int

    @property
    def people(self) -> int:
        """How many are let off in all."""
        return sum(self.release.values())


@dataclass(frozen=True, slots=True)
class Rescue:
    """The slots with the fewest releases; the certificate, or else the next day after the horizon without any."""

    slots: tuple[Release, ...]
    certificate: Certificate | None
    next_on: date | None


def rescue(problem: Problem, k: int = 5) -> Rescue:
    """The k slots that need the fewest releases, then the least cost, then the earliest.

    Only counted voters kept away by nothing but a shift can be let off; rest, leave and ways stay as they are, and
    all who come must find room. A slot that holds by itself asks for nobody.
    """
    table = Table(problem)
    at_work = {day: _voters_by_crew(table, day) for day in range(problem.days)}
    index = {start: place for place, start in enumerate(table.starts)}
    found, holding = [], False
    for cell in table.cells():
        short = max(0, (problem.need or 0) - cell.voters)
        if cell.missing_required or cell.present + short > problem.rooms[cell.room].capacity:
            continue
        holding = holding or short == 0
        release = _fewest(problem, table, at_work[cell.start // DAY], index[cell.start], short)
        if release is not None:
            found.append((short, table.cost(cell), cell.start, cell.room, cell.voters, release))
    slots = tuple(
        Release(problem.instant(start), problem.rooms[room].id, problem.need, voters, release, cost)
        for _, cost, start, room, voters, release in heapq.nsmallest(k, found, key=lambda row: row[:4])
    )
    if holding:
        return Rescue(slots, None, None)
    proof = certificate(problem)
    return Rescue(slots, proof, None if proof else next_date(problem))


def _voters_by_crew(table: Table, day: int) -> dict[str, int]:
    """How many counted voters of each crew are not on leave that day, in the order of the problem's crews."""
    number: dict[str | None, int] = {}
    for (crew, _), sums in table.sums(day).items():
        number[crew] = number.get(crew, 0) + sums.voters
    return {crew: number[crew] for crew in table.problem.crews if number.get(crew)}


def _fewest(
    problem: Problem, table: Table, voters: Mapping[str, int], at: int, short: int
) -> dict[str, int] | None:
    """Whom to let off: from as few crews as can be, the crew with most people at work first."""
    if not short:
        return {}
    limits = problem.release_max
    spare = [
        (min(number, limits.get(crew, number)), crew)
        for crew, number in voters.items()
        if table.notes[crew][at].kind == ON_SHIFT
    ]
    if sum(number for number, _ in spare) < short:
        return None
    release: dict[str, int] = {}
    for number, crew in sorted(spare, key=lambda pair: -pair[0]):
        if short and number:
            release[crew] = min(number, short)
            short -= release[crew]
    return release
