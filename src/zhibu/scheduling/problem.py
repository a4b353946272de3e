"""What is asked of the planner: people, rooms, days and the number needed, as plain frozen values.

All times are local wall-clock times in China. Inside the planner a time is a whole number of minutes since midnight
of the first day; intervals do not include their end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from zhibu.scheduling.shifts import Crew, RestRules, local

DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Member:
    """One person. `home_minutes` is the way from home to the own site, `leave` whole days, both ends included.

    `voting` people who are `counted` among those due make up the quorum. `crew` None: no shifts are known.
    `formal` are full members, who can lead a group. `prior_minutes`: own time given to meetings of late.
    `post` is what somebody who takes over a shift must be able to do.
    """

    id: str
    crew: str | None
    site: str
    home_minutes: int = 0
    voting: bool = True
    counted: bool = True
    formal: bool = True
    leave: tuple[tuple[date, date], ...] = ()
    prior_minutes: int = 0
    post: str = ""

    def is_on_leave(self, first: date, last: date) -> bool:
        """Whether a leave touches these days."""
        return any(begin <= last and first <= end for begin, end in self.leave)


@dataclass(frozen=True, slots=True)
class Room:
    """A place to meet. `site` None: online, nobody travels."""

    id: str
    site: str | None
    capacity: int
    busy: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """Prices in a person's own minutes: of one who cannot come, of one more group, of one day later."""

    absent: int = 480
    per_group: int = 60
    lateness_per_day: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """One meeting to place. `need`: how many counted voters must come, None when no number is asked for.

    The need is handed in, the planner knows no regulation. Starts lie every `grid` minutes from `day_start`; no
    meeting ends after `day_end`. `required` must be able to come. `release_max`: how many of a crew may be let off
    their shift (0 none; a crew that is not named: as many as are at work).
    """

    first_day: date
    days: int
    duration: int
    crews: Mapping[str, Crew]
    rooms: tuple[Room, ...]
    members: tuple[Member, ...]
    need: int | None = None
    travel: Mapping[tuple[str, str], int] = field(default_factory=dict)
    grid: int = 30
    day_start: int = 6 * 60
    day_end: int = 22 * 60
    rest: RestRules = field(default_factory=RestRules)
    weights: Weights = field(default_factory=Weights)
    required: frozenset[str] = frozenset()
    release_max: Mapping[str, int] = field(default_factory=dict)

    def starts_of_a_day(self) -> range:
        """The starts of one day, in minutes after its midnight."""
        return range(self.day_start, self.day_end - self.duration + 1, self.grid)

    def starts(self) -> list[int]:
        """All starts of the horizon."""
        return [day * DAY + start for day in range(self.days) for start in self.starts_of_a_day()]

    def instant(self, minute: int) -> datetime:
        """The wall-clock time of a minute."""
        return datetime.combine(self.first_day, time()) + timedelta(minutes=minute)

    def minute(self, instant: datetime) -> int:
        """The minute of a wall-clock time; part of a minute does not count."""
        span = local(instant) - datetime.combine(self.first_day, time())
        return span // timedelta(minutes=1)

    def way(self, site: str, room: Room) -> tuple[int, int]:
        """Minutes from a site to a room and back; raises WayUnknownError for a pair nobody entered."""
        if room.site is None or room.site == site:
            return 0, 0
        there, back = self.travel.get((site, room.site)), self.travel.get((room.site, site))
        if there is None and back is None:
            raise WayUnknownError(site, room.site)
        there = back if there is None else there
        return there or 0, (there if back is None else back) or 0

    def percent(self) -> tuple[int, ...]:
        """What a minute of each person weighs, 50 to 300 percent, by the own time they gave of late.

        Exact: floor(100 · (1/2 + prior / (2 · max(60, mean))) + 1/2), the mean over all members.
        """
        total, number = sum(member.prior_minutes for member in self.members), len(self.members)
        half = max(60 * number, total)
        return tuple(
            min(
                300, max(50, (101 * half + 100 * member.prior_minutes * number) // (2 * half) if half else 50)
            )
            for member in self.members
        )

    def longer(self, days: int) -> Problem:
        """The same question over another number of days."""
        return replace(self, days=days)


class WayUnknownError(ValueError):
    """Nobody entered how long the way between two sites is."""

    def __init__(self, site: str, room_site: str) -> None:
        super().__init__(f"no travel time between {site} and {room_site}")
        self.site, self.room_site = site, room_site
