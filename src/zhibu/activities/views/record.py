"""记实: one screen for a meeting that was held already."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from zhibu.activities import terms
from zhibu.activities.forms.room import RecordForm
from zhibu.activities.models import Meeting
from zhibu.activities.operations.record_past_meeting import Past, record_past_meeting
from zhibu.activities.queries import recording
from zhibu.activities.views.finding import run_meeting
from zhibu.activities.views.photos import accepted, keep_all
from zhibu.kernel import clock
from zhibu.kernel.refusal import Refused
from zhibu.organisations.models import Organisation


@login_required
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """Record a meeting; `from` names a called one that fills the screen, `kind` what was held."""
    on = clock.today()
    called_id = request.POST.get("from") or request.GET.get("from", "")
    called = run_meeting(request, called_id) if called_id else None
    organisation = called.organisation if called else _organisation(request)
    kind = recording.kind_asked(organisation, called, request.POST.get("kind") or request.GET.get("kind", ""))
    choices = recording.choices(organisation, kind=kind, on=on)
    if request.method == "POST":
        return _recorded(request, organisation, called, choices)
    usual = recording.usual(organisation, called=called, kind=kind, user=request.user, on=on)
    form = RecordForm(initial=usual, **choices)
    return _page(request, organisation, called, form)


def _organisation(request: HttpRequest) -> Organisation:
    """The branch or group that is asked for, or the first this person runs meetings in; 404 when there is none."""
    own = recording.places_to_record(request.user, on=clock.today())
    asked = request.POST.get("organisation") or request.GET.get("organisation", "")
    found = (
        next((place for place in own if place.public_id == asked), None) if asked else next(iter(own), None)
    )
    if found is None:
        raise Http404
    return found


def _recorded(
    request: HttpRequest, organisation: Organisation, called: Meeting | None, choices: dict[str, Any]
) -> HttpResponse:
    form = RecordForm(request.POST, **choices)
    if form.is_valid():
        try:
            pictures = accepted(request, "photos")
            meeting = record_past_meeting(
                by=request.user,
                organisation=organisation,
                meeting=called,
                past=_past(form),
                op=form.cleaned_data["op"],
                now=clock.now(),
            )
            keep_all(request.user, meeting, pictures)
            return redirect("activities:minutes", meeting.public_id)
        except Refused as refused:
            form.refuse(refused)
    return _page(request, organisation, called, form, status=422)


def _past(form: RecordForm) -> Past:
    said = form.cleaned_data
    same = ("kind", "place", "chair", "recorder", "done_what", "title", "person", "minutes")
    return Past(
        **{name: said[name] for name in same},
        starts_at=form.starts_at(),
        present=tuple(said["present"]),
        decisions=form.decisions(),
        nothing_to_do=said["nothing"],
        matter=said["matter"] or terms.Matter.DISCUSSION,
        why_late=said["why"],
    )


def _page(
    request: HttpRequest,
    organisation: Organisation,
    called: Meeting | None,
    form: RecordForm,
    *,
    status: int = 200,
) -> HttpResponse:
    held_on = clock.local(called.starts_at).date() if called else None
    due_on = recording.record_due_on(organisation, held_on=held_on or clock.today())
    context = {
        "organisation": organisation,
        "called": called,
        "form": form,
        "kinds": [] if called else recording.kinds_of(organisation),
        "kind": str(form["kind"].value() or ""),
        "due_on": due_on,
        "late": held_on is not None and clock.today() > due_on,
        "days": organisation.record_within_days,
        "holidays_known": recording.holidays_are_known(due_on),
        "photos_until": clock.today() + terms.PHOTOS_KEPT,
        "most_photos": terms.MOST_PHOTOS,
    }
    return render(request, "activities/record.html", context, status=status)
