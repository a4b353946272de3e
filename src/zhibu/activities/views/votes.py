"""Pages of a vote: enter the counts, two people check them, read the result with its arithmetic."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.activities import terms
from zhibu.activities.forms.room import HandsForm, PaperBallotForm
from zhibu.activities.models import AgendaItem, Meeting, Vote
from zhibu.activities.operations.record_vote import check_count, record_vote
from zhibu.activities.queries.quorum import Quorum, cited, quorum
from zhibu.activities.queries.running import may_run
from zhibu.activities.views.checking import back_to, check_page, say_it_is_right
from zhibu.activities.views.finding import item_of, run_meeting, seen_meeting
from zhibu.kernel import clock
from zhibu.kernel.refusal import Refused


@login_required
@require_http_methods(["GET", "POST"])
def count(request: HttpRequest, meeting_id: str, item_id: str) -> HttpResponse:
    """Enter what was counted: hands, or papers with the two who counted."""
    meeting = run_meeting(request, meeting_id)
    item = item_of(meeting, item_id)
    state = quorum(meeting, item=item)
    method = _method(request, item)
    vote = Vote.objects.filter(item=item).first()
    form = _form(request, item, state, method, vote)
    if request.method == "POST" and form.is_valid():
        try:
            vote = record_vote(
                by=request.user,
                meeting=meeting,
                item=item,
                method=method,
                counts=form.counts(),
                scrutineer=form.cleaned_data.get("scrutineer", ""),
                teller=form.cleaned_data.get("teller", ""),
                op=form.cleaned_data["op"],
                now=clock.now(),
            )
            page = "vote_result" if vote.settled_at else "vote_check"
            return redirect(f"activities:{page}", meeting.public_id, item.public_id)
        except Refused as refused:
            form.refuse(refused)
    return _count_page(request, meeting, item, state, method, form)


def _method(request: HttpRequest, item: AgendaItem) -> str:
    if item.matter in terms.SECRET:
        return terms.Method.PAPER
    asked = request.POST.get("method") or request.GET.get("method", "")
    return asked if asked in terms.Method.values else terms.Method.HANDS


def _form(
    request: HttpRequest, item: AgendaItem, state: Quorum, method: str, vote: Vote | None
) -> HandsForm | PaperBallotForm:
    posted = request.POST if request.method == "POST" else None
    if method == terms.Method.HANDS:
        return HandsForm(posted)
    person = item.person.public_id if item.person else ""
    people = [(p.id, p.name) for p in state.roll.here if p.id != person]
    initial: dict[str, Any] = {"issued": state.present, "returned": state.present}
    if vote is not None and vote.method == method:
        initial = {
            name: getattr(vote, name) for name in ("issued", "returned", "yes", "no", "abstain", "invalid")
        }
        initial["scrutineer"] = vote.scrutineer.public_id if vote.scrutineer else ""
        initial["teller"] = vote.teller.public_id if vote.teller else ""
    return PaperBallotForm(posted, people=people, initial=initial)


def _count_page(
    request: HttpRequest, meeting: Meeting, item: AgendaItem, state: Quorum, method: str, form: Any
) -> HttpResponse:
    context = {
        "meeting": meeting,
        "item": item,
        "state": state,
        "method": method,
        "paper": method == terms.Method.PAPER,
        "choosable": item.matter not in terms.SECRET,
        "form": form,
        "may_count": state.enough or meeting.recorded_afterwards_at is not None,
    }
    return render(request, "activities/vote_count.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, meeting_id: str, item_id: str) -> HttpResponse:
    """Scrutineer and teller each say that the counts are right."""
    meeting = seen_meeting(request, meeting_id)
    item = item_of(meeting, item_id)
    refusal = None
    if request.method == "POST":
        refusal = say_it_is_right(request, meeting, item, check_count)
        if refusal is None:
            return back_to("vote_check", meeting, item)
    vote = get_object_or_404(
        Vote.objects.select_related("scrutineer", "teller", "scrutineer_checked_by", "teller_checked_by"),
        item=item,
    )
    if vote.settled_at is not None:
        return back_to("vote_result", meeting, item)
    return check_page(request, "activities/vote_check.html", meeting, item, vote, vote=vote, refusal=refusal)


@login_required
@require_safe
def result(request: HttpRequest, meeting_id: str, item_id: str) -> HttpResponse:
    """What came out, and why: the rules' answer with its sources."""
    meeting = seen_meeting(request, meeting_id)
    item = item_of(meeting, item_id)
    vote = get_object_or_404(Vote, item=item, settled_at__isnull=False)
    word = vote.verdict.get("verdict", "")
    values = vote.verdict.get("values", {})
    context = {
        "meeting": meeting,
        "item": item,
        "vote": vote,
        "word": word,
        "runs": may_run(request.user, meeting, on=clock.today()),
        "outcome": "" if word == "INFO" else terms.outcome_words(word).rstrip("。"),
        "needed": values.get("needed"),
        "reasons": cited(vote.verdict.get("reasons", [])),
        "half": vote.should_attend / 2,
    }
    return render(request, "activities/vote_result.html", context)
