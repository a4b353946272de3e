"""Who confirmed the minutes, and who wrote them down after the meeting."""

from django.utils.translation import gettext as _

from zhibu.activities.models import Confirmation, Meeting
from zhibu.activities.queries.minutes.said import Said, Source, day_and_time


def confirmations(meeting: Meeting) -> tuple[Said, ...]:
    """Each confirmation with its day, and who tapped it where that was somebody else."""
    words = {Confirmation.As.CHAIR: _("主持人"), Confirmation.As.RECORDER: _("记录人")}
    said = []
    for row in meeting.confirmations.select_related("member", "by").order_by("at", "pk"):
        text = _("%(role)s%(name)s%(day)s确认") % {
            "role": words[Confirmation.As(row.role)],
            "name": row.member.name,
            "day": day_and_time(row.at),
        }
        if row.member.user_id != row.by_id:
            text += _("，由%(by)s代点") % {"by": row.by.name}
        said.append(Said(text, Source("confirmation", row.role), row.at))
    return tuple(said)


def recorded_afterwards(meeting: Meeting, own: Source) -> Said | None:
    """That a meeting was recorded when it was over, by whom and when; None for one held with Zhibu."""
    if meeting.recorded_afterwards_at is None:
        return None
    late = _("补记") if meeting.recorded_late_why else _("记实")
    text = _("%(day)s由%(by)s会后%(late)s") % {
        "day": day_and_time(meeting.recorded_afterwards_at),
        "by": meeting.recorded_by.name if meeting.recorded_by else "",
        "late": late,
    }
    return Said(text, own, meeting.recorded_afterwards_at)
