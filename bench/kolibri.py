"""An optional peer: Kolibri, a learning platform made for small servers, installed beside the product and started.

Only with `--full --peer kolibri`; it is fetched with pip into an environment of its own, which goes away afterwards.
"""

import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil

from bench.serving import free_port

VERSION = "0.19.5"


def start_and_memory(visits: int) -> tuple[float, float] | None:
    """Seconds to the first answer, and MiB of proportional memory after so many visits; None if it cannot be had."""
    with tempfile.TemporaryDirectory(prefix="kolibri-bench-") as name:
        command = _installed(Path(name))
        if command is None:
            return None
        port = free_port()
        environment = {
            **os.environ, "KOLIBRI_HOME": f"{name}/home", "KOLIBRI_DISABLE_PING": "1", "KOLIBRI_HTTP_PORT": str(port),
            "KOLIBRI_ZIP_CONTENT_PORT": str(free_port()), "KOLIBRI_LISTEN_ADDRESS": "127.0.0.1",
            "KOLIBRI_ZEROCONF_ENABLED": "0", "KOLIBRI_DISABLE_REQUEST_LOGGING": "1",
        }  # fmt: skip
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        provision = [
            "manage", "--no-input", "provisiondevice", "--facility", "Bench", "--superusername", "admin",
            "--superuserpassword", "bench-password-1", "--preset", "formal", "--language_id", "en",
        ]  # fmt: skip
        done = subprocess.run([command, *provision], env=environment, capture_output=True, check=False)
        if done.returncode:
            return None
        began = time.perf_counter()
        server = subprocess.Popen(
            [command, "start", "--foreground"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            address = f"http://127.0.0.1:{port}/en/auth/"
            while not _answers(address):
                if server.poll() is not None or time.perf_counter() - began > 120:
                    return None
                time.sleep(0.02)
            seconds = time.perf_counter() - began
            for _visit in range(visits):
                _answers(address)
            root = psutil.Process(server.pid)
            tree = [root, *root.children(recursive=True)]
            return seconds, sum(one.memory_full_info().pss for one in tree) / 2**20
        finally:
            server.terminate()
            server.wait(timeout=30)


def _installed(place: Path) -> str | None:
    steps = (
        [sys.executable, "-m", "venv", str(place / "venv")],
        [str(place / "venv/bin/pip"), "install", "-q", f"kolibri=={VERSION}", "setuptools<81"],
    )
    if any(subprocess.run(step, capture_output=True, check=False).returncode for step in steps):
        return None
    return str(place / "venv/bin/kolibri")


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            answer.read()
            return True
    except (urllib.error.URLError, OSError):
        return False
