"""What was read from a roster file, kept between the preview and the decision: packed, and corrected cell by cell."""

import base64
import datetime as dt
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from zhibu.documents.tables import Sheet, read_table
from zhibu.members import fields
from zhibu.members.roster import Problem, Reading, RowReading, Severity, read_roster
from zhibu.members.roster.reading import Progress
from zhibu.members.roster_plan import Plan, Row

MOST_SHOWN = 200
RawRow = list[Any]


@dataclass
class TakenFile:
    """A roster file as it was read: the rows that can be taken, all problems, and the cells of rows with problems."""

    sheets: list[str]
    left_out: list[str]
    header_row: int
    columns: list[tuple[int, str, str | None]]
    rows: list[Row]
    problems: list[Problem]
    rejected: set[tuple[str, int]]
    header_rows: list[RawRow] = field(default_factory=list)
    raw: dict[str, RawRow] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        """The file's own header of each field."""
        return {name: header for _position, header, name in self.columns if name}

    @property
    def total(self) -> int:
        return len(self.rows) + len(self.rejected)


def take(
    content: bytes | Path, file_name: str, *, today: dt.date, on_progress: Progress | None = None
) -> TakenFile:
    """Read a roster file. Errors: TableRefused and HeaderNotFound, both refusals of the file as a whole."""
    book = read_table(content, file_name)
    reading = read_roster(book.sheets, today=today, on_progress=on_progress)
    taken = _from(reading)
    named = {sheet.name: sheet for sheet in book.sheets}
    first = named[reading.sheets[0]]
    taken.header_rows = [
        _written(row) for _n, row in zip(range(reading.header_row), first.rows, strict=False)
    ]
    keep_raw(taken, named, {(problem.sheet, problem.row) for problem in taken.problems})
    return taken


def _from(reading: Reading) -> TakenFile:
    taken = TakenFile(
        sheets=list(reading.sheets),
        left_out=list(reading.left_out),
        header_row=reading.header_row,
        columns=[(column.position, column.header, column.field) for column in reading.columns],
        rows=[],
        problems=[],
        rejected=set(),
    )
    for row in reading.rows:
        _sort_in(taken, row, row.number, row.sheet)
    return taken


def _sort_in(taken: TakenFile, reading: RowReading, number: int, sheet: str) -> None:
    if reading.problems:
        taken.problems += reading.problems
        if not reading.accepted:
            taken.rejected.add((sheet, number))
            return
    taken.rows.append(Row(number, sheet, fields.plain(reading.values)))


def keep_raw(taken: TakenFile, sheets: Mapping[str, Sheet], wanted: set[tuple[str, int]]) -> None:
    """Keep the cells of the first rows with problems, so that one of them can be corrected in the preview."""
    for name in {sheet for sheet, _number in sorted(wanted)}:
        numbers = sorted(number for sheet, number in wanted if sheet == name)[:MOST_SHOWN]
        columns = sheets[name].filled.columns
        for number in numbers:
            taken.raw[f"{name}!{number}"] = _written([column[number - 1] for column in columns])


def _written(row: Sequence[Any]) -> RawRow:
    """Cells as JSON can carry them; a date as text reads the same."""
    return [cell if isinstance(cell, str | int | float) else str(cell) for cell in row]


def correct(taken: TakenFile, *, sheet: str, number: int, header: str, text: str, today: dt.date) -> bool:
    """Put another text into one cell and read that row again; False when there is no such cell to correct."""
    raw = taken.raw.get(f"{sheet}!{number}")
    position = next((position for position, name, _field in taken.columns if name == header), None)
    if raw is None or position is None:
        return False
    raw[position] = text
    rows = [*taken.header_rows, raw]
    width = max(map(len, rows))
    columns = tuple(
        list(column) for column in zip(*[[*row, *[""] * (width - len(row))] for row in rows], strict=True)
    )
    again = read_roster([Sheet(sheet, False, columns)], today=today)
    taken.problems = [p for p in taken.problems if (p.sheet, p.row) != (sheet, number)]
    taken.rows = [row for row in taken.rows if (row.sheet, row.number) != (sheet, number)]
    taken.rejected.discard((sheet, number))
    for reading in again.rows:
        reading.problems = [problem._replace(row=number) for problem in reading.problems]
        double = _same_number(taken, reading)
        if double is not None:
            message = _("和第%(row)d行的身份证号相同") % {"row": double}
            column = taken.headers.get("identity_number")
            reading.problems.append(
                Problem(number, column, "id_duplicate", Severity.ERROR, message, "", sheet)
            )
        _sort_in(taken, reading, number, sheet)
    taken.rows.sort(key=lambda row: (taken.sheets.index(row.sheet), row.number))
    return True


def _same_number(taken: TakenFile, reading: RowReading) -> int | None:
    number = reading.values.get("identity_number")
    return next((row.number for row in taken.rows if number and row.values.get("identity") == number), None)


def pack(taken: TakenFile) -> str:
    """As one short text, for the sealed column."""
    said = vars(taken) | {
        "rejected": sorted(taken.rejected),
        "rows": [[row.number, row.sheet, row.values] for row in taken.rows],
        "problems": [problem._asdict() for problem in taken.problems],
    }
    written = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b64encode(zlib.compress(written, 1)).decode()


def unpack(text: str) -> TakenFile:
    """Back from `pack`."""
    said = json.loads(zlib.decompress(base64.b64decode(text)))
    said["rows"] = [Row(number, sheet, values) for number, sheet, values in said["rows"]]
    said["problems"] = [Problem(**p | {"severity": Severity(p["severity"])}) for p in said["problems"]]
    said["rejected"] = {(sheet, number) for sheet, number in said["rejected"]}
    said["columns"] = [tuple(column) for column in said["columns"]]
    return TakenFile(**said)


def all_problems(taken: TakenFile, made: Plan) -> list[Problem]:
    """Every problem, in the order of the file."""
    order = {name: place for place, name in enumerate(taken.sheets)}
    return sorted([*taken.problems, *made.refused], key=lambda p: (order.get(p.sheet, 0), p.row))


def counted(taken: TakenFile, made: Plan) -> dict[str, int]:
    """The figures of an import: rows = accepted + rejected, accepted = created + updated + unchanged."""
    return {
        "rows": taken.total,
        "accepted": made.accepted,
        "rejected": len(taken.rejected) + len(made.refused),
        "created": len(made.created),
        "updated": len(made.changed),
        "unchanged": len(made.same),
    }


def summary(taken: TakenFile, made: Plan) -> dict[str, Any]:
    """What the preview page shows: problems (those that keep a row out first), changes, the columns."""
    problems = sorted(all_problems(taken, made), key=lambda p: p.severity is not Severity.ERROR)
    return {
        "sheets": taken.sheets,
        "left_out": taken.left_out,
        "header_row": taken.header_row,
        "columns": [[header, name] for _position, header, name in taken.columns],
        "problem_count": len(problems),
        "problems": [
            p._asdict()
            | {
                "correctable": bool(p.column) and f"{p.sheet}!{p.row}" in taken.raw,
                "name": _name_in(taken, p),
            }
            for p in problems[:MOST_SHOWN]
        ],
        "changes": [_change(change) for change in made.changed[:MOST_SHOWN]],
        "posts": [
            [row.values["name"], row.values["party_post"]]
            for row in made.created
            if row.values.get("party_post")
        ][:MOST_SHOWN],
        "rejected_rows": sorted({p.row for p in problems if p.severity is Severity.ERROR})[:20],
        "digest": made.digest(),
    }


def _name_in(taken: TakenFile, problem: Problem) -> str:
    """Whose row it is, as the file has it: on a phone nobody sees which line that was."""
    position = next((place for place, _header, name in taken.columns if name == "name"), None)
    raw = taken.raw.get(f"{problem.sheet}!{problem.row}", [])
    return str(raw[position]).strip()[:30] if position is not None and position < len(raw) else ""


def _change(change: Any) -> list[Any]:
    old = change.old
    lines = [[a, fields.shown(a, old[a]), fields.shown(a, value)] for a, value in change.new.items()]
    return [change.row.number, change.row.values["name"], lines]
