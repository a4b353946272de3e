"""Work on many papers that nobody should wait for."""

from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from zhibu.activities.models import PaperExport
from zhibu.activities.operations.export_papers import drop_old_exports, make_papers
from zhibu.kernel import clock


@task()
def make_papers_asked_for(public_id: str) -> None:
    """Make the papers of a period; what was made more than a week ago is deleted first."""
    now = clock.now()
    drop_old_exports(on=clock.today())
    export = (
        PaperExport.objects.select_related("organisation")
        .filter(public_id=public_id, digest="", failed="")
        .first()
    )
    if export is None:
        return
    try:
        make_papers(export=export, now=now)
    except Exception:
        with override("zh-hans"):
            PaperExport.objects.filter(pk=export.pk, digest="").update(failed=_("没有出成，请再试一次。"))
        raise
