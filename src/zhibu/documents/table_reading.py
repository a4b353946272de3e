"""Reads a table inside the confined child: which file is it really, may it be opened, what stands in its cells."""

import csv
import io
import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any

from zhibu.documents import limits
from zhibu.documents.archive import Unsafe, unpack_checked

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_WEB = re.compile(rb"<(?:!doctype html|html|head|body|table|meta|style|div|\?xml)\b", re.IGNORECASE)
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"BM", b"II*\0", b"MM\0*")
_TEXT_NAMES = ("csv", "txt", "tsv", "")
_DELIMITERS = ",;\t|"
_HANZI = re.compile("[\u4e00-\u9fff]")
_QUOTED = re.compile('"[^"]*"')
_EXCEL_TEXT = re.compile('^="([^"]*)"$')  # how some systems keep Excel from making a number of 1101...
_PLAIN = {str, float, int, bool}


def read(source: IO[bytes], ending: str) -> dict[str, Any]:
    """What the file holds, as plain values that `marshal` can carry. Errors: `Unsafe`."""
    content = source.read(limits.FILE_BYTES + 1)
    kind = _kind(content, ending)
    if kind == "csv":
        return _read_text(content)
    if kind == "xls":
        return {"format": "xls", "sheets": _read_book(io.BytesIO(content))}
    kept = Path("kept.zip")  # in the child's own folder, which the parent removes
    with kept.open("w+b") as plain:
        _check_parts(unpack_checked(io.BytesIO(content), plain))
    return {"format": "xlsx", "sheets": _read_book(kept)}


def _kind(content: bytes, ending: str) -> str:
    """Decided by the first bytes; the name of the file only helps to find the right sentence."""
    if not content.strip():
        raise Unsafe("empty")
    if ending in ("xlsm", "xltm", "xlam"):
        raise Unsafe("macro_name")
    if ending in ("xlsb", "et", "ods", "numbers"):
        raise Unsafe("other_table")
    if content.startswith(b"PK\x03\x04"):
        return "xlsx"
    if content.startswith(_OLE):
        return _kind_of_compound(content, ending)
    if content.startswith(b"%PDF"):
        raise Unsafe("pdf")
    if content.startswith(_PICTURES):
        raise Unsafe("picture")
    if _WEB.search(content[:2048].replace(b"\0", b"")) or content[:200].lstrip().startswith(b"MIME-Version"):
        raise Unsafe("web_page")
    if ending in ("xls", "xlsx"):
        raise Unsafe("broken_table" if b"\0" in content[:4096] else "renamed_text")
    if ending not in _TEXT_NAMES:
        raise Unsafe("not_a_table")
    return "csv"


def _kind_of_compound(content: bytes, ending: str) -> str:
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise Unsafe("password")
    if holds("_VBA_PROJECT"):
        raise Unsafe("macro")
    if holds("Workbook") or holds("Book"):
        return "xls"
    if holds("WordDocument"):
        raise Unsafe("word_file")
    raise Unsafe("broken_table" if ending == "xls" else "not_a_table")


def _check_parts(names: frozenset[str]) -> None:
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) or "/macrosheets/" in name for name in names):
        raise Unsafe("macro")
    if "xl/workbook.bin" in names:
        raise Unsafe("other_table")
    if any(name.startswith("xl/externallinks/") or name == "xl/connections.xml" for name in names):
        raise Unsafe("external_links")
    if "xl/workbook.xml" not in names:
        if "word/document.xml" in names:
            raise Unsafe("word_file")
        raise Unsafe("other_table" if "content.xml" in names else "not_a_table")


def _read_book(book: IO[bytes] | Path) -> list[dict[str, Any]]:
    from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

    sheets: list[dict[str, Any]] = []
    rows_in_all, area, characters = 0, 0, 0
    try:
        workbook = load_workbook(book)
        for place, about in enumerate(workbook.sheets_metadata):
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_index(place)
            height, width = sheet.total_height, sheet.total_width
            rows_in_all += height
            area += height * width
            if rows_in_all > limits.ROWS or width > limits.COLUMNS or area > limits.AREA:
                raise Unsafe("too_big")
            merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
            rows = sheet.to_python(skip_empty_area=False)
            del sheet
            hidden = about.visible != SheetVisibleEnum.Visible
            columns = _columns(rows)
            characters += sum(map(_characters, columns))
            if characters > limits.CHARACTERS:
                raise Unsafe("too_big")
            sheets.append({"name": about.name, "hidden": hidden, "merged": merged, "columns": columns})
    except PasswordError as locked:
        raise Unsafe("password") from locked
    except CalamineError as broken:
        raise Unsafe("broken_table") from broken
    return sheets


def _characters(column: tuple[Any, list[int], list[Any]]) -> int:
    """How many characters of text one column carries to the parent."""
    values = column[0]
    if isinstance(values, str):
        return len(values)
    return sum(len(value) for value in values if type(value) is str)


def _columns(rows: list[list[Any]]) -> list[tuple[Any, list[int], list[Any]]]:
    """By column, because few long lists travel faster than many short ones.

    A column of texts travels as one text joined by NUL; dates travel apart, as `marshal` has none.
    """
    columns: list[tuple[Any, list[int], list[Any]]] = []
    for values in map(list, zip(*rows, strict=True)):
        places: list[int] = []
        written: list[Any] = []
        kinds = set(map(type, values))
        if kinds - _PLAIN:
            places = [place for place, value in enumerate(values) if type(value) not in _PLAIN]
            foreign = [values[place] for place in places]
            if kinds - _PLAIN == {date}:
                written = [day.toordinal() for day in foreign]
            else:
                written = [_written(value) for value in foreign]
            for place in places:
                values[place] = ""
        only_text = kinds == {str}
        texts = values if only_text else [value for value in values if type(value) is str]
        if max(map(len, texts), default=0) > limits.CELL_CHARACTERS:
            raise Unsafe("long_cell")
        joined = "\0".join(values) if only_text else None
        if joined is not None and joined.count("\0") == len(values) - 1:
            columns.append((joined, places, written))
        else:
            columns.append((values, places, written))
    return columns


def _written(value: Any) -> int | str | float:
    if type(value) is date:
        return value.toordinal()
    if isinstance(value, datetime | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return str(value)


def _read_text(content: bytes) -> dict[str, Any]:
    text, encoding = _decoded(content)
    delimiter = _delimiter(text)
    csv.field_size_limit(limits.CELL_CHARACTERS)
    rows: list[list[str]] = []
    guarded = '="' in text
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(row) > limits.COLUMNS or len(rows) == limits.ROWS:
                raise Unsafe("too_big")
            rows.append([_EXCEL_TEXT.sub(r"\1", cell) for cell in row] if guarded else row)
    except csv.Error as broken:
        raise Unsafe("long_cell" if "field larger" in str(broken) else "broken_text") from broken
    width = max(map(len, rows), default=0)
    if width * len(rows) > limits.AREA:
        raise Unsafe("too_big")
    for row in rows:
        row.extend([""] * (width - len(row)))
    sheet = {"name": "", "hidden": False, "merged": [], "columns": _columns(rows)}
    return {"format": "csv", "encoding": encoding, "delimiter": delimiter, "sheets": [sheet]}


def _decoded(content: bytes) -> tuple[str, str]:
    """UTF-8, UTF-16 with its mark, GB18030: strictly, because a wrong name is worse than no name."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text, encoding = content.decode("utf-16"), "utf-16"
        except UnicodeDecodeError as broken:
            raise Unsafe("broken_text") from broken
    elif b"\0" in content:
        # UTF-16 without its mark has a zero beside every Latin letter, digit and line end.
        raise Unsafe("no_mark" if content.count(b"\0") * 10 > len(content) else "broken_text")
    else:
        try:
            text, encoding = content.decode("utf-8-sig"), "utf-8"
        except UnicodeDecodeError:
            if _has_utf8_lines(content.splitlines()):
                raise Unsafe("mixed_encodings") from None
            try:
                text, encoding = content.decode("gb18030"), "gb18030"
            except UnicodeDecodeError as broken:
                raise Unsafe("unknown_encoding") from broken
    if "\0" in text:
        raise Unsafe("broken_text")
    return text, encoding


def _has_utf8_lines(lines: Iterable[bytes]) -> bool:
    """A file that is not UTF-8 as a whole but is in some lines was glued from two: GB18030 would garble those."""
    for line in lines:
        if not line.isascii():
            try:
                if len(_HANZI.findall(line.decode("utf-8"))) >= 2:
                    return True
            except UnicodeDecodeError:
                continue
    return False


def _delimiter(text: str) -> str:
    """The one that splits the first lines into the same number of fields most often."""
    lines = [_QUOTED.sub("", line) for line in text[:100_000].splitlines()[:50] if line.strip()]

    def steadiness(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in lines if delimiter in line]
        usual = max(set(counts), key=counts.count, default=0)
        return counts.count(usual), usual

    return max(_DELIMITERS, key=steadiness)
