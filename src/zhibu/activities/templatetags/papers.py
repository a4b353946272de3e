"""The papers of a meeting for the part that lists them, asked for only by those who keep them."""

from typing import Any

from django import template

from zhibu.activities import permissions
from zhibu.activities.models import Meeting
from zhibu.activities.papers import kinds
from zhibu.kernel import clock
from zhibu.organisations import access

register = template.Library()


@register.simple_tag(takes_context=True)
def papers_of(context: dict[str, Any], meeting: Meeting) -> list[kinds.PaperKind]:
    """The papers this meeting has by now; none, and no query, for whoever keeps no papers here."""
    user = context["request"].user
    if not user.is_authenticated or not access.may(
        user, permissions.PAPERS, meeting.organisation, on=clock.today()
    ):
        return []
    return kinds.ready(meeting)
