"""A noted point is corrected: the old words stay, struck through."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.accounts import journal, replay
from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import Meeting, Note
from zhibu.activities.operations.running import taken
from zhibu.activities.operations.take_note import required_text
from zhibu.kernel.refusal import Conflict, Refused
from zhibu.kernel.transactions import writes


@writes
def correct_note(
    *, by: User, meeting: Meeting, note: Note, text: str, op: str = "", now: dt.datetime
) -> Note:
    """Write a new note that names the one it replaces.

    Refused with both texts when somebody else corrected the same note meanwhile.
    """
    meeting = taken(meeting, by=by, now=now)
    if note.meeting_id != meeting.pk:
        raise Refused(_("记录里没有这一句。"))
    text = required_text(text)
    said = [note.public_id, text]
    before = replay.earlier(by=by, op=op, kind="meeting.correct", said=said)
    if before is not None:
        return Note.objects.get(public_id=before["note"])
    other = Note.objects.filter(corrects=note).select_related("by").first()
    if other is not None:
        if other.text == text:
            return other
        raise Conflict(
            _("%(name)s刚才已经改过这一句，两种写法都在下面。") % {"name": other.by.name},
            theirs=other.text,
            field="text",
        )
    if text == note.text:
        raise Refused(_("和原来一样，没有要改的。"), field="text")
    new = Note.objects.create(
        meeting=meeting,
        item=note.item,
        speaker=note.speaker,
        text=text,
        by=by,
        at=now,
        corrects=note,
        after_closing=meeting.state == terms.State.CLOSED,
    )
    replay.remember(by=by, op=op, kind="meeting.correct", said=said, result={"note": new.public_id})
    journal.record(by=by, action="meeting.correct", subject=new, organisation=meeting.organisation, now=now)
    return new
