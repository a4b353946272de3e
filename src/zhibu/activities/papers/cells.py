"""Words as they stand in a cell, each with the event it comes from: what all papers of a meeting share."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.activities import terms
from zhibu.activities.models import Meeting
from zhibu.activities.queries.minutes import (
    DecisionSaid,
    ItemSaid,
    Minutes,
    PersonSaid,
    Said,
    Source,
    VoteSaid,
)
from zhibu.documents import sheets
from zhibu.documents.sheets import Text
from zhibu.kernel.clock import local

_WEEKDAYS = "一二三四五六日"


def own(meeting: Meeting) -> str:
    """The source of what the meeting itself says: title, time, place, who led it."""
    return f"meeting_{meeting.public_id}"


def source(of: Source) -> str:
    """The source of a sentence of the minutes; empty where nothing was recorded."""
    return f"{of.kind}_{of.id}" if of.id else ""


def text(said: Said) -> Text:
    """A sentence of the minutes; what was not recorded is left to the paper to say."""
    return Text(said.text if said.recorded else "", source(said.source))


def day(on: dt.date) -> str:
    """2026年11月26日."""
    return f"{on.year}年{on.month}月{on.day}日"


def weekday(on: dt.date) -> str:
    """2026年11月26日（星期四）."""
    return f"{day(on)}（星期{_WEEKDAYS[on.weekday()]}）"


def planned(meeting: Meeting) -> Text:
    """When the meeting is to be held."""
    start, end = local(meeting.starts_at), local(meeting.ends_at)
    return Text(f"{weekday(start.date())}{start:%H:%M}—{end:%H:%M}", own(meeting))


def held(meeting: Meeting) -> Text:
    """When it was held: opened and closed as it really was; recorded afterwards, as it was written down."""
    if meeting.opened_at is None or meeting.closed_at is None:
        return planned(meeting)
    start, end = local(meeting.opened_at), local(meeting.closed_at)
    until = f"{end:%H:%M}" if end.date() == start.date() else f"{end.month}月{end.day}日{end:%H:%M}"
    return Text(f"{weekday(start.date())}{start:%H:%M}—{until}", own(meeting))


def where(meeting: Meeting) -> Text:
    """The place, and that it was held online where it was."""
    online = meeting.held == terms.Place.ONLINE
    return Text(f"{meeting.place}（{_('线上')}）" if online else meeting.place, own(meeting))


def kind(meeting: Meeting) -> Text:
    """What is held."""
    return Text(str(terms.Kind(meeting.kind).label), own(meeting))


def organisation(meeting: Meeting) -> Text:
    """Who holds it."""
    return Text(meeting.organisation.name, own(meeting))


def number(people: tuple[PersonSaid, ...], said: Minutes) -> Text | None:
    """How many of the roll these are; nothing where there is no roll, which is not the same as nobody."""
    return Text(str(len(people)), f"meeting_{said.meeting_id}") if said.should_attend else None


def attendees(people: tuple[PersonSaid, ...]) -> tuple[sheets.Attendee, ...]:
    """Those who were there, each with what there is to say of them."""
    return tuple(
        sheets.Attendee(name=Text(one.name, source(one.source)), note=Text(one.detail, source(one.source)))
        for one in people
    )


def beside(observers: tuple[PersonSaid, ...], guests: tuple[PersonSaid, ...]) -> tuple[sheets.Attendee, ...]:
    """Those who sat in: observers by name alone, guests with their duty."""
    sat_in = tuple(sheets.Attendee(name=Text(one.name, source(one.source))) for one in observers)
    return sat_in + attendees(guests)


def absences(people: tuple[PersonSaid, ...]) -> tuple[sheets.Absence, ...]:
    """Those who were not there, and the kind of reason."""
    return tuple(
        sheets.Absence(name=Text(one.name, source(one.source)), reason=Text(one.detail, source(one.source)))
        for one in people
    )


def vote(item: ItemSaid, cast: VoteSaid, *, named: bool = True) -> sheets.Vote:
    """How an item was voted on; a paper ballot with its papers and the two who counted them.

    `named` repeats what it was about, where the item itself does not stand above.
    """
    came_from = source(cast.sentence.source)

    def count(value: int | None) -> Text | None:
        return None if value is None else Text(str(value), came_from)

    outcome = cast.outcome or (_("见决议内容") if item.resolution.recorded and item.resolution.text else "")
    return sheets.Vote(
        subject=text(item.title) if named else "",
        method=Text(_method(cast), came_from),
        should_attend=count(cast.should_attend),
        present=count(cast.present),
        yes=count(cast.yes),
        no=count(cast.no),
        abstain=count(cast.abstain),
        invalid=None if cast.issued is None else count(cast.invalid),
        result=Text(outcome, came_from),
        basis=Text(_basis(cast), came_from),
    )


def _method(cast: VoteSaid) -> str:
    if cast.issued is None:
        return cast.method
    unknown = _("未记录")
    return _("%(method)s（发出%(out)d张，收回%(back)s张，监票%(s)s，计票%(t)s）") % {
        "method": cast.method,
        "out": cast.issued,
        "back": unknown if cast.returned is None else cast.returned,
        "s": cast.scrutineer or unknown,
        "t": cast.teller or unknown,
    }


def _basis(cast: VoteSaid) -> str:
    """Documents the verdict rests on, each once with its articles."""
    named: dict[str, list[str]] = {}
    for reason in cast.reasons:
        document, article = reason.get("document"), reason.get("article")
        title = document.get("title", "") if isinstance(document, dict) else str(document or "")
        if title:
            articles = named.setdefault(title, [])
            articles += [f"{article}"] if article and f"{article}" not in articles else []
    return _("、").join(
        f"《{title}》" + _("、").join(_("第%(n)s条") % {"n": article} for article in articles)
        for title, articles in named.items()
    )


def decision(made: DecisionSaid) -> sheets.Decision:
    """Who does what by when."""
    came_from = source(made.sentence.source)
    return sheets.Decision(
        words=Text(made.what, came_from),
        owner=Text(made.owner, came_from),
        due=Text(day(made.due_on), came_from),
    )
