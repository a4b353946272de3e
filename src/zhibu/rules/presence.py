"""Which meetings and matters must be held face to face, and which may be closed as online."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from zhibu.rules.book import DATA, Row, Rulebook, load
from zhibu.rules.plain_yaml import read_yaml


@dataclass(frozen=True, slots=True)
class Policy:
    """Whether a kind of meeting or a matter must be in person, in words, with the row it rests on."""

    in_person: bool
    text: str
    row: Row


@cache
def _table() -> Mapping[str, Mapping[str, Any]]:
    table: Mapping[str, Mapping[str, Any]] = read_yaml(DATA / "presence.yaml")
    return table


def policy(kind_or_matter: str, on: date, book: Rulebook | None = None) -> Policy:
    """The policy for a kind of meeting or for the matter of an agenda item; an unknown word counts as study.

    A superior may permit online votes or elections by setting `meet.online`.
    """
    row = (book or load()).row("meet.online", on)
    entry = _table().get(kind_or_matter, _table()["study"])
    in_person = entry["in_person"] == "must" and not row.value[entry["unless"]]
    return Policy(in_person, entry["text"], row)
