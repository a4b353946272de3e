"""The only place that looks at the clock; everything below views, tasks and commands receives the time."""

import datetime as dt
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def now() -> dt.datetime:
    """The present instant, in the zone the branches live in."""
    return dt.datetime.now(tz=ZONE)


def today() -> dt.date:
    """The present day in Asia/Shanghai."""
    return now().date()


def local(instant: dt.datetime) -> dt.datetime:
    """The same instant as read on a wall clock in Asia/Shanghai."""
    return instant.astimezone(ZONE)


def at(day: dt.date, time: dt.time) -> dt.datetime:
    """The instant a wall clock in Asia/Shanghai shows this day and time."""
    return dt.datetime.combine(day, time, tzinfo=ZONE)
