"""The minutes: read, confirm, correct."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.activities import terms
from zhibu.activities.forms.room import CorrectForm, NoteForm
from zhibu.activities.models import Attendee, Confirmation, Meeting, Note, Vote
from zhibu.activities.operations.confirm_minutes import confirm_minutes
from zhibu.activities.operations.correct_note import correct_note
from zhibu.activities.queries import minutes as record
from zhibu.activities.queries.running import acts_as, may_run, still_there
from zhibu.activities.views.finding import branch_pk, party_people, run_meeting, seen_meeting
from zhibu.kernel import clock
from zhibu.kernel.ids import operation_id
from zhibu.kernel.refusal import Conflict, Refused


@login_required
@require_safe
def minutes(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """The minutes as they stand; while the meeting runs they are a draft."""
    return minutes_page(request, seen_meeting(request, meeting_id))


def minutes_page(request: HttpRequest, meeting: Meeting, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of the minutes; `more` may carry the `refusal` of a step taken on it."""
    runs = may_run(request.user, meeting, on=clock.today())
    confirmed = set(meeting.confirmations.values_list("role", flat=True))
    own = Attendee.objects.of(request.user).filter(meeting=meeting).first()
    context = {
        "meeting": meeting,
        "record": record.minutes(meeting),
        "closed": meeting.state == terms.State.CLOSED,
        "runs": runs,
        "own": own,
        "to_confirm": [line for line in _roles(request, meeting, runs) if line["role"] not in confirmed],
        "votes_missing": _votes_missing(meeting) if runs else [],
        "note_form": NoteForm(people=party_people(branch_pk(meeting))) if runs else None,
        "op": operation_id(),
        **more,
    }
    return render(request, "activities/minutes.html", context, status=status)


def _roles(request: HttpRequest, meeting: Meeting, runs: bool) -> list[dict[str, Any]]:
    """Who may confirm here: oneself, or for somebody without an account, or gone, whoever runs the meeting."""
    found = []
    for role, member in (
        (Confirmation.As.CHAIR, meeting.chair),
        (Confirmation.As.RECORDER, meeting.recorder),
    ):
        if member is None:
            continue
        own = acts_as(request.user, member, meeting)
        for_them = member.user_id is None or not still_there(member, meeting)
        found.append({"role": str(role), "member": member, "may": own or (runs and for_them)})
    return found


def _votes_missing(meeting: Meeting) -> list[Any]:
    """Items of a meeting recorded afterwards whose counts can still be entered."""
    if meeting.recorded_afterwards_at is None:
        return []
    counted = Vote.objects.filter(item__meeting=meeting, settled_at__isnull=False).values("item_id")
    return list(meeting.items.filter(matter__in=terms.VOTED).exclude(pk__in=counted).order_by("position"))


@login_required
@require_POST
def confirm(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """Chair or recorder confirms."""
    meeting = seen_meeting(request, meeting_id)
    try:
        confirm_minutes(by=request.user, meeting=meeting, role=request.POST.get("role", ""), now=clock.now())
    except Refused as refused:
        return minutes_page(request, meeting, refusal=refused, status=422)
    return redirect("activities:minutes", meeting.public_id)


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, meeting_id: str, note_id: str) -> HttpResponse:
    """One noted point gets other words; the old ones stay, struck through."""
    meeting = run_meeting(request, meeting_id)
    note = get_object_or_404(Note, meeting=meeting, public_id=note_id)
    form = CorrectForm(request.POST or None, initial={"text": note.text})
    theirs = ""
    if request.method == "POST" and form.is_valid():
        try:
            correct_note(by=request.user, meeting=meeting, note=note, now=clock.now(), **form.cleaned_data)
            closed = meeting.state == terms.State.CLOSED
            return redirect("activities:minutes" if closed else "activities:meeting", meeting.public_id)
        except Conflict as conflict:
            form.refuse(conflict)
            theirs = conflict.theirs
        except Refused as refused:
            form.refuse(refused)
    context = {"meeting": meeting, "note": note, "form": form, "theirs": theirs}
    return render(request, "activities/correct.html", context, status=422 if form.errors else 200)
