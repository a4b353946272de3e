"""What was counted in an election: two people check it, everybody reads who is elected and why."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.activities import terms
from zhibu.activities.election_models import BallotCount
from zhibu.activities.models import Meeting
from zhibu.activities.operations.count_election import check_election
from zhibu.activities.queries import election_record, elections
from zhibu.activities.queries.quorum import cited
from zhibu.activities.queries.running import may_run
from zhibu.activities.views.checking import back_to, check_page, say_it_is_right
from zhibu.activities.views.finding import election_item, seen_meeting, standing_of
from zhibu.kernel import clock


@login_required
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, meeting_id: str, item_id: str) -> HttpResponse:
    """Scrutineer and teller each say that the figures are right."""
    meeting = seen_meeting(request, meeting_id)
    item = election_item(meeting, item_id)
    refusal = None
    if request.method == "POST":
        refusal = say_it_is_right(request, meeting, item, check_election)
        if refusal is None:
            return back_to("election_check", meeting, item)
    pending = standing_of(item).pending
    if pending is None:
        return back_to("election_result", meeting, item)
    return check_page(
        request,
        "activities/election_check.html",
        meeting,
        item,
        pending,
        count=pending,
        figures=elections.lines_of(pending),
        refusal=refusal,
    )


@login_required
@require_safe
def result(request: HttpRequest, meeting_id: str, item_id: str) -> HttpResponse:
    """Who is elected and why, each vote with its figures: the rules' answer with its sources."""
    meeting = seen_meeting(request, meeting_id)
    item = election_item(meeting, item_id)
    stands = standing_of(item)
    shown = [one for one in stands.counts if one.settled_at is not None]
    if not shown:
        raise Http404
    runs = may_run(request.user, meeting, on=clock.today())
    running = meeting.state == terms.State.OPEN and item.closed_at is None
    context = {
        "meeting": meeting,
        "item": item,
        "stands": stands,
        "outcome": election_record.outcome(stands),
        "last": shown[-1],
        "rounds": [_round(one, meeting) for one in reversed(shown)],
        "runs": runs,
        "running": running,
        "goes": elections.goes_to_superior(stands.election, meeting),
    }
    return render(request, "activities/election_result.html", context)


def _round(count: BallotCount, meeting: Meeting) -> dict[str, Any]:
    of_all, of_present = elections.needed_votes(count, meeting)
    values = count.verdict.get("values", {})
    lines = sorted(count.lines.all(), key=lambda line: (-line.yes, line.place))
    return {
        "count": count,
        "stands": elections.is_in_force(count),
        "word": count.verdict.get("verdict", ""),
        "lines": [
            {"line": line}
            | {word: line.name in values.get(word, ()) for word in ("elected", "revote", "disputed")}
            for line in lines
        ],
        "reasons": cited(count.verdict.get("reasons", [])),
        "sums": _("应到%(should)d ÷ 2，要%(a)d票；到会%(here)d ÷ 2，要%(b)d票。两种都算。")
        % {"should": count.should_attend, "a": of_all, "here": count.present, "b": of_present},
    }
