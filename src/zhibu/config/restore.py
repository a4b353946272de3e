"""Putting a backup back into an empty installation, and proving that nothing is missing."""

import shutil
import zipfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction

from zhibu.config import backup
from zhibu.config.databases import as_owner
from zhibu.config.verification import anchors_file
from zhibu.config.walls import APPEND_ONLY
from zhibu.kernel import filestore, walls


def restore(place: Path) -> dict[str, Any]:
    """Restore a backup into this data folder; the folder must hold no organisation yet.

    ValueError with a sentence when the file is no backup, was made on another kind of database, the field key
    is not the one it was made with, the installation is not empty, or a table differs afterwards.
    """
    with zipfile.ZipFile(place) as archive:
        manifest = backup.read_manifest(archive)
        if manifest["database"] != connection.vendor:
            raise ValueError(
                f"this backup was made on {manifest['database']}, this installation is {connection.vendor}"
            )
        if manifest["field_key_check"] != backup.key_check():
            raise ValueError(
                "the field key is not the one this backup was made with; a backup holds no keys: "
                "put the kept field.key in place or name it with ZHIBU_FIELD_KEY_FILE"
            )
        if _holds_data():
            raise ValueError("this installation already holds data; restore into an empty data folder")
        if connection.vendor == "sqlite":
            _restore_sqlite(archive)
        else:
            call_command("migrate", verbosity=0)
            with as_owner():
                _restore_postgresql(archive, manifest)
        for name in manifest["files"]:
            if filestore.keep(archive.read(f"files/{name}")) != name:
                raise ValueError(f"file {name} in the backup is damaged")
        if "anchors.jsonl" in archive.namelist():
            anchors_file().write_bytes(archive.read("anchors.jsonl"))
    _compare(manifest)
    call_command("migrate", verbosity=0)
    return manifest


def _holds_data() -> bool:
    if "organisations_organisation" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM organisations_organisation")
        return bool(cursor.fetchone()[0])


def _restore_sqlite(archive: zipfile.ZipFile) -> None:
    connection.close()
    target = Path(settings.DATABASES["default"]["NAME"])
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(target.name + ".restoring")
    with archive.open("zhibu.sqlite3") as packed, draft.open("wb") as out:
        shutil.copyfileobj(packed, out, 1024 * 1024)
    for leftover in ("-wal", "-shm"):
        target.with_name(target.name + leftover).unlink(missing_ok=True)
    draft.rename(target)


def _restore_postgresql(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    walls.take_down(APPEND_ONLY)
    tables = list(manifest["tables"])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        quoted = ", ".join(f'"{name}"' for name in tables)
        cursor.execute(f"TRUNCATE {quoted} RESTART IDENTITY CASCADE")
        for name in tables:
            inward = f'COPY "{name}" FROM STDIN'
            with archive.open(f"tables/{name}.copy") as packed, cursor.cursor.copy(inward) as stream:
                while block := packed.read(1024 * 1024):
                    stream.write(block)
        for statement in _sequences():
            cursor.execute(statement)
    walls.put_up(APPEND_ONLY)


def _sequences() -> list[str]:
    from django.apps import apps

    return connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True))


def _compare(manifest: dict[str, Any]) -> None:
    if connection.vendor == "sqlite":
        found = backup.sqlite_digests(Path(settings.DATABASES["default"]["NAME"]))
        for name, wanted in manifest["tables"].items():
            if found.get(name) != wanted:
                raise ValueError(f"table {name} is not what the backup says it should be")
        return
    with connection.cursor() as cursor:
        for name, wanted in manifest["tables"].items():
            cursor.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608 - names of our own tables
            if cursor.fetchone()[0] != wanted["rows"]:
                raise ValueError(f"table {name} does not hold as many rows as the backup")
