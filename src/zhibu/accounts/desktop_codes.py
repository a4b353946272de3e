"""The code a desktop shows: made from a secret only that browser has, so nothing is stored until a phone says yes."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.core import signing

from zhibu.accounts.terms import DESKTOP_ASKS_FOR
from zhibu.kernel.ids import secret_token

_SALT = "zhibu.accounts.desktop"
CHOICES = 3


@dataclass(frozen=True)
class Asking:
    """A browser that asks to be let in: its label, its code, and the four digits its screen shows."""

    code: str
    label: str

    @property
    def digits(self) -> str:
        """What the desktop shows, and the phone must pick."""
        return self._four("digits")

    @property
    def choices(self) -> tuple[str, ...]:
        """The digits among two others; the same three each time, so that asking again tells nothing."""
        found, nth = {self.digits}, 0
        while len(found) < CHOICES:
            found.add(self._four(f"other {nth}"))
            nth += 1
        return tuple(sorted(found))

    def _four(self, purpose: str) -> str:
        return f"{int(hashlib.sha256(f'{purpose}{self.code}'.encode()).hexdigest(), 16) % 10000:04d}"


def new_secret() -> str:
    """What stays in the asking browser."""
    return secret_token()


def code_of(secret: str) -> str:
    """What the asking browser may show of its secret."""
    return hashlib.sha256(b"desktop" + secret.encode()).hexdigest()[:32]


def ticket(secret: str, label: str, *, now: dt.datetime) -> str:
    """The signed word inside the QR: code, label and time, so that nobody can put another label on it."""
    return signing.dumps([code_of(secret), label, int(now.timestamp())], salt=_SALT)


def read_ticket(word: str, *, now: dt.datetime) -> Asking | None:
    """Who asks; None when the ticket is forged or older than two minutes."""
    try:
        code, label, second = signing.loads(word, salt=_SALT)
    except signing.BadSignature:
        return None
    if not 0 <= now.timestamp() - second <= DESKTOP_ASKS_FOR.total_seconds():
        return None
    return Asking(code=code, label=label)
