"""Reads one file as the confined child does, and says what that cost: peak memory in MiB and CPU seconds."""

import contextlib
import resource
import sys
from pathlib import Path

from zhibu.documents import limits
from zhibu.documents.archive import Unsafe
from zhibu.documents.confinement import confine
from zhibu.documents.table_reading import read

confine({"seconds": limits.CPU_SECONDS, "memory": limits.MEMORY_BYTES})
with contextlib.suppress(Unsafe):
    read(sys.stdin.buffer, sys.argv[1])
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
spent = resource.getrusage(resource.RUSAGE_SELF)
print(int(peak.split()[1]) // 1024, spent.ru_utime + spent.ru_stime)
