"""Every start and room of a problem at once, exactly: how many could come and what it costs them.

People of one crew and one site fall alike on every time, so a cell of the table adds up a few classes and never looks
at single people; who is on leave is taken out of the classes of that day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from zhibu.scheduling.availability import Line, Note, Place, lines, placed
from zhibu.scheduling.problem import DAY, Member, Problem, Room

ClassKey = tuple[str | None, str]
_PlaceKey = tuple[str | None, int, int, bool, bool]


@dataclass(frozen=True, slots=True)
class Cell:
    """One start in one room. `present` and `voters` could come, whatever the room holds; `full`: it holds too few.

    `weighed` are own minutes times their weight in percent. `missing_required`: how many of those required cannot.
    """

    start: int
    room: int
    present: int
    voters: int
    own_minutes: int
    weighed: int
    full: bool
    missing_required: int


class Sums:
    """What a cell needs to know of one class on one day: people, voters, weights, ways home, and those required."""

    __slots__ = ("home", "number", "required", "voters", "weighed_home", "weight")

    def __init__(self, members: Sequence[tuple[Member, int]], required: frozenset[str]) -> None:
        self.number = len(members)
        self.voters = sum(member.voting and member.counted for member, _ in members)
        self.weight = sum(percent for _, percent in members)
        self.home = sum(member.home_minutes for member, _ in members)
        self.weighed_home = sum(percent * member.home_minutes for member, percent in members)
        self.required = sum(member.id in required for member, _ in members)


class Table:
    """The table of a problem; reading it costs no further search."""

    def __init__(
        self,
        problem: Problem,
        *,
        like: Table | None = None,
        percent: Sequence[int] | None = None,
    ) -> None:
        """`like`: a table of the same days, grid, duration, crews and ways, whose work is taken over.

        `percent`: the weights of the members, where they are to be those of a larger circle.
        """
        self.problem = problem
        self.lines: dict[str | None, Line] = lines(problem) if like is None else like.lines
        self.percent = problem.percent() if percent is None else tuple(percent)
        self.starts = problem.starts()
        self.per_day = len(problem.starts_of_a_day())
        self.classes: dict[ClassKey, list[int]] = {}
        for place, member in enumerate(problem.members):
            self.classes.setdefault((member.crew, member.site), []).append(place)
        self.notes: dict[str | None, list[Note]] = (
            {
                crew: [line.note(start, start + problem.duration) for start in self.starts]
                for crew, line in self.lines.items()
            }
            if like is None
            else like.notes
        )
        self._places: dict[_PlaceKey, list[Place]] = {} if like is None else like._places
        self._leaves = self._days_of_leave()
        self._whole = {key: self._sums(places) for key, places in self.classes.items()}

    def cells(self) -> Iterator[Cell]:
        """Every start in every room that is not taken then, room by room."""
        counted: dict[str | None, list[tuple[int, int, int, int, int]]] = {}
        for number, room in enumerate(self.problem.rooms):
            if room.site not in counted:
                counted[room.site] = self._counted(room)
            taken = [(self.problem.minute(begin), self.problem.minute(end)) for begin, end in room.busy]
            for start, (present, voters, own, weighed, required) in zip(
                self.starts, counted[room.site], strict=True
            ):
                end = start + self.problem.duration
                if taken and any(begin < end and start < until for begin, until in taken):
                    continue
                missing = len(self.problem.required) - required
                full = present > room.capacity
                yield Cell(start, number, present, voters, own, weighed, full, missing)

    def cost(self, cell: Cell) -> int:
        """The price of a cell: absent people, weighed own minutes, and lateness where that has a price."""
        weights, number = self.problem.weights, len(self.problem.members)
        late = weights.lateness_per_day * (cell.start // DAY)
        if cell.full:
            return weights.absent * number + late
        return weights.absent * (number - cell.present) + cell.weighed // 100 + late

    def holds(self, cell: Cell) -> bool:
        """Whether the quorum, the room and everybody required are there."""
        enough = self.problem.need is None or cell.voters >= self.problem.need
        return enough and not cell.full and not cell.missing_required

    def places(self, key: ClassKey, room: Room) -> list[Place]:
        """How every start in a room falls on one class, its leaves aside."""
        crew, site = key
        there, back = self.problem.way(site, room)
        own_site, online = room.site == site, room.site is None
        wanted = (crew, there, back, own_site, online)
        if wanted not in self._places:
            seen: dict[Note, Place] = {}
            found = []
            for note in self.notes[crew]:
                place = seen.get(note)
                if place is None:
                    place = placed(note, there, back, own_site=own_site, online=online, problem=self.problem)
                    seen[note] = place
                found.append(place)
            self._places[wanted] = found
        return self._places[wanted]

    def away(self, day: int) -> frozenset[int]:
        """The places in the list of members of those on leave that day."""
        return self._leaves.get(day, frozenset())

    def sums(self, day: int) -> Mapping[ClassKey, Sums]:
        """The classes of a day, without those on leave."""
        away = self.away(day)
        if not away:
            return self._whole
        return {
            key: self._sums([place for place in places if place not in away])
            if away.intersection(places)
            else self._whole[key]
            for key, places in self.classes.items()
        }

    def _sums(self, places: Sequence[int]) -> Sums:
        people = [(self.problem.members[place], self.percent[place]) for place in places]
        return Sums(people, self.problem.required)

    def _counted(self, room: Room) -> list[tuple[int, int, int, int, int]]:
        placed_of = {key: self.places(key, room) for key in self.classes}
        counted = []
        for day in range(self.problem.days if self.per_day else 0):
            here = [(placed_of[key], sums) for key, sums in self.sums(day).items() if sums.number]
            rows = [
                (placed_, s.number, s.voters, s.weight, s.home, s.weighed_home, s.required)
                for placed_, s in here
            ]
            for at in range(day * self.per_day, (day + 1) * self.per_day):
                present = voters = own = weighed = required = 0
                for placed_, number, voting, weight, home, weighed_home, needed in rows:
                    _, reason, minutes, trips = placed_[at]
                    if reason is None:
                        present += number
                        voters += voting
                        own += minutes * number + trips * home
                        weighed += minutes * weight + trips * weighed_home
                        required += needed
                counted.append((present, voters, own, weighed, required))
        return counted

    def _days_of_leave(self) -> dict[int, frozenset[int]]:
        """A meeting lies within one day and leaves are whole days, so a day decides for all its starts."""
        first, days = self.problem.first_day, self.problem.days
        away: dict[int, set[int]] = {}
        for place, member in enumerate(self.problem.members):
            for begin, end in member.leave:
                low, high = max(0, (begin - first).days), min(days - 1, (end - first).days)
                for day in range(low, high + 1):
                    away.setdefault(day, set()).add(place)
        return {day: frozenset(places) for day, places in away.items()}
