"""The list of meetings: those to come, and those held, year by year."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import Attendee, Meeting
from zhibu.kernel import clock
from zhibu.kernel.clock import local

PAGE = 30


@dataclass(frozen=True)
class Held:
    """One stretch of the meetings of a year; `after` is the last row if there are more."""

    year: int
    years: tuple[int, ...]
    meetings: tuple[Meeting, ...]
    after: str


def _seen(user: User, *, on: dt.date) -> QuerySet[Meeting]:
    mine = Attendee.objects.of(user).filter(meeting=OuterRef("pk"))
    return (
        Meeting.objects.visible_to(user, on=on)
        .select_related("organisation")
        .annotate(
            my_answer=Subquery(mine.values("answer")[:1]), my_presence=Subquery(mine.values("present_at")[:1])
        )
    )


def meetings_to_come(user: User, *, on: dt.date, now: dt.datetime) -> list[Meeting]:
    """Called and open meetings, and those called off whose time is not yet over, the nearest first."""
    running = Q(state__in=(terms.State.CALLED, terms.State.OPEN))
    called_off = Q(state=terms.State.CANCELLED, starts_at__gte=now)
    return list(_seen(user, on=on).filter(running | called_off).order_by("starts_at", "pk")[:100])


def meetings_held(user: User, *, on: dt.date, year: int | None = None, before: str = "") -> Held:
    """Meetings of one year that are over, the latest first; `before` is the public id of the row above."""
    over = _seen(user, on=on).filter(state=terms.State.CLOSED)
    ends = over.order_by("-starts_at").values_list("starts_at", flat=True)
    newest, oldest = ends.first(), ends.last()
    years = tuple(range(local(newest).year, local(oldest).year - 1, -1)) if newest and oldest else ()
    chosen = year if year in years else years[0] if years else on.year
    found = over.filter(
        starts_at__gte=clock.at(dt.date(chosen, 1, 1), dt.time.min),
        starts_at__lt=clock.at(dt.date(chosen + 1, 1, 1), dt.time.min),
    )
    last = over.filter(public_id=before).first() if before else None
    if last is not None:
        found = found.filter(Q(starts_at__lt=last.starts_at) | Q(starts_at=last.starts_at, pk__lt=last.pk))
    page = list(found.order_by("-starts_at", "-pk")[: PAGE + 1])
    more = len(page) > PAGE
    page = page[:PAGE]
    return Held(chosen, years, tuple(page), page[-1].public_id if more else "")
