"""Whether a person can come to a time in a room, what it costs them, and what keeps them away.

One order of reasons, to the minute: leave; a shift in the way (unless people may leave it); rest after a night; rest
before a night; the way to the room before and after. Whoever is left can come.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from zhibu.scheduling.patterns import Shift
from zhibu.scheduling.problem import DAY, Member, Problem, Room
from zhibu.scheduling.shifts import Crew, Duty, RestRules, duties

FAR = 10**9
_LONGEST_SHIFT = DAY

OFF, IN_SHIFT, ON_SHIFT, AT_STATION = "off", "in_shift", "on_shift", "at_station"
AFTER_NIGHT, BEFORE_NIGHT = "rest_after_night", "rest_before_night"


class Note(NamedTuple):
    """How a time falls on a crew, wherever the room is. `outside`: minutes of the meeting outside the shift."""

    kind: str
    before: int = FAR
    after: int = FAR
    outside: int = 0


class Place(NamedTuple):
    """How a time in a room falls on a crew. Own time: `minutes` and `trips` times the way home."""

    how: str | None
    reason: str | None
    minutes: int = 0
    trips: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """One person at one time in one room: `how` they come and their own minutes, or the `reason` they cannot."""

    id: str
    how: str | None
    reason: str | None
    minutes: int = 0

    @property
    def can_come(self) -> bool:
        return self.reason is None


class Line:
    """The shifts of one crew on the time line of a problem, sorted to be searched."""

    def __init__(self, crew: Crew | None, problem: Problem) -> None:
        rest, reach = problem.rest, _reach_days(problem)
        worked: tuple[Duty, ...] = ()
        if crew is not None:
            first = problem.first_day - timedelta(days=reach)
            worked = tuple(duties(crew, first, problem.first_day + timedelta(days=problem.days + reach)))
        spans = sorted(
            (problem.minute(duty.starts_at), problem.minute(duty.ends_at), duty.shift.code) for duty in worked
        )
        shifts = {duty.shift.code: duty.shift for duty in worked}
        self.rest: RestRules = rest
        self.spans: list[tuple[int, int, Shift]] = [(start, end, shifts[code]) for start, end, code in spans]
        self.begins = [start for start, _, _ in self.spans]
        # Where two shifts begin or end in the same minute the night counts: the stricter rest is kept.
        self.ends = sorted((end, shift.night) for _, end, shift in self.spans)
        self.nexts = sorted((start, not shift.night) for start, _, shift in self.spans)

    def note(self, start: int, end: int) -> Note:
        """How the time from start to end falls on the shifts."""
        low = bisect_left(self.begins, start - _LONGEST_SHIFT)
        high = bisect_left(self.begins, end)
        if low < high:
            met = [span for span in self.spans[low:high] if span[1] > start]
            if met:
                return _inside(met, start, end)
        before, after = FAR, FAR
        found = bisect_right(self.ends, (start, True)) - 1
        if found >= 0:
            ended, night = self.ends[found]
            before = start - ended
            if night and before < self.rest.after_night:
                return Note(AFTER_NIGHT)
        found = bisect_left(self.nexts, (end, False))
        if found < len(self.nexts):
            begun, by_day = self.nexts[found]
            after = begun - end
            if not by_day and after < self.rest.before_night:
                return Note(BEFORE_NIGHT)
        return Note(OFF, before, after)

    def around(self, start: int, end: int) -> tuple[tuple[int, int, Shift] | None, ...]:
        """The shift that is met first, the last one over by the start, and the next one from the end on."""
        met = next((span for span in self.spans if span[0] < end and span[1] > start), None)
        over = [span for span in self.spans if span[1] <= start]
        come = [span for span in self.spans if span[0] >= end]
        last = max(over, key=lambda span: (span[1], span[2].night), default=None)
        following = min(come, key=lambda span: (span[0], not span[2].night), default=None)
        return met, last, following


def _reach_days(problem: Problem) -> int:
    """How many days before and after the horizon a shift can still matter: rest, ways, and shifts past midnight."""
    rest = problem.rest
    longest = max((0, *problem.travel.values())) + rest.handover
    return max(rest.after_night, rest.before_night, rest.stay, longest) // DAY + 5


def _inside(met: Sequence[tuple[int, int, Shift]], start: int, end: int) -> Note:
    if any(not shift.releasable and not shift.resident for _, _, shift in met):
        return Note(ON_SHIFT)
    covered = sum(min(end, last) - max(start, first) for first, last, _ in _merged(met))
    kind = AT_STATION if any(shift.resident for _, _, shift in met) else IN_SHIFT
    return Note(kind, outside=end - start - covered)


def _merged(met: Sequence[tuple[int, int, Shift]]) -> list[tuple[int, int, Shift]]:
    joined: list[tuple[int, int, Shift]] = []
    for first, last, shift in met:
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]), shift)
        else:
            joined.append((first, last, shift))
    return joined


def placed(note: Note, there: int, back: int, *, own_site: bool, online: bool, problem: Problem) -> Place:
    """The same time in a room so many minutes away from the own site."""
    kind, before, after, outside = note
    if kind in (AFTER_NIGHT, BEFORE_NIGHT, ON_SHIFT):
        return Place(None, kind)
    if kind == AT_STATION and not own_site and not online:
        return Place(None, "duty_block")
    if kind in (IN_SHIFT, AT_STATION):
        return Place("in_shift", None, outside)
    rest, meeting = problem.rest, problem.duration
    if there > 0 and before < there + rest.handover:
        return Place(None, "travel_before")
    if back > 0 and after < back + rest.handover:
        return Place(None, "travel_after")
    if before <= rest.stay and after <= rest.stay:
        return Place("between", None, meeting)
    if before <= rest.stay:
        return Place("stays_on", None, meeting + before + there)
    if after <= rest.stay:
        return Place("comes_early", None, meeting + after + back)
    return Place("free", None, meeting + there + back, 0 if online else 2)


def state(problem: Problem, line: Line, member: Member, start: int, room: Room) -> State:
    """One person at one time in one room, without regard to how many the room holds."""
    end = start + problem.duration
    first, last = problem.instant(start).date(), problem.instant(end - 1).date()
    if member.is_on_leave(first, last):
        return State(member.id, None, "leave")
    there, back = problem.way(member.site, room)
    found = placed(
        line.note(start, end),
        there,
        back,
        own_site=room.site == member.site,
        online=room.site is None,
        problem=problem,
    )
    if found.reason is not None:
        return State(member.id, None, found.reason)
    return State(member.id, found.how, None, found.minutes + found.trips * member.home_minutes)


def lines(problem: Problem) -> dict[str | None, Line]:
    """The time line of every crew that somebody belongs to; None is the line of those without shifts."""
    used = {member.crew for member in problem.members}
    return {
        name: Line(None if name is None else problem.crews[name], problem)
        for name in sorted(used, key=lambda name: (name is None, name or ""))
    }


def states(
    problem: Problem, start: int, room: Room, known: Mapping[str | None, Line] | None = None
) -> tuple[State, ...]:
    """Everybody at one time in one room, in the order of the members.

    When more could come than the room holds, `room_full` keeps all of them away. `known` saves building the lines.
    """
    known = lines(problem) if known is None else known
    found = [state(problem, known[member.crew], member, start, room) for member in problem.members]
    if sum(one.can_come for one in found) > room.capacity:
        found = [State(one.id, None, "room_full") if one.can_come else one for one in found]
    return tuple(found)
