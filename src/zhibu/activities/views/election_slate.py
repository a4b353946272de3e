"""The slate of an election: what is elected, how many, who stands, and the papers to print."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.activities import terms
from zhibu.activities.election_models import Election
from zhibu.activities.election_terms import BY_STROKES, ELECTED_BY, Office
from zhibu.activities.forms.elections import SlateForm
from zhibu.activities.models import AgendaItem, Meeting
from zhibu.activities.operations.set_slate import set_slate
from zhibu.activities.papers import ballots
from zhibu.activities.papers.kinds import CONTENT_TYPES
from zhibu.activities.queries import elections
from zhibu.activities.views.finding import election_item, run_meeting, standing_of
from zhibu.kernel import clock
from zhibu.kernel.refusal import Refused
from zhibu.members.models import Member
from zhibu.web.downloads import to_take_along
from zhibu.web.numbers import whole


@login_required
@require_http_methods(["GET", "POST"])
def slate(request: HttpRequest, meeting_id: str, item_id: str) -> HttpResponse:
    """What is elected, how many, and who stands; every button keeps what was typed."""
    meeting = run_meeting(request, meeting_id)
    item = election_item(meeting, item_id)
    election = elections.election_of(item)
    people = {member.public_id: member for member in elections.electable(meeting)}
    offices = sorted(ELECTED_BY.get(terms.Kind(meeting.kind), ()), key=list(Office).index)
    if request.method != "POST":
        form = SlateForm(initial=_slate_initial(election, offices), offices=offices)
        return _slate_page(request, meeting, item, form, people, _slated(election))
    form = SlateForm(request.POST, offices=offices)
    chosen, by_hand = _chosen(request.POST, people)
    step = request.POST.get("do", "")
    if step:
        form.unchecked()
        return _slate_page(request, meeting, item, form, people, chosen, by_hand=by_hand)
    if form.is_valid():
        try:
            set_slate(
                by=request.user,
                meeting=meeting,
                item=item,
                slate=form.slate(chosen),
                version=form.cleaned_data["version"],
                why=form.cleaned_data["why"],
                now=clock.now(),
            )
            running = meeting.state == terms.State.OPEN and item.opened_at
            return redirect(
                "activities:meeting" if running else "activities:election_slate",
                *([meeting.public_id] if running else [meeting.public_id, item.public_id]),
            )
        except Refused as refused:
            form.refuse(refused)
    return _slate_page(request, meeting, item, form, people, chosen, by_hand=by_hand, status=422)


def _slate_initial(election: Election | None, offices: Sequence[Office]) -> dict[str, Any]:
    if election is None:
        return {"office": offices[0] if offices else "", "seats": 3 if len(offices) > 2 else 1}
    names = ("office", "by_election", "seats", "approval_ref", "approval_on", "version")
    return {name: getattr(election, name) for name in names} | {"by_hand": "1"}


def _slated(election: Election | None) -> list[str]:
    if election is None:
        return []
    there = election.candidates.filter(withdrawn_at__isnull=True).order_by("place", "pk")
    return list(there.values_list("member__public_id", flat=True))


def _chosen(said: QueryDict, people: dict[str, Member]) -> tuple[list[str], bool]:
    """The candidates in order after the button that was pressed, and whether the order was made by hand."""
    step, _colon, whom = said.get("do", "").partition(":")
    known = [public_id for public_id in dict.fromkeys(said.getlist("chosen")) if public_id in people]
    new = [one for one in dict.fromkeys(said.getlist("add")) if one in people and one not in known]
    by_hand = bool(said.get("by_hand"))
    if step == "drop" and whom in known:
        known.remove(whom)
    elif step == "up" and whom in known:
        place = known.index(whom)
        known.insert(max(place - 1, 0), known.pop(place))
        by_hand = True
    elif step == "strokes":
        by_hand = False
    known += new
    strokes = said.get("office") in {str(office) for office in BY_STROKES}
    if step == "strokes" or (new and strokes and not by_hand):
        known = [member.public_id for member in elections.in_ballot_order([people[one] for one in known])]
    return known, by_hand


def _slate_page(
    request: HttpRequest,
    meeting: Meeting,
    item: AgendaItem,
    form: SlateForm,
    people: dict[str, Member],
    chosen: Sequence[str],
    *,
    by_hand: bool | None = None,
    status: int = 200,
) -> HttpResponse:
    election = elections.election_of(item)
    stands = elections.standing(election) if election else None
    chosen = [public_id for public_id in chosen if public_id in people]
    text = form["q"].value() or ""
    rest = [member for public_id, member in people.items() if public_id not in chosen]
    office, seats = form["office"].value(), whole(str(form["seats"].value() or ""), digits=3) or 0
    said = None
    if office in Office.values and seats:
        said = elections.slate_judged(meeting, office=office, seats=seats, candidates=len(chosen))
    leaving = stands is not None and meeting.state == terms.State.OPEN
    slated = set(_slated(election))
    context = {
        "meeting": meeting,
        "item": item,
        "form": form,
        "chosen": [people[public_id] for public_id in chosen],
        "by_hand": bool(form["by_hand"].value()) if by_hand is None else by_hand,
        "found": elections.found(rest, text),
        "asked": text,
        "many": not text and len(rest) > elections.FOUND_AT_MOST,
        "said": said,
        "stands": stands,
        "gone": leaving and bool(slated - set(chosen)),
        "saved": stands is not None and not form.is_bound,
        "ends": meeting.state not in (terms.State.CALLED, terms.State.OPEN) or item.closed_at is not None,
    }
    return render(request, "activities/election_slate.html", context, status=status)


@login_required
@require_safe
def paper(request: HttpRequest, meeting_id: str, item_id: str, kind: str, form: str) -> HttpResponse:
    """The ballot or the counting sheet for the next vote."""
    meeting = run_meeting(request, meeting_id)
    item = election_item(meeting, item_id)
    stands = standing_of(item)
    if kind not in (ballots.BALLOT, ballots.TALLY) or form not in CONTENT_TYPES or not stands.next_round:
        raise Http404
    content = ballots.election_paper(meeting, stands, kind, form)
    name = _("选票") if kind == ballots.BALLOT else _("计票单")
    answer = HttpResponse(content, content_type=CONTENT_TYPES[form])
    return to_take_along(answer, f"{meeting.organisation.name}{name}.{form}")
