"""Loaded once and divided: what a worker carries from the start, and what is cleared when one falls."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.config.test_command import ROOT, environment, free_port, wait_for

ENGINES = {"docx", "docxtpl", "lxml", "typst", "xlsxwriter", "openpyxl", "python_calamine"}
LOADED = """
import sys, django; django.setup()
from zhibu.config import workers; workers.load()
from django.db import connections
print(*sorted(set(sys.argv[1:]) & set(sys.modules)), any(one.connection for one in connections.all()))
"""


@pytest.mark.xdist_group("command")
def test_no_engine_of_papers_is_loaded_and_no_connection_is_carried_along(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOADED, *ENGINES],
        env=environment(tmp_path),
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert ran.stdout == "False\n", ran.stdout + ran.stderr


@pytest.fixture
def running(tmp_path):
    """`zhibu up` with its port, stopped at the end."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "zhibu.config.command", "up", "--port", str(port)],
        env=environment(tmp_path / "data"),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    wait_for(f"http://localhost:{port}/healthz", process)
    yield process, port
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)


@pytest.mark.xdist_group("command")
@pytest.mark.skipif(not Path("/proc").exists(), reason="processes are divided on Linux only")
def test_a_web_server_that_was_killed_is_replaced_and_leaves_no_worker_behind(running):
    process, port = running
    web = next(child for child in psutil.Process(process.pid).children() if child.children())
    workers = web.children()
    web.kill()
    _until(lambda: not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in workers))
    assert "ok" in wait_for(f"http://localhost:{port}/healthz", process)
    assert web.pid not in {child.pid for child in psutil.Process(process.pid).children()}


@pytest.mark.xdist_group("command")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_ctrl_c_and_a_closed_terminal_stop_everything(running, number):
    process, _port = running
    everybody = psutil.Process(process.pid).children(recursive=True)
    assert len(everybody) >= 4
    os.kill(process.pid, number)
    assert process.wait(timeout=30) == 0
    _until(lambda: not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in everybody))


def _until(holds) -> None:
    for _try in range(100):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come to that")
