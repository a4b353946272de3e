"""The rulebook: every dated row of the regulations, asked by rule and day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from zhibu.rules.plain_yaml import read_yaml
from zhibu.rules.verdict import Document, Reason, Verdict

DATA = Path(__file__).with_name("data")
NOT_ROWS = frozenset({"documents.yaml", "calendar.yaml", "presence.yaml"})
STATUSES = frozenset({"V1", "V2", "M-high", "M-med", "M-low", "unresolved", "practice"})
FORCES = frozenset({"must", "general", "may"})
SEEN_IN_TEXT = frozenset({"V1", "V2"})


class UnknownRuleError(LookupError):
    """No row has this id."""


class NoRuleInForceError(LookupError):
    """The row exists, but no text that it stands in was in force on that day."""

    def __init__(self, rule: str, on: date) -> None:
        super().__init__(f"{rule} has no version in force on {on.isoformat()}")
        self.rule = rule
        self.on = on


class OverrideRefusedError(ValueError):
    """A superior may not set a value that the text itself fixes."""


@dataclass(frozen=True, slots=True)
class Row:
    """One rule as it stood from one day on: value, source and how sure we are of it."""

    rule: str
    title: str
    text: str
    since: date
    until: date | None
    value: Any
    document: Document | None
    article: str | None
    status: str
    force: str
    note: str | None = None
    also: tuple[tuple[Document, str | None], ...] = ()
    set_by: str | None = None


@dataclass(frozen=True)
class Rulebook:
    """An immutable set of rows; each rule keeps its versions newest first."""

    versions: Mapping[str, tuple[Row, ...]]
    documents: Mapping[str, Mapping[str, Any]]

    def history(self, rule: str) -> tuple[Row, ...]:
        """All versions of a rule, newest first; raises UnknownRuleError."""
        try:
            return self.versions[rule]
        except KeyError:
            raise UnknownRuleError(rule) from None

    def find(self, rule: str, on: date) -> Row | None:
        """The version in force on that day, or None when there was none."""
        for row in self.history(rule):
            if row.since <= on:
                return row if row.until is None or on <= row.until else None
        return None

    def row(self, rule: str, on: date) -> Row:
        """The version in force on that day; raises NoRuleInForceError when there was none."""
        found = self.find(rule, on)
        if found is None:
            raise NoRuleInForceError(rule, on)
        return found

    def value(self, rule: str, on: date) -> Any:
        """The value in force on that day: a number, a share, a list or a table, as the row has it."""
        return self.row(rule, on).value

    def reason(
        self, holds: bool | None, text: str, rule: str, on: date, *, fails_as: Verdict | None = None
    ) -> Reason:
        """The row applied to facts, citing the version of that day.

        `fails_as` is for the cases where the row itself says what follows: a missed deadline warns,
        a mere procedure or an absent consent asks.
        """
        row = self.row(rule, on)
        return Reason(rule, holds, text, row.document, row.article, row.status, row.force, fails_as)

    def overlaid(self, overrides: Mapping[str, Any], *, since: date, set_by: str) -> "Rulebook":
        """A new book in which a superior's values hold from `since` on.

        Only general and optional rows, and rows not seen in the text, can be set; OverrideRefusedError otherwise.
        """
        versions = dict(self.versions)
        for rule, value in overrides.items():
            current = self.row(rule, since)
            if current.force == "must" and current.status in SEEN_IN_TEXT:
                raise OverrideRefusedError(f"{rule} is fixed by the text and cannot be set")
            kept = tuple(row for row in self.versions[rule] if row.since > since)
            older = tuple(row for row in self.versions[rule] if row.since < since)
            own = replace(current, since=since, value=_frozen(value), set_by=set_by)
            versions[rule] = (*kept, own, *older)
        return Rulebook(MappingProxyType(versions), self.documents)


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return MappingProxyType({key: _frozen(item) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return tuple(_frozen(item) for item in value)
    return value


def thawed(value: Any) -> Any:
    """A row's value as plain lists and dicts, ready to be written as JSON."""
    if isinstance(value, Mapping):
        return {key: thawed(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [thawed(item) for item in value]
    return value


def _versions(
    rule: str, entry: Mapping[str, Any], documents: Mapping[str, Mapping[str, Any]]
) -> tuple[Row, ...]:
    def cited(name: str | None) -> Document | None:
        return None if name is None else Document(name, documents[name]["title"])

    rows: list[Row] = []
    for since, dated in sorted(entry["values"].items()):
        merged = {**entry, **dated}
        unknown = merged.keys() - {
            "title", "text", "document", "article", "status", "force", "note", "also", "values", "value", "until"
        }  # fmt: skip
        if unknown:
            raise ValueError(f"{rule}: unknown keys {sorted(unknown)}")
        if merged["status"] not in STATUSES or merged["force"] not in FORCES:
            raise ValueError(f"{rule}: status or force is not one of the known words")
        article, until = merged.get("article"), merged.get("until")
        rows.append(
            Row(
                rule=rule,
                title=merged["title"],
                text=merged["text"],
                since=date.fromisoformat(since),
                until=None if until is None else date.fromisoformat(until),
                value=_frozen(merged.get("value")),
                document=cited(merged.get("document")),
                article=None if article is None else str(article),
                status=merged["status"],
                force=merged["force"],
                note=merged.get("note"),
                also=tuple(
                    (Document(name, documents[name]["title"]), None if number is None else str(number))
                    for name, number in merged.get("also", {}).items()
                ),
            )
        )
    return tuple(reversed(rows))


@cache
def load(folder: Path = DATA) -> Rulebook:
    """The shipped rulebook, read once; a broken file raises ValueError that names rule and fault."""
    documents = _frozen(read_yaml(folder / "documents.yaml"))
    versions: dict[str, tuple[Row, ...]] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name in NOT_ROWS:
            continue
        for rule, entry in read_yaml(path).items():
            if rule in versions:
                raise ValueError(f"{rule} stands twice, the second time in {path.name}")
            try:
                versions[rule] = _versions(rule, entry, documents)
            except (KeyError, TypeError) as fault:
                raise ValueError(f"{rule} in {path.name}: {fault!r}") from fault
    return Rulebook(MappingProxyType(versions), documents)
