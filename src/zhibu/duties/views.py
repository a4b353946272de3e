"""The pages of what is due."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhibu.duties import queries
from zhibu.kernel import clock


@login_required
@require_GET
def month(request: HttpRequest) -> HttpResponse:
    """本月: of one's own branch for its officers; for superiors each branch below, and one of them to read."""
    on, now = clock.today(), clock.now()
    below = queries.branches_below(request.user, on=on)
    code = request.GET.get("branch", "")
    chosen = next((branch for branch in below if branch.code == code), None)
    if code and chosen is None:
        raise Http404
    found = None
    if "below" not in request.GET:
        found = queries.month_of(request.user, on=on, now=now, branch=chosen)
    if found is None:
        return _below(request, below)
    links = [] if chosen else queries.doors(request.user, found.branch, on=on)
    context = {"month": found, "on": on, "links": links, "from_above": chosen is not None, "below": below}
    return render(request, "duties/month.html", context)


def _below(request: HttpRequest, below: list[queries.Organisation]) -> HttpResponse:
    if not below:
        raise Http404
    on, now = clock.today(), clock.now()
    page = Paginator(below, queries.BRANCHES_A_PAGE).get_page(request.GET.get("page"))
    rows = queries.months_of(list(page), on=on, now=now)
    return render(request, "duties/below.html", {"rows": rows, "page": page, "on": on, "all": len(below)})
