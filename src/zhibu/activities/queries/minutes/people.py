"""Who was there, and who was not and why."""

from django.utils.translation import gettext as _

from zhibu.activities import terms
from zhibu.activities.models import Attendee, Guest, Meeting
from zhibu.activities.queries.minutes.said import PersonSaid, Said, Source, day_and_time
from zhibu.activities.queries.roll import why_not_counted
from zhibu.members.terms import Kind as MemberKind


def person(row: Attendee) -> PersonSaid:
    """Somebody on the roll, and why they do not count where they do not."""
    return PersonSaid(row.member.name, why_not_counted(row), _attendance(row), votes=row.may_vote)


def absent(row: Attendee) -> PersonSaid:
    """Absent and why: the kind of reason only, the words of a leave stay with the secretary."""
    detail = _("请假") if row.answer == terms.Answer.LEAVE else _("原因未记录")
    if row.kind == MemberKind.PROBATIONARY:
        detail = _("预备党员，%(why)s") % {"why": detail}
    if row.made_up_at is not None:
        detail = _("%(why)s，会后已补学") % {"why": detail}
    return PersonSaid(row.member.name, detail, _attendance(row), votes=row.may_vote)


def guests(meeting: Meeting) -> tuple[PersonSaid, ...]:
    """Those who were asked in from elsewhere, in the order in which they were written down."""
    found = Guest.objects.filter(meeting=meeting).order_by("pk")
    return tuple(PersonSaid(one.name, one.duty, Source("guest", one.public_id)) for one in found)


def late(row: Attendee) -> Said:
    """Presence that was entered after the meeting: by whom and why."""
    said = _("%(name)s到会，%(day)s由%(by)s会后补记：%(why)s") % {
        "name": row.member.name,
        "day": day_and_time(row.entered_late_at) if row.entered_late_at else "",
        "by": row.checked_by.name if row.checked_by else "",
        "why": row.late_why,
    }
    return Said(said, _attendance(row), row.entered_late_at, after_closing=True)


def _attendance(row: Attendee) -> Source:
    return Source("attendee", row.member.public_id)
