"""Runs the product by one command: web workers and a job worker, restarted when they fall, stopped together."""

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.process import BaseProcess
from pathlib import Path

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_QUICK_FALL = 5.0  # seconds; what falls sooner, again and again, has a cause that no restart cures
_FALLS = 5
_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_FIRST_DAILY, _DAY = 60.0, 24 * 3600.0  # seconds
# Divided from this process, a worker shares what is loaded here; elsewhere than on Linux that is not safe.
_PROCESSES = (
    multiprocessing.get_context("fork") if sys.platform == "linux" else multiprocessing.get_context("spawn")
)


@dataclass
class Watched:
    """One process that has to run, and the work it does until it is told to stop."""

    name: str
    work: Callable[[], None]
    process: BaseProcess | None = None
    started: float = 0.0
    falls: int = field(default=0)


def port_is_free(host: str, port: int) -> bool:
    """Whether we may listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def daily_command() -> list[str]:
    """What has to be done once a day."""
    return [sys.executable, "-m", "zhibu.config.command", "daily"]


def run(watched: Sequence[Watched]) -> int:
    """Start everything and keep it running until a signal; returns the exit status."""
    stopping = threading.Event()
    for number in _STOPS:
        signal.signal(number, lambda *_ignored: stopping.set())
    try:
        for one in watched:
            _start(one)
        daily, next_daily = None, time.monotonic() + _FIRST_DAILY
        while not stopping.wait(0.5):
            if time.monotonic() >= next_daily:
                next_daily += _DAY
                daily = subprocess.Popen(daily_command(), env=os.environ.copy())  # noqa: S603 - our own command
            if daily is not None and daily.poll() is not None:
                daily = None
            for one in watched:
                if one.process is not None and not one.process.is_alive() and not _restart(one):
                    return 1
    finally:
        _stop(watched)
    return 0


def authority_server(folder: Path, *, host: str, port: int) -> ThreadingHTTPServer:
    """Hands out the authority's certificate over plain http, so that a phone can trust it before the first visit."""

    class OnlyTheAuthority(SimpleHTTPRequestHandler):
        def translate_path(self, path: str) -> str:
            return str(folder / "authority.pem")

        def guess_type(self, path: str | os.PathLike[str]) -> str:
            return "application/x-x509-ca-cert"

        def log_message(self, *_ignored: object) -> None:
            """Who fetches it is nobody's business."""

    return ThreadingHTTPServer((host, port), partial(OnlyTheAuthority, directory=str(folder)))


def serve_authority(folder: Path, *, host: str, port: int) -> None:
    """Serve it until told to stop."""
    authority_server(folder, host=host, port=port).serve_forever()


def _start(one: Watched) -> None:
    one.process = _PROCESSES.Process(name=f"zhibu {one.name}", target=_work, args=(one.work,))
    one.process.start()
    one.started = time.monotonic()


def _work(work: Callable[[], None]) -> None:
    """In the new process: a group of its own, so that Ctrl+C reaches it once, through us; signals as they are."""
    os.setpgrp()
    for number in _STOPS:
        signal.signal(number, signal.SIG_DFL)
    work()


def _clear(process: BaseProcess) -> None:
    """End what a process that is gone left behind: workers of a web server that was killed still hold the port."""
    with suppress(ProcessLookupError):
        if process.pid:
            os.killpg(process.pid, signal.SIGKILL)


def _restart(one: Watched) -> bool:
    one.falls = one.falls + 1 if time.monotonic() - one.started < _QUICK_FALL else 1
    if one.falls > _FALLS:
        print(f"zhibu: {one.name} does not stay up; see what it says above.", file=sys.stderr)  # noqa: T201
        return False
    if one.process is not None:
        _clear(one.process)
    time.sleep(min(one.falls, 3))
    _start(one)
    return True


def _stop(watched: Sequence[Watched]) -> None:
    running = [one.process for one in watched if one.process is not None and one.process.is_alive()]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + 10
    for process in running:
        process.join(timeout=max(0.1, deadline - time.monotonic()))
        _clear(process)
