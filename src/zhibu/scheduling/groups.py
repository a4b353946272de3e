"""Party groups (党小组): who should sit together so that their meetings cost least, and who needs a contact instead.

People of one crew and one site stay together. Every union of such classes is priced by the best start and room it
could meet at; the cheapest way to divide all classes into groups is then found exactly, over all unions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from zhibu.scheduling.problem import DAY, Member, Problem
from zhibu.scheduling.table import ClassKey, Sums, Table

if TYPE_CHECKING:
    import numpy as np

MOST_CLASSES = 17
_NEVER = 1 << 50


@dataclass(frozen=True, slots=True)
class GroupRules:
    """What a group must have; the numbers are handed in. `max_members` None: no limit."""

    members: int
    formal: int
    max_members: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """One group: its people, the classes it unites, and where and when it meets best, with how many then."""

    ids: tuple[str, ...]
    classes: tuple[tuple[str | None, str, int], ...]
    leader_ok: bool
    start: datetime
    room: str
    present: int
    cost: int


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody whom no group can hold, and the full member who keeps in touch (None: there is none).

    `never`: there is no start at which this person could come; else the branch is too small for a group.
    """

    id: str
    contact: str | None
    never: bool


@dataclass(frozen=True, slots=True)
class Grouping:
    """All groups and contacts. `exact` False: there were so many classes that small ones were joined beforehand."""

    groups: tuple[Group, ...]
    contacts: tuple[Contact, ...]
    cost: int
    exact: bool = True


def groups(problem: Problem, rules: GroupRules) -> Grouping:
    """The cheapest division into groups: least loss of each at its own best slot, and a price for every group.

    Those who cannot come to any start, and everybody where no division holds, get a contact.
    """
    alone = replace(problem, need=None, required=frozenset())
    never = _never(alone)
    there = tuple(member for member in problem.members if member.id not in never)
    percent = dict(zip((member.id for member in problem.members), problem.percent(), strict=True))
    table = Table(replace(alone, members=there), percent=[percent[member.id] for member in there])
    classes, exact = _classes(table)
    divided = _divided(table, classes, rules) if classes else None
    lone = never if divided else frozenset(member.id for member in problem.members)
    found = divided or ()
    contacts = tuple(
        Contact(member.id, _contact(member, problem.members, lone), member.id in never)
        for member in problem.members
        if member.id in lone
    )
    return Grouping(found, contacts, sum(group.cost for group in found), exact)


def _never(problem: Problem) -> frozenset[str]:
    """Those who cannot come to any start in any room."""
    table = Table(problem)
    index = {start: place for place, start in enumerate(table.starts)}
    falls = [{key: table.places(key, room) for key in table.classes} for room in problem.rooms]
    seen: set[int] = set()
    for cell in table.cells():
        if not cell.present:
            continue
        away = table.away(cell.start // DAY)
        for key, places in table.classes.items():
            if falls[cell.room][key][index[cell.start]].reason is None and not seen.issuperset(places):
                seen.update(place for place in places if place not in away)
    return frozenset(member.id for place, member in enumerate(problem.members) if place not in seen)


def _contact(member: Member, members: Sequence[Member], lone: frozenset[str]) -> str | None:
    """A full member who works beside this one: the same crew, else the same site, else anybody."""
    able = [one for one in members if one.formal and one.id != member.id]
    best = min(
        able,
        key=lambda one: (one.id in lone, one.crew != member.crew, one.site != member.site),
        default=None,
    )
    return None if best is None else best.id


def _classes(table: Table) -> tuple[list[list[ClassKey]], bool]:
    """The classes, the smallest of one site joined while there are too many to look at every union."""
    classes = [[key] for key in table.classes]

    def number(joined: list[ClassKey]) -> int:
        return sum(len(table.classes[key]) for key in joined)

    exact = len(classes) <= MOST_CLASSES
    while len(classes) > MOST_CLASSES:
        classes.sort(key=number)
        first = classes.pop(0)
        beside = next((one for one in classes if one[0][1] == first[0][1]), classes[0])
        beside.extend(first)
    return classes, exact


def _divided(
    table: Table, classes: Sequence[Sequence[ClassKey]], rules: GroupRules
) -> tuple[Group, ...] | None:
    """The cheapest groups, or None when no division holds."""
    import numpy as np

    cells, costs, present, room = _costs(table, classes)
    if not len(cells):
        return None
    members = [
        [table.problem.members[place] for key in one for place in table.classes[key]] for one in classes
    ]
    size = _over_unions([len(one) for one in members])
    formal = _over_unions([sum(member.formal for member in one) for one in members])
    able = (size >= max(1, rules.members)) & (formal >= rules.formal)
    if rules.max_members is not None:
        able &= size <= rules.max_members
    loss = _losses(costs, present, room)
    value = np.where(able & (loss < _NEVER), loss // 100 + table.problem.weights.per_group, _NEVER)
    chosen = _partition(value)
    if chosen is None:
        return None
    return tuple(
        _group(table, classes, members, union, int(value[union]), cells, (costs, present, room))
        for union in chosen
    )


def _costs(table: Table, classes: Sequence[Sequence[ClassKey]]) -> tuple[list[Any], Any, Any, Any]:
    """For every cell that differs from the earlier ones: the loss of each class in hundredths, who comes, the size
    of the room."""
    import numpy as np

    problem = table.problem
    sums_of: dict[int, dict[ClassKey, Sums]] = {}
    rows: dict[tuple[int, ...], Any] = {}
    index = {start: place for place, start in enumerate(table.starts)}
    falls = [{key: table.places(key, one) for key in table.classes} for one in problem.rooms]
    number = {key: len(places) for key, places in table.classes.items()}
    for cell in sorted(table.cells(), key=lambda one: (one.start, one.room)):
        day, at = cell.start // DAY, index[cell.start]
        if day not in sums_of:
            sums_of[day] = dict(table.sums(day))
        late = 100 * problem.weights.lateness_per_day * day
        losses, coming = [], []
        for joined in classes:
            loss = come = 0
            for key in joined:
                fall, sums = falls[cell.room][key][at], sums_of[day][key]
                if fall.reason is None:
                    come += sums.number
                    loss += fall.minutes * sums.weight + fall.trips * sums.weighed_home
                    loss += 100 * problem.weights.absent * (number[key] - sums.number)
                else:
                    loss += 100 * problem.weights.absent * number[key]
            losses.append(loss)
            coming.append(come)
        capacity = min(problem.rooms[cell.room].capacity, len(problem.members))
        rows.setdefault((late, capacity, *losses, *coming), (cell, late, losses, coming, capacity))
    kept = list(rows.values())
    costs = np.array([[*row[2], row[1]] for row in kept], dtype=np.int64)
    present = np.array([[*row[3], 0] for row in kept], dtype=np.int64)
    return [row[0] for row in kept], costs, present, np.array([row[4] for row in kept], dtype=np.int64)


def _over_unions(numbers: Sequence[int]) -> np.ndarray[Any, Any]:
    """The sum over every union of classes, numbered by its bits."""
    import numpy as np

    sums = np.zeros(1, dtype=np.int64)
    for number in numbers:
        sums = np.concatenate([sums, sums + number])
    return sums


def _losses(costs: Any, present: Any, room: Any) -> Any:
    """The least loss of every union over all cells that hold those who could come."""
    import numpy as np

    number = costs.shape[1] - 1
    half = number // 2
    everybody_fits = bool((room >= present.sum(axis=1)).all())

    def unions(columns: Any) -> Any:
        sums = np.zeros((1, len(costs)), dtype=np.int64)
        for column in columns.T:
            sums = np.concatenate([sums, sums + column])
        return sums

    low, low_present = unions(costs[:, :half]), unions(present[:, :half])
    high, high_present = unions(costs[:, half:number]), unions(present[:, half:number])
    losses = []
    for at in range(len(high)):
        total = low + (high[at] + costs[:, number])
        if not everybody_fits:
            total = np.where(low_present + high_present[at] <= room, total, _NEVER)
        losses.append(total.min(axis=1))
    return np.concatenate(losses)


def _partition(value: Any) -> list[int] | None:
    """The cheapest way to divide all classes into unions; None when there is none."""
    import numpy as np

    everything = len(value) - 1
    half = (everything.bit_length() + 1) // 2
    below = [_parts(number) for number in range(1 << half)]
    best = np.full(len(value), _NEVER, dtype=np.int64)
    taken = np.zeros(len(value), dtype=np.int64)
    best[0] = 0
    for union in range(1, len(value)):
        lowest = union & -union
        rest = union ^ lowest
        high, low = below[rest >> half] << half, below[rest & ((1 << half) - 1)]
        parts = (high[:, None] | low).ravel()
        # Parts stand in rising order, so what each leaves over stands in falling order.
        costs = value[parts | lowest] + best[parts[::-1]]
        at = int(costs.argmin())
        if costs[at] < _NEVER:
            best[union] = costs[at]
            taken[union] = int(parts[at]) | lowest
    if best[everything] >= _NEVER:
        return None
    chosen, left = [], everything
    while left:
        chosen.append(int(taken[left]))
        left ^= chosen[-1]
    return chosen


def _parts(number: int) -> Any:
    """Every choice of the bits of a number, in rising order."""
    import numpy as np

    parts = np.zeros(1, dtype=np.int64)
    for bit in range(number.bit_length()):
        if number >> bit & 1:
            parts = np.concatenate([parts, parts | 1 << bit])
    return parts


def _group(
    table: Table,
    classes: Sequence[Sequence[ClassKey]],
    members: Sequence[Sequence[Member]],
    union: int,
    cost: int,
    cells: Sequence[Any],
    arrays: tuple[Any, Any, Any],
) -> Group:
    costs, present, room = arrays
    inside = [at for at in range(len(classes)) if union >> at & 1]
    loss = costs[:, [*inside, len(classes)]].sum(axis=1)
    coming = present[:, inside].sum(axis=1)
    loss[coming > room] = _NEVER
    at = int(loss.argmin())
    here = {member.id for number in inside for member in members[number]}
    return Group(
        ids=tuple(member.id for member in table.problem.members if member.id in here),
        classes=tuple(
            (key[0], key[1], len(table.classes[key])) for number in inside for key in classes[number]
        ),
        leader_ok=any(member.formal for number in inside for member in members[number]),
        start=table.problem.instant(cells[at].start),
        room=table.problem.rooms[cells[at].room].id,
        present=int(coming[at]),
        cost=cost,
    )
