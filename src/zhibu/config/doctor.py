"""What `zhibu doctor` looks at: configuration, versions, walls, fonts, and what is unsafe; one sentence each."""

import platform
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from zhibu.accounts.models import User
from zhibu.config.walls import APPEND_ONLY
from zhibu.documents import fonts
from zhibu.kernel import sqlite, walls

_LOW_SPACE = 0.05
_NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p"}


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `level` is ok, note (works, but) or bad (unsafe or broken)."""

    level: str
    what: str
    said: str


def findings() -> Iterator[Finding]:
    """Everything, in the order a person would read it."""
    yield from _versions()
    yield from _database()
    yield from _keys()
    yield from _network()
    yield from _disk()
    yield from _fonts()
    yield from _accounts()


def _versions() -> Iterator[Finding]:
    import django

    import zhibu

    yield Finding(
        "ok",
        "versions",
        f"Zhibu {zhibu.__version__}, Python {platform.python_version()}, Django {django.__version__}",
    )


def _database() -> Iterator[Finding]:
    if connection.vendor == "sqlite":
        import sqlite3

        if sqlite.is_safe():
            yield Finding("ok", "database", f"SQLite {sqlite3.sqlite_version}, WAL, every commit on disk")
        else:
            yield Finding(
                "bad", "database", f"SQLite {sqlite3.sqlite_version} can corrupt a WAL file; WAL is off"
            )
        yield from _pragmas()
        yield from _file_system()
    else:
        yield from _postgresql()
    missing = walls.missing(APPEND_ONLY)
    if missing:
        yield Finding("bad", "walls", f"missing in the database: {', '.join(missing)}; run `zhibu migrate`")
    else:
        yield Finding("ok", "walls", f"{len(APPEND_ONLY)} tables are append-only in the database itself")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield Finding("bad", "migrations", "not all applied; `zhibu up` or `zhibu migrate` does it")


def _pragmas() -> Iterator[Finding]:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
    with connection.cursor() as cursor:
        for name, value in wanted.items():
            cursor.execute(f"PRAGMA {name}")
            found = cursor.fetchone()[0]
            if found != value:
                yield Finding("bad", f"sqlite {name}", f"is {found}, should be {value}")


def _file_system() -> Iterator[Finding]:
    place = Path(settings.DATABASES["default"]["NAME"]).resolve()
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return
    best = ("", "")
    for line in mounts.read_text().splitlines():
        _device, point, kind, *_rest = line.split()
        if place.is_relative_to(point) and len(point) > len(best[0]):
            best = (point, kind)
    if best[1] in _NETWORK_FILE_SYSTEMS:
        yield Finding("bad", "data folder", f"lies on {best[1]}; SQLite needs a local disk")


def _postgresql() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0]) // 10000
        level = "ok" if version >= 15 else "bad"
        yield Finding(
            level, "database", f"PostgreSQL {version}" + ("" if level == "ok" else "; 15 or newer is needed")
        )
        for name, wanted in (("synchronous_commit", "on"), ("fsync", "on"), ("data_checksums", "on")):
            cursor.execute(f"SHOW {name}")
            found = cursor.fetchone()[0]
            if found != wanted:
                yield Finding("note", f"postgresql {name}", f"is {found}, should be {wanted}")
    if settings.DATABASE_OWNER is None:
        yield Finding(
            "note",
            "database roles",
            "the program owns its tables: triggers alone guard them (ZHIBU_DATABASE_OWNER_URL)",
        )


def _keys() -> Iterator[Finding]:
    for place in (settings.FIELD_KEY_FILE, settings.DATA / "keys" / "secret.key"):
        if not place.exists():
            continue
        mode = stat.S_IMODE(place.stat().st_mode)
        if mode & 0o077:
            yield Finding("bad", "keys", f"{place} can be read by others (mode {mode:o}); chmod 600")
        else:
            yield Finding("ok", "keys", f"{place.name}: mode {mode:o}. Keep a copy apart from the backups.")


def _network() -> Iterator[Finding]:
    if settings.TLS:
        yield Finding("ok", "TLS", "on")
        return
    yield Finding(
        "note",
        "TLS",
        "off: offline use, passkeys, the camera and sealed ballots are hidden, except on this machine itself",
    )


def _disk() -> Iterator[Finding]:
    space = shutil.disk_usage(settings.DATA)
    free = space.free / space.total
    level = "ok" if free >= _LOW_SPACE else "bad"
    yield Finding(level, "disk", f"{space.free // 2**20} MiB free ({free:.0%})")
    if settings.DEMO:
        yield Finding("note", "demo", "this is a demonstration: one known password, no second factor")


def _fonts() -> Iterator[Finding]:
    for wanted, used in fonts.missing_faces().items():
        yield Finding("note", "fonts", f"{wanted} is not here; {used} is used in PDF instead")


def _accounts() -> Iterator[Finding]:
    if settings.DEMO:
        return
    weak = User.objects.filter(login="admin").count()
    if weak and not settings.DEMO:
        yield Finding(
            "note", "accounts", "there is an account named admin; a name of your own is harder to guess"
        )
