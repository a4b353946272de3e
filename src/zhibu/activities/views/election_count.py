"""What came out of the ballot box: entering it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from zhibu.activities.election_models import BallotCount
from zhibu.activities.election_terms import MOST_WRITE_INS
from zhibu.activities.forms.elections import FIRST_WRITE_INS, CountForm
from zhibu.activities.models import AgendaItem, Meeting
from zhibu.activities.operations.count_election import count_election
from zhibu.activities.queries import elections
from zhibu.activities.queries.elections import Standing
from zhibu.activities.queries.quorum import quorum
from zhibu.activities.views.finding import election_item, run_meeting
from zhibu.kernel import clock
from zhibu.kernel.refusal import Refused
from zhibu.web.numbers import whole


@login_required
@require_http_methods(["GET", "POST"])
def count(request: HttpRequest, meeting_id: str, item_id: str) -> HttpResponse:
    """Enter what came out of the box; `?again=1` counts the last vote anew and says why."""
    meeting = run_meeting(request, meeting_id)
    item = election_item(meeting, item_id)
    election = elections.election_of(item)
    if election is None:
        return redirect("activities:election_slate", meeting.public_id, item.public_id)
    stands = elections.standing(election)
    again = bool(request.GET.get("again") or request.POST.get("again"))
    before, current = _at_the_box(stands, again=again)
    form = _count_form(request, meeting, item, before, current, again=again)
    more = "more" in request.POST
    if request.method == "POST" and more:
        form.unchecked()
    elif request.method == "POST" and form.is_valid():
        try:
            count_election(
                by=request.user,
                meeting=meeting,
                item=item,
                number=form.cleaned_data["number"],
                counted=form.counted(),
                scrutineer=form.cleaned_data["scrutineer"],
                teller=form.cleaned_data["teller"],
                void=form.cleaned_data["void"],
                why=form.cleaned_data["why"],
                now=clock.now(),
            )
            return redirect("activities:election_check", meeting.public_id, item.public_id)
        except Refused as refused:
            form.refuse(refused)
            return _count_page(request, meeting, item, before, form, again=again, refusal=refused)
    return _count_page(request, meeting, item, before, form, again=again)


def _at_the_box(stands: Standing, *, again: bool) -> tuple[Standing, BallotCount | None]:
    """The election as it stood when these ballots were cast, and the figures that are there already."""
    pending = stands.pending
    if pending is not None:
        return (elections.before(stands, pending.number), pending)
    last = stands.in_force
    if again and last:
        return (elections.before(stands, last[-1].number), last[-1])
    return (stands, None)


def _count_form(
    request: HttpRequest,
    meeting: Meeting,
    item: AgendaItem,
    before: Standing,
    current: BallotCount | None,
    *,
    again: bool,
) -> CountForm:
    state = quorum(meeting, item=item)
    slated = {one.member.public_id for one in before.candidates}
    people = [(person.id, person.name) for person in state.roll.expected_here if person.id not in slated]
    initial: dict[str, Any] = {
        "issued": state.present,
        "returned": state.present,
        "valid": state.present,
        "invalid": 0,
        "number": before.last_number + 1,
        "written": FIRST_WRITE_INS,
    }
    if current is not None:
        initial |= _figures(current)
    posted: QueryDict | None = request.POST if request.method == "POST" else None
    write_ins = (whole(posted.get("written") or "", digits=3) or 0) if posted else int(initial["written"])
    if posted and "more" in posted:
        write_ins += FIRST_WRITE_INS
        longer = posted.copy()
        longer["written"] = str(min(write_ins, MOST_WRITE_INS))
        posted = longer
    return CountForm(
        posted,
        people=people,
        ballot=before.on_the_next_ballot,
        write_ins=min(write_ins, MOST_WRITE_INS),
        initial=initial,
    )


def _figures(count: BallotCount) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: getattr(count, name)
        for name in ("issued", "returned", "valid", "invalid", "number", "void", "why")
    }
    found |= {"scrutineer": count.scrutineer.public_id, "teller": count.teller.public_id}
    lines = elections.lines_of(count)
    printed = [line for line in lines if not line.write_in]
    for place, line in enumerate(printed):
        found |= {f"yes_{place}": line.yes, f"no_{place}": line.no, f"abstain_{place}": line.abstain}
    written = [line for line in lines if line.write_in]
    for place, line in enumerate(written):
        found |= {f"written_{place}": line.name, f"written_yes_{place}": line.yes}
    return found | {"written": max(FIRST_WRITE_INS, len(written))}


def _count_page(
    request: HttpRequest,
    meeting: Meeting,
    item: AgendaItem,
    before: Standing,
    form: CountForm,
    *,
    again: bool,
    refusal: Refused | None = None,
) -> HttpResponse:
    state = quorum(meeting, item=item)
    context = {
        "meeting": meeting,
        "item": item,
        "state": state,
        "stands": before,
        "form": form,
        "again": again,
        "why_asked": again or bool(form["why"].value()),
        "void_asked": bool(form["void"].value())
        or (refusal is not None and refusal.code == "more_than_issued"),
        "reasons": refusal.reasons if refusal else (),
        "electable": elections.electable(meeting),
        "may_count": state.enough,
    }
    return render(
        request, "activities/election_count.html", context, status=422 if form.errors or refusal else 200
    )
