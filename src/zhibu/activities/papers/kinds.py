"""Which papers there are, in which formats, and how each is made."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from zhibu.activities.models import BallotCount, Meeting, PaperTemplate, Vote
from zhibu.activities.papers import notice, record
from zhibu.activities.queries.minutes import Minutes, minutes
from zhibu.activities.terms import State
from zhibu.documents.sheets import PrintedSheet
from zhibu.documents.templates import fill_template
from zhibu.kernel import filestore
from zhibu.organisations.models import Organisation

STEP = 4  # a place in the tree of organisations is written with four signs for each level
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CONTENT_TYPES = {"docx": DOCX, "pdf": "application/pdf"}


@dataclass(frozen=True)
class PaperKind:
    """One paper of a meeting: its code and what it is called."""

    code: str
    label: Promise

    def is_ready(self, meeting: Meeting) -> bool:
        """Whether this paper can be made of the meeting as it stands.

        A notice and a list to sign belong to a meeting that was called, not to one written down afterwards;
        a resolution to one where something was voted on.
        """
        if self.code in ("notice", "sign_in"):
            return _was_called(meeting)
        if self.code == "resolution":
            return meeting.state == State.CLOSED and _was_voted_on(meeting)
        return meeting.state == State.CLOSED


KINDS = {
    kind.code: kind
    for kind in (
        PaperKind("notice", _("通知")),
        PaperKind("sign_in", _("签到表")),
        PaperKind("minutes", _("会议记录")),
        PaperKind("resolution", _("决议")),
        PaperKind("record_book", _("记录本页")),
    )
}


def ready(meeting: Meeting) -> list[PaperKind]:
    """The papers this meeting has by now."""
    return [kind for kind in KINDS.values() if kind.is_ready(meeting)]


def sheet(meeting: Meeting, kind: PaperKind, *, link: str = "", said: Minutes | None = None) -> PrintedSheet:
    """What stands on a paper; `said` are the minutes where they have been asked for already.

    Papers are in Chinese, whatever language the reader has chosen.
    """
    with override("zh-hans"):
        if kind.code == "notice":
            return notice.notice_sheet(meeting, link=link)
        if kind.code == "sign_in":
            return notice.sign_in_sheet(meeting)
        said = said or minutes(meeting)
        if kind.code == "minutes":
            return record.minutes_sheet(meeting, said)
        if kind.code == "resolution":
            return record.resolution_sheet(meeting, said)
        return record.record_book_page(meeting, said)


def drawn(paper: PrintedSheet, form: str, template: PaperTemplate | None = None) -> bytes:
    """A sheet as .docx or .pdf; the unit's own template is a .docx and used for .docx."""
    # The drawing engines are large: a worker that never draws should not carry them.
    from zhibu.documents import pdf, word

    if form == "pdf":
        return pdf.render(paper)
    return fill_template(filestore.fetch(template.digest), paper) if template else word.render(paper)


def paper(meeting: Meeting, kind: PaperKind, form: str, *, link: str = "") -> bytes:
    """One paper of a meeting as .docx or .pdf."""
    return drawn(sheet(meeting, kind, link=link), form, own_template(meeting, kind))


def own_template(meeting: Meeting, kind: PaperKind) -> PaperTemplate | None:
    """The unit's own template for this paper: the branch's, else that of the nearest unit above it."""
    found = PaperTemplate.objects.filter(
        organisation__path__in=paths_above(meeting.organisation), paper=kind.code
    )
    return found.order_by("-organisation__path").first()


def paths_above(unit: Organisation) -> list[str]:
    """Where templates for a unit may be kept: from the root of the tree down to the unit itself."""
    return [unit.path[:end] for end in range(STEP, len(unit.path) + 1, STEP)]


def _was_called(meeting: Meeting) -> bool:
    called = meeting.recorded_afterwards_at is None or meeting.called_at < meeting.starts_at
    return called and meeting.state not in (State.CANCELLED, State.WITHDRAWN)


def _was_voted_on(meeting: Meeting) -> bool:
    return (
        Vote.objects.filter(item__meeting=meeting, settled_at__isnull=False).exists()
        or BallotCount.objects.filter(election__item__meeting=meeting, settled_at__isnull=False).exists()
    )
