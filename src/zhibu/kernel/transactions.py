"""The one way to write: open a transaction or join the one that is open, in a fair lane on SQLite."""

import fcntl
import functools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

P = ParamSpec("P")
T = TypeVar("T")


def writes(act: Callable[P, T]) -> Callable[P, T]:
    """Make an act atomic: one transaction, no savepoints, so that one refused step undoes the whole journey."""

    @functools.wraps(act)
    def in_one_transaction(*args: P.args, **kwargs: P.kwargs) -> T:
        with writing():
            return act(*args, **kwargs)

    return in_one_transaction


@contextmanager
def writing() -> Iterator[None]:
    """The transaction of an act; inside another act it simply joins."""
    if connection.in_atomic_block:
        yield
        return
    with _lane(), transaction.atomic():
        yield


@contextmanager
def _lane() -> Iterator[None]:
    """SQLite has one writer: wait in the kernel's queue instead of SQLite's unfair busy loop."""
    place = _lane_file()
    if place is None:
        yield
        return
    handle = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _lane_file() -> str | None:
    if connection.vendor != "sqlite":
        return None
    name = str(connection.settings_dict["NAME"])
    if name.startswith("file:") or name == ":memory:":
        return None
    return name + ".lane"


def alone() -> bool:
    """Whether a transaction that writes has no other beside it: so on SQLite, whose writers queue up."""
    return connection.vendor == "sqlite"


def lock(subject: str) -> None:
    """Until the transaction ends, let nobody else act on this subject (PostgreSQL; SQLite's writer is alone anyway)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [subject])
