"""A lesson held several times so that everybody can come: the fewest sessions, then the least own time.

Many starts fall alike on everybody and many more are no better than another for anybody; what is left is enumerated.
Where a room holds too few, or many sessions are needed, the solver decides. Both ways are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from operator import le

from zhibu.scheduling import solver
from zhibu.scheduling.availability import FAR, Place
from zhibu.scheduling.problem import DAY, Problem
from zhibu.scheduling.table import Table

MOST_ENUMERATED, MOST_SEATS = 3, 3000


@dataclass(frozen=True, slots=True)
class Session:
    """One sitting of the lesson and who comes to it."""

    start: datetime
    room: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """The sessions in order of time. `left_out` cannot come, or find no seat; `proven` False: there may be better."""

    sessions: tuple[Session, ...]
    own_minutes: int
    left_out: tuple[str, ...]
    proven: bool = True


@dataclass(frozen=True, slots=True)
class _Column:
    """Starts and rooms that fall alike on everybody: own minutes of each person (FAR: cannot come)."""

    minutes: tuple[int, ...]
    mask: int
    cells: tuple[tuple[int, int], ...]


def split(problem: Problem) -> Split:
    """The fewest sessions to which everybody can come to one, and among those the least own minutes in all.

    Nobody is counted twice, no room is used twice at once, none is overfilled; those required can come to each.
    """
    columns = _columns(problem)
    everybody = 0
    for column in columns:
        everybody |= column.mask
    ids = [member.id for member in problem.members]
    left_out = tuple(name for place, name in enumerate(ids) if not everybody >> place & 1)
    if not everybody:
        return Split((), 0, left_out)
    chosen = _enumerated(problem, columns, everybody)
    proven = True
    if chosen is None or any(len(who) > problem.rooms[room].capacity for (_, room), who in chosen.items()):
        chosen, proven = _solved(problem, columns, everybody)
    seated = {place for who in chosen.values() for place in who}
    left_out = tuple(name for place, name in enumerate(ids) if place not in seated)
    own = {cell: column.minutes for column in columns for cell in column.cells if cell in chosen}
    sessions = tuple(
        Session(problem.instant(start), problem.rooms[room].id, tuple(ids[place] for place in sorted(who)))
        for (start, room), who in sorted(chosen.items())
    )
    minutes = sum(own[cell][place] for cell, who in chosen.items() for place in who)
    return Split(sessions, minutes, left_out, proven)


def _columns(problem: Problem) -> list[_Column]:
    """All starts and rooms to which somebody can come, those that fall alike on everybody together."""
    table = Table(problem)
    index = {start: place for place, start in enumerate(table.starts)}
    rooms = [[table.places(key, room) for key in table.classes] for room in problem.rooms]
    kinds: dict[tuple[frozenset[int], tuple[Place, ...], bool], list[tuple[int, int]]] = {}
    for cell in table.cells():
        if not cell.present or cell.missing_required or not problem.rooms[cell.room].capacity:
            continue
        at = index[cell.start]
        falls = tuple(places[at] for places in rooms[cell.room])
        key = (table.away(cell.start // DAY), falls, problem.rooms[cell.room].site is None)
        kinds.setdefault(key, []).append((cell.start, cell.room))
    alike: dict[tuple[int, ...], list[tuple[int, int]]] = {}
    for (away, falls, _), cells in kinds.items():
        alike.setdefault(_minutes(table, away, falls), []).extend(cells)
    return [
        _Column(
            minutes, sum(1 << at for at, spent in enumerate(minutes) if spent < FAR), tuple(sorted(cells))
        )
        for minutes, cells in alike.items()
    ]


def _minutes(table: Table, away: frozenset[int], falls: Sequence[Place]) -> tuple[int, ...]:
    spent = [FAR] * len(table.problem.members)
    for places, fall in zip(table.classes.values(), falls, strict=True):
        if fall.reason is None:
            for place in places:
                if place not in away:
                    spent[place] = fall.minutes + fall.trips * table.problem.members[place].home_minutes
    return tuple(spent)


def _undominated(problem: Problem, columns: Sequence[_Column], number: int) -> list[_Column]:
    """Without columns that are for nobody better than others, of which so many sessions cannot block all.

    One session blocks at most one of several cells that lie in different rooms, or two lengths of the lesson apart.
    """
    kept: list[_Column] = []
    for column in sorted(columns, key=lambda one: (-one.mask.bit_count(), sum(one.minutes), one.cells[0])):
        better = (
            other
            for other in kept
            if column.mask & ~other.mask == 0 and all(map(le, other.minutes, column.minutes))
        )
        apart: list[tuple[int, int]] = []
        for other in better:
            for cell in other.cells:
                if len(apart) < number and all(
                    cell[1] != one[1] or abs(cell[0] - one[0]) >= 2 * problem.duration for one in apart
                ):
                    apart.append(cell)
            if len(apart) >= number:
                break
        else:
            kept.append(column)
    return kept


def _enumerated(
    problem: Problem, columns: Sequence[_Column], everybody: int
) -> dict[tuple[int, int], list[int]] | None:
    """The optimum as if every room held everybody, or None: more sessions than are enumerated."""
    for number in range(1, MOST_ENUMERATED + 1):
        found = _cheapest_cover(problem, _undominated(problem, columns, number), everybody, number)
        if found is not None:
            return _assigned(columns, found)
    return None


def _cheapest_cover(
    problem: Problem, columns: Sequence[_Column], everybody: int, number: int
) -> tuple[tuple[int, int], ...] | None:
    """The cheapest cells of so many columns that reach everybody; each choice begins with who is reached least."""
    people = [place for place in range(everybody.bit_length()) if everybody >> place & 1]
    if any(not any(one.mask >> place & 1 for one in columns) for place in people):
        return None
    reaching = {place: [one for one in columns if one.mask >> place & 1] for place in people}
    rarest = sorted(people, key=lambda place: len(reaching[place]))
    floor = [min(spent) for spent in zip(*(column.minutes for column in columns), strict=True)]
    best: tuple[int, tuple[tuple[int, int], ...]] | None = None

    def extend(chosen: tuple[_Column, ...], mask: int, spent: list[int]) -> None:
        nonlocal best
        rest = everybody & ~mask
        least = sum(map(min, spent, floor)) if rest else sum(spent)
        if best is not None and least > best[0] + beyond:
            return
        if not rest:
            cells = _realised(problem, chosen)
            if cells is not None and (best is None or (least - beyond, cells) < best):
                best = (least - beyond, cells)
            return
        left = number - len(chosen)
        place = next(place for place in rarest if rest >> place & 1)
        for column in reaching[place]:
            if left > 1 or rest & ~column.mask == 0:
                extend((*chosen, column), mask | column.mask, list(map(min, spent, column.minutes)))

    # People who cannot come at all count FAR in every sum.
    beyond = FAR * (len(floor) - len(people))
    extend((), 0, [FAR] * len(floor))
    return None if best is None else best[1]


def _realised(problem: Problem, chosen: Sequence[_Column]) -> tuple[tuple[int, int], ...] | None:
    """The earliest start of each column such that no room is used twice at once."""
    firsts = tuple(column.cells[0] for column in chosen)
    if _fits(problem, firsts):
        return tuple(sorted(firsts))
    choices = [sorted(_spaced(problem, column.cells, 3 * len(chosen))) for column in chosen]
    return min((tuple(sorted(cells)) for cells in product(*choices) if _fits(problem, cells)), default=None)


def _fits(problem: Problem, cells: Sequence[tuple[int, int]]) -> bool:
    return not any(
        one[1] == other[1] and abs(one[0] - other[0]) < problem.duration
        for place, one in enumerate(cells)
        for other in cells[:place]
    )


def _assigned(
    columns: Sequence[_Column], cells: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], list[int]]:
    """Everybody to the session that takes least of their time, the earlier one of two alike."""
    minutes = {cell: column.minutes for column in columns for cell in column.cells if cell in cells}
    chosen: dict[tuple[int, int], list[int]] = {cell: [] for cell in cells}
    for place in range(len(columns[0].minutes)):
        cell = min(cells, key=lambda one: (minutes[one][place], one))
        if minutes[cell][place] < FAR:
            chosen[cell].append(place)
    return chosen


def _solved(
    problem: Problem, columns: Sequence[_Column], everybody: int
) -> tuple[dict[tuple[int, int], list[int]], bool]:
    """The solver's answer, and whether it is proven; without a solver the greedy one."""
    greedy = _greedy(problem, columns, everybody)
    if not solver.is_there():
        return greedy, False
    cells, proven = _offered(problem, columns, greedy)
    model, held, seats = _model(problem, cells, everybody)
    own = list(model.costs)
    # First as many people as can be seated, then the fewest sessions, then the least own minutes.
    for costs, counted in (
        ([-1 if column in seats else 0 for column in range(len(own))], list(seats)),
        ([1 if column in held else 0 for column in range(len(own))], list(held)),
    ):
        model.costs = costs
        found = solver.solve(model)
        if found.chosen is None:
            return greedy, False
        number = sum(column in found.chosen for column in counted)
        proven = proven and found.bound == sum(costs[column] for column in found.chosen)
        model.row(number, number, counted)
    model.costs = own
    found = solver.solve(model)
    if found.chosen is None:
        return greedy, False
    chosen: dict[tuple[int, int], list[int]] = {held[at]: [] for at in held if at in found.chosen}
    for column, (cell, place) in seats.items():
        if column in found.chosen:
            chosen[cell].append(place)
    cost = sum(model.costs[column] for column in found.chosen)
    return chosen, proven and found.bound is not None and found.bound >= cost


def _offered(
    problem: Problem, columns: Sequence[_Column], greedy: dict[tuple[int, int], list[int]]
) -> tuple[list[tuple[tuple[int, int], tuple[int, ...]]], bool]:
    """The cells the solver may choose from, and whether they are all that matter.

    Where that would be too many, those of the quick answer and the best ones: for many people first.
    """
    listed = [
        (cell, column) for column in columns for cell in _spaced(problem, column.cells, 3 * len(greedy))
    ]
    if sum(column.mask.bit_count() for _, column in listed) <= MOST_SEATS:
        return [(cell, column.minutes) for cell, column in listed], True
    listed.sort(key=lambda one: (one[0] not in greedy, -one[1].mask.bit_count(), sum(one[1].minutes), one[0]))
    kept, seats, alike = [], 0, dict[tuple[int, ...], int]()
    for cell, column in listed:
        alike[column.minutes] = alike.get(column.minutes, 0) + 1
        if seats < MOST_SEATS and alike[column.minutes] <= len(greedy):
            kept.append((cell, column.minutes))
            seats += column.mask.bit_count()
    return kept, False


def _spaced(problem: Problem, cells: Sequence[tuple[int, int]], enough: int) -> Sequence[tuple[int, int]]:
    """Of cells that are alike, in each room so many apart that other sessions cannot block them all; else all."""
    kept: list[tuple[int, int]] = []
    for room in sorted({room for _, room in cells}):
        here = [cell for cell in cells if cell[1] == room]
        apart: list[tuple[int, int]] = []
        for cell in here:
            if not apart or cell[0] - apart[-1][0] >= problem.duration:
                apart.append(cell)
        kept.extend(apart[:enough] if len(apart) >= enough else here)
    return kept


def _model(
    problem: Problem, cells: Sequence[tuple[tuple[int, int], tuple[int, ...]]], everybody: int
) -> tuple[solver.Model, dict[int, tuple[int, int]], dict[int, tuple[tuple[int, int], int]]]:
    model = solver.Model()
    held: dict[int, tuple[int, int]] = {}
    seats: dict[int, tuple[tuple[int, int], int]] = {}
    of_person: dict[int, list[int]] = {
        place: [] for place in range(everybody.bit_length()) if everybody >> place & 1
    }
    for cell, minutes in cells:
        sitting = model.choice(0)
        held[sitting] = cell
        here = []
        for place, spent in enumerate(minutes):
            if spent < FAR:
                seat = model.choice(spent)
                here.append(seat)
                seats[seat] = (cell, place)
                of_person[place].append(seat)
                model.row(-1, 0, [seat, sitting], [1, -1])
        model.row(-FAR, 0, [*here, sitting], [1] * len(here) + [-problem.rooms[cell[1]].capacity])
    for seats_of in of_person.values():
        model.row(0, 1, seats_of)
    for room in range(len(problem.rooms)):
        inside = [(start, at) for at, (start, where) in held.items() if where == room]
        for start, _ in inside:
            clash = [at for other, at in inside if start <= other < start + problem.duration]
            if len(clash) > 1:
                model.row(0, 1, clash)
    return model, held, seats


def _greedy(problem: Problem, columns: Sequence[_Column], everybody: int) -> dict[tuple[int, int], list[int]]:
    """Always the session that reaches most of those left; an upper bound on their number."""
    rest, chosen = everybody, dict[tuple[int, int], list[int]]()
    ordered = sorted(columns, key=lambda one: one.cells[0])
    while rest:
        best: tuple[int, _Column, tuple[int, int]] | None = None
        for column in ordered:
            for cell in column.cells:
                if not _fits(problem, [*chosen, cell]):
                    continue
                reached = min((column.mask & rest).bit_count(), problem.rooms[cell[1]].capacity)
                if reached and (best is None or reached > best[0]):
                    best = (reached, column, cell)
                break
        if best is None:
            return chosen
        reached, column, cell = best
        places = [place for place in range(rest.bit_length()) if (column.mask & rest) >> place & 1][:reached]
        chosen[cell] = places
        for place in places:
            rest &= ~(1 << place)
    return chosen
