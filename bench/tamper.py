"""Random tampering with the journal: each single one is named by verify."""

import random
import sys
import tempfile
import time
from pathlib import Path

from bench import scene
from bench.ab import say


def main(short: bool = True) -> bool:
    """Edit, delete, insert, swap and cut, one at a time, each in a transaction that is rolled back."""
    with tempfile.TemporaryDirectory() as name:
        scene.prepare(Path(name), demo=False)
        scene.set_up(Path(name))
        return _measure(tampers=60 if short else 1000, rows=1500 if short else 100_000)


def _measure(*, tampers: int, rows: int) -> bool:
    from django.db import connection, transaction

    from zhibu.accounts import journal, verification
    from zhibu.accounts.models import JournalEntry, User
    from zhibu.config.walls import APPEND_ONLY
    from zhibu.kernel import clock, walls
    from zhibu.kernel.transactions import writing

    me = User(public_id="bench", name="w")
    with writing():
        for number in range(rows):
            journal.record(
                by=me, action="bench.write", subject=str(number), fields=["a", "b"], now=clock.now()
            )
    walls.take_down(APPEND_ONLY)
    seqs = list(JournalEntry.objects.order_by("seq").values_list("seq", flat=True))
    head = verification.head()
    chance, named = random.Random(7), 0
    table = JournalEntry._meta.db_table

    def run(sql: str, *values: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)

    def edit() -> str:
        seq, column = (
            chance.choice(seqs),
            chance.choice(["actor", "action", "subject", "result", "hash", "prev_hash"]),
        )
        run(f"UPDATE {table} SET {column} = 'forged' WHERE seq = %s", seq)
        return f"journal {seq}"

    def delete() -> str:
        at = chance.randrange(len(seqs) - 1)
        run(f"DELETE FROM {table} WHERE seq = %s", seqs[at])
        return f"journal {seqs[at + 1]}"

    def swap() -> str:
        at = chance.randrange(len(seqs) - 1)
        for old, new in ((seqs[at], -1), (seqs[at + 1], seqs[at]), (-1, seqs[at + 1])):
            run(f"UPDATE {table} SET seq = %s WHERE seq = %s", new, old)
        return f"journal {seqs[at]}"

    def cut() -> str:
        run(f"DELETE FROM {table} WHERE seq >= %s", chance.choice(seqs[1:]))
        return f"journal {head.seq}"

    for _number in range(tampers):
        with transaction.atomic():
            expected = chance.choice([edit, delete, swap, cut])()
            faults = verification.chain_faults([head])
            named += any(fault.where == expected for fault in faults)
            transaction.set_rollback(True)
    began = time.process_time()
    clean = verification.chain_faults([head]) == []
    seconds = time.process_time() - began
    return say(
        "tampering is named", named == tampers and clean, tampers=tampers, named=named, rows=rows,
        cpu_seconds_per_million_rows=seconds / rows * 1e6,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(0 if main("--full" not in sys.argv) else 1)
