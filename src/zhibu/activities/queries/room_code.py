"""The rotating code on the wall: what it is now, whether one that comes in is good, and proof that it was."""

import base64
import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass

from django.core import signing

from zhibu.activities import terms
from zhibu.activities.models import Meeting

SCANNED_LENGTH = 10  # letters of the code in the QR; the typed one is shorter and can be guessed at
_SALT = "zhibu.activities.checkin"


@dataclass(frozen=True)
class RoomCode:
    """The code of one moment: for the QR, for typing, and how long it stays on the wall."""

    scanned: str
    typed: str
    seconds_left: int

    @property
    def spaced(self) -> str:
        """The typed code in pairs, as it is read from the wall."""
        return " ".join(self.typed[i : i + 2] for i in range(0, 6, 2))


def room_code(meeting: Meeting, *, now: dt.datetime) -> RoomCode:
    """The code that is on the wall now; it changes every 30 seconds."""
    step = terms.code_step(now)
    left = terms.CODE_STEP_SECONDS - int(now.timestamp()) % terms.CODE_STEP_SECONDS
    return RoomCode(_scanned(meeting, step), _typed(meeting, step), left)


def bare(code: str) -> str:
    """A code as it is compared and counted: in small letters, without any kind of white space."""
    return "".join(code.split()).lower()


def step_of(meeting: Meeting, code: str, *, now: dt.datetime) -> int | None:
    """The time step a code belongs to if it is on the wall now or was in the last two minutes, else None."""
    newest = terms.code_step(now)
    code = bare(code)
    for step in range(newest, newest - terms.CODE_STEPS_ACCEPTED, -1):
        known = _typed(meeting, step) if len(code) == 6 else _scanned(meeting, step)
        if hmac.compare_digest(known.encode(), code.encode()):
            return step
    return None


def ticket(meeting: Meeting, step: int, user_id: int | None) -> str:
    """Proof that a good code was shown at that step: to this account, or to a phone that still has to sign in.

    The page carries it, so that a tap without network can be sent later and is dated by the step.
    """
    return signing.dumps([meeting.pk, step, user_id or 0], salt=_SALT)


def step_of_ticket(meeting: Meeting, given: str, user_id: int, *, now: dt.datetime) -> int | None:
    """The step a ticket proves for this account, or None; one given before signing in lives ten minutes."""
    try:
        meeting_pk, step, owner = signing.loads(given, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if meeting_pk != meeting.pk or owner not in (0, user_id):
        return None
    if owner == 0 and instant_of(step) + terms.SIGN_IN_TAKES < now:
        return None
    return int(step)


def instant_of(step: int) -> dt.datetime:
    """When a step began."""
    return dt.datetime.fromtimestamp(step * terms.CODE_STEP_SECONDS, tz=dt.UTC)


def _digest(meeting: Meeting, step: int, purpose: str) -> bytes:
    return hmac.new(meeting.room_key.encode(), f"{purpose} {step}".encode(), hashlib.sha256).digest()


def _scanned(meeting: Meeting, step: int) -> str:
    return base64.b32encode(_digest(meeting, step, "scan"))[:SCANNED_LENGTH].decode().lower()


def _typed(meeting: Meeting, step: int) -> str:
    return f"{int.from_bytes(_digest(meeting, step, 'type')[:8], 'big') % 1_000_000:06d}"
