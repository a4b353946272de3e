"""The check-in page that a phone's camera opens."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhibu.activities import terms
from zhibu.activities.models import Attendee, Meeting
from zhibu.activities.operations.check_in import check_in as mark_present
from zhibu.activities.operations.check_in import require_check_in_open
from zhibu.activities.queries import room_code
from zhibu.activities.views.finding import seen_meeting
from zhibu.kernel import clock
from zhibu.kernel.ids import operation_id
from zhibu.kernel.refusal import Refused


@require_http_methods(["GET", "POST"])
def check_in(request: HttpRequest, meeting_id: str, code: str = "") -> HttpResponse:
    """One tap says "I am here"; a phone that has to sign in first comes back here and keeps its scan."""
    if not request.user.is_authenticated:
        return _after_signing_in(request, meeting_id, code)
    if request.method == "POST":
        return _checked_in(request, meeting_id)
    meeting = seen_meeting(request, meeting_id)
    attendee = _own(request, meeting)
    if attendee is not None and attendee.present_at is not None:
        return _done(request, meeting, attendee)
    now = clock.now()
    refusal, ticket = None, ""
    try:
        require_check_in_open(meeting, now=now)
        ticket = _ticket(request, meeting, code, now)
        if code and not ticket:
            refusal = Refused(_("码换过了，请再扫一次"), code="code_expired")
    except Refused as refused:
        refusal = refused
    return _page(request, meeting, attendee, ticket=ticket, refusal=refusal, status=422 if refusal else 200)


def _ticket(request: HttpRequest, meeting: Meeting, code: str, now) -> str:
    given = request.GET.get("ticket", "")
    if given:
        step = room_code.step_of_ticket(meeting, given, request.user.pk, now=now)
    else:
        step = room_code.step_of(meeting, code, now=now) if len(code) == room_code.SCANNED_LENGTH else None
    return room_code.ticket(meeting, step, request.user.pk) if step is not None else ""


def _own(request: HttpRequest, meeting: Meeting) -> Attendee | None:
    return Attendee.objects.of(request.user).filter(meeting=meeting).select_related("member").first()


def _checked_in(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """Whoever is on the roll may see the meeting; for everybody else it is asked when the check-in was refused."""
    code, ticket = request.POST.get("code", ""), request.POST.get("ticket", "")
    try:
        mark_present(
            by=request.user, meeting_id=meeting_id, code=code[:20], ticket=ticket[:200], now=clock.now()
        )
    except Refused as refused:
        meeting = seen_meeting(request, meeting_id)
        return _page(request, meeting, _own(request, meeting), ticket="", refusal=refused, status=422)
    return redirect("activities:check_in", meeting_id)


def _page(request: HttpRequest, meeting: Meeting, attendee: Attendee | None, **context) -> HttpResponse:
    status = context.pop("status")
    context |= {"meeting": meeting, "attendee": attendee, "op": operation_id()}
    return render(request, "activities/checkin.html", context, status=status)


@login_required
def _done(request: HttpRequest, meeting: Meeting, attendee: Attendee) -> HttpResponse:
    items = meeting.items.order_by("position")
    ways = {terms.CheckInWay.CODE: _("已签到")}
    context = {
        "meeting": meeting,
        "attendee": attendee,
        "items": items,
        "word": ways.get(terms.CheckInWay(attendee.checked_way), _("已到会"))
        if attendee.checked_way
        else _("已到会"),
    }
    return render(request, "activities/checkin_done.html", context)


@never_cache
def _after_signing_in(request: HttpRequest, meeting_id: str, code: str) -> HttpResponse:
    """A good scan is kept as a ticket in the way back, because signing in takes longer than a code lives."""
    back = reverse("activities:check_in", args=[meeting_id])
    meeting = Meeting.objects.filter(public_id=meeting_id).first()
    step = (
        room_code.step_of(meeting, code, now=clock.now())
        if meeting and len(code) == room_code.SCANNED_LENGTH
        else None
    )
    if step is not None:
        back += f"?ticket={room_code.ticket(meeting, step, None)}"
    elif "ticket" in request.GET:
        back = request.get_full_path()
    return redirect_to_login(back, str(settings.LOGIN_URL))
