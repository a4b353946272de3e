"""What must be done face to face: asked of the rules by kind of meeting and matter of the item."""

from zhibu.activities import terms
from zhibu.activities.models import AgendaItem, Meeting
from zhibu.kernel.clock import local
from zhibu.rules import presence

_HEARD = frozenset({terms.Matter.REPORT, terms.Matter.OPEN_DECISIONS, terms.Matter.DISCUSSION})


def in_person_because(meeting: Meeting, item: AgendaItem | None = None) -> str:
    """Why this cannot be closed as online, in the words of the rules; empty when it can.

    The matter of an item wins over the kind of its meeting: a report in an assembly may be heard online.
    """
    asked = meeting.kind if item is None else "study" if item.matter in _HEARD else item.matter
    policy = presence.policy(str(asked), local(meeting.starts_at).date())
    return policy.text if policy.in_person else ""
