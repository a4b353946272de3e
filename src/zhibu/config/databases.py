"""Which database: SQLite in the data folder, or what ZHIBU_DATABASE_URL names."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from zhibu.kernel import sqlite


def from_url(url: str | None, data: Path) -> dict[str, Any]:
    """Django's settings for one database. Understands sqlite:///PATH and postgresql://USER:PASSWORD@HOST:PORT/NAME."""
    if not url:
        return _sqlite(data / "zhibu.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(
            f"ZHIBU_DATABASE_URL: {parts.scheme!r} is not known; use sqlite:///… or postgresql://…"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def _sqlite(place: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": place,
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": sqlite.pragmas(),
        },
    }


@contextmanager
def as_owner() -> Iterator[bool]:
    """Work as the role that owns the tables, where ZHIBU_DATABASE_OWNER_URL names one; says whether it does."""
    from django.conf import settings
    from django.db import connection

    owner = settings.DATABASE_OWNER
    if owner is None:
        yield False
        return
    connection.close()
    usual = connection.settings_dict
    connection.settings_dict = {
        **usual,
        **{key: owner[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")},
    }
    try:
        yield True
    finally:
        connection.close()
        connection.settings_dict = usual
