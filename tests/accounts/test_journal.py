"""The journal's chain names the row that was touched."""

import datetime as dt
import random

import pytest
from django.db import connection

from tests import build
from zhibu.accounts import verification
from zhibu.accounts.models import JournalEntry
from zhibu.accounts.verification import chain_faults
from zhibu.config.walls import APPEND_ONLY
from zhibu.kernel import walls

pytestmark = pytest.mark.django_db
TABLE = JournalEntry._meta.db_table


@pytest.fixture
def seqs():
    branch = build.a_branch()
    for _ in range(12):
        build.a_member(branch)
    walls.take_down(APPEND_ONLY)
    return list(JournalEntry.objects.order_by("seq").values_list("seq", flat=True))


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_an_untouched_chain_holds(seqs):
    assert chain_faults() == []


@pytest.mark.parametrize("column", ["actor", "action", "subject", "organisation", "result", "on_behalf_of"])
def test_an_edited_row_is_named(seqs, column):
    victim = random.Random(column).choice(seqs)
    run(f"UPDATE {TABLE} SET {column} = 'forged' WHERE seq = %s", victim)
    assert chain_faults()[0].where == f"journal {victim}"


def test_an_edited_time_is_named(seqs):
    JournalEntry.objects.filter(seq=seqs[4]).update(at=build.NOW + dt.timedelta(microseconds=1))
    assert chain_faults()[0].where == f"journal {seqs[4]}"


def test_a_removed_row_is_named_by_the_one_after_it(seqs):
    run(f"DELETE FROM {TABLE} WHERE seq = %s", seqs[5])
    assert chain_faults()[0].where == f"journal {seqs[6]}"


def test_two_swapped_rows_are_named(seqs):
    run(f"UPDATE {TABLE} SET seq = -1 WHERE seq = %s", seqs[3])
    run(f"UPDATE {TABLE} SET seq = %s WHERE seq = %s", seqs[3], seqs[4])
    run(f"UPDATE {TABLE} SET seq = %s WHERE seq = -1", seqs[4])
    assert chain_faults()[0].where == f"journal {seqs[3]}"


def test_an_added_row_is_named(seqs):
    JournalEntry.objects.create(
        at=build.NOW, actor="x", action="x", subject_kind="x", subject="x", hash="0" * 64
    )
    assert chain_faults()[0].where == f"journal {JournalEntry.objects.latest('seq').seq}"


def test_a_cut_tail_shows_against_the_note_outside(seqs, tmp_path):
    noted = verification.note_anchor(tmp_path / "anchors.jsonl", now=build.NOW)
    run(f"DELETE FROM {TABLE} WHERE seq >= %s", seqs[-3])
    assert chain_faults() == []
    faults = chain_faults(verification.read_anchors(tmp_path / "anchors.jsonl"))
    assert [fault.where for fault in faults] == [f"journal {noted.seq}"]


def test_a_rewritten_chain_shows_against_the_note_outside(seqs, tmp_path):
    verification.note_anchor(tmp_path / "anchors.jsonl", now=build.NOW)
    from zhibu.accounts.journal import canonical, link

    before = ""
    for entry in JournalEntry.objects.order_by("seq"):
        if entry.seq == seqs[2]:
            entry.actor = "somebody else"
        said = canonical(
            entry.at, entry.actor, entry.on_behalf_of, entry.action, entry.subject_kind, entry.subject,
            entry.organisation, entry.result, entry.fields,
        )  # fmt: skip
        entry.prev_hash, before = before, link(before, said)
        entry.hash = before
        entry.save()
    assert chain_faults() == []
    assert (
        chain_faults(verification.read_anchors(tmp_path / "anchors.jsonl"))[0].where == f"journal {seqs[-1]}"
    )


def test_the_journal_holds_no_personal_value(seqs):
    from zhibu.members.models import Member

    names = set(Member.objects.values_list("name", flat=True))
    for entry in JournalEntry.objects.values():
        assert not names & {str(value) for value in entry.values()}
