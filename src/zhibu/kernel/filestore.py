"""Files kept under the hash of their content: written whole or not at all, never overwritten."""

import hashlib
import os
import secrets
from pathlib import Path

from django.conf import settings


def keep(content: bytes) -> str:
    """Store bytes and return their SHA-256 name; the same bytes twice are stored once."""
    digest = hashlib.sha256(content).hexdigest()
    place = _place(digest)
    if place.exists():
        return digest
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{secrets.token_hex(8)}")
    try:
        with draft.open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        draft.rename(place)
    finally:
        draft.unlink(missing_ok=True)  # half written, it would lie there under a name that nobody knows
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return digest


def fetch(digest: str) -> bytes:
    """The bytes stored under this name; FileNotFoundError if they were deleted."""
    return _place(digest).read_bytes()


def discard(digest: str) -> None:
    """Delete stored bytes; nothing happens if they are gone already."""
    _place(digest).unlink(missing_ok=True)


def _place(digest: str) -> Path:
    if len(digest) != 64 or not digest.isalnum():
        raise ValueError("not a content hash")
    return Path(settings.MEDIA_FOLDER) / digest[:2] / digest
