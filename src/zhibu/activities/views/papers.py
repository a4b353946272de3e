"""Papers to take along: one of a meeting, the year's ledger, or all of a period in one file."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.accounts.models import User
from zhibu.activities import permissions
from zhibu.activities.forms.papers import ExportForm
from zhibu.activities.models import Meeting, PaperExport
from zhibu.activities.operations.export_papers import ask_for_papers
from zhibu.activities.papers import exporting, kinds
from zhibu.activities.tasks import make_papers_asked_for
from zhibu.activities.views.notice import short_link
from zhibu.kernel import clock, filestore
from zhibu.kernel.refusal import NotAllowed, Refused
from zhibu.organisations import access
from zhibu.organisations.models import Organisation
from zhibu.web.downloads import to_take_along
from zhibu.web.fragments import page_or_part

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_safe
def paper(request: HttpRequest, meeting_id: str, kind: str, form: str) -> HttpResponse:
    """One paper of a meeting as a file."""
    on = clock.today()
    meeting = get_object_or_404(
        Meeting.objects.visible_to(request.user, on=on).select_related(
            "organisation", "called_by", "chair", "recorder", "recorded_by"
        ),
        public_id=meeting_id,
    )
    access.require(request.user, permissions.PAPERS, meeting.organisation, on=on)
    chosen = kinds.KINDS.get(kind)
    if chosen is None or form not in kinds.CONTENT_TYPES or not chosen.is_ready(meeting):
        raise Http404
    content = kinds.paper(meeting, chosen, form, link=short_link(request, meeting))
    answer = HttpResponse(content, content_type=kinds.CONTENT_TYPES[form])
    return to_take_along(answer, exporting.file_name(meeting, chosen, form))


@login_required
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """The ledger of the unit's meetings; of this year unless another period is named."""
    on = clock.today()
    unit = unit_of(request.user, permissions.PAPERS)
    during = exporting.period(request.GET.get("period") or str(on.year))
    answer = HttpResponse(exporting.ledger(unit, during, on=on), content_type=XLSX)
    return to_take_along(answer, f"{unit.name}{during.words}会议台账.xlsx")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest) -> HttpResponse:
    """Choose a period and a kind; what was asked for in the last week stands below, with how far it is."""
    on, unit = clock.today(), unit_of(request.user, permissions.PAPERS)
    form = ExportForm(request.POST or None, on=on)
    if request.method == "POST" and form.is_valid():
        try:
            export = ask_for_papers(by=request.user, organisation=unit, now=clock.now(), **form.cleaned_data)
            if not export.digest:
                make_papers_asked_for.enqueue(export.public_id)
            return redirect("activities:papers")
        except Refused as refused:
            form.refuse(refused)
    asked_for = (
        PaperExport.objects.visible_to(request.user, on=on)
        .filter(organisation=unit)
        .select_related("asked_by")
        .order_by("-pk")[:20]
    )
    exports = [
        {
            "export": export,
            "period": exporting.period(export.period).words,
            "kind": exporting.export_kinds()[export.kind],
        }
        for export in asked_for
    ]
    waiting = any(not export.digest and not export.failed for export in asked_for)
    context = {"unit": unit, "form": form, "exports": exports, "waiting": waiting}
    status = 422 if form.is_bound else 200
    return page_or_part(request, "activities/papers.html", context, part="exports", status=status)


@login_required
@require_safe
def export_file(request: HttpRequest, export_id: str) -> HttpResponse:
    """The .zip that was made."""
    export = get_object_or_404(
        PaperExport.objects.visible_to(request.user, on=clock.today()).select_related("organisation"),
        public_id=export_id,
    )
    if not export.digest:
        raise Http404
    during = exporting.period(export.period).words
    answer = HttpResponse(filestore.fetch(export.digest), content_type="application/zip")
    return to_take_along(answer, f"{export.organisation.name}{during}.zip")


def unit_of(user: User, capability: str) -> Organisation:
    """The first unit, from above, whose papers this person keeps; refused for those who keep none."""
    on = clock.today()
    held = [standing.organisation_id for standing in access.standings(user, on=on)]
    for unit in Organisation.objects.filter(pk__in=held).order_by("path"):
        if access.may(user, capability, unit, on=on):
            return unit
    raise NotAllowed(_("台账和纸由书记、委员、党小组组长来出，您现在没有这项职务。"))
