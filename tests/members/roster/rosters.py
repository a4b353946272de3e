"""Rosters as people make them, built for the tests; every person and number here is invented."""

import io
from datetime import date

from openpyxl import Workbook

from zhibu.documents.tables import Merged, Sheet, read_table
from zhibu.members.roster import Reading, read_roster

TODAY = date(2026, 11, 22)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def number_for(born: str = "19850701", *, order: str = "001", area: str = "110101") -> str:
    """An invented identity number whose check digit is right; `order` odd is a man."""
    digits = f"{area}{born}{order}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return digits + "10X98765432"[total % 11]


def with_wrong_check_digit(number: str) -> str:
    return number[:-1] + ("1" if number[-1] != "1" else "2")


def sheet_of(rows, *, merged=(), name="Sheet1", hidden=False) -> Sheet:
    """A sheet as the documents room hands it over."""
    width = max(map(len, rows), default=0)
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    columns = tuple([row[place] for row in full] for place in range(width))
    return Sheet(name, hidden, columns, tuple(Merged(*region) for region in merged))


def read_rows(*rows, merged=()) -> Reading:
    return read_roster([sheet_of(rows, merged=merged)], today=TODAY)


def read_one(**fields) -> Reading:
    """A roster of one person: header words and cells, 姓名 and 身份证号 given when not said otherwise."""
    cells = {"姓名": "党员甲", "身份证号": number_for(), **fields}
    return read_rows(list(cells), list(cells.values()))


def workbook(*sheets, merges=()) -> bytes:
    """An .xlsx with these sheets, each (name, rows); `merges` are ranges of the first sheet such as A1:C1."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    for cells in merges:
        book.worksheets[0].merge_cells(cells)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def read_file(content: bytes, filename: str = "花名册.xlsx") -> Reading:
    return read_roster(read_table(content, filename).sheets, today=TODAY)


def codes(reading: Reading) -> list[str]:
    return [problem.code for problem in reading.problems]
