"""kill -9 while writing: every write that was answered is there afterwards, and the database is sound."""

import signal
import sys
import time

from bench import scene
from bench.ab import say

WRITER = """
import sys
from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.kernel import clock
from zhibu.kernel.transactions import writing
me, number = User(public_id=sys.argv[1], name="w"), 0
while True:
    with writing():
        journal.record(by=me, action="bench.crash", subject=f"{sys.argv[1]}-{number}", now=clock.now())
    print(f"{sys.argv[1]}-{number}", flush=True)
    number += 1
"""
CHECK = """
from django.db import connection
from zhibu.accounts.models import JournalEntry as J
from zhibu.accounts.verification import chain_faults
print(*J.objects.filter(action="bench.crash").values_list("subject", flat=True))
with connection.cursor() as c:
    c.execute("PRAGMA integrity_check"); print(c.fetchone()[0])
print(len(chain_faults()))
"""


def main(short: bool = True) -> bool:
    """Two writers at a time are killed again and again; then what they were told is compared with what is there."""
    kills = 10 if short else 200
    answered: set[str] = set()
    lost = unsound = 0
    with scene.data_folder() as folder:
        for number in range(kills // 2):
            writers = [scene.python(folder, WRITER, f"k{number}-{side}") for side in "ab"]
            for writer in writers:
                writer.stdout.readline()
            time.sleep(0.05 + 0.03 * (number % 5))
            for writer in writers:
                writer.send_signal(signal.SIGKILL)
            for writer in writers:
                lines = writer.communicate()[0].splitlines()
                answered.update(line for line in lines if line.count("-") == 2)
        there, sound, faults = scene.python(folder, CHECK).communicate()[0].splitlines()
        lost = len(answered - set(there.split()))
        unsound = int(sound != "ok") + int(faults)
    return say(
        "kill -9 under load",
        lost == 0 and unsound == 0,
        kills=kills,
        answered=len(answered),
        lost=lost,
        unsound=unsound,
    )


if __name__ == "__main__":
    sys.exit(0 if main("--full" not in sys.argv) else 1)
