"""A month or a quarter at once: all meetings of one branch, or of many that share rooms and people.

Every meeting has a ranked list of candidates. A quick plan gives an upper bound; a candidate dearer than its meeting's
best by more than that bound leaves cannot be in any best plan, so few remain for the solver. Every meeting is planned
by itself at first; those whose places collide are joined and planned together, until nothing collides. What does not
collide needs no joining, so the whole is proven best when each part is, and the sum of what is proven is a bound.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from zhibu.scheduling import solver
from zhibu.scheduling.problem import DAY, Problem, WayUnknownError
from zhibu.scheduling.table import Table

FEW, MANY, TOO_MANY, LARGE = 40, 3000, 60_000, 100
_MOST_ROUNDS = 20


class CircleError(ValueError):
    """Meetings of which each must come after another one."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting to place. `rooms` None: any; `first_day`, `last_day`: its own window, both included.

    `after`: meetings that must be over before it begins. `was`: where it stood in the plan before.
    """

    id: str
    members: tuple[str, ...]
    duration: int
    need: int | None = None
    rooms: frozenset[str] | None = None
    first_day: date | None = None
    last_day: date | None = None
    after: tuple[str, ...] = ()
    required: frozenset[str] = frozenset()
    was: tuple[datetime, str] | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a meeting stands; all three None when it has no place."""

    id: str
    start: datetime | None
    room: str | None
    voters: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """`status` optimal: no plan costs less; feasible: none costs less than `bound`; infeasible: some have no place.

    `moved`: meetings that no longer stand where they stood.
    """

    meetings: tuple[Placed, ...]
    status: str
    cost: int
    bound: int | None
    moved: tuple[str, ...] = ()


class Candidate(NamedTuple):
    """One start and room of one meeting. `price` is its cost, with what moving away from the old place costs."""

    price: int
    start: int
    room: int
    end: int
    cost: int
    voters: int


def plan(problem: Problem, meetings: Sequence[Meeting]) -> Plan:
    """The cheapest plan of all meetings, the fewest moved first where an old plan is given.

    Meetings that share people do not overlap, nor does the way between their rooms; a room holds one meeting at a
    time; `after` is kept. Raises CircleError, WayUnknownError.
    """
    _in_order(meetings)
    board = _Board(problem, meetings)
    parts = [_Part((at,)) for at in range(len(meetings))]
    for part in parts:
        board.solve(part, ())
    while len(joined := board.joined(parts)) < len(parts):
        parts = joined
    return board.plan(parts)


class _Part:
    """Meetings that are planned together, their places, and the proven least price."""

    def __init__(self, members: tuple[int, ...]) -> None:
        self.members = members
        self.places: dict[int, Candidate] = {}
        self.bound: int | None = None
        self.complete = False


class _Board:
    """The candidates of all meetings and what stands in each other's way."""

    def __init__(self, problem: Problem, meetings: Sequence[Meeting]) -> None:
        self.problem, self.meetings = problem, meetings
        self.numbers = {meeting.id: at for at, meeting in enumerate(meetings)}
        people = [frozenset(meeting.members) for meeting in meetings]
        self.people = people
        self.shares = [
            frozenset(other for other in range(len(meetings)) if other != at and people[at] & people[other])
            for at in range(len(meetings))
        ]
        self.after = [
            frozenset(self.numbers[name] for name in meeting.after if name in self.numbers)
            for meeting in meetings
        ]
        self.candidates = _candidates(problem, meetings)
        spread = sum(max((one.cost for one in found), default=0) for found in self.candidates)
        self.move_price = spread + 1
        self.candidates = [
            sorted(self._priced(at, one) for one in found) for at, found in enumerate(self.candidates)
        ]
        self._ways: dict[tuple[int, int], int] = {}

    def _priced(self, at: int, one: Candidate) -> Candidate:
        was = self.meetings[at].was
        if was is None:
            return one
        stays = self.problem.minute(was[0]) == one.start and self.problem.rooms[one.room].id == was[1]
        return one._replace(price=one.cost + (0 if stays else self.move_price))

    def way(self, one: int, other: int) -> int:
        """Minutes between two rooms, for people who come to both."""
        if (one, other) not in self._ways:
            rooms = self.problem.rooms
            site = rooms[one].site
            try:
                self._ways[one, other] = 0 if site is None else self.problem.way(site, rooms[other])[0]
            except WayUnknownError:  # nobody's own way leads there, so nobody was asked for it
                self._ways[one, other] = 0
        return self._ways[one, other]

    def clash(self, at: int, one: Candidate, other_at: int, other: Candidate) -> bool:
        """Whether two meetings cannot stand like this."""
        if other_at in self.after[at] and one.start < other.end:
            return True
        if at in self.after[other_at] and other.start < one.end:
            return True
        if one.room == other.room and one.start < other.end and other.start < one.end:
            return True
        if other_at not in self.shares[at]:
            return False
        return one.start < other.end + self.way(other.room, one.room) and other.start < one.end + self.way(
            one.room, other.room
        )

    def solve(self, part: _Part, known: Sequence[_Part]) -> None:
        """The best places of a part; `known` are its smaller parts, whose bounds hold for it too."""
        part.places = self._quick(part.members)
        part.complete = len(part.places) == len(part.members)
        floor = [(known_part.members, known_part.bound) for known_part in known]
        if not floor:
            floor = [((at,), None) for at in part.members]
        bests = {at: self.candidates[at][0].price for at in part.members if self.candidates[at]}
        if len(bests) < len(part.members):
            self._drop(part)
            return
        bounds = [(members, max(sum(bests[at] for at in members), bound or 0)) for members, bound in floor]
        part.bound = sum(bound for _, bound in bounds)
        if part.complete and self._price(part) == part.bound:
            return
        if not solver.is_there():
            return
        if not part.complete:
            self._try({at: _few(self.candidates[at], None) for at in part.members}, part)
        if part.complete:
            kept = self._kept(part, bests, bounds)
            if sum(map(len, kept.values())) > MANY:
                self._try({at: _few(kept[at], part.places.get(at)) for at in kept}, part)
                kept = self._kept(part, bests, bounds)
        else:
            kept = {at: self.candidates[at] for at in part.members}
        if part.complete and sum(map(len, kept.values())) > MANY:
            kept = self._relaxed(kept, part)
        if part.complete and sum(map(len, kept.values())) > MANY:
            return
        found = self._try(kept, part)
        if found.infeasible:
            self._drop(part)
        elif found.bound is not None:
            part.bound = max(part.bound, found.bound)

    def _relaxed(self, kept: dict[int, list[Candidate]], part: _Part) -> dict[int, list[Candidate]]:
        """Without candidates that, by the linear relaxation, no plan cheaper than the known one can use."""
        if sum(map(len, kept.values())) > TOO_MANY:
            return kept
        model, columns = self._model(kept)
        found = solver.relax(model)
        if found is None:
            return kept
        part.bound = max(part.bound or 0, found.bound)
        most = self._price(part) - 1
        fewer: dict[int, list[Candidate]] = {at: [] for at in kept}
        for (at, one), least in zip(columns, found.with_choice, strict=True):
            if least <= most or one == part.places[at]:
                fewer[at].append(one)
        return fewer

    def _try(self, kept: Mapping[int, Sequence[Candidate]], part: _Part) -> solver.Solution:
        """Let the solver choose among these candidates; a better plan is adopted."""
        model, columns = self._model(kept)
        found = solver.solve(model)
        if found.chosen is not None:
            places = {columns[column][0]: columns[column][1] for column in found.chosen}
            if not part.complete or sum(one.price for one in places.values()) < self._price(part):
                part.places, part.complete = places, True
        return found

    def _price(self, part: _Part) -> int:
        return sum(one.price for one in part.places.values())

    def _kept(
        self, part: _Part, bests: Mapping[int, int], bounds: Sequence[tuple[Sequence[int], int]]
    ) -> dict[int, list[Candidate]]:
        """Candidates that a plan no dearer than the known one could use."""
        price, total = self._price(part), sum(bound for _, bound in bounds)
        kept = {}
        for members, bound in bounds:
            here = sum(bests[at] for at in members)
            for at in members:
                most = price - (total - bound) - (here - bests[at])
                kept[at] = [one for one in self.candidates[at] if one.price <= most]
        return kept

    def _model(
        self, kept: Mapping[int, Sequence[Candidate]]
    ) -> tuple[solver.Model, list[tuple[int, Candidate]]]:
        model, columns = solver.Model(), list[tuple[int, Candidate]]()
        of: dict[int, list[tuple[int, Candidate]]] = {}
        for at, listed in kept.items():
            of[at] = [(model.choice(one.price), one) for one in listed]
            columns.extend((at, one) for one in listed)
            model.row(1, 1, [column for column, _ in of[at]])
        self._rows(model, of)
        return model, columns

    def _rows(self, model: solver.Model, of: Mapping[int, Sequence[tuple[int, Candidate]]]) -> None:
        """One meeting at a time for each room and each circle of people, ways between rooms, and the order."""
        for room in range(len(self.problem.rooms)):
            here = [
                (one.start, one.end, at, column) for at in of for column, one in of[at] if one.room == room
            ]
            _one_at_a_time(model, here)
        for circle in self._circles(of):
            _one_at_a_time(
                model, [(one.start, one.end, at, column) for at in circle for column, one in of[at]]
            )
        sited = {at: self._by_site(listed) for at, listed in of.items()}
        for at in of:
            for other in sorted(self.shares[at] & of.keys()):
                if at < other:
                    self._way_rows(model, at, sited[at], other, sited[other])
            for before in sorted(self.after[at] & of.keys()):
                for limit in sorted({one.start for _, one in of[at]}):
                    early = [column for column, one in of[at] if one.start <= limit]
                    late = [column for column, one in of[before] if one.end > limit]
                    if late:
                        model.row(0, 1, [*early, *late])

    def _by_site(self, listed: Sequence[tuple[int, Candidate]]) -> dict[int, list[tuple[int, Candidate]]]:
        """Choices by the first room that stands at the same site."""
        sites = [room.site for room in self.problem.rooms]
        found: dict[int, list[tuple[int, Candidate]]] = {}
        for column, one in listed:
            found.setdefault(sites.index(sites[one.room]), []).append((column, one))
        return found

    def _way_rows(
        self,
        model: solver.Model,
        at: int,
        ones: Mapping[int, Sequence[tuple[int, Candidate]]],
        other_at: int,
        others: Mapping[int, Sequence[tuple[int, Candidate]]],
    ) -> None:
        """Between two sites a meeting lasts as long as the way to the other one."""
        for site, here in ones.items():
            for other_site, there in others.items():
                forth, back = self.way(site, other_site), self.way(other_site, site)
                if forth or back:
                    longer = [(one.start, one.end + forth, at, column) for column, one in here]
                    longer += [(one.start, one.end + back, other_at, column) for column, one in there]
                    _one_at_a_time(model, longer)

    def _circles(self, of: Mapping[int, object]) -> list[tuple[int, ...]]:
        """For each person the meetings they belong to; circles within larger ones are left out."""
        met: dict[str, list[int]] = {}
        for at in of:
            for name in sorted(self.people[at]):
                met.setdefault(name, []).append(at)
        circles = sorted(
            {tuple(found) for found in met.values() if len(found) > 1}, key=lambda c: (-len(c), c)
        )
        kept: list[tuple[int, ...]] = []
        for circle in circles:
            if not any(set(circle) <= set(other) for other in kept):
                kept.append(circle)
        return kept

    def _drop(self, part: _Part) -> None:
        """Not all have a place: as many as can be, then the cheapest."""
        part.complete, part.bound = False, None
        if not solver.is_there():
            return
        model, columns = solver.Model(), list[tuple[int, Candidate]]()
        of: dict[int, list[tuple[int, Candidate]]] = {}
        dear = self.move_price * (len(self.meetings) + 1)
        for at in part.members:
            listed = self.candidates[at]
            of[at] = [(model.choice(one.price - dear), one) for one in listed]
            columns.extend((at, one) for one in listed)
            if listed:
                model.row(0, 1, [column for column, _ in of[at]])
        self._rows(model, of)
        found = solver.solve(model, most_nodes=2000)
        if found.chosen is not None:
            places = {columns[column][0]: columns[column][1] for column in found.chosen}
            if len(places) >= len(part.places):
                part.places = places

    def _quick(self, members: Sequence[int]) -> dict[int, Candidate]:
        """A good plan at once: the one with the fewest candidates first, then each moved as long as that helps."""
        earlier: set[int] = set()
        waiting = list(members)
        places: dict[int, Candidate] = {}
        while waiting:
            ready = [at for at in waiting if not (self.after[at] & set(waiting))] or waiting
            at = min(ready, key=lambda one: (len(self.candidates[one]), one))
            waiting.remove(at)
            earlier.add(at)
            found = self._cheapest(at, places)
            if found is not None:
                places[at] = found
        for _ in range(_MOST_ROUNDS):
            changed = False
            for at in members:
                rest = {other: one for other, one in places.items() if other != at}
                found = self._cheapest(at, rest)
                if found is not None and (at not in places or found.price < places[at].price):
                    places[at], changed = found, True
            if not changed:
                break
        return places

    def _cheapest(self, at: int, places: Mapping[int, Candidate]) -> Candidate | None:
        near = list(places.items())
        return next(
            (
                one
                for one in self.candidates[at]
                if not any(self.clash(at, one, other, there) for other, there in near)
            ),
            None,
        )

    def joined(self, parts: list[_Part]) -> list[_Part]:
        """Parts whose plans collide, planned together two by two; the same parts when none do.

        Those that share most people go first: what is proven of them makes the larger unions small to solve. A large
        part takes in all it collides with at once, for it costs most to solve.
        """
        placed = [(number, at, one) for number, part in enumerate(parts) for at, one in part.places.items()]
        ties: dict[tuple[int, int], int] = {}
        for place, (number, at, one) in enumerate(placed):
            for other_number, other_at, other in placed[:place]:
                if number != other_number and self.clash(at, one, other_at, other):
                    pair = (other_number, number)
                    shared = len(self.people[at] & self.people[other_at])
                    ties[pair] = max(ties.get(pair, 0), shared)
        groups: list[list[int]] = []
        of: dict[int, list[int]] = {}
        for pair in sorted(ties, key=lambda pair: (-ties[pair], pair)):
            met = [number for number in pair if number in of]
            if not met:
                groups.append(list(pair))
                of |= dict.fromkeys(pair, groups[-1])
            elif len(met) == 1 and len(parts[met[0]].members) >= LARGE:
                newcomer = next(number for number in pair if number not in of)
                of[met[0]].append(newcomer)
                of[newcomer] = of[met[0]]
        fresh = [part for number, part in enumerate(parts) if number not in of]
        for group in groups:
            known = [parts[number] for number in group]
            union = _Part(tuple(sorted(at for one in known for at in one.members)))
            self.solve(union, known)
            fresh.append(union)
        return fresh

    def plan(self, parts: Sequence[_Part]) -> Plan:
        """The parts as one plan."""
        places = {at: one for part in parts for at, one in part.places.items()}
        cost, price = (sum(getattr(one, word) for one in places.values()) for word in ("cost", "price"))
        complete = all(part.complete for part in parts)
        bounds = [part.bound for part in parts]
        bound = sum(one for one in bounds if one is not None) if complete and None not in bounds else None
        status = "infeasible" if not complete else "optimal" if bound == price else "feasible"
        if bound is not None and status == "optimal":
            bound = cost
        elif bound is not None and any(meeting.was for meeting in self.meetings):
            bound = sum(min(one.cost for one in found) for found in self.candidates)
        moved = tuple(
            meeting.id
            for at, meeting in enumerate(self.meetings)
            if meeting.was is not None and (at not in places or places[at].price != places[at].cost)
        )
        return Plan(
            tuple(self._placed(at, places.get(at)) for at in range(len(self.meetings))),
            status,
            cost,
            bound,
            moved,
        )

    def _placed(self, at: int, one: Candidate | None) -> Placed:
        name = self.meetings[at].id
        if one is None:
            return Placed(name, None, None, None)
        return Placed(name, self.problem.instant(one.start), self.problem.rooms[one.room].id, one.voters)


def _candidates(problem: Problem, meetings: Sequence[Meeting]) -> list[list[Candidate]]:
    """Every start and room at which each meeting holds; tables are shared where people and length are the same."""
    percent = dict(zip((member.id for member in problem.members), problem.percent(), strict=True))
    alike: dict[int, Table] = {}
    tables: dict[tuple[object, ...], list[Candidate]] = {}
    found = []
    for meeting in meetings:
        key = (frozenset(meeting.members), meeting.duration, meeting.need, meeting.required, meeting.rooms)
        if key not in tables:
            if meeting.duration not in alike:
                alike[meeting.duration] = Table(
                    replace(problem, duration=meeting.duration, required=frozenset())
                )
            tables[key] = _held(problem, meeting, percent, alike[meeting.duration])
        low, high = _window(problem, meeting)
        found.append([one for one in tables[key] if low <= one.start < high])
    return found


def _held(problem: Problem, meeting: Meeting, percent: Mapping[str, int], like: Table) -> list[Candidate]:
    invited = set(meeting.members)
    members = tuple(member for member in problem.members if member.id in invited)
    alone = replace(
        problem,
        duration=meeting.duration,
        need=meeting.need,
        members=members,
        required=meeting.required & invited,
    )
    table = Table(alone, like=like, percent=[percent[member.id] for member in members])
    listed = []
    for cell in table.cells():
        room = problem.rooms[cell.room]
        if (meeting.rooms is None or room.id in meeting.rooms) and table.holds(cell):
            cost = table.cost(cell)
            end = cell.start + meeting.duration
            listed.append(Candidate(cost, cell.start, cell.room, end, cost, cell.voters))
    return listed


def _few(listed: Sequence[Candidate], place: Candidate | None) -> list[Candidate]:
    """The cheapest candidates, the cheapest of every day, and the present place: enough to improve a plan."""
    kept, days = set(listed[:FEW]), set[int]()
    for one in listed:
        if one.start // DAY not in days:
            days.add(one.start // DAY)
            kept.add(one)
    if place is not None:
        kept.add(place)
    return sorted(kept)


def _window(problem: Problem, meeting: Meeting) -> tuple[int, int]:
    low = 0 if meeting.first_day is None else (meeting.first_day - problem.first_day).days * DAY
    high = (
        problem.days * DAY
        if meeting.last_day is None
        else ((meeting.last_day - problem.first_day).days + 1) * DAY
    )
    return low, high


def _one_at_a_time(model: solver.Model, here: Sequence[tuple[int, int, int, int]]) -> None:
    """Of choices (start, end, meeting, column) at most one is taken at any minute."""
    waiting = sorted(here)
    active: list[tuple[int, int, int, int]] = []
    for place, one in enumerate(waiting):
        active.append(one)
        moment = one[0]
        if place + 1 < len(waiting) and waiting[place + 1][0] == moment:
            continue
        active = [other for other in active if other[1] > moment]
        # Only where somebody leaves before the next one begins is nothing larger to come.
        following = waiting[place + 1][0] if place + 1 < len(waiting) else None
        if following is not None and all(other[1] > following for other in active):
            continue
        if len({at for _, _, at, _ in active}) > 1:
            model.row(0, 1, [column for _, _, _, column in active])


def _in_order(meetings: Sequence[Meeting]) -> None:
    """Raises CircleError when meetings must come after each other in a circle."""
    waiting = {meeting.id: set(meeting.after) for meeting in meetings}
    while waiting:
        ready = [name for name, before in waiting.items() if not before & waiting.keys()]
        if not ready:
            raise CircleError("meetings come after each other in a circle")
        for name in ready:
            del waiting[name]
