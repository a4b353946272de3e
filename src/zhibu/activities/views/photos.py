"""Photos and scans of a meeting: voluntary, without place and camera, with their day of deletion."""

from mimetypes import guess_extension
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import Meeting, Paper
from zhibu.activities.operations.keep_paper import keep_paper
from zhibu.activities.operations.remove_paper import remove_paper
from zhibu.activities.queries.running import may_run
from zhibu.activities.views.finding import run_meeting, seen_meeting
from zhibu.documents.images import Photo, Scan, accept_attachment
from zhibu.kernel import clock, filestore
from zhibu.kernel.refusal import Refused
from zhibu.web.downloads import to_take_along

# Nothing in an uploaded file may run or load, whoever opens it.
LOCKED = "sandbox; default-src 'none'; style-src 'none'; frame-ancestors 'none'"
MOST_BYTES = 25 * 1024 * 1024


@login_required
@require_http_methods(["GET", "POST"])
def photos(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """What is kept with the meeting, and room for more up to nine."""
    meeting = seen_meeting(request, meeting_id)
    refusal = None
    if request.method == "POST":
        meeting = run_meeting(request, meeting_id)
        try:
            keep_all(request.user, meeting, accepted(request, "photos"))
            return redirect("activities:photos", meeting.public_id)
        except Refused as refused:
            refusal = refused
    kept = (
        meeting.papers.filter(removed_at__isnull=True)
        .exclude(what=Paper.What.PAPER)
        .order_by("added_at", "pk")
    )
    context = {
        "meeting": meeting,
        "photos": list(kept),
        "left": terms.MOST_PHOTOS - len(kept),
        "runs": may_run(request.user, meeting, on=clock.today()),
        "deleted_on": clock.today() + terms.PHOTOS_KEPT,
        "refusal": refusal,
    }
    return render(request, "activities/photos.html", context, status=422 if refusal else 200)


def accepted(request: HttpRequest, field: str) -> list[Photo | Scan]:
    """The uploaded pictures, drawn anew and made small; refused as a whole when one cannot be read."""
    files = request.FILES.getlist(field)
    if len(files) > terms.MOST_PHOTOS:
        raise Refused(_("照片最多%(n)d张。") % {"n": terms.MOST_PHOTOS}, field=field, code="too_many_photos")
    return [accept_attachment(one.read(MOST_BYTES + 1)) for one in files]


def keep_all(by: User, meeting: Meeting, pictures: list[Photo | Scan]) -> None:
    """Put the accepted pictures with the meeting, one act each."""
    for picture in pictures:
        scan = isinstance(picture, Scan)
        keep_paper(
            by=by,
            meeting=meeting,
            content=picture.content,
            content_type=picture.media_type,
            name="扫描件" if scan else "照片",
            what=Paper.What.SCAN if scan else Paper.What.PHOTO,
            now=clock.now(),
        )


@login_required
@never_cache
@require_safe
def photo(request: HttpRequest, meeting_id: str, paper_id: str) -> HttpResponse:
    """The bytes, for those who may see the meeting, in a form no browser will run."""
    meeting = seen_meeting(request, meeting_id)
    row = get_object_or_404(Paper, meeting=meeting, public_id=paper_id, removed_at__isnull=True)
    try:
        content = filestore.fetch(row.digest)
    except FileNotFoundError:
        raise Http404 from None
    ending = ".jpg" if row.content_type == "image/jpeg" else Path(row.name).suffix
    response = to_take_along(
        HttpResponse(content, content_type=row.content_type),
        f"{Path(row.name).stem}{ending or guess_extension(row.content_type) or ''}",
    )
    response["Content-Security-Policy"] = LOCKED
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_POST
def remove(request: HttpRequest, meeting_id: str, paper_id: str) -> HttpResponse:
    """A picture goes."""
    meeting = run_meeting(request, meeting_id)
    row = get_object_or_404(Paper, meeting=meeting, public_id=paper_id)
    if row.what != Paper.What.PAPER:
        remove_paper(by=request.user, meeting=meeting, paper=row, now=clock.now())
    return redirect("activities:photos", meeting.public_id)
