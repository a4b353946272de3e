"""The meeting while it runs: open it, take items one by one, note points, close it."""

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.activities import terms
from zhibu.activities.forms.room import CloseItemForm, LeadersForm, NoteForm
from zhibu.activities.models import AgendaItem, Meeting, Vote
from zhibu.activities.operations.change_chair import change_chair
from zhibu.activities.operations.close_item import close_item
from zhibu.activities.operations.close_meeting import close_meeting
from zhibu.activities.operations.open_item import open_item
from zhibu.activities.operations.open_meeting import open_meeting
from zhibu.activities.operations.take_note import take_note
from zhibu.activities.queries import election_record, elections
from zhibu.activities.queries.beside import beside, register_beside
from zhibu.activities.queries.quorum import quorum
from zhibu.activities.queries.roll import roll
from zhibu.activities.queries.running import may_run
from zhibu.activities.views.finding import branch_pk, everybody, item_of, party_people, run_meeting
from zhibu.kernel import clock
from zhibu.kernel.refusal import Conflict, Refused
from zhibu.web.fragments import wants_part

USUALLY_DONE_WITHIN = dt.timedelta(days=14)
QUICK = frozenset({terms.Matter.OPEN_DECISIONS, terms.Matter.REPORT})


def room_page(request: HttpRequest, meeting: Meeting, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a meeting that is open, or the minutes of one that is closed.

    `more` may carry a bound `close_form` or `note_form` and the `refusal` that goes with it.
    """
    polled = wants_part(request) and not more
    if meeting.state == terms.State.CLOSED and not more:
        return _off_to(request, reverse("activities:minutes", args=[meeting.public_id]), polled)
    context = _context(request, meeting) | more
    if not polled:
        return render(request, "activities/room.html", context, status=status)
    moved = request.GET.get("at", "") not in ("", context["mark"])
    if moved and not context["runs"]:
        return _off_to(request, request.path, polled)  # nobody types here, the page may simply be drawn anew
    context |= {"moved": moved, "mark": request.GET.get("at") or context["mark"]}
    return render(request, "activities/_room_now.html", context)


def _off_to(request: HttpRequest, address: str, polled: bool) -> HttpResponse:
    """Send the browser elsewhere; a poll is told so by a header, not by a page inside a page."""
    if not polled:
        return redirect(address)
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = address
    return answer


def _context(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    on = clock.today()
    runs = may_run(request.user, meeting, on=on)
    with_votes = meeting.items.select_related("person", "vote__scrutineer", "vote__teller")
    items = list(with_votes.order_by("position"))
    votes: dict[int, Vote] = {item.pk: item.vote for item in items if hasattr(item, "vote")}
    lists = beside(meeting, seen_by=request.user, on=on)
    current = next((item for item in items if item.opened_at and not item.closed_at), None)
    open_matters = frozenset(item.matter for item in items if item.closed_at is None)
    people_here = roll(meeting, visitors=lists.visitors, open_matters=open_matters)
    state = quorum(meeting, item=current, known=people_here)
    vote = votes.get(current.pk) if current else None
    election = elections.in_room(meeting, current, request.user, runs=runs)
    register = register_beside(meeting, seen_by=request.user, on=on) if runs else []
    people = [(one.public_id, one.name) for one in register if one.of_the_party]
    askers = [(one.public_id, one.name) for one in register]
    return {
        "meeting": meeting,
        "runs": runs,
        "state": state,
        "roll": state.roll,
        "lines": [_line(item, votes.get(item.pk), current) for item in items],
        "current": current,
        "vote": vote,
        "to_check": vote is not None and vote.settled_at is None,
        "checks": vote is not None and _counts(request, vote),
        "to_vote": current is not None and current.matter in terms.VOTED and vote is None,
        "election": election,
        "mark": f"{current.position if current else 0}-{'v' if vote else election.mark if election else ''}",
        "undiscussed": sum(item.closed_at is None for item in items),
        "notes": lists.notes,
        "own": next((one for one in people_here.people if one.user_id == request.user.pk), None),
        "close_form": _close_form(meeting, current, people, askers, on, election)
        if runs and current
        else None,
        "note_form": NoteForm(people=people) if runs else None,
    }


def _counts(request: HttpRequest, vote: Vote) -> bool:
    named = (vote.scrutineer, vote.teller)
    return any(member is not None and member.user_id == request.user.pk for member in named)


def _line(item: AgendaItem, vote: Vote | None, current: AgendaItem | None) -> dict[str, Any]:
    if item.closed_at is not None:
        fact = item.resolution or (_("无需落实") if item.nothing_to_do else "")
    elif item.matter in terms.SECRET:
        fact = _("到场投纸质票")
    else:
        fact = ""
    if vote is not None and vote.settled_at is None and vote.scrutineer and vote.teller:
        fact = _("监票%(s)s、计票%(t)s") % {"s": vote.scrutineer.name, "t": vote.teller.name}
    state = "done" if item.closed_at else "now" if current and item.pk == current.pk else ""
    return {"item": item, "title": item.title, "fact": fact, "state": state}


def _close_form(
    meeting: Meeting,
    item: AgendaItem,
    people: list[tuple[str, str]],
    askers: list[tuple[str, str]],
    on: dt.date,
    election: elections.InRoom | None,
) -> CloseItemForm:
    due = max(on, clock.local(meeting.starts_at).date()) + USUALLY_DONE_WITHIN
    initial: dict[str, Any] = {f"due_{row}": due for row in range(3)}
    initial["nothing"] = item.matter in QUICK
    if election is not None and election.stands is not None and election.stands.begun:
        initial["what_0"] = election_record.to_report(election.stands.election, meeting)
        initial["owner_0"] = meeting.chair.public_id if meeting.chair else ""
    return CloseItemForm(people=people, askers=askers, initial=initial)


@login_required
@require_POST
def begin(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """The meeting starts."""
    meeting = run_meeting(request, meeting_id)
    try:
        open_meeting(by=request.user, meeting=meeting, now=clock.now())
    except Refused as refused:
        if refused.code in ("chair_absent", "no_chair"):
            return _leaders_page(request, meeting, refusal=refused, status=422)
        raise
    return redirect("activities:meeting", meeting.public_id)


@login_required
@require_http_methods(["GET", "POST"])
def leaders(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """Another chair or recorder."""
    meeting = run_meeting(request, meeting_id)
    if request.method == "GET":
        return _leaders_page(request, meeting)
    form = LeadersForm(request.POST, people=party_people(branch_pk(meeting)))
    if form.is_valid():
        chosen = {key: form.cleaned_data[key] for key in ("chair", "recorder", "why", "version")}
        try:
            change_chair(by=request.user, meeting=meeting, now=clock.now(), **chosen)
            return redirect(
                "activities:roll" if meeting.state == terms.State.CALLED else "activities:meeting",
                meeting.public_id,
            )
        except Refused as refused:
            form.refuse(refused)
    return _leaders_page(request, meeting, form=form, status=422)


def _leaders_page(
    request: HttpRequest,
    meeting: Meeting,
    *,
    form: LeadersForm | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    initial = {
        "chair": meeting.chair.public_id if meeting.chair else "",
        "recorder": meeting.recorder.public_id if meeting.recorder else "",
        "version": meeting.version,
    }
    form = form or LeadersForm(people=party_people(branch_pk(meeting)), initial=initial)
    context = {"meeting": meeting, "form": form, "refusal": refusal}
    return render(request, "activities/leaders.html", context, status=status)


@login_required
@require_POST
def take_up(request: HttpRequest, meeting_id: str, item_id: str) -> HttpResponse:
    """An item is taken up."""
    meeting = run_meeting(request, meeting_id)
    try:
        open_item(by=request.user, meeting=meeting, item=item_of(meeting, item_id), now=clock.now())
    except Refused as refused:
        return room_page(request, meeting, refusal=refused, status=422)
    return redirect("activities:meeting", meeting.public_id)


@login_required
@require_POST
def end_item(request: HttpRequest, meeting_id: str, item_id: str) -> HttpResponse:
    """An item ends; what was typed is kept when it cannot."""
    meeting = run_meeting(request, meeting_id)
    item = item_of(meeting, item_id)
    branch = branch_pk(meeting)
    form = CloseItemForm(request.POST, people=party_people(branch), askers=everybody(branch))
    refusal = None
    if form.is_valid():
        try:
            close_item(
                by=request.user,
                meeting=meeting,
                item=item,
                resolution=form.cleaned_data["resolution"],
                decisions=form.decisions(),
                nothing_to_do=form.cleaned_data["nothing"],
                now=clock.now(),
            )
            return redirect("activities:meeting", meeting.public_id)
        except Conflict as conflict:
            return _both_texts(request, meeting, item, conflict, form.cleaned_data["resolution"])
        except Refused as refused:
            form.refuse(refused)
            refusal = refused
    return room_page(request, meeting, close_form=form, refusal=refusal, status=422)


def _both_texts(
    request: HttpRequest, meeting: Meeting, item: AgendaItem, conflict: Conflict, mine: str
) -> HttpResponse:
    context = {"meeting": meeting, "item": item, "conflict": conflict, "mine": mine}
    return render(request, "activities/both_texts.html", context, status=422)


@login_required
@require_POST
def note(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """A point is noted."""
    meeting = run_meeting(request, meeting_id)
    form = NoteForm(request.POST, people=party_people(branch_pk(meeting)))
    item_id = request.POST.get("item", "")
    if form.is_valid():
        item = item_of(meeting, item_id) if item_id else None
        try:
            take_note(by=request.user, meeting=meeting, item=item, now=clock.now(), **form.cleaned_data)
            return redirect("activities:meeting", meeting.public_id)
        except Refused as refused:
            form.refuse(refused)
    return room_page(request, meeting, note_form=form, status=422)


@login_required
@require_POST
def end(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """The meeting ends, its minutes stand."""
    meeting = run_meeting(request, meeting_id)
    try:
        close_meeting(by=request.user, meeting=meeting, now=clock.now())
    except Refused as refused:
        return room_page(request, meeting, refusal=refused, status=422)
    return redirect("activities:minutes", meeting.public_id)
