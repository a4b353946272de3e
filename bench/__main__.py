"""`make bench`: every measure in its short form; `python -m bench --full` takes long. Names choose some of them."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import scene

MEASURES = (
    "query_count", "paging", "page_weight", "headers", "access_trail", "tamper", "write_burst", "crash",
    "restore_drill", "start_memory", "http_checkin", "http_page", "import_roster", "rules",
    "slow_phone", "meeting_taps",
    "gather",
)  # fmt: skip


def main(arguments: list[str]) -> int:
    """Run each in a process of its own; the exit status tells whether every goal that gates holds."""
    full = [word for word in arguments if word in ("--full", "--peer", "kolibri")]
    chosen = [word for word in arguments if word not in full] or list(MEASURES)
    began, broken = time.monotonic(), []
    with tempfile.TemporaryDirectory(prefix="zhibu-bench-ready-") as name:
        ready = Path(name) / "data"
        scene.prepare(ready, demo=True)
        environment = {**os.environ, scene.READY: str(ready)}
        for measure in chosen:
            command = [sys.executable, "-m", f"bench.{measure}", *full]
            if subprocess.run(command, cwd=scene.ROOT, env=environment, check=False).returncode:
                broken.append(measure)
    said = f": {', '.join(broken)}" if broken else ""
    minutes = (time.monotonic() - began) / 60
    print(f"{len(chosen) - len(broken)} passed, {len(broken)} failed{said}; {minutes:.1f} minutes")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
