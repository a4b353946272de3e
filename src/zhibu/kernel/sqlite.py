"""Puts a safe SQLite in place before Django loads: 3.7.0-3.51.2 can corrupt a WAL file under several writers."""

import sys

SAFE_FROM = (3, 51, 3)
PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA recursive_triggers=ON;"  # else INSERT OR REPLACE walks past append-only triggers
    "PRAGMA secure_delete=FAST;"
    "PRAGMA trusted_schema=OFF;"
    "PRAGMA cell_size_check=ON;"
    "PRAGMA journal_size_limit=67108864;"
)


def use_bundled_sqlite() -> None:
    """Replace the interpreter's sqlite3 by the bundled one; call before anything imports Django."""
    import pysqlite3
    import pysqlite3.dbapi2

    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def is_safe() -> bool:
    """Whether the SQLite in use is free of the WAL-reset fault."""
    import sqlite3

    return tuple(sqlite3.sqlite_version_info) >= SAFE_FROM


def pragmas() -> str:
    """What each connection is told; an unsafe library is kept away from WAL."""
    return PRAGMAS if is_safe() else PRAGMAS.replace("journal_mode=WAL", "journal_mode=TRUNCATE")
