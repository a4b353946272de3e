"""The list of meetings: those to come, and those held, year by year."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, DateTimeField, OuterRef, Q, QuerySet, Subquery, When
from django.utils.translation import gettext as _

from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import Attendee, Meeting
from zhibu.kernel import clock
from zhibu.kernel.clock import local
from zhibu.kernel.prepared import Given
from zhibu.organisations.seen import SeenQuestion

PAGE = 30
TO_COME = 100


@dataclass(frozen=True)
class Coming:
    """One line of the meetings to come: what the list shows of it, and how it stands with this reader."""

    public_id: str
    title: str
    starts_at: dt.datetime
    place: str
    online: bool
    called_off: bool
    chip: str
    chip_state: str


@dataclass(frozen=True)
class Past:
    """One line of the meetings held; `i_came` is None for whoever was not asked to come."""

    public_id: str
    title: str
    starts_at: dt.datetime
    i_came: bool | None


@dataclass(frozen=True)
class Held:
    """One stretch of the meetings of a year; `after` is the last row if there are more."""

    year: int
    years: tuple[int, ...]
    meetings: tuple[Past, ...]
    after: str


def meetings_to_come(user: User, *, on: dt.date, now: dt.datetime) -> list[Coming]:
    """Called and open meetings, and those called off whose time is not yet over, the nearest first."""
    return [_coming(row, now=now) for row in _COMING.ask(user, on=on, now=now)]


def meetings_held(user: User, *, on: dt.date, year: int | None = None, before: str = "") -> Held:
    """Meetings of one year that are over, the latest first; `before` is the public id of the row above."""
    years = _years(user, on=on)
    chosen = year if year in years else years[0] if years else on.year
    span = {
        "since": clock.at(dt.date(chosen, 1, 1), dt.time.min),
        "until": clock.at(dt.date(chosen + 1, 1, 1), dt.time.min),
    }
    last = _last(user, before, on=on) if before else None
    if last is None:
        rows = _HELD.ask(user, on=on, **span)
    else:
        rows = _HELD_BEFORE.ask(user, on=on, **span, start=last[0], key=last[1])
    page = [Past(*row) for row in rows[:PAGE]]
    return Held(chosen, years, tuple(page), page[-1].public_id if len(rows) > PAGE else "")


def _years(user: User, *, on: dt.date) -> tuple[int, ...]:
    """The years from the last meeting held back to the first."""
    for newest, oldest in _ENDS.ask(user, on=on):
        if newest and oldest:
            return tuple(range(local(newest).year, local(oldest).year - 1, -1))
    return ()


def _last(user: User, public_id: str, *, on: dt.date) -> Any:
    over = Meeting.objects.visible_to(user, on=on).filter(state=terms.State.CLOSED)
    return over.filter(public_id=public_id).values_list("starts_at", "pk").first()


def _coming(row: Any, *, now: dt.datetime) -> Coming:
    public_id, title, starts_at, place, held, state, minutes, answer = row
    over = starts_at + dt.timedelta(minutes=minutes) < now
    chip, chip_state = _chip(state, answer, over=over)
    return Coming(
        public_id=public_id,
        title=title,
        starts_at=starts_at,
        place=place,
        online=held == terms.Place.ONLINE,
        called_off=state == terms.State.CANCELLED,
        chip=chip,
        chip_state=chip_state,
    )


def _chip(state: str, answer: str | None, *, over: bool) -> tuple[str, str]:
    """How a meeting stands with the reader; `answer` is None for whoever was not asked to come."""
    if state == terms.State.CANCELLED:
        return _("已取消"), ""
    if state == terms.State.OPEN:
        return _("进行中"), "info"
    if over:
        return _("还没有记"), "due"
    if answer == terms.Answer.YES:
        return _("您参加"), "ok"
    if answer == terms.Answer.LEAVE:
        return _("已请假"), ""
    return (_("等您回复"), "due") if answer == "" else ("", "")


def _mine(reader: Any) -> QuerySet[Attendee]:
    return Attendee.objects.of(reader).filter(meeting=OuterRef("pk"))


def _to_come(reader: Any, on: Any) -> QuerySet[Meeting, Any]:
    running = Q(state__in=(terms.State.CALLED, terms.State.OPEN))
    called_off = Q(state=terms.State.CANCELLED, starts_at__gte=Given("now", DateTimeField()))
    return (
        Meeting.objects.visible_to(reader, on=on)
        .filter(running | called_off)
        .order_by("starts_at", "pk")
        .values_list(
            "public_id", "title", "starts_at", "place", "held", "state", "minutes",
            Subquery(_mine(reader).values("answer")[:1]),
        )[:TO_COME]
    )  # fmt: skip


def _over(reader: Any, on: Any) -> QuerySet[Meeting]:
    return Meeting.objects.visible_to(reader, on=on).filter(state=terms.State.CLOSED)


def _of_year(reader: Any, on: Any) -> QuerySet[Meeting]:
    since, until = Given("since", DateTimeField()), Given("until", DateTimeField())
    return _over(reader, on).filter(starts_at__gte=since, starts_at__lt=until)


def _page(found: QuerySet[Meeting], reader: Any) -> QuerySet[Meeting, Any]:
    came = Case(When(present_at__isnull=True, then=False), default=True, output_field=BooleanField())
    mine = Subquery(_mine(reader).values(came=came)[:1])
    return found.order_by("-starts_at", "-pk").values_list("public_id", "title", "starts_at", mine)[
        : PAGE + 1
    ]


def _before(reader: Any, on: Any) -> QuerySet[Meeting]:
    start = Given("start", DateTimeField())
    return _of_year(reader, on).filter(Q(starts_at__lt=start) | Q(starts_at=start, pk__lt=Given("key")))


def _ends(reader: Any, on: Any) -> QuerySet[Meeting, Any]:
    """The beginning of the last and of the first meeting that is over."""
    first = Subquery(_over(reader, on).order_by("starts_at").values("starts_at")[:1])
    return _over(reader, on).order_by("-starts_at").values_list("starts_at", first)[:1]


_COMING = SeenQuestion(_to_come)
_ENDS = SeenQuestion(_ends)
_HELD = SeenQuestion(lambda reader, on: _page(_of_year(reader, on), reader))
_HELD_BEFORE = SeenQuestion(lambda reader, on: _page(_before(reader, on), reader))
