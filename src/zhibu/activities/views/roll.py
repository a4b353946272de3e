"""Pages of the roll: the wall of the room, calling names, the printed sheet, guests, late presence."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.activities import terms
from zhibu.activities.forms.room import GuestForm, LatePresenceForm
from zhibu.activities.models import Attendee, Meeting
from zhibu.activities.operations.add_guest import add_guest
from zhibu.activities.operations.enter_late_presence import enter_late_presence
from zhibu.activities.operations.enter_sheet import enter_sheet
from zhibu.activities.operations.remove_guest import remove_guest
from zhibu.activities.operations.roll_call import roll_call
from zhibu.activities.queries.quorum import quorum
from zhibu.activities.queries.room_code import room_code
from zhibu.activities.views.finding import run_meeting
from zhibu.documents.qr import qr_svg
from zhibu.kernel import clock
from zhibu.kernel.refusal import Refused
from zhibu.web.fragments import page_or_part

TABS = ("missing", "here", "away")


@login_required
@never_cache
@require_safe
def wall(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """The projected screen: the code of this moment, the count, who is not there yet, what is on today."""
    meeting = run_meeting(request, meeting_id)
    now = clock.now()
    code = room_code(meeting, now=now)
    address = request.build_absolute_uri(
        reverse("activities:check_in", args=[meeting.public_id, code.scanned])
    )
    context = {
        "meeting": meeting,
        "open_for_check_in": terms.may_check_in(
            state=meeting.state, starts_at=meeting.starts_at, ends_at=meeting.ends_at, now=now
        ),
        "code": code,
        "qr": mark_safe(qr_svg(address, label=_("本场签到二维码，30秒换一次"))),  # noqa: S308 - drawn by ourselves
        "state": quorum(meeting),
        "items": list(meeting.items.order_by("position")),
    }
    return page_or_part(request, "activities/wall.html", context, part="now")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def roll(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """The roll as the chair holds it: not there yet, there, cannot come; one tap a name."""
    meeting = run_meeting(request, meeting_id)
    if request.method == "POST":
        return _called(request, meeting)
    return _roll_page(request, meeting)


def _called(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    try:
        roll_call(
            by=request.user,
            meeting=meeting,
            member=request.POST.get("member", ""),
            here=request.POST.get("here") == "1",
            now=clock.now(),
        )
    except Refused as refused:
        return _roll_page(request, meeting, refusal=refused, status=422)
    if request.headers.get("HX-Request"):
        return _roll_page(request, meeting, just=request.POST.get("member", ""))
    return redirect(f"{request.path}?tab={_tab(request)}")


def _tab(request: HttpRequest) -> str:
    asked = request.POST.get("tab") or request.GET.get("tab", "")
    return asked if asked in TABS else "missing"


def _roll_page(
    request: HttpRequest, meeting: Meeting, *, just: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    state = quorum(meeting)
    tab = _tab(request)
    shown = {person.id for person in getattr(state.roll, tab)} | {just}
    people = [
        person for person in state.roll.people if person.id in shown
    ]  # a name just ticked keeps its place
    counts = [(key, len(getattr(state.roll, key))) for key in TABS]
    words = {"missing": _("未到"), "here": _("已到"), "away": _("来不了")}
    context = {
        "meeting": meeting,
        "state": state,
        "tab": tab,
        "filters": [(key, words[key], number) for key, number in counts],
        "people": people,
        "open_for_check_in": terms.may_check_in(
            state=meeting.state, starts_at=meeting.starts_at, ends_at=meeting.ends_at, now=clock.now()
        ),
        "guest_form": more.pop("guest_form", None) or GuestForm(),
        **more,
    }
    return page_or_part(request, "activities/roll.html", context, part="roll", status=status)


@login_required
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """All names of the printed sheet on one screen."""
    meeting = run_meeting(request, meeting_id)
    refusal = None
    if request.method == "POST":
        try:
            enter_sheet(
                by=request.user,
                meeting=meeting,
                present=request.POST.getlist("present"),
                shown=request.POST.getlist("shown"),
                now=clock.now(),
            )
            return redirect(reverse("activities:roll", args=[meeting.public_id]) + "?tab=here")
        except Refused as refused:
            refusal = refused
    context = {"meeting": meeting, "people": quorum(meeting).roll.people, "refusal": refusal}
    return render(request, "activities/sheet.html", context, status=422 if refusal else 200)


@login_required
@require_POST
def guests(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """A guest is written on the roll."""
    meeting = run_meeting(request, meeting_id)
    form = GuestForm(request.POST)
    if form.is_valid():
        try:
            add_guest(by=request.user, meeting=meeting, now=clock.now(), **form.cleaned_data)
            return redirect("activities:roll", meeting.public_id)
        except Refused as refused:
            form.refuse(refused)
    return _roll_page(request, meeting, guest_form=form, status=422)


@login_required
@require_POST
def guest_remove(request: HttpRequest, meeting_id: str, guest_id: str) -> HttpResponse:
    """A guest written by mistake comes off the roll."""
    meeting = run_meeting(request, meeting_id)
    remove_guest(by=request.user, meeting=meeting, guest=guest_id, now=clock.now())
    return redirect("activities:roll", meeting.public_id)


@login_required
@require_http_methods(["GET", "POST"])
def late_presence(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """After closing: somebody was there, who says so, and why only now."""
    meeting = run_meeting(request, meeting_id)
    rows = Attendee.objects.filter(meeting=meeting, present_at__isnull=True).order_by("member_id")
    people = list(rows.values_list("member__public_id", "member__name"))
    form = LatePresenceForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        chosen = {key: form.cleaned_data[key] for key in ("member", "why")}
        try:
            enter_late_presence(by=request.user, meeting=meeting, now=clock.now(), **chosen)
            return redirect("activities:minutes", meeting.public_id)
        except Refused as refused:
            form.refuse(refused)
    status = 422 if form.errors else 200
    return render(request, "activities/late_presence.html", {"meeting": meeting, "form": form}, status=status)
