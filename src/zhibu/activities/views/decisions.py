"""决定的事: the board, one decision with its history, and each step of it."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhibu.activities import operations
from zhibu.activities.forms.calling import DecisionForm
from zhibu.activities.models import Decision
from zhibu.activities.queries import decisions
from zhibu.activities.queries.convening import branch_of
from zhibu.activities.queries.decisions import DecisionRow
from zhibu.activities.views.finding import party_people
from zhibu.kernel import clock
from zhibu.kernel.ids import operation_id
from zhibu.kernel.refusal import Refused

STEPS: dict[str, Callable[..., Decision]] = {
    "report": operations.report_decision,
    "confirm": operations.confirm_decision,
    "return": operations.return_decision,
    "move": operations.move_decision,
    "hand": operations.hand_over_decision,
    "explain": operations.explain_decision,
    "drop": operations.drop_decision,
}


@login_required
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Everything that was decided and is not finished, and what was finished lately."""
    on = clock.today()
    context = {"board": decisions.board(request.user, on=on), "on": on, "op": operation_id()}
    return render(request, "activities/decisions.html", context)


@login_required
@require_GET
def decision(request: HttpRequest, public_id: str) -> HttpResponse:
    """One decision, its history, and what I may do about it."""
    row = _row(request, public_id)
    return _page(request, row, DecisionForm(people=_others(row)))


@login_required
@require_POST
def step(request: HttpRequest, public_id: str, step: str) -> HttpResponse:
    """One step: done, confirmed, not yet, moved, handed over, explained, dropped."""
    act = STEPS.get(step)
    if act is None:
        raise Http404
    row = _row(request, public_id)
    form = DecisionForm(request.POST, people=_others(row))
    if form.is_valid():
        said = {"words": form.cleaned_data["words"]}
        if step == "move":
            said["due_on"] = form.cleaned_data["due_on"] or row.decision.due_on
        if step == "hand":
            said["owner"] = form.cleaned_data["owner"]
        try:
            act(by=request.user, decision=row.decision, now=clock.now(), **said)
            if request.POST.get("next") == "board":
                return redirect("activities:decisions")
            return redirect("activities:decision", public_id)
        except Refused as refused:
            form.refuse(refused)
    return _page(request, row, form, step=step, status=422)


def _page(
    request: HttpRequest, row: DecisionRow, form: DecisionForm, *, step: str = "", status: int = 200
) -> HttpResponse:
    context = {"row": row, "form": form, "step": step, "on": clock.today()}
    return render(request, "activities/decision.html", context, status=status)


def _row(request: HttpRequest, public_id: str) -> DecisionRow:
    row = decisions.one(request.user, public_id, on=clock.today())
    if row is None:
        raise Http404
    return row


def _others(row: DecisionRow) -> list[tuple[str, str]]:
    """Who could do it instead, for whoever may say so."""
    if not row.may_hand_over:
        return []
    register = party_people(branch_of(row.decision.organisation).pk)
    return [one for one in register if one[0] != row.decision.owner.public_id]
