"""A point is noted while the meeting runs, or added afterwards and marked as such."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.accounts import journal, replay
from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import AgendaItem, Meeting, Note
from zhibu.activities.operations.running import item_of, somebody, taken
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes


@writes
def take_note(
    *,
    by: User,
    meeting: Meeting,
    text: str,
    item: AgendaItem | None = None,
    speaker: str = "",
    op: str = "",
    now: dt.datetime,
) -> Note:
    """Note what was said; `speaker` (a public id) may stay empty. After closing it is shown as added later."""
    meeting = taken(meeting, by=by, now=now)
    if meeting.state not in (terms.State.OPEN, terms.State.CLOSED):
        raise Refused(_("会还没开始。"), code="not_open")
    text = required_text(text)
    said = [meeting.public_id, item.public_id if item else "", speaker, text]
    before = replay.earlier(by=by, op=op, kind="meeting.note", said=said)
    if before is not None:
        return Note.objects.get(public_id=before["note"])
    note = Note.objects.create(
        meeting=meeting,
        item=item_of(meeting, item) if item else None,
        speaker=somebody(meeting, speaker, field="speaker") if speaker else None,
        text=text,
        by=by,
        at=now,
        after_closing=meeting.state == terms.State.CLOSED,
    )
    replay.remember(by=by, op=op, kind="meeting.note", said=said, result={"note": note.public_id})
    journal.record(by=by, action="meeting.note", subject=note, organisation=meeting.organisation, now=now)
    return note


def required_text(text: str) -> str:
    """The words of a note: something, and not endless."""
    text = text.strip()
    if not text:
        raise Refused(_("请写一句。"), field="text")
    if len(text) > terms.NOTE_LENGTH:
        raise Refused(_("一条最多%(n)d字，请分几条记。") % {"n": terms.NOTE_LENGTH}, field="text")
    return text
