"""The shift calendar: which crew works when, who is on duty at an instant, and how a meeting touches rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum

from zhibu.rules.calendar import Calendar, shipped
from zhibu.scheduling.patterns import FREE, PatternError, Preset, Shift, positions

# China has had one clock and no summer time since 1991.
_CHINA = timezone(timedelta(hours=8))
_SATURDAY = 5
_LONGEST_HOLIDAY = 40
STRIP_DAYS = 14


@dataclass(frozen=True, slots=True)
class Crew:
    """People who work the same shifts. On `anchor_on` the crew stands `offset` days into its pattern.

    An office crew has a calendar and a pattern of one shift; it works on the calendar's workdays, and in a year
    the calendar does not know from Monday to Friday (`is_assumed` says so).
    """

    name: str
    pattern: tuple[str, ...]
    anchor_on: date
    offset: int
    shifts: tuple[Shift, ...]
    calendar: Calendar | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not self.pattern:
            raise PatternError("pattern_empty", self.name)
        known = {shift.code for shift in self.shifts} | {FREE}
        unknown = [code for code in self.pattern if code not in known]
        if unknown:
            raise PatternError("shift_unknown", unknown[0])


@dataclass(frozen=True, slots=True)
class Duty:
    """One shift of one crew: the day it belongs to and its local wall-clock begin and end (end not included)."""

    shift: Shift
    day: date
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class StripDay:
    """One day of a crew's strip; `code` is 休 on a free day, `assumed` when the year's holidays are not known."""

    day: date
    code: str
    shift: Shift | None
    assumed: bool = False


def local(instant: datetime) -> datetime:
    """The wall clock in China: a time without zone is taken as it stands."""
    return instant if instant.tzinfo is None else instant.astimezone(_CHINA).replace(tzinfo=None)


def shift_on(crew: Crew, day: date) -> Shift | None:
    """The shift that belongs to this day, or None on a free day; also before the anchor day."""
    code = crew.pattern[((day - crew.anchor_on).days + crew.offset) % len(crew.pattern)]
    if code == FREE or (crew.calendar is not None and not _is_worked(crew.calendar, day)):
        return None
    return next(shift for shift in crew.shifts if shift.code == code)


def is_assumed(crew: Crew, day: date) -> bool:
    """True for an office crew in a year whose holidays are not in the calendar: Monday to Friday is assumed."""
    return crew.calendar is not None and crew.calendar.is_workday(day) is None


def _is_worked(calendar: Calendar, day: date) -> bool:
    known = calendar.is_workday(day)
    return day.weekday() < _SATURDAY if known is None else known


def duty_on(crew: Crew, day: date) -> Duty | None:
    """The duty that belongs to this day; a night shift may begin on the next calendar day."""
    shift = shift_on(crew, day)
    if shift is None:
        return None
    starts_at = datetime.combine(day, time()) + timedelta(minutes=shift.start)
    return Duty(shift, day, starts_at, starts_at + timedelta(minutes=shift.minutes))


def duties(crew: Crew, first_day: date, last_day: date) -> Iterator[Duty]:
    """The duties that belong to these days, both included, in order."""
    for number in range((last_day - first_day).days + 1):
        duty = duty_on(crew, first_day + timedelta(days=number))
        if duty is not None:
            yield duty


def busy_between(crew: Crew, start: datetime, end: datetime) -> tuple[Duty, ...]:
    """The duties that overlap the time from start to end (end not included); empty when the crew is free."""
    start, end = local(start), local(end)
    if end <= start:
        return ()
    found = duties(crew, start.date() - timedelta(days=_reach(crew)), end.date())
    return tuple(duty for duty in found if duty.starts_at < end and duty.ends_at > start)


def duty_at(crew: Crew, instant: datetime) -> Duty | None:
    """The duty that covers this instant, also one that began the day before; None when the crew is off."""
    moment = local(instant)
    return next(iter(busy_between(crew, moment, moment + timedelta(microseconds=1))), None)


def duty_before(crew: Crew, instant: datetime) -> Duty | None:
    """The last duty that was over by then, or None when the pattern has no work."""
    moment = local(instant)
    for number in range(-1, _horizon(crew)):
        duty = duty_on(crew, moment.date() - timedelta(days=number))
        if duty is not None and duty.ends_at <= moment:
            return duty
    return None


def duty_after(crew: Crew, instant: datetime) -> Duty | None:
    """The next duty that begins at this instant or later, or None when the pattern has no work."""
    moment = local(instant)
    for number in range(-_reach(crew), _horizon(crew)):
        duty = duty_on(crew, moment.date() + timedelta(days=number))
        if duty is not None and duty.starts_at >= moment:
            return duty
    return None


def _reach(crew: Crew) -> int:
    """How many days after its own day a shift of this crew can still last."""
    return max((shift.start + shift.minutes for shift in crew.shifts), default=0) // (24 * 60) + 1


def _horizon(crew: Crew) -> int:
    return (len(crew.pattern) if crew.calendar is None else _LONGEST_HOLIDAY) + _reach(crew) + 2


class Touch(StrEnum):
    """How a time falls on a crew. The first three keep people away, the others are ways to come."""

    ON_SHIFT = "on_shift"
    REST_AFTER_NIGHT = "rest_after_night"
    REST_BEFORE_NIGHT = "rest_before_night"
    IN_SHIFT = "in_shift"
    BETWEEN = "between"
    STAYS_ON = "stays_on"
    COMES_EARLY = "comes_early"
    FREE = "free"

    @property
    def can_come(self) -> bool:
        return self not in (Touch.ON_SHIFT, Touch.REST_AFTER_NIGHT, Touch.REST_BEFORE_NIGHT)


@dataclass(frozen=True, slots=True)
class RestRules:
    """Minutes of rest that a meeting must leave, and how near to a shift it counts as staying on; set by the unit.

    `handover` is the reserve beside the way to a room that is not at one's own site, `between_shifts` the rest
    that somebody who takes over a shift must have before and after it.
    """

    after_night: int = 480
    before_night: int = 240
    stay: int = 120
    handover: int = 15
    between_shifts: int = 660


@dataclass(frozen=True, slots=True)
class RestNote:
    """Plain facts about one crew and one time.

    `off_before`/`on_after`: minutes between the last shift's end and the start, and between the end and the
    next shift's start (None: no such shift). `rest_until`: when the rest after the last night shift is over,
    if that is later than the start. `duty` is the shift that stands in the way or is left.
    """

    touch: Touch
    off_before: int | None
    on_after: int | None
    rest_until: datetime | None
    duty: Duty | None


_DEFAULT_REST = RestRules()


def rest_note(crew: Crew, start: datetime, end: datetime, rules: RestRules = _DEFAULT_REST) -> RestNote:
    """How the time from start to end falls on a crew's shifts and rest, without leave and travel."""
    start, end = local(start), local(end)
    busy = busy_between(crew, start, end)
    before, after = duty_before(crew, start), duty_after(crew, end)
    off_before = None if before is None else _minutes(start - before.ends_at)
    on_after = None if after is None else _minutes(after.starts_at - end)
    rest_until = None
    if (
        before is not None
        and before.shift.night
        and off_before is not None
        and off_before < rules.after_night
    ):
        rest_until = before.ends_at + timedelta(minutes=rules.after_night)
    touch, duty = Touch.FREE, None
    if busy:
        held = [one for one in busy if not one.shift.releasable]
        touch, duty = (Touch.ON_SHIFT, held[0]) if held else (Touch.IN_SHIFT, busy[0])
    elif rest_until is not None:
        touch, duty = Touch.REST_AFTER_NIGHT, before
    elif after is not None and after.shift.night and on_after is not None and on_after < rules.before_night:
        touch, duty = Touch.REST_BEFORE_NIGHT, after
    else:
        near_before = off_before is not None and off_before <= rules.stay
        near_after = on_after is not None and on_after <= rules.stay
        if near_before and near_after:
            touch, duty = Touch.BETWEEN, before
        elif near_before:
            touch, duty = Touch.STAYS_ON, before
        elif near_after:
            touch, duty = Touch.COMES_EARLY, after
    return RestNote(touch, off_before, on_after, rest_until, duty)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def strip(crew: Crew, from_day: date, days: int = STRIP_DAYS) -> tuple[StripDay, ...]:
    """The next days of a crew, one cell a day, to be looked at: is that right?"""
    listed = (from_day + timedelta(days=number) for number in range(days))
    return tuple(
        StripDay(day, FREE if shift is None else shift.code, shift, is_assumed(crew, day))
        for day, shift in ((day, shift_on(crew, day)) for day in listed)
    )


def from_today(
    preset: Preset,
    position: tuple[str, int],
    today: date,
    *,
    calendar: Calendar | None = None,
    names: Sequence[str] = (),
) -> tuple[Crew, ...]:
    """All crews of a shift system, from where the first one stands today: ("夜", 2) is its second day of 夜.

    The others follow evenly, the second crew one step ahead of the first. `names` replaces the preset's own,
    `calendar` (for an office) the shipped table of holidays.
    Raises PatternError `position_unknown` when the pattern has no such day.
    """
    calendar = (calendar or shipped()) if preset.office else None
    places = positions(preset.pattern)
    if position not in places:
        raise PatternError("position_unknown", f"{position[0]}{position[1]}")
    called = tuple(names) or preset.crews
    length, here = len(preset.pattern), places.index(position)
    return tuple(
        Crew(
            name,
            preset.pattern,
            today,
            (here + length * number // len(called)) % length,
            preset.shifts,
            calendar,
        )
        for number, name in enumerate(called)
    )
