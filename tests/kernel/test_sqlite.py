"""A library that can corrupt a WAL file is kept away from WAL."""

import sqlite3

import pytest

from zhibu.kernel import sqlite


@pytest.mark.parametrize(
    ("version", "safe"), [((3, 46, 1), False), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 60, 0), True)]
)
def test_only_a_safe_library_writes_a_wal(monkeypatch, version, safe):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    assert sqlite.is_safe() is safe
    assert ("journal_mode=WAL" in sqlite.pragmas()) is safe
    assert ("journal_mode=TRUNCATE" in sqlite.pragmas()) is not safe


def test_the_library_that_comes_along_is_safe():
    assert sqlite.is_safe()
