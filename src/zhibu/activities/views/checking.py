"""Two people say that figures are right, each for themselves: the same for a vote and for an election."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zhibu.activities.election_models import BallotCount
from zhibu.activities.models import AgendaItem, Meeting, Vote
from zhibu.activities.queries.checking import checks
from zhibu.activities.queries.running import may_run
from zhibu.kernel import clock
from zhibu.kernel.refusal import Refused


def say_it_is_right(
    request: HttpRequest, meeting: Meeting, item: AgendaItem, act: Callable[..., Any]
) -> Refused | None:
    """Do the act for the role that was pressed; why not, where it is refused."""
    try:
        act(by=request.user, meeting=meeting, item=item, role=request.POST.get("role", ""), now=clock.now())
    except Refused as refused:
        return refused
    return None


def check_page(
    request: HttpRequest,
    template: str,
    meeting: Meeting,
    item: AgendaItem,
    counted: Vote | BallotCount,
    *,
    refusal: Refused | None,
    **more: Any,
) -> HttpResponse:
    """The figures and who has checked them; nobody else reads figures that nobody has checked yet."""
    runs = may_run(request.user, meeting, on=clock.today())
    lines = checks(counted, request.user, runs=runs)
    if not any(line.may for line in lines):
        raise Http404
    context = {"meeting": meeting, "item": item, "runs": runs, "lines": lines, "refusal": refusal, **more}
    return render(request, template, context, status=422 if refusal else 200)


def back_to(name: str, meeting: Meeting, item: AgendaItem) -> HttpResponse:
    """To a page of this item."""
    return redirect(f"activities:{name}", meeting.public_id, item.public_id)
