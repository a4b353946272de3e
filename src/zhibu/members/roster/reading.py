"""A roster from the sheets of a file to one reading per person, with every doubt named by row and column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhibu.members.roster import cells
from zhibu.members.roster.dates import read_date
from zhibu.members.roster.header import (
    Column,
    Header,
    HeaderNotFound,
    TablesSideBySide,
    find_header,
    other_header,
)
from zhibu.members.roster.identity_cell import Identity, read_identity
from zhibu.members.roster.rows import RowSorter
from zhibu.members.roster.terms import (
    WARNINGS,
    Cell,
    Fault,
    FieldValue,
    PersonType,
    Problem,
    RosterDate,
    RowReading,
    Severity,
    Sheet,
)
from zhibu.rules import book

PROGRESS_EVERY = 1_000
_SHOWN = 40
_LOOKED_AT = 300
# An identity number, also where it stands in a wrong column.
_LONG_NUMBER = re.compile(r"(?:\d[ -]?){14,}[\dXxＸｘ]")
_REMEMBERED = 20_000

Progress = Callable[[int, int], None]
Outcome: TypeAlias = FieldValue | Fault | None
Reader = Callable[[Cell], Outcome]

_DATES = ("birth_on", "work_started_on", "admitted_on", "full_on")
_READERS: dict[str, Reader] = {
    "sex": cells.read_sex,
    "person_type": cells.read_type,
    "phone": cells.read_phone,
    "floating": cells.read_answer,
    "lost": cells.read_answer,
}
# Written in the column for the day of becoming a full member by those who keep a register.
_STILL_ON_PROBATION = frozenset(
    ["预备", "预备期", "预备期内", "预备党员", "未转正", "尚未转正", "还未转正", "待转正", "未转", "未到期"]
)
_APART = ("serial", "name", "identity_number")

_ID_MISSING = gettext_noop("没有身份证号，先按姓名和出生日期认人")
_ID_DUPLICATE = gettext_noop("和第%(row)d行的身份证号相同")
_ID_DUPLICATE_ELSEWHERE = gettext_noop("和工作表「%(sheet)s」第%(row)d行的身份证号相同")
_OTHER_TABLE = gettext_noop("上面第%(row)d行起是另一张表，列和第一张不同，没有读。请放到单独的文件里再导")
_FULL_OR_NOT = gettext_noop("类别写着正式党员，这里写着还没转正，请核对")
_NOT_FULL_YET = gettext_noop("写的是预备党员，却有转正日期，请核对")
_NOT_ADMITTED_YET = gettext_noop("写的还不是党员，却有入党或转正日期，请核对")
_BIRTH_MISMATCH = gettext_noop("和身份证号里的出生日期%(birth)s不一样，请核对")
_SEX_MISMATCH = gettext_noop("和身份证号里的性别不一样，请核对")
_FULL_FIRST = gettext_noop("比入党日期早，请核对")
_TOO_YOUNG = gettext_noop("入党时不满%(age)d岁，请核对")


@dataclass(frozen=True)
class Reading:
    """What a file says: which sheets were taken, where the header lies, and one reading per person's row.

    `columns` are all columns that have a header; those with field None were not recognised.
    `header_row` is the file's own row number. `left_out` names the sheets that hold something else.
    """

    sheets: tuple[str, ...]
    left_out: tuple[str, ...]
    header_row: int
    columns: tuple[Column, ...]
    rows: list[RowReading]

    @property
    def unknown_columns(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.field is None)

    @property
    def problems(self) -> list[Problem]:
        return [problem for row in self.rows for problem in row.problems]

    @property
    def accepted(self) -> int:
        return sum(row.accepted for row in self.rows)


def read_roster(sheets: Iterable[Sheet], *, today: date, on_progress: Progress | None = None) -> Reading:
    """Read every person's row; nothing is written and nothing is guessed.

    Sheets with the same header are read together, others are named in `left_out`. Raises HeaderNotFound
    when no sheet has a header row, and TablesSideBySide when people stand beside each other.
    """
    all_sheets = tuple(sheets)
    taken = _taken(all_sheets)
    header = taken[0][1]
    if header.stands_twice:
        raise TablesSideBySide
    least_age = int(book.load().value("mem.age", today)["years"])
    tables = [(sheet, header, _equally_long(sheet, header)) for sheet, header in taken]
    total = sum(len(rows) - found.bottom - 1 for _sheet, found, rows in tables)
    clerk = _Clerk(today, least_age, total, on_progress)
    for sheet, found, rows in tables:
        clerk.read(sheet, found, rows)
    names = tuple(sheet.name for sheet, _found in taken)
    left_out = tuple(sheet.name for sheet in all_sheets if all(sheet is not one for one, _found in taken))
    return Reading(names, left_out, header.bottom + 1, header.columns, clerk.readings)


def _taken(sheets: Sequence[Sheet]) -> list[tuple[Sheet, Header]]:
    """The sheet whose header names most fields, and all others with the same header."""
    found = [(sheet, header) for sheet in sheets if (header := find_header(sheet)) is not None]
    found = [pair for pair in found if not pair[0].hidden] or found
    if not found:
        raise HeaderNotFound
    best = max((header for _sheet, header in found), key=lambda header: len(header.fields))
    return [(sheet, header) for sheet, header in found if header.places == best.places]


def _equally_long(sheet: Sheet, header: Header) -> list[Sequence[Cell]]:
    rows, width = list(sheet.rows), header.columns[-1].position + 1
    if min(map(len, rows)) >= width:
        return rows
    return [row if len(row) >= width else (*row, *[None] * (width - len(row))) for row in rows]


class _ColumnReader:
    """One column of a table: how its cells are read, and what each text meant that was read there before."""

    def __init__(self, column: Column, read: Reader) -> None:
        self.column = column
        self.field = column.field or ""
        self._position = column.position
        self._read = read
        self._known = _Known(read)

    def read(self, rows: Sequence[Sequence[Cell]]) -> list[Outcome]:
        position, read, known = self._position, self._read, self._known
        return [known[cell] if type(cell := row[position]) is str else read(cell) for row in rows]


class _Known(dict[str, Outcome]):
    """What texts mean, worked out when one is first asked for."""

    def __init__(self, read: Reader) -> None:
        super().__init__({"": None})
        self._read = read

    def __missing__(self, text: str) -> Outcome:
        value = self._read(text)
        if len(self) < _REMEMBERED:
            self[text] = value
        return value


class _Clerk:
    """Reads row after row and remembers whose identity number was seen where."""

    def __init__(self, today: date, least_age: int, total: int, on_progress: Progress | None) -> None:
        self._today = today
        self._least_age = least_age
        self._total = total
        self._on_progress = on_progress
        self._done = 0
        self._seen: dict[str, tuple[str, int]] = {}
        self._sentences: dict[str, str] = {}  # as they read in the language of the moment
        self.readings: list[RowReading] = []

    def read(self, sheet: Sheet, header: Header, rows: Sequence[Sequence[Cell]]) -> None:
        """A thousand rows at a time: first whole columns, where most cells repeat, then what belongs together."""
        sorter = RowSorter(header, sheet.merged, rows)
        readers = [
            _ColumnReader(column, self._reader(field))
            for field, column in header.fields.items()
            if field not in _APART
        ]
        self._tell()
        for start in range(header.bottom + 1, len(rows), PROGRESS_EVERY):
            end = min(start + PROGRESS_EVERY, len(rows))
            people = []
            for place in range(start, end):
                row = rows[place]
                if sorter.is_plainly_person(place, row) or sorter.is_person(place, row):
                    people.append((place + 1, _with_merged(row, sorter.filled.get(place))))
                elif (other := other_header(row, place, header)) is not None:
                    self._read_people(sheet.name, people, header.fields, readers)
                    self._refuse_rest(sheet, other, rows)
                    self._done += len(rows) - start
                    self._tell()
                    return
            self._read_people(sheet.name, people, header.fields, readers)
            self._done += end - start
            self._tell()

    def _refuse_rest(self, sheet: Sheet, header: Header, rows: Sequence[Sequence[Cell]]) -> None:
        """Below the header of another table nothing is read: its cells would fall into the wrong fields."""
        sorter = RowSorter(header, sheet.merged, rows)
        fault = Fault("name_missing", _OTHER_TABLE, {"row": header.top + 1})
        for place in range(header.bottom + 1, len(rows)):
            if sorter.is_plainly_person(place, rows[place]) or sorter.is_person(place, rows[place]):
                reading = RowReading(place + 1, {}, sheet.name, [])
                self._note(reading, None, fault, rows[place])
                self.readings.append(reading)

    def _tell(self) -> None:
        if self._on_progress is not None:
            self._on_progress(self._done, self._total)

    def _reader(self, field: str) -> Reader:
        if field == "full_on":
            return self._full_on
        if field in _DATES:
            return lambda cell: None if cells.is_blank(cell) else read_date(cell, self._today)
        return _READERS.get(field, cells.read_text)

    def _full_on(self, cell: Cell) -> Outcome:
        """The day of becoming a full member, or a word instead of it that says what somebody still is."""
        if cells.is_blank(cell):
            return None
        if isinstance(cell, str) and cell.strip() in _STILL_ON_PROBATION:
            return PersonType.PROBATIONARY
        return read_date(cell, self._today)

    def _read_people(
        self,
        sheet: str,
        people: Sequence[tuple[int, Sequence[Cell]]],
        columns: dict[str, Column],
        readers: Sequence[_ColumnReader],
    ) -> None:
        rows = [row for _number, row in people]
        outcomes = (
            zip(*[reader.read(rows) for reader in readers], strict=True) if readers else [()] * len(rows)
        )
        for (number, row), said in zip(people, outcomes, strict=True):
            self.readings.append(self._person(RowReading(number, {}, sheet, []), row, said, columns, readers))

    def _person(
        self,
        reading: RowReading,
        row: Sequence[Cell],
        said: Sequence[Outcome],
        columns: dict[str, Column],
        readers: Sequence[_ColumnReader],
    ) -> RowReading:
        values = reading.values
        name = cells.read_name(row[columns["name"].position])
        if isinstance(name, Fault):
            self._note(reading, columns["name"], name, row)
        else:
            values["name"] = name
        identity = self._identity(reading, row, columns.get("identity_number"))
        for reader, value in zip(readers, said, strict=True):
            if value is None:
                continue
            if not isinstance(value, Fault):
                values[reader.field] = value
            elif not (reader.field == "birth_on" and _decided_by(identity, value)):
                self._note(reading, reader.column, value, row)
        self._cross_check(reading, row, columns, identity)
        return reading

    def _identity(self, reading: RowReading, row: Sequence[Cell], column: Column | None) -> Identity | None:
        cell = "" if column is None else row[column.position]
        if column is None or cell == "" or cells.is_blank(cell):
            self._note(reading, column, Fault("id_missing", _ID_MISSING), row)
            return None
        identity, faults = read_identity(cell, self._today)
        for fault in faults:
            self._note(reading, column, fault, row)
        if identity is None:
            return None
        first = self._seen.get(identity.number)
        if first is None:
            self._seen[identity.number] = (reading.sheet, reading.number)
        elif first[0] == reading.sheet:
            self._note(reading, column, Fault("id_duplicate", _ID_DUPLICATE, {"row": first[1]}), row)
        else:
            params = {"sheet": first[0], "row": first[1]}
            self._note(reading, column, Fault("id_duplicate", _ID_DUPLICATE_ELSEWHERE, params), row)
        reading.values["identity_number"] = identity.number
        return identity

    def _cross_check(
        self, reading: RowReading, row: Sequence[Cell], columns: dict[str, Column], identity: Identity | None
    ) -> None:
        """What contradicts itself is left out: the person is taken, that field stays as it was."""
        values = reading.values
        if identity is not None:
            if values.setdefault("birth_on", identity.birth_on) != identity.birth_on:
                self._check_birth(identity, reading, row, columns["birth_on"])
            if values.setdefault("sex", identity.sex) is not identity.sex:
                self._note(reading, columns["sex"], Fault("id_sex_mismatch", _SEX_MISMATCH), row)
                del values["sex"]
        self._check_type(reading, row, columns)
        admitted, full = values.get("admitted_on"), values.get("full_on")
        if not isinstance(admitted, RosterDate):
            return
        if isinstance(full, RosterDate) and full.year <= admitted.year and full.latest < admitted.earliest:
            self._note(reading, columns["full_on"], Fault("date_order", _FULL_FIRST), row)
            del values["full_on"]
        born = identity.birth_on if identity is not None else values.get("birth_on")
        if isinstance(born, RosterDate) and admitted.year - born.year <= self._least_age:
            year, month, day = born.earliest
            if admitted.latest < (year + self._least_age, month, day):
                fault = Fault("date_order", _TOO_YOUNG, {"age": self._least_age})
                self._note(reading, columns["admitted_on"], fault, row)
                del values["admitted_on"]

    def _check_type(self, reading: RowReading, row: Sequence[Cell], columns: dict[str, Column]) -> None:
        """A date that the person's own type denies: one of the two is wrong, and only people know which."""
        values = reading.values
        if values.get("full_on") is PersonType.PROBATIONARY:
            del values["full_on"]
            if values.setdefault("person_type", PersonType.PROBATIONARY) is PersonType.FULL:
                self._note(reading, columns["full_on"], Fault("date_order", _FULL_OR_NOT), row)
        kind = values.get("person_type")
        if kind is None or kind is PersonType.FULL:
            return
        probationary = kind is PersonType.PROBATIONARY
        message = _NOT_FULL_YET if probationary else _NOT_ADMITTED_YET
        for field in ("full_on",) if probationary else ("admitted_on", "full_on"):
            if field in values:
                self._note(reading, columns[field], Fault("date_order", message), row)
                del values[field]

    def _check_birth(
        self, identity: Identity, reading: RowReading, row: Sequence[Cell], column: Column
    ) -> None:
        birth = reading.values["birth_on"]
        if isinstance(birth, RosterDate) and birth.agrees_with(identity.birth_on):
            reading.values["birth_on"] = identity.birth_on  # the roster gave the month only
            return
        fault = Fault("id_birth_mismatch", _BIRTH_MISMATCH, {"birth": identity.birth_on})
        self._note(reading, column, fault, row)
        del reading.values["birth_on"]

    def _note(self, reading: RowReading, column: Column | None, fault: Fault, row: Sequence[Cell]) -> None:
        severity = Severity.WARNING if fault.code in WARNINGS else Severity.ERROR
        sentence = self._sentences.get(fault.message)
        if sentence is None:
            sentence = self._sentences[fault.message] = _(fault.message)
        message = sentence % fault.params if fault.params else sentence
        cell = row[column.position] if column is not None else None
        shown = "" if column is None else _shown(cell, masked=column.field == "identity_number")
        header = None if column is None else column.header
        problem = Problem(reading.number, header, fault.code, severity, message, shown, reading.sheet)
        reading.problems.append(problem)


def _decided_by(identity: Identity | None, fault: Fault) -> bool:
    """1985.1 may be January or October; born in one of them by the number, there is nothing left to ask."""
    return identity is not None and any(one.agrees_with(identity.birth_on) for one in fault.could_be)


def _with_merged(row: Sequence[Cell], merged: dict[int, Cell] | None) -> Sequence[Cell]:
    if not merged:
        return row
    cells_of_row = list(row)
    for position, value in merged.items():
        if position < len(cells_of_row) and cells.is_blank(cells_of_row[position]):
            cells_of_row[position] = value
    return cells_of_row


def _hidden(number: str) -> str:
    return number[:6] + "*" * (len(number) - 10) + number[-4:]


def _shown(cell: Cell, *, masked: bool) -> str:
    """What stands in the cell, short; invisible signs made visible, most of an identity number hidden."""
    if cell is None or cell == "":
        return ""
    text = _LONG_NUMBER.sub(lambda found: _hidden(found[0]), cells.as_text(cell)[:_LOOKED_AT])
    if len(text) > _SHOWN:
        text = text[:_SHOWN] + "…"
    if masked and len(text) >= 15:
        text = _hidden(text)
    if text.isprintable():
        return text
    return "".join(f"[U+{ord(sign):04X}]" if unicodedata.category(sign)[0] == "C" else sign for sign in text)
