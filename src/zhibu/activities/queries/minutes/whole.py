"""The minutes of a meeting, built from events only: every sentence names the event it comes from."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import override

from zhibu.activities import terms
from zhibu.activities.models import Attendee, Meeting, Note, Paper
from zhibu.activities.queries.minutes.changes import change_said
from zhibu.activities.queries.minutes.confirmations import confirmations, recorded_afterwards
from zhibu.activities.queries.minutes.items import items_said, note_said
from zhibu.activities.queries.minutes.people import absent, guests, late, person
from zhibu.activities.queries.minutes.said import Minutes, Said, Source, or_unrecorded
from zhibu.kernel.clock import local


def minutes(meeting: Meeting) -> Minutes:
    """Build the minutes of a meeting as its events stand now; what was not recorded says 未记录.

    The record is in Chinese, whatever language the reader has chosen.
    """
    with override("zh-hans"):
        return _built(meeting)


def _built(meeting: Meeting) -> Minutes:
    rows = list(
        Attendee.objects.filter(meeting=meeting).select_related("member", "checked_by").order_by("member_id")
    )
    notes = list(
        Note.objects.filter(meeting=meeting)
        .select_related("speaker", "by", "corrected_by__by")
        .order_by("at", "pk")
    )
    own = Source("meeting", meeting.public_id)
    expected = [row for row in rows if not row.observer]
    return Minutes(
        meeting_id=meeting.public_id,
        title=Said(meeting.title, own),
        kind=meeting.kind,
        kind_label=str(terms.Kind(meeting.kind).label),
        organisation=meeting.organisation.name,
        starts_at=local(meeting.starts_at),
        place=or_unrecorded(meeting.place, own),
        held=str(terms.Place(meeting.held).label),
        chair=or_unrecorded(meeting.chair.name if meeting.chair else "", own),
        recorder=or_unrecorded(meeting.recorder.name if meeting.recorder else "", own),
        opened=_instant(meeting.opened_at, own),
        closed=_instant(meeting.closed_at, own),
        should_attend=tuple(person(row) for row in expected),
        present=tuple(person(row) for row in expected if row.present_at),
        absent=tuple(absent(row) for row in expected if not row.present_at),
        not_counted=tuple(person(row) for row in expected if not row.may_vote),
        observers=tuple(person(row) for row in rows if row.observer and row.present_at),
        guests=guests(meeting),
        late_presence=tuple(late(row) for row in rows if row.checked_way == terms.CheckInWay.LATE),
        changes=tuple(
            change_said(change) for change in meeting.changes.select_related("by").order_by("at", "pk")
        ),
        done_what=or_unrecorded(meeting.done_what, own),
        items=items_said(meeting, notes),
        notes=tuple(note_said(note) for note in notes if note.item_id is None),
        photos=tuple(
            Said(paper.name, Source("paper", paper.public_id), paper.added_at)
            for paper in meeting.papers.filter(removed_at__isnull=True)
            .exclude(what=Paper.What.PAPER)
            .order_by("added_at", "pk")
        ),
        confirmations=confirmations(meeting),
        recorded_afterwards=recorded_afterwards(meeting, own),
        recorded_late=Said(_("补记原因：%(why)s") % {"why": meeting.recorded_late_why}, own)
        if meeting.recorded_late_why
        else None,
    )


def _instant(moment: dt.datetime | None, source: Source) -> Said:
    return Said(f"{local(moment):%H:%M}", source, moment) if moment else or_unrecorded("", source)
