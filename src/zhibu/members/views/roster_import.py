"""A roster file on its way into the register: upload, progress, preview, done, taken back."""

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhibu.documents import limits
from zhibu.kernel import clock
from zhibu.kernel.refusal import Conflict, Refused
from zhibu.members import fields, operations, permissions, tasks
from zhibu.members.models import RosterImport
from zhibu.members.operations.import_roster import READ_AT_ONCE_BYTES
from zhibu.members.register_forms import CellForm, UploadForm
from zhibu.members.views.invite import branch_of
from zhibu.web.fragments import page_or_part

State = RosterImport.State


@login_required
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Choose a file; the earlier imports below."""
    user, branch = branch_of(request, permissions.IMPORT)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            content = file.read(limits.FILE_BYTES + 1)
            begun = operations.begin_import(
                by=user, organisation=branch, file_name=file.name, content=content, now=clock.now()
            )
            if len(content) <= READ_AT_ONCE_BYTES:
                operations.read_import(roster_import=begun, now=clock.now())
            else:
                tasks.read_large_import.enqueue(begun.public_id)
            return redirect("members:one_import", begun.public_id)
        except Refused as refused:
            form.refuse(refused)
    earlier = RosterImport.objects.visible_to(user, on=clock.today()).filter(organisation=branch)
    context = {
        "form": form,
        "branch": branch,
        "earlier": earlier.exclude(state=State.DROPPED)
        .defer("reading", "preview")
        .select_related("made_by")
        .order_by("-pk")[:20],
    }
    return render(request, "members/imports.html", context, status=422 if form.is_bound else 200)


@login_required
@require_GET
def one_import(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where this import stands: being read, the preview, being written, done, taken back, or refused."""
    return _page(request, _found(request, public_id))


@login_required
@require_http_methods(["GET", "POST"])
def cell(request: HttpRequest, public_id: str) -> HttpResponse:
    """Correct one cell of the preview."""
    held = _found(request, public_id)
    asked = request.POST or request.GET
    where = {name: asked.get(name, "") for name in ("sheet", "row", "column")}
    problem = _problem_at(held, where)
    shown = problem["shown"] if problem and "*" not in problem["shown"] else ""
    form = CellForm(request.POST or None, initial={**where, "text": shown})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            operations.correct_cell(
                by=request.user,
                roster_import=held,
                sheet=said["sheet"],
                number=said["row"],
                header=said["column"],
                text=said["text"],
                now=clock.now(),
            )
            return redirect("members:one_import", held.public_id)
        except Refused as refused:
            form.refuse(refused)
    context = {"form": form, "import": held, "where": where, "problem": problem}
    return render(request, "members/import_cell.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write what the preview shows."""
    held = _found(request, public_id)
    try:
        after = operations.confirm_import(by=request.user, roster_import=held, now=clock.now())
    except Conflict as conflict:
        return _page(request, _found(request, public_id), refused=conflict, status=422)
    if after.state == State.WRITING and held.state != State.WRITING:
        tasks.write_large_import.enqueue(after.public_id)
    return redirect("members:one_import", held.public_id)


@login_required
@require_POST
def drop(request: HttpRequest, public_id: str) -> HttpResponse:
    """Another file instead."""
    operations.drop_import(by=request.user, roster_import=_found(request, public_id), now=clock.now())
    return redirect("members:import")


@login_required
@require_POST
def undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the import back; whom it would leave alone is shown first."""
    held = _found(request, public_id)
    try:
        operations.undo_import(
            by=request.user,
            roster_import=held,
            now=clock.now(),
            leave_changed=request.POST.get("leave_changed") == "1",
        )
    except Refused as refused:
        if refused.code != "changed_since":
            raise
        left = operations.undoing(held).left
        return _page(request, held, refused=refused, left=left, status=422)
    return redirect("members:one_import", held.public_id)


def _found(request: HttpRequest, public_id: str) -> RosterImport:
    visible = RosterImport.objects.visible_to(request.user, on=clock.today()).defer("reading")
    return get_object_or_404(visible.select_related("organisation", "made_by"), public_id=public_id)


def _preview(held: RosterImport) -> dict[str, Any]:
    return json.loads(held.preview) if held.preview else {}


def _problem_at(held: RosterImport, where: dict[str, str]) -> dict[str, Any] | None:
    said = _preview(held).get("problems", ())
    return next((p for p in said if str(p["row"]) == where["row"] and p["column"] == where["column"]), None)


def _page(
    request: HttpRequest,
    held: RosterImport,
    *,
    refused: Refused | None = None,
    left: Any = (),
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"import": held, "refused": refused, "left": left, "counts": held.counts}
    if held.state in (State.READING, State.WRITING):
        return page_or_part(request, "members/import_progress.html", context, part="progress", status=status)
    if held.state == State.PREVIEW:
        context |= {"preview": _worded(_preview(held))}
        return page_or_part(request, "members/import_preview.html", context, part="whole", status=status)
    if held.state == State.FAILED:
        return page_or_part(request, "members/import_failed.html", context, part="whole", status=status)
    if held.state == State.DROPPED:
        return redirect("members:import")
    return page_or_part(request, "members/import_done.html", context, part="whole", status=status)


def _worded(preview: dict[str, Any]) -> dict[str, Any]:
    """The preview with the register's words for its fields."""
    known = [(header, name) for header, name in preview["columns"] if name]
    preview["known"] = [
        (header, fields.LABELS.get(fields.KEPT.get(name, name), "")) for header, name in known
    ]
    preview["unknown"] = [header for header, name in preview["columns"] if not name]
    preview["changes"] = [
        (row, name, [(fields.LABELS[a], old, new) for a, old, new in lines])
        for row, name, lines in preview["changes"]
    ]
    return preview
