"""Starts a server under measurement, sends it a bounded load, reads what the server's processes spent."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import psutil


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Server:
    """One WSGI application under granian: two processes of four threads, as the product runs."""

    application: str
    environment: dict[str, str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None
    first_answer_seconds: float = 0.0

    def command(self) -> list[str]:
        """What starts it."""
        return [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port),
            "--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "error", self.application,
        ]  # fmt: skip

    def __enter__(self) -> "Server":
        began = time.perf_counter()
        self.process = subprocess.Popen(
            self.command(),
            env={**os.environ, **self.environment},
            start_new_session=True,
            stdout=subprocess.DEVNULL,
        )
        self._wait()
        self.first_answer_seconds = time.perf_counter() - began
        return self

    def _wait(self, path: str = "/healthz") -> None:
        for _try in range(600):
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as probe:
                    probe.sendall(
                        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
                    )
                    if probe.recv(32).startswith(b"HTTP/1.1"):
                        return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError(f"{self.application} did not answer")

    def __exit__(self, *_ignored: object) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)

    def cpu_seconds(self) -> float:
        """User and system time of the whole process tree so far."""
        return sum(sum(one.cpu_times()[:2]) for one in self._tree())

    def memory_mib(self) -> float:
        """Proportional memory of the whole process tree."""
        return sum(one.memory_full_info().pss for one in self._tree()) / 2**20

    def _tree(self) -> list[psutil.Process]:
        assert self.process is not None
        root = psutil.Process(self.process.pid)
        return [root, *root.children(recursive=True)]


@dataclass(frozen=True)
class Request:
    """One request to send again and again."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""

    def wire(self, port: int) -> bytes:
        """The bytes of the request."""
        lines = [
            f"{self.method} {self.path} HTTP/1.1",
            f"Host: localhost:{port}",
            f"Content-Length: {len(self.body)}",
        ]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + self.body


@dataclass
class Outcome:
    """What a load brought: milliseconds of each answer and how often each status came."""

    milliseconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    def quantile(self, share: float) -> float:
        """The time within which this share of the answers came."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def load(port: int, requests: Sequence[Request], *, connections: int = 8) -> Outcome:
    """Send each request once, over a fixed number of keep-alive connections."""
    return asyncio.run(_load(port, list(requests), connections))


async def _load(port: int, requests: list[Request], connections: int) -> Outcome:
    waiting = iter(requests)
    outcome = Outcome()

    async def one_connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            for request in waiting:
                began = time.perf_counter()
                writer.write(request.wire(port))
                await writer.drain()
                status = await _answer(reader)
                outcome.milliseconds.append((time.perf_counter() - began) * 1000)
                outcome.statuses[status] = outcome.statuses.get(status, 0) + 1
        finally:
            writer.close()

    await asyncio.gather(*(one_connection() for _ in range(connections)))
    return outcome


async def _answer(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status = int(head.split(" ", 2)[1])
    headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    if "content-length" in headers:
        await reader.readexactly(int(headers["content-length"]))
    elif headers.get("transfer-encoding") == "chunked":
        while size := int((await reader.readline()).strip(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    return status
