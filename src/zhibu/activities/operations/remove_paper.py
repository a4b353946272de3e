"""A photo or scan goes: because somebody asks, or because its day has come."""

import datetime as dt

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.activities.models import Meeting, Paper
from zhibu.activities.operations.running import taken
from zhibu.kernel import filestore
from zhibu.kernel.transactions import writes, writing


@writes
def remove_paper(*, by: User, meeting: Meeting, paper: Paper, now: dt.datetime) -> None:
    """Remove a picture; its bytes are deleted unless another meeting keeps the same file."""
    meeting = taken(meeting, by=by, now=now)
    row = Paper.objects.filter(pk=paper.pk, meeting=meeting, removed_at__isnull=True).first()
    if row is not None:
        _remove(row, by=by, now=now)


def drop_old_photos(*, by: User, on: dt.date, now: dt.datetime) -> int:
    """Delete every picture whose day of deletion has come; returns how many."""
    due = Paper.objects.filter(
        what__in=(Paper.What.PHOTO, Paper.What.SCAN), removed_at__isnull=True, delete_on__lte=on
    ).select_related("meeting__organisation")
    dropped = 0
    for row in due:
        with writing():
            _remove(row, by=by, now=now)
        dropped += 1
    return dropped


def _remove(row: Paper, *, by: User, now: dt.datetime) -> None:
    row.removed_at = now
    row.save(update_fields=["removed_at"])
    journal.record(by=by, action="paper.remove", subject=row, organisation=row.meeting.organisation, now=now)
    if not Paper.objects.filter(digest=row.digest, removed_at__isnull=True).exists():
        filestore.discard(row.digest)
