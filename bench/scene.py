"""Makes a fresh data folder, and runs Python in it as the product would."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
READY = "ZHIBU_BENCH_READY"


@contextmanager
def data_folder(*, demo: bool = False) -> Iterator[Path]:
    """A migrated data folder of its own, with the reference branch and static files if asked for; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="zhibu-bench-") as name:
        folder, ready = Path(name) / "data", os.environ.get(READY)
        if demo and ready:
            shutil.copytree(ready, folder)
        else:
            prepare(folder, demo=demo)
        yield folder


def prepare(folder: Path, *, demo: bool) -> None:
    """Fill an empty folder; many measures in a row copy one that is named by the environment (`READY`)."""
    zhibu(folder, "migrate", "--verbosity", "0")
    if demo:
        zhibu(folder, "load_reference_branch")
        zhibu(folder, "collectstatic", "--noinput")


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a process that works in this folder."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "zhibu.config.settings",  # also when a test runner has set its own
        "ZHIBU_DATA": str(folder),
        "ZHIBU_DEMO_PASSWORD": "bench-password-1",
        "ZHIBU_DEMO": "1",
        **more,
    }


def zhibu(folder: Path, *arguments: str, check: bool = True, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the product in this folder."""
    return subprocess.run(
        [sys.executable, "-m", "zhibu.config.command", *arguments],
        env=environment(folder, **more),
        cwd=ROOT,
        check=check,
        capture_output=True,
        text=True,
    )


def python(folder: Path, code: str, *arguments: str, **options: object) -> subprocess.Popen[str]:
    """Start Python code in this folder with Django set up; its output comes through a pipe, line by line."""
    start = (
        "import os; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'zhibu.config.settings')\n"
        "from zhibu.kernel.sqlite import use_bundled_sqlite; use_bundled_sqlite()\n"
        "import django; django.setup()\n"
    )
    return subprocess.Popen(
        [sys.executable, "-u", "-c", start + code, *arguments],
        env=environment(folder),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


def set_up(folder: Path) -> None:
    """Set Django up in this very process, in this folder; once per process."""
    os.environ.update(environment(folder))
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhibu.config.settings"
    from zhibu.kernel.sqlite import use_bundled_sqlite

    use_bundled_sqlite()
    import django

    django.setup()


@contextmanager
def bare_folder(people: int = 1) -> Iterator[tuple[dict[str, str], list[str]]]:
    """A folder for the bare application with its tables: its environment, and a session for each person."""
    with tempfile.TemporaryDirectory(prefix="bare-bench-") as name:
        environment = {**os.environ, "BARE_DATA": name}
        made = subprocess.run(
            [sys.executable, "-m", "bench.bare.tables", str(people)],
            env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        yield environment, json.loads(made.stdout)
