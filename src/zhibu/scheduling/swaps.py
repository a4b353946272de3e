"""Named swaps: who takes over whose shift so that enough voters can come to one time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zhibu.scheduling.availability import ON_SHIFT, Line, lines, state
from zhibu.scheduling.problem import Member, Problem


@dataclass(frozen=True, slots=True)
class Substitute:
    """Somebody who could take over a shift: of a crew, and able to do these posts."""

    id: str
    crew: str | None
    posts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Swap:
    """The substitute works the member's shift of that time."""

    member: str
    substitute: str
    shift_starts_at: datetime
    shift_ends_at: datetime


@dataclass(frozen=True, slots=True)
class Swaps:
    """Enough swaps for the quorum, or as many as there can be and how many voters are missing after them."""

    swaps: tuple[Swap, ...]
    still_short: int


def swaps(problem: Problem, start: datetime, room_id: str, substitutes: Sequence[Substitute]) -> Swaps:
    """The fewest named swaps that bring the need to this start in this room; exact, by bipartite matching.

    A substitute does the same post, is off duty, has the rest between shifts (`RestRules.between_shifts`) before and
    after the shift taken over, and is not invited to the meeting.
    """
    minute = problem.minute(start)
    room = {room.id: room for room in problem.rooms}[room_id]
    known = lines(problem)
    kept, present = [], 0
    for member in problem.members:
        found = state(problem, known[member.crew], member, minute, room)
        if not (member.voting and member.counted):
            continue
        present += found.can_come
        if found.reason == ON_SHIFT:
            kept.append(member)
    short = max(0, (problem.need or 0) - present)
    invited = {member.id for member in problem.members}
    free = [one for one in substitutes if one.id not in invited]
    of_crew = {one.crew: _line(problem, one.crew) for one in free}
    may = {
        member.id: [
            one.id
            for one in free
            if member.post in one.posts
            and _takes_over(problem, known[member.crew], of_crew[one.crew], minute)
        ]
        for member in kept
    }
    pairs = _matching(kept, may, short)
    return Swaps(
        tuple(
            Swap(member.id, pairs[member.id], *_shift(problem, known[member.crew], minute))
            for member in kept
            if member.id in pairs
        ),
        short - len(pairs),
    )


def _line(problem: Problem, crew: str | None) -> Line:
    return Line(None if crew is None else problem.crews[crew], problem)


def _met(line: Line, problem: Problem, minute: int) -> list[tuple[int, int]]:
    end = minute + problem.duration
    return [(begin, until) for begin, until, _ in line.spans if begin < end and until > minute]


def _takes_over(problem: Problem, theirs: Line, own: Line, minute: int) -> bool:
    """Off duty, and rested before and after: no own shift nearer than the rest to the shifts taken over."""
    rest = problem.rest.between_shifts
    return not any(
        begin < until_there + rest and until > begin_there - rest
        for begin_there, until_there in _met(theirs, problem, minute)
        for begin, until, _ in own.spans
    )


def _shift(problem: Problem, line: Line, minute: int) -> tuple[datetime, datetime]:
    met = _met(line, problem, minute)
    return problem.instant(met[0][0]), problem.instant(met[-1][1])


def _matching(kept: Sequence[Member], may: dict[str, list[str]], wanted: int) -> dict[str, str]:
    """Member to substitute, as many as wanted or as can be: each step finds an augmenting path."""
    taken: dict[str, str] = {}

    def place(member: str, seen: set[str]) -> bool:
        for substitute in may[member]:
            if substitute not in seen:
                seen.add(substitute)
                if substitute not in taken or place(taken[substitute], seen):
                    taken[substitute] = member
                    return True
        return False

    for member in kept:
        if len(taken) < wanted:
            place(member.id, set())
    return {member: substitute for substitute, member in taken.items()}
