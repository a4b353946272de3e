"""A period's papers as one file to take along: asked for on the page, made in the background, kept a week."""

import datetime as dt
import io
import zipfile

from zhibu.accounts import journal, replay
from zhibu.accounts.models import User
from zhibu.activities import permissions
from zhibu.activities.models import PaperExport
from zhibu.activities.papers import exporting
from zhibu.kernel import filestore
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes, writing
from zhibu.organisations import access
from zhibu.organisations.models import Organisation

KEPT = dt.timedelta(days=7)
_ALREADY_PACKED = (".docx", ".xlsx")


@writes
def ask_for_papers(
    *, by: User, organisation: Organisation, kind: str, period: str, op: str = "", now: dt.datetime
) -> PaperExport:
    """Ask for the papers of a period; they are made next, in the background.

    Asked again while the same ones are being made, it is the same export. Refused for a kind or period that
    does not exist.
    """
    on = local(now).date()
    access.require(by, permissions.PAPERS, organisation, on=on)
    exporting.require_kind(kind)
    during = exporting.period(period)
    said = {"organisation": organisation.public_id, "kind": kind, "period": period}
    before = replay.earlier(by=by, op=op, kind="papers.export", said=said)
    if before is not None:
        found = PaperExport.objects.filter(public_id=before["export"]).first()
        if found is not None:
            return found
    under_way = PaperExport.objects.filter(
        organisation=organisation, kind=kind, period=during.text, digest="", failed="", delete_on__gt=on
    ).first()
    if under_way is not None and now - under_way.asked_at < dt.timedelta(hours=1):
        return under_way
    export = PaperExport.objects.create(
        organisation=organisation,
        kind=kind,
        period=during.text,
        asked_by=by,
        asked_at=now,
        delete_on=on + KEPT,
    )
    journal.record(
        by=by,
        action="papers.export",
        subject=export,
        organisation=organisation,
        fields=[kind, during.text],
        now=now,
    )
    replay.remember(by=by, op=op, kind="papers.export", said=said, result={"export": export.public_id})
    return export


def make_papers(*, export: PaperExport, now: dt.datetime) -> None:
    """Make what was asked for, telling how far it has got; a refusal is kept for the page. Twice makes it once."""
    if export.digest or export.failed:
        return
    row = PaperExport.objects.filter(pk=export.pk, digest="")
    packed = io.BytesIO()

    def tell(done: int, total: int) -> None:
        row.update(done=done, total=total)

    try:
        with zipfile.ZipFile(packed, "w") as archive:
            for name, content in exporting.export(
                export.kind,
                export.organisation,
                exporting.period(export.period),
                on=local(now).date(),
                on_progress=tell,
            ):
                way = zipfile.ZIP_STORED if name.endswith(_ALREADY_PACKED) else zipfile.ZIP_DEFLATED
                entry = zipfile.ZipInfo(name, local(now).timetuple()[:6])
                archive.writestr(entry, content, compress_type=way)
    except Refused as refused:
        row.update(failed=refused.message[:400])
        return
    digest = filestore.keep(packed.getvalue())
    if not row.update(digest=digest, size=packed.tell()):
        filestore.discard(digest)


def drop_old_exports(*, on: dt.date) -> int:
    """Delete every export whose day has come, with its file; returns how many."""
    due = list(PaperExport.objects.filter(delete_on__lte=on))
    for export in due:
        with writing():
            export.delete()
        if export.digest and not PaperExport.objects.filter(digest=export.digest).exists():
            filestore.discard(export.digest)
    return len(due)
