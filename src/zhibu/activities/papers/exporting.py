"""Whole periods of papers at once: into a folder from the command line, into one .zip from the page."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from zhibu.activities.models import Meeting, MeetingQuerySet, PaperTemplate
from zhibu.activities.papers import kinds, record
from zhibu.activities.queries.minutes import minutes
from zhibu.activities.terms import State
from zhibu.documents import sheets
from zhibu.documents.sheets import Text
from zhibu.kernel import clock
from zhibu.kernel.filenames import safe_name
from zhibu.kernel.refusal import Refused
from zhibu.organisations.models import Organisation

LEDGER = "meeting_ledger"
ALL = "all"
_PERIOD = re.compile(r"([0-9]{4})(?:-Q([1-4])|-(0[1-9]|1[0-2]))?")

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Period:
    """A year, a quarter or a month, as it is written (2026, 2026-Q3, 2026-09)."""

    text: str
    starts_on: dt.date
    ends_before: dt.date

    @property
    def words(self) -> str:
        """2026年, 2026年第3季度, 2026年9月."""
        year, _dash, part = self.text.partition("-")
        if part.startswith("Q"):
            return f"{year}年第{part[1]}季度"
        return f"{year}年{int(part)}月" if part else f"{year}年"


def period(text: str) -> Period:
    """Read a period; Refused with a sentence when it is none."""
    found = _PERIOD.fullmatch(text)
    if not found or not 1921 <= int(found[1]) <= 9998:
        raise Refused(_("期间写成 2026、2026-Q3 或 2026-09。"), field="period", code="fact_invalid")
    year, quarter, month = int(found[1]), found[2], found[3]
    if month:
        first, months = int(month), 1
    elif quarter:
        first, months = 3 * int(quarter) - 2, 3
    else:
        first, months = 1, 12
    after = first + months
    return Period(text, dt.date(year, first, 1), dt.date(year + (after - 1) // 12, (after - 1) % 12 + 1, 1))


def export_kinds() -> dict[str, str]:
    """What can be exported, by code, in words."""
    papers = {kind.code: str(kind.label) for kind in kinds.KINDS.values()}
    return {ALL: str(_("全部的纸和台账")), **papers, LEDGER: str(_("会议台账"))}


def export_formats(kind: str) -> tuple[str, ...]:
    """The formats a kind comes in."""
    return {LEDGER: ("xlsx",), ALL: ("docx", "pdf", "xlsx")}.get(kind, tuple(kinds.CONTENT_TYPES))


def require_kind(kind: str) -> None:
    """Refuse a kind that does not exist."""
    if kind not in export_kinds():
        raise Refused(
            _("没有「%(kind)s」这种纸，能出的有：%(kinds)s。")
            % {"kind": kind, "kinds": "、".join(export_kinds())},
            field="kind",
            code="kind_unknown",
        )


def export(
    kind: str,
    organisation: Organisation,
    during: Period,
    *,
    on: dt.date,
    on_progress: Progress = lambda done, total: None,
) -> Iterator[tuple[str, bytes]]:
    """The papers of a kind, or of all kinds, one by one: file name and content.

    Meetings of the organisation and all below it. Refused for an unknown kind.
    """
    require_kind(kind)
    return _exported(kind, organisation, during, on, on_progress)


def _exported(
    kind: str, organisation: Organisation, during: Period, on: dt.date, on_progress: Progress
) -> Iterator[tuple[str, bytes]]:
    wanted = [one for one in kinds.KINDS.values() if kind in (one.code, ALL)]
    if wanted:
        templates: dict[tuple[str, str], PaperTemplate | None] = {}
        found = list(_meetings(organisation, during))
        for done, meeting in enumerate(found):
            on_progress(done, len(found))
            yield from _papers_of(meeting, wanted, templates)
        on_progress(len(found), len(found))
    if kind in (LEDGER, ALL):
        yield (
            safe_name(f"{organisation.name}{during.words}会议台账") + ".xlsx",
            ledger(organisation, during, on=on),
        )


def ledger(organisation: Organisation, during: Period, *, on: dt.date) -> bytes:
    """The ledger of meetings of a branch with its groups, as .xlsx; `on` is the day it is made."""
    from zhibu.documents import xlsx  # loaded when something is drawn

    with override("zh-hans"):
        closed = _meetings(organisation, during).filter(state=State.CLOSED)
        rows = tuple(record.ledger_row(meeting, minutes(meeting)) for meeting in closed)
        return xlsx.render(
            sheets.LedgerSheet(
                organisation=Text(organisation.name, f"organisation_{organisation.public_id}"),
                period=during.words,
                rows=rows,
                printed_on=f"{on.year}年{on.month}月{on.day}日",
            )
        )


def _meetings(organisation: Organisation, during: Period) -> MeetingQuerySet:
    first = clock.at(during.starts_on, dt.time())
    after = clock.at(during.ends_before, dt.time())
    return (
        Meeting.objects.filter(
            organisation__path__startswith=organisation.path, starts_at__gte=first, starts_at__lt=after
        )
        .standing()
        .select_related("organisation", "chair", "recorder", "called_by", "recorded_by")
        .order_by("starts_at", "pk")
    )


def _papers_of(
    meeting: Meeting,
    wanted: list[kinds.PaperKind],
    templates: dict[tuple[str, str], PaperTemplate | None],
) -> Iterator[tuple[str, bytes]]:
    said = minutes(meeting) if meeting.state == State.CLOSED else None
    for kind in wanted:
        if not kind.is_ready(meeting):
            continue
        at = (meeting.organisation.path, kind.code)
        if at not in templates:
            templates[at] = kinds.own_template(meeting, kind)
        sheet = kinds.sheet(meeting, kind, said=said)
        for form in kinds.CONTENT_TYPES:
            yield file_name(meeting, kind, form), kinds.drawn(sheet, form, templates[at])


def file_name(meeting: Meeting, kind: kinds.PaperKind, form: str) -> str:
    """The name of a paper's file: time, unit, meeting, paper; the end of the id keeps twins apart."""
    start = clock.local(meeting.starts_at)
    with override("zh-hans"):
        title = safe_name(f"{meeting.organisation.code}-{meeting.title}")
        return f"{start:%Y-%m-%d-%H%M}-{title}-{kind.label}-{meeting.public_id[-4:]}.{form}"
