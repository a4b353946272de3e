"""One meeting: all starts and rooms ranked exactly, with what keeps each person away; why not another time."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from zhibu.scheduling.availability import State, states
from zhibu.scheduling.certificate import Certificate, certificate
from zhibu.scheduling.patterns import Shift
from zhibu.scheduling.problem import DAY, Problem, Room
from zhibu.scheduling.table import Cell, Table


@dataclass(frozen=True, slots=True)
class Slot:
    """One start in one room. `margin` voters more than needed (0: one call in sick loses the vote; None: no need)."""

    start: datetime
    room: str
    present: int
    voters: int
    margin: int | None
    own_minutes: int
    cost: int
    states: tuple[State, ...]

    @property
    def can(self) -> tuple[State, ...]:
        """Those who can come."""
        return tuple(one for one in self.states if one.can_come)

    @property
    def cannot(self) -> tuple[State, ...]:
        """Those who cannot, each with a reason."""
        return tuple(one for one in self.states if not one.can_come)

    @property
    def is_amber(self) -> bool:
        """Enough, with nobody to spare."""
        return self.margin == 0


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best slots; without any feasible one the `nearest` ones, and a certificate when shifts alone never do."""

    need: int | None
    feasible: int
    slots: tuple[Slot, ...]
    nearest: tuple[Slot, ...]
    certificate: Certificate | None


def rank_slots(problem: Problem, k: int = 5) -> Ranking:
    """The k best starts and rooms: cost, then the earlier start, then the order of the rooms.

    Exact over all of them. Raises WayUnknownError when a way between two sites is not known.
    """
    table = Table(problem)
    held, short = [], []
    for cell in table.cells():
        if table.holds(cell):
            held.append((table.cost(cell), cell.start, cell.room, cell))
        elif not held:
            short.append((shortage(problem, cell), table.cost(cell), cell.start, cell.room, cell))
    best = tuple(_slot(problem, table, row[-1]) for row in heapq.nsmallest(k, held, key=lambda row: row[:-1]))
    if held:
        return Ranking(problem.need, len(held), best, (), None)
    nearest = tuple(
        _slot(problem, table, row[-1]) for row in heapq.nsmallest(k, short, key=lambda row: row[:-1])
    )
    return Ranking(problem.need, 0, (), nearest, certificate(problem))


def shortage(problem: Problem, cell: Cell) -> int:
    """How many people are missing for the quorum, with those required; in a room too small nobody is there."""
    voters = 0 if cell.full else cell.voters
    required = len(problem.required) if cell.full else cell.missing_required
    return max(0, (problem.need or 0) - voters) + required


def _slot(problem: Problem, table: Table, cell: Cell) -> Slot:
    room = problem.rooms[cell.room]
    who = states(problem, cell.start, room, table.lines)
    voters = 0 if cell.full else cell.voters
    return Slot(
        start=problem.instant(cell.start),
        room=room.id,
        present=0 if cell.full else cell.present,
        voters=voters,
        margin=None if problem.need is None else voters - problem.need,
        own_minutes=0 if cell.full else cell.own_minutes,
        cost=table.cost(cell),
        states=who,
    )


@dataclass(frozen=True, slots=True)
class Barrier:
    """What keeps a person away, to be put into words: the shift it comes from, and from when on they could come.

    For a leave, a shift or a way nothing more than the reason and the shift is known; what kind of leave never is.
    """

    id: str
    reason: str
    shift: Shift | None
    shift_starts_at: datetime | None
    shift_ends_at: datetime | None
    free_from: datetime | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a slot is not the best one. `dearer_by`: its cost above the best (None: one does not hold)."""

    slot: Slot
    holds: bool
    room_taken: bool
    barriers: tuple[Barrier, ...]
    best: Slot | None
    more_people: int
    more_minutes: int
    dearer_by: int | None


def why_not(problem: Problem, start: datetime, room_id: str) -> Explanation:
    """Why this start in this room was not chosen: who is kept away by what, and what it costs beside the best.

    Raises KeyError for a room that is not in the problem.
    """
    room = {room.id: room for room in problem.rooms}[room_id]
    asked = problem.minute(start)
    alone = _only(problem, asked, room)
    table = Table(alone)
    cell = next(table.cells())
    late = problem.weights.lateness_per_day * (asked // DAY)
    slot = _slot(alone, table, cell)
    slot = replace(slot, cost=slot.cost + late)
    best = next(iter(rank_slots(problem, 1).slots), None)
    holds = table.holds(cell)
    taken = _is_taken(problem, room, asked)
    return Explanation(
        slot=slot,
        holds=holds and not taken,
        room_taken=taken,
        barriers=tuple(_barrier(alone, table, cell.start, one) for one in slot.cannot),
        best=best,
        more_people=0 if best is None else slot.present - best.present,
        more_minutes=0 if best is None else slot.own_minutes - best.own_minutes,
        dearer_by=slot.cost - best.cost if best is not None and holds and not taken else None,
    )


def _only(problem: Problem, asked: int, room: Room) -> Problem:
    """One start in one room as a problem of its own, whatever the grid is and whether the room is taken."""
    day, start = problem.instant(asked).date(), asked % DAY
    return replace(
        problem,
        first_day=day,
        days=1,
        day_start=start,
        day_end=start + problem.duration,
        grid=1,
        rooms=(replace(room, busy=()),),
    )


def _is_taken(problem: Problem, room: Room, start: int) -> bool:
    end = start + problem.duration
    return any(problem.minute(begin) < end and start < problem.minute(until) for begin, until in room.busy)


def _barrier(problem: Problem, table: Table, start: int, one: State) -> Barrier:
    member = next(member for member in problem.members if member.id == one.id)
    met, last, following = table.lines[member.crew].around(start, start + problem.duration)
    stands = {
        "on_shift": met,
        "duty_block": met,
        "rest_after_night": last,
        "travel_before": last,
        "rest_before_night": following,
        "travel_after": following,
    }.get(one.reason or "")
    if stands is None:
        return Barrier(one.id, one.reason or "", None, None, None, None)
    begins, ends, shift = stands
    free = {
        "on_shift": ends,
        "duty_block": ends,
        "rest_after_night": ends + problem.rest.after_night,
    }.get(one.reason or "")
    return Barrier(
        one.id,
        one.reason or "",
        shift,
        problem.instant(begins),
        problem.instant(ends),
        None if free is None else problem.instant(free),
    )


@dataclass(frozen=True, slots=True)
class Setting:
    """The best slot when an absent person is priced so many own minutes."""

    absent: int
    slot: Slot


DIAL = (0, 60, 120, 180, 240, 360, 480, 720, 960)


def dial(problem: Problem, prices: Sequence[int] = DIAL) -> tuple[Setting, ...]:
    """More people come, or less rest is taken: the best slot at each price of an absence, each slot told once."""
    table, told = Table(problem), []
    held = [cell for cell in table.cells() if table.holds(cell)]
    seen: set[tuple[int, int]] = set()
    for price in sorted(prices):
        table.problem = replace(problem, weights=replace(problem.weights, absent=price))
        if not held:
            return ()
        best = min(held, key=lambda cell: (table.cost(cell), cell.start, cell.room))
        if (best.start, best.room) not in seen:
            seen.add((best.start, best.room))
            told.append(Setting(price, _slot(table.problem, table, best)))
    return tuple(told)
