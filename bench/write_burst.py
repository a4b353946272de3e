"""64 writers at once: no refusal by the database, nothing lost, nothing doubled, and nobody waits for ever."""

import json
import statistics
import sys

from bench import scene
from bench.ab import say

PROCESSES, THREADS = 8, 8
WRITER = """
import json, sys, threading, time
from django.db import connection, transaction
from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.kernel import clock
from zhibu.kernel.transactions import writing
mode, process, each = sys.argv[1], sys.argv[2], int(sys.argv[3])
times, errors, lock = [], [], threading.Lock()
def work(number):
    me = User(public_id=f"{process}-{number}", name="w")
    for step in range(each):
        began = time.perf_counter()
        try:
            with (writing() if mode == "lane" else transaction.atomic()):
                journal.record(by=me, action="bench.write", subject=f"{process}-{number}-{step}", now=clock.now())
        except Exception as error:
            with lock: errors.append(repr(error))
        with lock: times.append(time.perf_counter() - began)
    connection.close()
print("ready", flush=True); sys.stdin.readline()
threads = [threading.Thread(target=work, args=(n,)) for n in range(int(sys.argv[4]))]
[t.start() for t in threads]; [t.join() for t in threads]
print(json.dumps({"times": times, "errors": errors}), flush=True)
"""


def burst(mode: str, each: int) -> dict[str, object]:
    """One burst in a fresh folder; mode `lane` is the product's way, `plain` Django's own transaction."""
    with scene.data_folder() as folder:
        writers = [
            scene.python(folder, WRITER, mode, f"p{n}", str(each), str(THREADS), stdin=-1)
            for n in range(PROCESSES)
        ]
        for writer in writers:
            writer.stdout.readline()
        for writer in writers:
            writer.stdin.write("go\n")
            writer.stdin.flush()
        said = [json.loads(writer.communicate()[0]) for writer in writers]
        times = [time for one in said for time in one["times"]]
        errors = [error for one in said for error in one["errors"]]
        counted = scene.python(
            folder,
            "from zhibu.accounts.models import JournalEntry as J\n"
            "from zhibu.accounts.verification import chain_faults\n"
            "rows = list(J.objects.filter(action='bench.write').values_list('subject', flat=True))\n"
            "print(len(rows), len(set(rows)), len(chain_faults()))",
        ).communicate()[0]
    rows, different, faults = map(int, counted.split())
    return {
        "writers": PROCESSES * THREADS,
        "wanted": PROCESSES * THREADS * each,
        "rows": rows,
        "different": different,
        "errors": len(errors),
        "chain_faults": faults,
        "median_ms": statistics.median(times) * 1000,
        "max_over_median": max(times) / statistics.median(times),
    }


def main(short: bool = True) -> bool:
    """Run the burst; the plain way beside it is reported only."""
    each = 10 if short else 50
    ours, plain = burst("lane", each), burst("plain", each)
    holds = (
        ours["errors"] == 0
        and ours["rows"] == ours["different"] == ours["wanted"]
        and ours["chain_faults"] == 0
        and ours["max_over_median"] <= 10
    )
    return say("burst of 64 writers", holds, ours=json.dumps(ours), plain=json.dumps(plain))


if __name__ == "__main__":
    sys.exit(0 if main("--full" not in sys.argv) else 1)
