"""The list of meetings."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from zhibu.activities.queries import convening, upcoming
from zhibu.kernel import clock
from zhibu.web.lists import list_page
from zhibu.web.numbers import whole


@login_required
@require_GET
def meetings(request: HttpRequest) -> HttpResponse:
    """Meetings to come, and those held year by year."""
    on, now = clock.today(), clock.now()
    year = request.GET.get("year", "")
    asked = {"year": whole(year) if len(year) == 4 else None}
    coming = upcoming.meetings_to_come(request.user, on=on, now=now)
    context = {
        "coming": coming,
        "how_many": ngettext("%(n)s场", "%(n)s场", len(coming)) % {"n": len(coming)},
        "held": upcoming.meetings_held(request.user, on=on, before=request.GET.get("before", ""), **asked),
        "may_convene": convening.may_convene_somewhere(request.user, on=on),
    }
    return list_page(request, "activities/meetings.html", context)
