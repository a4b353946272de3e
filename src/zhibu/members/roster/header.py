"""Finding the header of a roster: below title rows, in merged cells, on one line or two."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from zhibu.kernel.refusal import Refused
from zhibu.members.roster.terms import Cell, Sheet
from zhibu.rules.plain_yaml import read_yaml

HEADER_WITHIN = 30
WIDEST = 100
_BOTH = 2

_NOISE = re.compile(r"[\s*＊★☆※#:：。!\u200b-\u200f\ufeff]+")
_BRACKETS = re.compile(r"[(\[{【〔〈《][^)\]}】〕〉》]*[)\]}】〕〉》]")
_EITHER = re.compile(r"[/\\|、,，;；或及和]")
_VAGUE = re.compile(r"(情况|信息|资料|基本情况)$")


class HeaderNotFound(Refused):
    """No sheet has a row that names a column 姓名 and at least one more; the file is refused whole."""

    def __init__(self) -> None:
        message = _("没有找到表头。请在前%(rows)d行里留一行列名，其中要有「姓名」。")
        super().__init__(message % {"rows": HEADER_WITHIN}, field="file", code="header_not_found")


class TablesSideBySide(Refused):
    """The header names the same fields twice in one line; reading the left half alone would lose people."""

    def __init__(self) -> None:
        message = _("表里有并排的两栏人员，只能读一栏。请把右边的人接到左边下面，再上传。")
        super().__init__(message, field="file", code="header_not_found")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file: its place, its header as it stands there, and the field it was taken for."""

    position: int
    header: str
    field: str | None


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header of one sheet lies (rows counted from 0) and what its columns mean."""

    top: int
    bottom: int
    columns: tuple[Column, ...]

    @property
    def fields(self) -> dict[str, Column]:
        return {column.field: column for column in self.columns if column.field is not None}

    @property
    def places(self) -> dict[str, int]:
        """Where each field stands."""
        return {column.field: column.position for column in self.columns if column.field is not None}

    @property
    def stands_twice(self) -> bool:
        """Whether the name and another field come twice: people stand beside each other, as on a printed list."""
        again = {
            field_of(column.header) for column in self.columns if column.field is None
        } & self.places.keys()
        return "name" in again and len(again - {"serial"}) >= _BOTH


@cache
def synonyms() -> dict[str, str]:
    """Every known header word, folded, with the field it stands for."""
    listed = read_yaml(Path(__file__).with_name("headers.yaml"))
    return {_fold(word): field for field, words in listed.items() for word in words}


def field_of(text: str) -> str | None:
    """The field a header text stands for, or None."""
    if not text or len(text) > 60:
        return None
    words = synonyms()
    whole = _fold(text)
    bare = _fold(_BRACKETS.sub("", unicodedata.normalize("NFKC", text)))
    for candidate in (whole, bare):
        if candidate in words:
            return words[candidate]
    for part in _EITHER.split(bare):
        if part in words:
            return words[part]
    return None


def find_header(sheet: Sheet) -> Header | None:
    """The header among the first rows of a sheet: the row, or pair of rows, that names most fields."""
    best: Header | None = None
    rows = list(islice(sheet.rows, HEADER_WITHIN + 2))
    for top in range(min(len(rows), HEADER_WITHIN)):
        single = _one_line(rows[top], top)
        double = (
            _two_lines(rows[top], rows[top + 1], top) if top + 1 < min(len(rows), HEADER_WITHIN) else None
        )
        for header in (single, double):
            if header is not None and _qualifies(header, rows) and _richer(header, best):
                best = header
    return best


def other_header(row: Sequence[Cell], place: int, header: Header) -> Header | None:
    """The header of another table that begins in this row, or None; the same header printed again is none."""
    found = _one_line(row, place)
    names = found.places
    if "name" not in names or len(names) < _BOTH or len(names) * 2 < len(found.columns):
        return None
    return None if names == header.places else found


def _richer(header: Header, best: Header | None) -> bool:
    if best is None or len(header.fields) > len(best.fields):
        return True
    # A title above a plain header reads like a group line; the plain reading is the true one.
    return len(header.fields) == len(best.fields) and best.top < header.top == header.bottom == best.bottom


def _qualifies(header: Header, rows: Sequence[Sequence[Cell]]) -> bool:
    fields = header.fields
    if "name" not in fields:
        return False
    if len(fields) >= 2:
        return True
    # A list of names alone: the word 姓名 stands by itself, with something under it.
    under = rows[header.bottom + 1] if header.bottom + 1 < len(rows) else ()
    return len(header.columns) == 1 and any(_text(cell) for cell in under)


def _one_line(row: Sequence[Cell], top: int) -> Header:
    texts = [_text(cell) for cell in row[:WIDEST]]
    return Header(top, top, _columns([(text, field_of(text)) for text in texts]))


def _two_lines(upper: Sequence[Cell], lower: Sequence[Cell], top: int) -> Header | None:
    """A group line above the names: 「入党」 over 「时间」, or 「姓名」 merged over both lines."""
    width = min(max(len(upper), len(lower)), WIDEST)
    above, group = [_text(_at(upper, i)) for i in range(width)], ""
    below = [_text(_at(lower, i)) for i in range(width)]
    if not any(below) or not any(above):
        return None
    named: list[tuple[str, str | None]] = []
    for over, under in zip(above, below, strict=True):
        group = over or (group if under else "")
        if not under:
            named.append((over, field_of(over)))
            continue
        joined = field_of(group + under) or field_of(_VAGUE.sub("", _fold(group)) + under)
        own = field_of(under)
        named.append((under if own and (joined in (None, own)) else group + under, joined or own))
    return Header(top, top + 1, _columns(named))


def _columns(named: list[tuple[str, str | None]]) -> tuple[Column, ...]:
    """Columns with a header text; where two claim one field, the first has it."""
    taken: set[str] = set()
    columns = []
    for position, (text, field) in enumerate(named):
        if not text:
            continue
        if field is not None and field in taken:
            field = None
        if field is not None:
            taken.add(field)
        columns.append(Column(position, text, field))
    return tuple(columns)


def _at(row: Sequence[Cell], position: int) -> Cell:
    return row[position] if position < len(row) else None


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) and cell.strip() else ""


def _fold(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()
