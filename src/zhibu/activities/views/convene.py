"""Calling a meeting in four steps; each works without a script and nothing typed is lost on the way back."""

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_time
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhibu.activities import operations, terms
from zhibu.activities.forms.calling import ConveneForm
from zhibu.activities.queries import convening, ruling, shifts
from zhibu.activities.queries.choosing import kinds_by_urgency
from zhibu.activities.queries.notice import without_the_page
from zhibu.activities.views.lines import with_lines
from zhibu.activities.views.photos import MOST_BYTES
from zhibu.documents.images import accept_attachment
from zhibu.kernel import clock
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Refused
from zhibu.members.models import Member
from zhibu.organisations.models import Organisation


@login_required
@require_GET
def kinds(request: HttpRequest) -> HttpResponse:
    """Step 1: which meeting, what is due first at the top."""
    on, now = clock.today(), clock.now()
    places = convening.places_to_convene(request.user, on=on)
    if not places:
        raise Http404
    return render(
        request, "activities/convene_kind.html", {"choices": kinds_by_urgency(places, on=on, now=now)}
    )


@login_required
@require_GET
def when(request: HttpRequest) -> HttpResponse:
    """Step 2: when, with who is at work then."""
    on, now = clock.today(), clock.now()
    place, kind = _chosen(request, request.GET, on=on)
    _register, due = _people(place, kind, on=on)
    usual = convening.usual(place, kind)
    own = _own_time(request.GET)
    context = _asked(place, kind) | {
        "slots": shifts.slots_ahead(
            due,
            kind=kind,
            time=usual.time,
            weekday=usual.weekday,
            minutes=usual.minutes,
            taken=convening.times_taken(place, now=now),
            on=on,
        ),
        "own": shifts.slot_at(own, usual.minutes, due, kind=kind, on=on) if own else None,
        "too_early": own is not None and own <= now,
        "own_day": request.GET.get("day") or (on + dt.timedelta(days=1)).isoformat(),
        "own_time": request.GET.get("time") or f"{usual.time:%H:%M}",
        "first_day": on.isoformat(),
        "needed": ruling.voters_needed(kind, _voters(due), on=on),
        "people": len(due),
    }
    return render(request, "activities/convene_when.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def what(request: HttpRequest) -> HttpResponse:
    """Step 3: the agenda, the place, who leads; also where every refusal comes back to, with all that was typed."""
    on = clock.today()
    if request.method == "POST":
        place, kind = _chosen(request, request.POST, on=on)
        form = _bound(request, with_lines(request.POST), place, kind, on=on)
        form.unchecked()
        return _agenda_page(request, form, on=on)
    place, kind = _chosen(request, request.GET, on=on)
    begins = _own_time(request.GET)
    if begins is None:
        return redirect(reverse("activities:convene_when") + f"?organisation={place.public_id}&kind={kind}")
    register, due = _people(place, kind, on=on)
    usual = convening.usual(place, kind)
    initial = {
        "organisation": place.public_id,
        "kind": kind,
        "day": local(begins).date(),
        "time": local(begins).time(),
        "minutes": usual.minutes,
        "place": usual.place,
        "held": terms.Place.IN_PERSON,
        "attendees": [member.public_id for member in due],
        "lines": usual.lines or (terms.AgendaLine(""),),
    }
    return _agenda_page(request, ConveneForm(initial=initial, place=place, due=due, register=register), on=on)


@login_required
@require_POST
def review(request: HttpRequest) -> HttpResponse:
    """Step 4: the notice as it will be read."""
    on = clock.today()
    place, kind = _chosen(request, request.POST, on=on)
    form = _bound(request, request.POST, place, kind, on=on)
    if not form.is_valid():
        return _agenda_page(request, form, on=on, status=422)
    return _review_page(request, form, on=on)


@login_required
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """The last press: the meeting is called."""
    on = clock.today()
    place, kind = _chosen(request, request.POST, on=on)
    form = _bound(request, request.POST, place, kind, on=on)
    if not form.is_valid():
        return _agenda_page(request, form, on=on, status=422)
    said = form.cleaned_data
    try:
        meeting = operations.convene(
            by=request.user,
            organisation=place,
            kind=kind,
            starts_at=form.starts_at,
            minutes=said["minutes"],
            place=said["place"],
            items=form.agenda,
            attendees=form.persons("attendees") if "attendees" in form.fields else None,
            observers=form.persons("observers"),
            chair=form.person("chair"),
            recorder=form.person("recorder"),
            held=said["held"],
            papers=_enclosed(request),
            op=said["op"],
            now=clock.now(),
        )
    except Refused as refused:
        if refused.field == "papers":
            return _review_page(request, form, on=on, refused=refused, status=422)
        form.refuse(refused)
        return _agenda_page(request, form, on=on, status=422)
    return redirect("activities:sent", meeting.public_id)


def _chosen(request: HttpRequest, said: QueryDict, *, on: dt.date) -> tuple[Organisation, str]:
    """The branch or group, and the kind; 404 for what this person cannot call here."""
    places = {place.public_id: place for place in convening.places_to_convene(request.user, on=on)}
    place, kind = places.get(said.get("organisation", "")), said.get("kind", "")
    if place is None or kind not in convening.kinds_held_by(place, on=on):
        raise Http404
    return place, kind


def _people(place: Organisation, kind: str, *, on: dt.date) -> tuple[list[Member], list[Member]]:
    register = convening.register_of(place)
    return register, convening.who_must_come(place, kind, register, on=on)


def _bound(
    request: HttpRequest, said: QueryDict, place: Organisation, kind: str, *, on: dt.date
) -> ConveneForm:
    register, due = _people(place, kind, on=on)
    return ConveneForm(said, place=place, due=due, register=register)


def _own_time(said: QueryDict) -> dt.datetime | None:
    """Day and time of the address, or None when one is missing or is none."""
    try:
        day, time = parse_date(said.get("day", "")), parse_time(said.get("time", ""))
    except ValueError:
        return None
    return clock.at(day, time.replace(tzinfo=None)) if day and time else None


def _voters(due: list[Member]) -> int:
    return sum(member.standing.may_vote for member in due)


def _asked(place: Organisation, kind: str) -> dict[str, Any]:
    return {"place": place, "kind": kind, "title": terms.title_of(kind, place.name)}


def _agenda_page(request: HttpRequest, form: ConveneForm, *, on: dt.date, status: int = 200) -> HttpResponse:
    place = form.called_in
    kind = form["kind"].value()
    _register, due = _people(place, kind, on=on)
    chair, recorder = convening.leaders(place, due, on=on)
    context = _asked(place, kind) | {
        "form": form,
        "begins": _typed_time(form),
        "lines": form.lines or [terms.AgendaLine("")],
        "decisions": convening.open_decisions(place, seen_by=request.user, on=on),
        "on": on,
        "chair": chair,
        "recorder": recorder,
        "unfold": bool(set(form.errors) - {"items", "place"}) if form.is_bound else chair is None,
    }
    return render(request, "activities/convene_what.html", context, status=status)


def _typed_time(form: ConveneForm) -> dt.datetime | None:
    said = QueryDict(mutable=True)
    said.update({"day": str(form["day"].value() or ""), "time": str(form["time"].value() or "")})
    return _own_time(said)


def _enclosed(request: HttpRequest) -> list[terms.Enclosure]:
    """The papers chosen: PDF as it is, pictures drawn anew; the whole press is refused when one cannot be taken."""
    found = []
    for file in request.FILES.getlist("papers"):
        try:
            taken = accept_attachment(file.read(MOST_BYTES + 1))
        except Refused as refused:
            words = {"name": file.name, "why": refused.message}
            raise Refused(_("「%(name)s」：%(why)s") % words, field="papers") from None
        found.append(terms.Enclosure(file.name or _("材料"), taken.media_type, taken.content))
    return found


def _review_page(
    request: HttpRequest, form: ConveneForm, *, on: dt.date, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    place, kind = form.called_in, form.cleaned_data["kind"]
    _register, due = _people(place, kind, on=on)
    coming = form.persons("attendees") if "attendees" in form.fields else due
    chair, recorder = convening.leaders(place, coming, on=on)
    titles = [terms.FIRST_ITEM, *(line.title for line in form.agenda)]
    outside = without_the_page(coming)
    by_mouth = [member for member in coming if member in outside]
    context = _asked(place, kind) | {
        "form": form,
        "said": form.cleaned_data,
        "starts_at": form.starts_at,
        "titles": titles,
        "chair": form.person("chair") or chair,
        "recorder": form.person("recorder") or recorder,
        "observers": _beside(form, coming),
        "kept": [
            (name, value) for name, values in request.POST.lists() if _carried(name) for value in values
        ],
        "people": len(coming),
        "by_mouth": by_mouth,
        "with_account": len(coming) - len(by_mouth),
        "on": on,
        "refused": refused,
    }
    return render(request, "activities/convene_review.html", context, status=status)


def _beside(form: ConveneForm, coming: list[Member]) -> list[Member]:
    """Those who are there to listen, and those an item is about, each once."""
    asked = [*form.persons("observers"), *(line.person for line in form.agenda if line.person)]
    return [member for member in dict.fromkeys(asked) if member not in coming]


def _carried(name: str) -> bool:
    return name not in ("csrfmiddlewaretoken", "more", "drop")
