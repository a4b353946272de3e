"""Recomputing the journal's chain: the first row that was edited, removed, added or swapped is named."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from zhibu.accounts.journal import canonical, link
from zhibu.accounts.models import JournalEntry

_COLUMNS = (
    "seq", "at", "actor", "on_behalf_of", "action", "subject_kind", "subject", "organisation", "result",
    "fields", "prev_hash", "hash",
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """One thing that does not hold, and where."""

    where: str
    what: str


@dataclass(frozen=True)
class Anchor:
    """The head of the chain as it was noted outside the database on a day."""

    seq: int
    hash: str


def head() -> Anchor | None:
    """The newest row of the journal."""
    row = JournalEntry.objects.order_by("-seq").values_list("seq", "hash").first()
    return Anchor(*row) if row else None


def chain_faults(anchors: Iterable[Anchor] = ()) -> list[Fault]:
    """Walk the chain from its first row; stops at the first break, then compares the anchors."""
    waiting = {anchor.seq: anchor.hash for anchor in anchors}
    before = ""
    for row in JournalEntry.objects.order_by("seq").values_list(*_COLUMNS).iterator(chunk_size=5000):
        seq, at, *said, prev_hash, stored = row
        if prev_hash != before:
            return [
                Fault(
                    f"journal {seq}", "does not follow the row before it: a row was removed, added or swapped"
                )
            ]
        if stored != link(before, canonical(at, *said)):
            return [Fault(f"journal {seq}", "was changed after it was written")]
        noted = waiting.pop(seq, stored)
        if noted != stored:
            return [
                Fault(
                    f"journal {seq}",
                    "differs from what was noted outside the database: the chain was rewritten",
                )
            ]
        before = stored
    return [Fault(f"journal {seq}", "was noted outside the database and is gone") for seq in sorted(waiting)]


def read_anchors(place: Path) -> list[Anchor]:
    """The heads noted outside the database, one JSON line each."""
    if not place.exists():
        return []
    lines = (json.loads(line) for line in place.read_text().splitlines() if line.strip())
    return [Anchor(int(line["seq"]), str(line["hash"])) for line in lines]


def note_anchor(place: Path, *, now: dt.datetime) -> Anchor | None:
    """Write the chain's head to a file outside the database; once a day and with each backup."""
    newest = head()
    if newest is None:
        return None
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("a") as out:
        out.write(json.dumps({"at": now.isoformat(), "seq": newest.seq, "hash": newest.hash}) + "\n")
    return newest
