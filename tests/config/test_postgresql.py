"""The command line on PostgreSQL: branches, verify, and a backup that comes back into an empty database."""

import json
import os
import subprocess
import sys
import uuid
import zipfile
from pathlib import Path

import psycopg
import pytest

from tests.config.test_command import ROOT, environment

MANY = ("demo", "--branches", "2", "--members", "9", "--seed", "2")
SERVER = os.environ.get("ZHIBU_TEST_POSTGRES_URL", "")
pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.xdist_group("command"),
    pytest.mark.skipif(not SERVER, reason="only in the run on PostgreSQL"),
]


def on(database: str) -> str:
    """The address of another database of the same server."""
    return f"{SERVER.rsplit('/', 1)[0]}/{database}"


@pytest.fixture(scope="module")
def databases():
    """Two empty databases of our own, gone afterwards."""
    names = [f"zhibu_test_{uuid.uuid4().hex[:12]}" for _each in range(2)]
    with psycopg.connect(SERVER, autocommit=True) as server:
        for name in names:
            server.execute(f'CREATE DATABASE "{name}"')
        yield [on(name) for name in names]
        for name in names:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def zhibu(folder: Path, database: str, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "zhibu.config.command", *arguments],
        env={**environment(folder), "ZHIBU_DATABASE_URL": database},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture(scope="module")
def drill(databases, tmp_path_factory):
    """The reference branch in the first database, its backup, and the second database restored from it."""
    folder, other = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second") / "data"
    place = folder / "backup.zip"
    for words in (("migrate", "-v0"), ("load_reference_branch",), ("backup", str(place))):
        ran = zhibu(folder, databases[0], *words)
        assert ran.returncode == 0, ran.stderr
    back = zhibu(other, databases[1], "restore", str(place), "--field-key", str(folder / "keys/field.key"))
    assert back.returncode == 0, back.stderr
    return folder, other, place


def rows(database: str) -> dict[str, int]:
    with psycopg.connect(database) as asked:
        names = asked.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'django_%'"
        ).fetchall()
        return {name: asked.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}


def test_every_row_comes_back(databases, drill):
    before = rows(databases[0])
    assert before["members_member"] > 20
    assert rows(databases[1]) == before


def test_both_hold_under_verify(databases, drill):
    folder, other, _place = drill
    for data, database in ((folder, databases[0]), (other, databases[1])):
        ran = zhibu(data, database, "verify")
        assert (ran.returncode, ran.stderr) == (0, "")


def test_the_walls_stand_again_in_the_restored_database(databases, drill):
    with psycopg.connect(databases[1]) as asked, pytest.raises(psycopg.errors.RaiseException):
        asked.execute("UPDATE accounts_journalentry SET action = 'x' WHERE seq = 1")


def test_a_new_row_goes_behind_the_restored_ones(databases, drill):
    _folder, other, _place = drill
    ran = zhibu(other, databases[1], *MANY)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert zhibu(other, databases[1], "daily").returncode == 0
    assert zhibu(other, databases[1], "verify").returncode == 0


def test_the_manifest_says_of_which_database_it_is(drill):
    with zipfile.ZipFile(drill[2]) as archive:
        assert json.loads(archive.read("manifest.json"))["database"] == "postgresql"


def test_a_changed_row_is_named(databases, drill):
    folder, _other, _place = drill
    with psycopg.connect(databases[0], autocommit=True) as broken:
        broken.execute("ALTER TABLE accounts_journalentry DISABLE TRIGGER USER")
        broken.execute("UPDATE accounts_journalentry SET action = 'x' WHERE seq = 1")
        broken.execute("ALTER TABLE accounts_journalentry ENABLE TRIGGER USER")
    ran = zhibu(folder, databases[0], "verify")
    assert ran.returncode == 1
    assert "journal 1" in ran.stdout
