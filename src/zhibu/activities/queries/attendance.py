"""One person's own line on the roll of one meeting: the one question behind every check-in."""

from django.db.models import CharField

from zhibu.accounts.models import User
from zhibu.activities.models import Attendee
from zhibu.kernel.prepared import Given, Question

_OF_THE_MEETING = [
    f"meeting__{name}" for name in ("public_id", "organisation", "state", "starts_at", "minutes", "room_key")
]
_OWN = Question(
    lambda: (
        Attendee.objects.of(Given("user"))  # type: ignore[arg-type]
        .filter(meeting__public_id=Given("meeting", CharField()))
        .select_related("meeting__organisation")
        .only("present_at", "code_tries", *_OF_THE_MEETING, "meeting__organisation__public_id")
    )
)


def own_attendance(user: User, meeting_id: str) -> Attendee | None:
    """This person's own line for a meeting (by its public id), with the meeting and its organisation.

    Only what a check-in looks at is read; the rest of a row is fetched when somebody asks for it.

    None when they are not on its roll or have left the branch since. Whoever has a line may also see the meeting.
    """
    return _OWN.one(user=user.pk, meeting=meeting_id)
