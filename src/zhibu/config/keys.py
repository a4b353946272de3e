"""Key files: made once with mode 0600, read at start, never in the database and never in a backup."""

import os
import secrets
from pathlib import Path

_LEAST = 16  # bytes


def read_or_make(path: Path, *, length: int = 32) -> bytes:
    """The key in this file; a missing file is made with fresh random bytes (hex, one line).

    A file that holds no whole key raises ValueError: going on without would seal everything with nothing.
    """
    try:
        return _read(path)
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = secrets.token_bytes(length)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another worker was first
        return _read(path)
    with os.fdopen(handle, "w") as out:
        out.write(key.hex() + "\n")
        out.flush()
        os.fsync(out.fileno())
    return key


def _read(path: Path) -> bytes:
    key = bytes.fromhex(path.read_text().strip())
    if len(key) < _LEAST:
        raise ValueError(f"{path} holds no whole key in hex; put back the one that was kept")
    return key
