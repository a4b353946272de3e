"""The first page of everybody: what is due for me."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhibu.activities.queries import today as due
from zhibu.kernel import clock
from zhibu.kernel.ids import operation_id
from zhibu.organisations import access
from zhibu.organisations.queries import is_officer


@login_required
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """Today, for whoever looks."""
    on, now = clock.today(), clock.now()
    context = {
        "today": due.today(request.user, on=on, now=now),
        "on": on,
        "op": operation_id(),
        "officer": is_officer(request.user, on=on),
        "roles": {standing.role for standing in access.standings(request.user, on=on)},
    }
    return render(request, "activities/today.html", context)
