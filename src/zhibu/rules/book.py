"""The rulebook: every dated row of the regulations, asked by rule and day."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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
    setting: "Setting | None" = None

    def holds_on(self, day: date) -> bool:
        """Whether the day lies between the first and the last day of this version."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Setting:
    """Who has set a row's value, by which instrument (a notice, minutes), and how many levels above the unit."""

    set_by: str
    instrument: str
    level: int


@dataclass(frozen=True)
class Rulebook:
    """An immutable set of rows; each rule keeps its versions newest first, and what superiors have set."""

    versions: Mapping[str, tuple[Row, ...]]
    documents: Mapping[str, Mapping[str, Any]]
    settings: Mapping[str, tuple[Row, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def history(self, rule: str) -> tuple[Row, ...]:
        """All versions of a rule, newest first; raises UnknownRuleError."""
        try:
            return self.versions[rule]
        except KeyError:
            raise UnknownRuleError(rule) from None

    def find(self, rule: str, on: date) -> Row | None:
        """The version in force on that day, or None when there was none; what a superior has set comes first.

        A setting lasts until its own end, or until the text it was made under is replaced. Of several, the
        higher level prevails, then the later.
        """
        text = next((row for row in self.history(rule) if row.since <= on), None)
        if text is None or not text.holds_on(on):
            return None
        for own in self.settings.get(rule, ()):
            if own.since >= text.since and own.holds_on(on):
                return own
        return text

    def rows(self, rule: str) -> tuple[Row, ...]:
        """All versions of a rule and all that superiors have set."""
        return (*self.history(rule), *self.settings.get(rule, ()))

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
        if row.setting is not None:
            text = f"{text}（{row.setting.set_by}，{row.setting.instrument}）"
        return Reason(rule, holds, text, row.document, row.article, row.status, row.force, fails_as)

    def overlaid(
        self,
        overrides: Mapping[str, Any],
        *,
        since: date,
        set_by: str,
        instrument: str,
        level: int = 1,
        until: date | None = None,
    ) -> "Rulebook":
        """A new book in which a superior's values hold from `since` on, for the units below it.

        Only general and optional rows, and rows not seen in the text, can be set, and a value must have the form
        of the row's own (keys that a table leaves out stay as they are); OverrideRefusedError otherwise.
        `level` counts upwards from the unit: 1 is its own committee.
        """
        if not set_by.strip() or not instrument.strip():
            raise OverrideRefusedError("a setting names who made it and by which instrument")
        settings = dict(self.settings)
        for rule, value in overrides.items():
            text = Rulebook(self.versions, self.documents).row(rule, since)
            if text.force == "must" and text.status in SEEN_IN_TEXT:
                raise OverrideRefusedError(f"{rule} is fixed by the text and cannot be set")
            own = replace(
                text,
                since=since,
                until=until,
                value=_shaped(rule, text.value, _frozen(value)),
                setting=Setting(set_by, instrument, level),
            )
            settings[rule] = tuple(sorted((own, *settings.get(rule, ())), key=_precedence))
        return Rulebook(self.versions, self.documents, MappingProxyType(settings))


def _precedence(row: Row) -> tuple[int, int]:
    level = 0 if row.setting is None else row.setting.level
    return -level, -row.since.toordinal()


def _shaped(rule: str, model: Any, value: Any) -> Any:
    """The value in the form of the row's own; raises OverrideRefusedError when it has another form."""
    if isinstance(model, Mapping) and isinstance(value, Mapping) and value.keys() <= model.keys():
        return MappingProxyType(
            {key: _shaped(rule, own, value[key]) if key in value else own for key, own in model.items()}
        )
    if model is not None and not isinstance(model, Mapping) and type(model) is type(value):
        return value
    if model is None or value is None:
        return value
    raise OverrideRefusedError(f"{rule} holds {thawed(model)!r}; {thawed(value)!r} has another form")


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
