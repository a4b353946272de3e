"""The pages of what is due."""

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhibu.duties import queries
from zhibu.kernel import clock
from zhibu.web.lists import list_page


@login_required
@require_GET
def month(request: HttpRequest) -> HttpResponse:
    """本月: of one's own branch for its officers; for superiors each branch below, and one of them to read."""
    on, now = clock.today(), clock.now()
    below = queries.branches_below(request.user, on=on)
    code = request.GET.get("branch", "")
    chosen = below.filter(code=code).first() if code else None
    if code and chosen is None:
        raise Http404
    found = None
    if "below" not in request.GET:
        found = queries.month_of(request.user, on=on, now=now, branch=chosen)
    if found is None:
        return _below(request, below)
    links = [] if chosen else queries.doors(request.user, found.branch, on=on)
    context = {
        "month": found,
        "on": on,
        "links": links,
        "from_above": chosen is not None,
        "below": below.exists(),
    }
    return render(request, "duties/month.html", context)


def _below(request: HttpRequest, below: QuerySet[queries.Organisation]) -> HttpResponse:
    there = below.count()
    if not there:
        raise Http404
    on, now = clock.today(), clock.now()
    ends = {end: request.GET.get(end, "")[:64] for end in ("after", "before")}
    page = queries.page_of_branches(below, on=on, now=now, **ends)
    return list_page(request, "duties/below.html", {"page": page, "on": on, "all": there})
