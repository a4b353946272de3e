"""The command line in a folder of its own: start, verify, back up, restore, doctor."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest
from django.core.management import get_commands

from zhibu import __version__ as zhibu_version
from zhibu.config import command

ROOT = Path(__file__).resolve().parents[2]


def environment(folder: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ZHIBU_")}
    own = {"DJANGO_SETTINGS_MODULE": "zhibu.config.settings", "ZHIBU_DATA": str(folder)}
    return {**kept, **own, "ZHIBU_DEMO_PASSWORD": "demo-password-1"}


def zhibu(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "zhibu.config.command", *arguments],
        env=environment(folder),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    """A data folder with the reference branch, made once; tests that change it take a copy."""
    folder = tmp_path_factory.mktemp("demo")
    assert zhibu(folder, "migrate", "-v0").returncode == 0
    loaded = zhibu(folder, "load_reference_branch")
    assert loaded.returncode == 0, loaded.stderr
    return folder


@pytest.fixture
def copy(demo, tmp_path) -> Path:
    return Path(shutil.copytree(demo, tmp_path / "copy"))


@pytest.mark.xdist_group("command")
class TestVerify:
    def test_the_reference_branch_holds(self, demo):
        ran = zhibu(demo, "verify")
        assert (ran.returncode, ran.stderr) == (0, "")

    def test_a_changed_row_is_named_and_the_status_is_one(self, copy):
        with sqlite3.connect(copy / "zhibu.sqlite3") as database:
            database.execute("DROP TRIGGER accounts_journalentry_no_update")
            database.execute("UPDATE accounts_journalentry SET action = 'x' WHERE seq = 7")
        ran = zhibu(copy, "verify")
        assert ran.returncode == 1
        assert "journal 7" in ran.stdout
        assert "accounts_journalentry_no_update" in ran.stdout


@pytest.mark.xdist_group("command")
class TestBackup:
    def test_comes_back_whole_on_an_empty_machine(self, demo, tmp_path):
        assert zhibu(demo, "backup", str(tmp_path / "b.zip")).returncode == 0
        restored = zhibu(
            tmp_path / "new", "restore", str(tmp_path / "b.zip"), "--field-key", str(demo / "keys/field.key")
        )
        assert restored.returncode == 0, restored.stderr
        assert zhibu(tmp_path / "new", "verify").returncode == 0

    def test_holds_no_key(self, demo, tmp_path):
        zhibu(demo, "backup", str(tmp_path / "b.zip"))
        key = (demo / "keys/field.key").read_text().strip()
        with zipfile.ZipFile(tmp_path / "b.zip") as archive:
            assert all(key.encode() not in archive.read(name) for name in archive.namelist())

    def test_without_the_key_it_is_refused_with_a_sentence(self, demo, tmp_path):
        zhibu(demo, "backup", str(tmp_path / "b.zip"))
        ran = zhibu(tmp_path / "new", "restore", str(tmp_path / "b.zip"))
        assert ran.returncode == 1
        assert "field key" in ran.stderr

    def test_is_never_written_over_data_or_over_another_backup(self, demo, copy, tmp_path):
        zhibu(demo, "backup", str(tmp_path / "b.zip"))
        assert zhibu(demo, "backup", str(tmp_path / "b.zip")).returncode == 1
        ran = zhibu(copy, "restore", str(tmp_path / "b.zip"))
        assert ran.returncode == 1
        assert "empty" in ran.stderr

    def test_a_damaged_file_is_refused(self, demo, tmp_path):
        (tmp_path / "b.zip").write_bytes(b"PK not a backup")
        ran = zhibu(tmp_path / "new", "restore", str(tmp_path / "b.zip"))
        assert ran.returncode == 1
        assert "Traceback" not in ran.stderr


@pytest.mark.xdist_group("command")
class TestDoctor:
    def test_nothing_is_unsafe_in_a_fresh_folder(self, demo):
        ran = zhibu(demo, "doctor")
        assert ran.returncode == 0, ran.stdout
        assert "TLS: off" in ran.stdout

    def test_an_open_key_file_is_unsafe(self, copy):
        (copy / "keys/field.key").chmod(0o644)
        ran = zhibu(copy, "doctor")
        assert ran.returncode == 1
        assert "chmod 600" in ran.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address: str, process: subprocess.Popen) -> str:
    for _try in range(1800):
        if process.poll() is not None:
            raise AssertionError(process.communicate()[0])
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                return answer.read().decode()
        except OSError:
            time.sleep(0.1)
    raise AssertionError("no answer")


@pytest.mark.xdist_group("command")
class TestUp:
    @pytest.mark.parametrize("words", [["--demo"], []])
    def test_starts_answers_and_stops(self, tmp_path, words):
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "zhibu.config.command", "up", "--port", str(port), *words],
            env=environment(tmp_path / "data"),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            assert "ok" in wait_for(f"http://localhost:{port}/healthz", process)
            page = wait_for(f"http://localhost:{port}/accounts/login/", process)
            assert "微支部" in page
        finally:
            process.send_signal(signal.SIGTERM)
            said, _nothing = process.communicate(timeout=30)
        assert process.returncode == 0
        assert f"http://localhost:{port}/" in said
        assert ("demo-password-1" in said) == bool(words)
        assert ("/start/" in said) == (not words)

    def test_a_port_in_use_is_one_sentence(self, tmp_path):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            ran = zhibu(tmp_path, "up", "--port", str(taken.getsockname()[1]))
        assert ran.returncode == 1
        assert "is in use" in ran.stderr
        assert "Traceback" not in ran.stderr


@pytest.mark.xdist_group("command")
def test_rules_are_asked_without_a_database(tmp_path):
    facts = {"seats": 5, "present": 3}
    ran = subprocess.run(
        [sys.executable, "-m", "zhibu.config.command", "rules", "ask", "quorum.committee"],
        input=json.dumps(facts),
        env=environment(tmp_path / "never"),
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert json.loads(ran.stdout)["verdict"] == "OK"
    assert not (tmp_path / "never").exists()


@pytest.mark.xdist_group("command")
class TestHelp:
    @pytest.mark.parametrize("words", [[], ["help"], ["--help"]])
    def test_is_ours_and_makes_no_data_folder(self, tmp_path, words):
        ran = zhibu(tmp_path / "never", *words)
        assert ran.returncode == 0
        assert "zhibu COMMAND" in ran.stdout
        assert not (tmp_path / "never").exists()

    def test_names_only_commands_that_are_there(self):
        there = {*get_commands(), "rules"}
        assert set(command.COMMANDS) <= there

    def test_the_version_is_ours(self, tmp_path):
        assert zhibu(tmp_path / "never", "--version").stdout == f"Zhibu {zhibu_version}\n"
