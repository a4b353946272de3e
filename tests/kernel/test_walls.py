"""Append-only tables are append-only in the database itself."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests import build
from zhibu.accounts.models import JournalEntry
from zhibu.config.walls import APPEND_ONLY
from zhibu.kernel import walls

pytestmark = pytest.mark.django_db


def test_all_walls_stand_after_migrate():
    assert walls.missing(APPEND_ONLY) == []


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE accounts_journalentry SET action = 'x'",
        "DELETE FROM accounts_journalentry",
        pytest.param(
            "INSERT OR REPLACE INTO accounts_journalentry SELECT * FROM accounts_journalentry",
            marks=pytest.mark.skipif(connection.vendor != "sqlite", reason="a word of SQLite only"),
        ),
    ],
)
def test_raw_sql_cannot_change_the_journal(attack):
    build.a_branch()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack)


def test_the_orm_cannot_either():
    build.a_branch()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        JournalEntry.objects.update(action="x")
