"""The page of a called meeting, the answer to it, and the notice on paper."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST, require_safe

from zhibu.activities import operations, permissions, terms
from zhibu.activities.models import Meeting
from zhibu.activities.queries import notice as notices
from zhibu.activities.queries.beside import with_lists
from zhibu.activities.views.room import room_page
from zhibu.documents.qr import qr_svg
from zhibu.kernel import clock
from zhibu.kernel.ids import operation_id
from zhibu.kernel.refusal import Refused
from zhibu.organisations import access

SHORT = 8


@login_required
@require_safe
def meeting_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """A meeting: its notice until it opens, the room from then on."""
    meeting = _meeting(request, public_id)
    if meeting.state in (terms.State.OPEN, terms.State.CLOSED):
        return room_page(request, meeting)
    return notice_page(request, meeting)


def notice_page(
    request: HttpRequest, meeting: Meeting, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    """The notice, with the buttons of those invited and, for officers, who has said what."""
    on, now = clock.today(), clock.now()
    context = {
        "notice": notices.notice(meeting, seen_by=request.user, on=on, now=now),
        "meeting": meeting,
        "refused": refused,
        "op": operation_id(),
        "over": meeting.ends_at < now,
    }
    return render(request, "activities/notice.html", context, status=status)


@login_required
@require_GET
def sent(request: HttpRequest, public_id: str) -> HttpResponse:
    """After sending: the words for the group, and who still has to be told face to face."""
    meeting = _meeting(request, public_id)
    on, now = clock.today(), clock.now()
    if not access.may(request.user, permissions.CONVENE, meeting.organisation, on=on):
        raise Http404
    seen = notices.notice(meeting, seen_by=request.user, on=on, now=now)
    text = notices.group_text(meeting, seen.items, short_link(request, meeting))
    context = {"notice": seen, "meeting": meeting, "text": text, "op": operation_id()}
    return render(request, "activities/sent.html", context)


@login_required
@require_GET
def sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """The notice to be printed and put up, with a code that opens it."""
    meeting = _meeting(request, public_id)
    link = short_link(request, meeting)
    context = {
        "meeting": meeting,
        "items": meeting.items.order_by("position"),
        "link": link,
        "code": qr_svg(link, label=meeting.title),
    }
    return render(request, "activities/notice_sheet.html", context)


@login_required
@require_POST
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """参加 or 请假, from Today or from the notice."""
    meeting = _meeting(request, public_id)
    try:
        operations.answer(
            by=request.user,
            meeting=meeting,
            answer=request.POST.get("answer", ""),
            reason=request.POST.get("reason"),
            now=clock.now(),
        )
    except Refused as refused:
        return notice_page(request, meeting, refused=refused, status=422)
    return redirect(_back(request, reverse("activities:meeting", args=[meeting.public_id])))


@login_required
@require_POST
def told(request: HttpRequest, public_id: str) -> HttpResponse:
    """已告诉: one person was told by word of mouth."""
    meeting = _meeting(request, public_id)
    person = get_object_or_404(meeting.attendees, member__public_id=request.POST.get("member", ""))
    undone = request.POST.get("told") == "no"
    operations.told_in_person(
        by=request.user, meeting=meeting, member=person.member, told=not undone, now=clock.now()
    )
    return redirect(_back(request, reverse("activities:meeting", args=[meeting.public_id])) + "#told")


@login_required
@require_GET
def short(request: HttpRequest, short: str) -> HttpResponse:
    """The short link of a notice: the first signs of the meeting's id."""
    seen = Meeting.objects.visible_to(request.user, on=clock.today())
    found = list(seen.filter(public_id__startswith=short)[:2]) if len(short) >= SHORT else []
    if not found:
        raise Http404
    return redirect("activities:meeting", found[0].public_id)


def _meeting(request: HttpRequest, public_id: str) -> Meeting:
    on = clock.today()
    seen = Meeting.objects.visible_to(request.user, on=on)
    with_people = seen.select_related("organisation__parent", "chair", "recorder")
    return get_object_or_404(with_lists(with_people, request.user, on=on), public_id=public_id)


def short_link(request: HttpRequest, meeting: Meeting) -> str:
    """The whole address of the short link, for a message or a QR code."""
    return request.build_absolute_uri(reverse("activities:short", args=[meeting.public_id[:SHORT]]))


def _back(request: HttpRequest, otherwise: str) -> str:
    asked = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if safe and asked.startswith("/") else otherwise
