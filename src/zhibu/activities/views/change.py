"""Changing a called meeting, calling it off, taking its notice back."""

import datetime as dt
from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.activities import operations, permissions, terms
from zhibu.activities.forms.calling import AgendaForm, CancelForm, ChangeForm
from zhibu.activities.models import AgendaItem, Meeting
from zhibu.activities.queries import convening
from zhibu.activities.views.lines import with_lines
from zhibu.kernel import clock
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Conflict, Refused
from zhibu.organisations import access


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """When, where, how: one form; a second officer is shown what stands there now beside what they typed."""
    meeting = _mine_to_change(request, public_id)
    if request.method != "POST":
        form = ChangeForm(initial=_as_it_is(meeting))
        return render(request, "activities/change.html", {"meeting": meeting, "form": form})
    form = ChangeForm(request.POST)
    theirs = None
    if form.is_valid():
        said = form.cleaned_data
        try:
            operations.change_meeting(
                by=request.user,
                meeting=meeting,
                version=said["version"],
                starts_at=form.starts_at,
                minutes=said["minutes"],
                place=said["place"],
                held=said["held"],
                why=said["why"],
                now=clock.now(),
            )
            return redirect("activities:sent", meeting.public_id)
        except Conflict as conflict:
            theirs = conflict.theirs
            form.data = form.data.copy()
            form.data["version"] = str(theirs.version)  # having seen theirs, the next press is meant
            form.refuse(conflict)
        except Refused as refused:
            form.refuse(refused)
    context = {"meeting": meeting, "form": form, "theirs": theirs}
    return render(request, "activities/change.html", context, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agenda(request: HttpRequest, public_id: str) -> HttpResponse:
    """What it is about and, where that is chosen, who is invited; a second officer sees what stands there now."""
    meeting = _mine_to_change(request, public_id)
    on = clock.today()
    register = convening.register_of(meeting.organisation)
    due = convening.who_must_come(meeting.organisation, meeting.kind, register, on=on)
    if request.method != "POST":
        form = AgendaForm(initial=_agenda_as_it_is(meeting), kind=meeting.kind, due=due, register=register)
        return _agenda_page(request, meeting, form, on=on)
    form = AgendaForm(with_lines(request.POST), kind=meeting.kind, due=due, register=register)
    if request.POST.keys() & {"more", "drop"}:
        form.unchecked()
        return _agenda_page(request, meeting, form, on=on)
    theirs = None
    if form.is_valid():
        try:
            operations.change_agenda(
                by=request.user,
                meeting=meeting,
                version=form.cleaned_data["version"],
                items=form.agenda,
                attendees=form.persons("attendees"),
                observers=form.persons("observers"),
                why=form.cleaned_data["why"],
                now=clock.now(),
            )
            return redirect("activities:sent", meeting.public_id)
        except Conflict as conflict:
            theirs = list(meeting.items.order_by("position"))
            form.data["version"] = str(conflict.theirs.version)  # having seen theirs, the next press is meant
            form.refuse(conflict)
        except Refused as refused:
            form.refuse(refused)
    return _agenda_page(request, meeting, form, on=on, theirs=theirs, status=422)


def _agenda_page(
    request: HttpRequest,
    meeting: Meeting,
    form: AgendaForm,
    *,
    on: dt.date,
    theirs: Sequence[AgendaItem] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "meeting": meeting,
        "form": form,
        "lines": form.lines or [terms.AgendaLine("")],
        "decisions": convening.open_decisions(meeting.organisation, seen_by=request.user, on=on),
        "theirs": theirs,
        "on": on,
    }
    return render(request, "activities/change_agenda.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    """Why it is called off, in one line."""
    meeting = _mine_to_change(request, public_id)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.cancel_meeting(
                by=request.user, meeting=meeting, why=form.cleaned_data["why"], now=clock.now()
            )
            return redirect("activities:sent", meeting.public_id)
        except Refused as refused:
            form.refuse(refused)
    answered = meeting.attendees.exclude(answer="").exists()
    context = {"meeting": meeting, "form": form, "answered": answered}
    return render(request, "activities/cancel.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """The notice was sent by mistake."""
    meeting = _mine_to_change(request, public_id)
    operations.withdraw_meeting(by=request.user, meeting=meeting, now=clock.now())
    return redirect("activities:meeting", meeting.public_id)


def _mine_to_change(request: HttpRequest, public_id: str) -> Meeting:
    on = clock.today()
    seen = Meeting.objects.visible_to(request.user, on=on).select_related("organisation__parent")
    meeting = get_object_or_404(seen, public_id=public_id)
    if not access.may(request.user, permissions.CONVENE, meeting.organisation, on=on):
        raise Http404
    return meeting


def _agenda_as_it_is(meeting: Meeting) -> dict[str, object]:
    items = meeting.items.exclude(matter=terms.Matter.OPEN_DECISIONS).select_related("person")
    invited = list(meeting.attendees.values_list("member__public_id", "observer"))
    return {
        "lines": [
            terms.AgendaLine(item.title, item.matter, item.person, item.public_id)
            for item in items.order_by("position")
        ],
        "attendees": [public_id for public_id, observer in invited if not observer],
        "observers": [public_id for public_id, observer in invited if observer],
        "version": meeting.version,
    }


def _as_it_is(meeting: Meeting) -> dict[str, object]:
    begins = local(meeting.starts_at)
    return {
        "day": begins.date(),
        "time": begins.time(),
        "minutes": meeting.minutes,
        "place": meeting.place,
        "held": meeting.held,
        "version": meeting.version,
    }
