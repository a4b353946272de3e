"""Opens other people's files in a process of their own, so that a hostile one can hurt nothing but itself."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import zhibu


class ChildFailed(Exception):
    """The process ended without an answer: it used up its time or memory, or the file broke the reader."""


def run_child(
    module: str, *, payload: bytes | Path, options: dict[str, Any], seconds: int, memory: int
) -> bytes:
    """Run `python -m module` with `payload` as its standard input, and give back what it wrote.

    The child works in an empty folder that is removed afterwards, with `seconds` of CPU and `memory`
    bytes of address space; it is killed when it takes three times as long by the clock.
    """
    with tempfile.TemporaryDirectory(prefix="zhibu-read-") as folder:
        if isinstance(payload, Path):
            asked = payload
        else:
            asked = Path(folder, "asked")
            asked.write_bytes(payload)
        answer, complaint = Path(folder, "answer"), Path(folder, "complaint")
        with asked.open("rb") as reading, answer.open("wb") as writing, complaint.open("wb") as complaining:
            child = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
                [
                    _python(),
                    "-P",
                    "-m",
                    module,
                    json.dumps({**options, "seconds": seconds, "memory": memory}),
                ],
                stdin=reading,
                stdout=writing,
                stderr=complaining,
                cwd=folder,
                env=_environment(),
            )
            try:
                status = child.wait(timeout=3 * seconds)
            except BaseException as stopped:
                child.kill()
                child.wait()
                if isinstance(stopped, subprocess.TimeoutExpired):
                    raise ChildFailed from stopped
                raise
        if status != 0:
            raise ChildFailed(f"{status}: {complaint.read_text(errors='replace')[-2000:]}")
        return answer.read_bytes()


def _python() -> str:
    # Inside an embedding server `sys.executable` may be empty or not Python at all.
    if "python" in Path(sys.executable or "").name:
        return sys.executable
    return str(Path(sys.prefix, "bin", "python3"))


def _environment() -> dict[str, str]:
    home = str(Path(zhibu.__file__).parents[1])
    roads = [home, *(entry for entry in sys.path if entry and entry != home)]
    return {"PYTHONPATH": os.pathsep.join(roads), "PYTHONUTF8": "1", "PATH": os.environ.get("PATH", "")}
