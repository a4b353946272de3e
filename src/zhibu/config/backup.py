"""One file that holds everything but the keys: the database as it was at one moment, and the stored files."""

import datetime as dt
import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

import zhibu
from zhibu.accounts import verification as journal_verification
from zhibu.config.verification import anchors_file
from zhibu.kernel.sealed import fingerprint

FORMAT = 1
_STEP = 1000  # pages of SQLite copied at a time, so that writers are never held up for long
_SKIPPED = ("django_session", "django_tasks_database_dbtaskresult")


def write_backup(place: Path, *, now: dt.datetime) -> dict[str, Any]:
    """Write a backup to `place` (first beside it, then renamed, so a broken backup never has the name of a good one).

    Returns the manifest: format, version, database kind, rows and SHA-256 of each table, files, journal head.
    """
    draft = place.with_name(place.name + ".part")
    head = journal_verification.note_anchor(anchors_file(), now=now)
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        tables = _write_sqlite(archive) if connection.vendor == "sqlite" else _write_postgresql(archive)
        manifest = {
            "format": FORMAT,
            "zhibu": zhibu.__version__,
            "made_at": now.isoformat(),
            "database": connection.vendor,
            "tables": tables,
            "files": _write_files(archive),
            "journal": {"seq": head.seq, "hash": head.hash} if head else None,
            "field_key_check": key_check(),
        }
        archive.writestr("manifest.json", json.dumps(manifest, indent=1))
    with draft.open("rb+") as handle:
        os.fsync(handle.fileno())
    draft.rename(place)
    return manifest


def key_check() -> str:
    """A value that tells whether a field key is the one this data was sealed with, without telling the key."""
    return fingerprint("key check", "backup")


def table_digests(rows_of: Any, names: list[str]) -> dict[str, dict[str, Any]]:
    """Rows and SHA-256 per table, over the rows in the order of their first column."""
    found = {}
    for name in names:
        digest, count = hashlib.sha256(), 0
        for row in rows_of(name):
            digest.update(repr(tuple(row)).encode())
            count += 1
        found[name] = {"rows": count, "sha256": digest.hexdigest()}
    return found


def sqlite_digests(place: Path) -> dict[str, dict[str, Any]]:
    """The digests of an SQLite file."""
    with closing(sqlite3.connect(place)) as copy:
        asked = (
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
        names = [name for (name,) in copy.execute(asked) if name not in _SKIPPED]
        return table_digests(lambda name: copy.execute(f'SELECT * FROM "{name}" ORDER BY 1'), names)  # noqa: S608


def postgresql_tables() -> list[str]:
    """The tables a backup of PostgreSQL holds."""
    return sorted(set(connection.introspection.table_names()) - set(_SKIPPED))


def _write_sqlite(archive: zipfile.ZipFile) -> dict[str, dict[str, Any]]:
    with tempfile.TemporaryDirectory(dir=settings.DATA) as folder:
        place = Path(folder) / "zhibu.sqlite3"
        with closing(sqlite3.connect(place)) as copy:
            with closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as source:
                source.backup(copy, pages=_STEP)
            copy.execute("DELETE FROM django_session")
            copy.execute("DELETE FROM django_tasks_database_dbtaskresult")
            copy.commit()
            said = copy.execute("PRAGMA integrity_check").fetchone()[0]
            if said != "ok":
                raise RuntimeError(f"the copy is not sound: {said}")
        archive.write(place, "zhibu.sqlite3")
        return sqlite_digests(place)


def _write_postgresql(archive: zipfile.ZipFile) -> dict[str, dict[str, Any]]:
    found = {}
    with _one_moment() as cursor:
        for name in postgresql_tables():
            digest, rows = hashlib.sha256(), 0
            with archive.open(f"tables/{name}.copy", "w", force_zip64=True) as out:
                ordered = f'COPY (SELECT * FROM "{name}" ORDER BY 1) TO STDOUT'  # noqa: S608 - names of our own tables
                with cursor.copy(ordered) as stream:
                    for block in stream:
                        digest.update(block)
                        rows += bytes(block).count(b"\n")
                        out.write(block)
            found[name] = {"rows": rows, "sha256": digest.hexdigest()}
    return found


@contextmanager
def _one_moment() -> Iterator[Any]:
    """A psycopg cursor that sees the database as it is at one moment."""
    connection.ensure_connection()
    with connection.cursor() as wrapped:
        wrapped.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield wrapped.cursor
        finally:
            wrapped.execute("ROLLBACK")


def _write_files(archive: zipfile.ZipFile) -> list[str]:
    names = []
    folder = Path(settings.MEDIA_FOLDER)
    if folder.exists():
        for place in sorted(folder.glob("??/*")):
            if len(place.name) == 64:
                archive.write(place, f"files/{place.name}")
                names.append(place.name)
    if anchors_file().exists():
        archive.writestr("anchors.jsonl", anchors_file().read_bytes())
    return names


def read_manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest of a backup; ValueError with a sentence if this is none."""
    try:
        manifest = json.loads(archive.read("manifest.json"))
    except (KeyError, ValueError) as broken:
        raise ValueError("this file is not a backup of Zhibu") from broken
    if manifest.get("format") != FORMAT:
        raise ValueError(
            f"this backup has format {manifest.get('format')}, this version reads format {FORMAT}"
        )
    return manifest
