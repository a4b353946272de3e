"""A photo or scan is put with a meeting."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import Meeting, Paper
from zhibu.activities.operations.running import taken
from zhibu.kernel import filestore
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes


@writes
def keep_paper(
    *,
    by: User,
    meeting: Meeting,
    content: bytes,
    content_type: str,
    name: str,
    what: str = Paper.What.PHOTO,
    now: dt.datetime,
) -> Paper:
    """Keep a picture that was already cleaned and made small; the same picture twice is kept once.

    At most nine stay with a meeting; the day of deletion is fixed from the start.
    """
    meeting = taken(meeting, by=by, now=now)
    digest = filestore.keep(content)
    papers = Paper.objects.filter(meeting=meeting)
    row = papers.filter(digest=digest).first()
    if row is not None and row.removed_at is None:
        return row
    photos = papers.filter(what__in=(Paper.What.PHOTO, Paper.What.SCAN), removed_at__isnull=True).count()
    if photos >= terms.MOST_PHOTOS:
        raise Refused(
            _("照片最多%(n)d张。") % {"n": terms.MOST_PHOTOS}, field="photos", code="too_many_photos"
        )
    row = row or Paper(meeting=meeting, digest=digest)
    row.what = Paper.What(what)
    row.name = name[:120] or _("照片")
    row.content_type = content_type
    row.size = len(content)
    row.added_by = by
    row.added_at = now
    row.delete_on = (local(now) + terms.PHOTOS_KEPT).date()
    row.removed_at = None
    row.save()
    journal.record(by=by, action="paper.keep", subject=row, organisation=meeting.organisation, now=now)
    return row
