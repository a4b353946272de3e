"""One exception for every expected "no": its text is a sentence for the person who will read it."""

from collections.abc import Sequence
from typing import Any


class Refused(Exception):
    """An act is not done, for a reason a person can read.

    `field` names the form field it belongs to, `code` is stable for scripts, `reasons` carries the
    reasons of a verdict (with their articles) when a regulation stands behind the refusal.
    """

    def __init__(
        self, message: str, *, field: str | None = None, code: str = "refused", reasons: Sequence[Any] = ()
    ) -> None:
        super().__init__(message)
        self.message = str(message)
        self.field = field
        self.code = code
        self.reasons = tuple(reasons)


class NotAllowed(Refused):
    """The person has no right to this act here."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="not_allowed")


class Conflict(Refused):
    """Somebody else changed the same thing meanwhile; `theirs` is what stands there now."""

    def __init__(self, message: str, *, theirs: Any = None, field: str | None = None) -> None:
        super().__init__(message, field=field, code="conflict")
        self.theirs = theirs
