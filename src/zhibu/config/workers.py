"""What serves: loaded once, then divided into web and job workers that share the memory of what was loaded."""

import gc
from importlib import import_module
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connections
from django.urls import get_resolver

_APPLICATION = "zhibu.config.wsgi:application"
_WEB_WORKERS, _THREADS = 2, 4


def load() -> None:
    """Load all that workers need, before they are divided from this process.

    Objects made so far are frozen: the collector leaves their pages alone, so they stay shared. No connection to a
    database is carried along.
    """
    import_module(_APPLICATION.partition(":")[0])
    import_module("granian.server")
    get_resolver().url_patterns  # noqa: B018 - brings the views of all rooms
    connections.close_all()
    gc.freeze()


def serve_web(*, host: str, port: int, certificate: Path | None = None, key: Path | None = None) -> None:
    """granian: two processes of four threads, WSGI; returns when told to stop."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        _APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=_WEB_WORKERS,
        blocking_threads=_THREADS,
        respawn_failed_workers=True,
        websockets=False,
        log_level=LogLevels.error,
        ssl_cert=certificate,
        ssl_key=key,
    ).serve()


def do_jobs() -> None:
    """The worker that runs what takes long; returns when told to stop."""
    django.setup()  # for a process that was started anew instead of divided
    call_command("db_worker", interval=1, startup_delay=False)
