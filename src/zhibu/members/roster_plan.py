"""What taking a roster in would do: each row set beside the register as it stands, decided without a database."""

import datetime as dt
import hashlib
import re
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from zhibu.members import fields
from zhibu.members.names import name_key
from zhibu.members.numbers import identity_index
from zhibu.members.roster import Problem, Severity
from zhibu.members.terms import Kind
from zhibu.rules.membership import probation_ends_on

_LOOK_AT = 50
_ALWAYS_SHORT = min(fields.LONGEST.values())
_BRANCH_NOISE = re.compile(r"\s|中国共产党|中共|委员会|[（）()]")


@dataclass(slots=True)
class Row:
    """One person's row of a file that can be taken in: its number there, and its values in plain text."""

    number: int
    sheet: str
    values: dict[str, str]
    branch: int = 0
    index: str | None = None

    def identity_index(self) -> str:
        """What the row's identity number is found by, worked out once."""
        if self.index is None:
            self.index = identity_index(self.values.get("identity", ""))
        return self.index


class Entry(NamedTuple):
    """One entry of the register, in plain text, as far as a roster can change it."""

    pk: int
    version: int
    branch: int
    identity_index: str
    name_key: str
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """A row that says something else than the register: what it would change, and from what."""

    row: Row
    entry: Entry
    new: dict[str, str]

    @property
    def old(self) -> dict[str, str]:
        return {attribute: self.entry.values.get(attribute, "") for attribute in self.new}


@dataclass(slots=True)
class Plan:
    """What would happen to each row."""

    created: list[Row] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: list[Row] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        return len(self.created) + len(self.changed) + len(self.same)

    def digest(self) -> str:
        """A short name of this very plan: another one after somebody changed the register."""
        told = hashlib.sha256()
        told.update(",".join(str(row.number) for row in self.created).encode())
        for change in self.changed:
            told.update(
                f"|{change.row.number} {change.entry.pk} {change.entry.version} {sorted(change.new)}".encode()
            )
        told.update(f"|{len(self.same)} {len(self.refused)}".encode())
        return told.hexdigest()


@dataclass(frozen=True)
class Scope:
    """Where a roster may put people: the branches by name and code, and who stands elsewhere."""

    home: int | None
    branches: Mapping[str, int]
    elsewhere: frozenset[str]


class Register:
    """The entries a roster can meet, found by number, by name and birth, by name and admission."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_identity: dict[str, Entry] = {}
        self._by_date: dict[tuple[str, str, str, str], deque[Entry]] = {}
        self._bare: dict[str, deque[Entry]] = {}
        self._names: set[str] = set()
        self._used: set[int] = set()
        for entry in entries:
            self._add(entry)

    def _add(self, entry: Entry) -> None:
        self._names.add(entry.name_key)
        if entry.identity_index:
            self._by_identity[entry.identity_index] = entry
        dated = False
        for attribute in ("born_on", "admitted_on"):
            text = entry.values.get(attribute, "")
            if not text:
                continue
            dated = True
            whole_or_part = "day" if len(text) == 10 else "part"
            self._by_date.setdefault((attribute, whole_or_part, entry.name_key, text), deque()).append(entry)
            self._by_date.setdefault((attribute, "month", entry.name_key, text[:7]), deque()).append(entry)
        if not dated and not entry.identity_index:
            self._bare.setdefault(entry.name_key, deque()).append(entry)

    def holds_elsewhere(self, row: Row, index: str) -> bool:
        """Whether the number belongs to somebody in another branch than the row names."""
        entry = self._by_identity.get(index)
        return entry is not None and entry.branch != row.branch

    def find(self, row: Row, index: str) -> Entry | None:
        """The entry this row is about. One entry is given to one row only, so that namesakes stay two people."""
        entry = self._by_identity.get(index) if index else None
        if entry is None:
            entry = self._by_name(row, index)
        if entry is not None:
            self._used.add(entry.pk)
        return entry

    def _by_name(self, row: Row, index: str) -> Entry | None:
        key = name_key(row.values["name"])
        if key not in self._names:
            return None
        dated = False
        for attribute in ("born_on", "admitted_on"):
            text = row.values.get(attribute, "")
            if not text:
                continue
            dated = True
            if len(text) == 10:
                places = [(attribute, "day", key, text), (attribute, "part", key, text[:7])]
            else:
                places = [(attribute, "month", key, text)]
            for place in places:
                entry = self._free(self._by_date.get(place), row, index)
                if entry is not None:
                    return entry
        bare = self._bare.get(key)
        if not dated and not index:
            return self._free(bare, row, index)
        # Entered with no more than a name and a phone number, as the secretary is at the first run.
        phone = row.values.get("phone", "")
        return (
            self._free(deque(e for e in bare if e.values.get("phone") == phone), row, index)
            if bare and phone
            else None
        )

    def _free(self, entries: deque[Entry] | None, row: Row, index: str) -> Entry | None:
        if not entries:
            return None
        while entries and entries[0].pk in self._used:
            entries.popleft()
        for place, entry in enumerate(entries):
            if place == _LOOK_AT:
                break
            if entry.pk in self._used or (index and entry.identity_index) or entry.branch != row.branch:
                continue  # two different numbers are two people, whatever their names
            return entry
        return None


def plan(rows: Sequence[Row], register: Register, scope: Scope, headers: Mapping[str, str]) -> Plan:
    """Decide for every row: new, changed, the same, or refused. `headers` names the file's column of each field."""
    made = Plan()
    for row in rows:
        index = row.identity_index()
        problem = _put_in_branch(row, scope, headers) or _too_long(row, headers)
        if problem is None and (index in scope.elsewhere or register.holds_elsewhere(row, index)):
            message = _("这个人在别的支部的名册里，请先办转接")
            problem = _problem(row, "identity", "id_in_other_branch", message, headers)
        if problem is not None:
            made.refused.append(problem)
            continue
        entry = register.find(row, index)
        if entry is None:
            made.created.append(row)
            continue
        new = _difference(row.values, entry.values)
        if index and index != entry.identity_index:
            new["identity"] = row.values["identity"]
        if new:
            made.changed.append(Change(row, entry, new))
        else:
            made.same.append(row)
    return made


def _difference(says: Mapping[str, str], stands: Mapping[str, str]) -> dict[str, str]:
    """Only what the row says and the register does not: an empty cell never erases, a month never blurs a day."""
    new = {}
    for attribute, value in says.items():
        old = stands.get(attribute, "")
        if value == old or attribute in ("branch", "identity"):
            continue  # the identity number is compared by its index, unopened
        if attribute in fields.DATES and old.startswith(value):
            continue
        new[attribute] = value
    return new


def kind_of(values: Mapping[str, str], today: dt.date) -> str:
    """What the row says. Without a word on it: probationary until probation would have ended, else full."""
    if values.get("kind"):
        return values["kind"]
    if values.get("full_on") or not values.get("admitted_on"):
        return Kind.FULL
    year, month, *day = (int(part) for part in values["admitted_on"].split("-"))
    admitted = dt.date(year, month, day[0] if day else 1)
    ends_on = probation_ends_on(admitted, on=today)
    return Kind.PROBATIONARY if today < ends_on else Kind.FULL


def _put_in_branch(row: Row, scope: Scope, headers: Mapping[str, str]) -> Problem | None:
    named = row.values.get("branch", "")
    branch = scope.branches.get(folded_branch(named)) if named else scope.home
    if branch is None:
        message = _("没有叫「%(name)s」的支部") % {"name": named[:20]} if named else _("没有写在哪个支部")
        if named and scope.home is not None:
            message = _("写的是「%(name)s」，不是这个支部，请核对") % {"name": named[:20]}
        return _problem(row, "branch", "branch_unknown", message, headers)
    row.branch = branch
    return None


def _too_long(row: Row, headers: Mapping[str, str]) -> Problem | None:
    for attribute, value in row.values.items():
        if len(value) <= _ALWAYS_SHORT:
            continue
        most = fields.LONGEST.get(attribute)
        if most is not None and len(value) > most:
            message = _("超过%(most)d个字，请写短些") % {"most": most}
            return _problem(row, attribute, "text_too_long", message, headers)
    return None


def _problem(row: Row, attribute: str, code: str, message: str, headers: Mapping[str, str]) -> Problem:
    shown = fields.shown(attribute, row.values.get(attribute, ""))
    header = headers.get(fields.ROSTER_NAME.get(attribute, attribute))
    return Problem(row.number, header, code, Severity.ERROR, message, shown[:40], row.sheet)


def folded_branch(name: str) -> str:
    """A branch's name as it is compared: 「中共示例一支部委员会」 is 「示例一支部」."""
    return _BRANCH_NOISE.sub("", name).replace("党支部", "支部").casefold()
