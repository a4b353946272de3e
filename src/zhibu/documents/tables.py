"""Tables in: what an uploaded .xlsx, .xls or .csv holds, or a sentence that says why it is not read."""

import marshal
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from pathlib import Path, PurePath
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhibu.documents import limits
from zhibu.documents.child import ChildFailed, run_child
from zhibu.kernel.refusal import Refused

Value = str | float | int | bool | date | datetime | time | timedelta


class Kind(StrEnum):
    """What a cell is in the file itself; an identity number that is a `NUMBER` has already lost digits."""

    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOL = "bool"


class TableRefused(Refused):
    """The file is refused as a whole; `code` is stable for scripts, the message is for the person."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message, field="file", code=code)


@dataclass(frozen=True, slots=True)
class Merged:
    """A rectangle of merged cells, counted from 0, ends included; its value stands in the first cell."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class Sheet:
    """One sheet of the file. Row 0 is row 1 of the file, also when it is empty; all rows are equally long."""

    name: str
    hidden: bool
    columns: tuple[list[Value], ...]
    merged: tuple[Merged, ...] = ()

    @property
    def width(self) -> int:
        return len(self.columns)

    @property
    def height(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    @property
    def rows(self) -> Iterator[tuple[Value, ...]]:
        """The rows from the top; an empty cell is the empty text."""
        return zip(*self.columns, strict=True)

    @cached_property
    def filled(self) -> "Sheet":
        """The same sheet with every cell of a vertically merged region carrying the region's value."""
        tall = [region for region in self.merged if region.last_row > region.first_row]
        columns = [list(column) for column in self.columns] if tall else self.columns
        for region in tall:
            if region.first_column < self.width and region.first_row < self.height:
                column = columns[region.first_column]
                for row in range(region.first_row + 1, min(region.last_row, self.height - 1) + 1):
                    column[row] = column[region.first_row]
        return Sheet(self.name, self.hidden, tuple(columns), self.merged)


@dataclass(frozen=True)
class Sheets:
    """What one file holds. `encoding` and `delimiter` are known for .csv only."""

    format: str
    sheets: tuple[Sheet, ...]
    encoding: str = ""
    delimiter: str = ""


def kind_of(value: Value) -> Kind:
    """Text, number, date (also a time of day or a span), truth value, or empty."""
    if isinstance(value, str):
        return Kind.TEXT if value.strip() else Kind.EMPTY
    if isinstance(value, bool):
        return Kind.BOOL
    if isinstance(value, int | float):
        return Kind.NUMBER
    return Kind.DATE


def read_table(source: bytes | Path, filename: str) -> Sheets:
    """Read an uploaded table in a confined process. What the file is, its first bytes decide, not its name.

    Errors: `TableRefused` with one of the codes file_type, file_too_large, archive_unsafe, macro,
    too_many_rows, encoding_unknown, text_unreadable.
    """
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size > limits.FILE_BYTES:
        raise _refusal("too_large")
    ending = PurePath(filename).suffix.lower().removeprefix(".")
    try:
        answer = run_child(
            "zhibu.documents.read_child",
            payload=source,
            options={"ending": ending},
            seconds=limits.CPU_SECONDS,
            memory=limits.XLS_MEMORY_BYTES if ending == "xls" else limits.MEMORY_BYTES,
        )
    except ChildFailed as failed:
        raise _refusal("gave_up") from failed
    said, found = marshal.loads(answer)  # noqa: S302 - written by our own child of the same Python
    if said == "refused":
        raise _refusal(found)
    sheets = tuple(_sheet(sheet) for sheet in found.pop("sheets"))
    return Sheets(sheets=sheets, **found)


def _sheet(found: dict[str, Any]) -> Sheet:
    columns: list[list[Value]] = []
    for values, places, written in found["columns"]:
        column: list[Any] = values.split("\0") if isinstance(values, str) else values
        for place, value in zip(places, map(_date, written), strict=True):
            column[place] = value
        columns.append(column)
    merged = tuple(Merged(*region) for region in found["merged"])
    return Sheet(found["name"], found["hidden"], tuple(columns), merged)


def _date(written: int | float | str) -> Value:
    if isinstance(written, int):
        return date.fromordinal(written)
    if isinstance(written, float):
        return timedelta(seconds=written)
    if "T" in written:
        return datetime.fromisoformat(written)
    return time.fromisoformat(written)


def _refusal(reason: str) -> TableRefused:
    code, sentence = _SENTENCES[reason]
    return TableRefused(code, _(sentence) % {"rows": limits.ROWS, "columns": limits.COLUMNS})


_SENTENCES = {
    "too_large": ("file_too_large", gettext_noop("文件超过 10 MB。请只保留花名册那一张表，另存后再上传。")),
    "empty": ("file_type", gettext_noop("文件是空的，没有可以读的内容。")),
    "not_a_table": ("file_type", gettext_noop("这个文件不是表格。请上传 .xlsx、.xls 或 .csv 文件。")),
    "word_file": (
        "file_type",
        gettext_noop("这是 Word 文档，不是表格。请把其中的表复制到 Excel 或 WPS 表格里，存为 .xlsx 再上传。"),
    ),
    "pdf": ("file_type", gettext_noop("这是 PDF，不是表格。请上传原来的 .xlsx、.xls 或 .csv 文件。")),
    "picture": ("file_type", gettext_noop("这是图片，不是表格。请上传原来的 .xlsx、.xls 或 .csv 文件。")),
    "other_table": (
        "file_type",
        gettext_noop("这种表格格式还不能读。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"),
    ),
    "web_page": (
        "file_type",
        gettext_noop(
            "文件名像 Excel，内容其实是网页（有些系统导出时会这样）。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"
        ),
    ),
    "renamed_text": (
        "file_type",
        gettext_noop(
            "文件名像 Excel，内容其实是文本。请用 Excel 或 WPS 打开，另存为 .xlsx；或者把后缀改回 .csv 再上传。"
        ),
    ),
    "broken_table": (
        "text_unreadable",
        gettext_noop("文件不完整或已损坏，打不开。请用 Excel 或 WPS 打开看看，另存一份再上传。"),
    ),
    "broken_archive": (
        "archive_unsafe",
        gettext_noop("文件不完整或结构不正常，没有打开。请用 Excel 或 WPS 打开看看，另存一份再上传。"),
    ),
    "bomb": (
        "archive_unsafe",
        gettext_noop("文件解开后大得不正常，没有打开。请另存一份只含花名册的 .xlsx 再上传。"),
    ),
    "bad_names": (
        "archive_unsafe",
        gettext_noop("文件里有不正常的路径，没有打开。请用 Excel 或 WPS 另存一份再上传。"),
    ),
    "entities": (
        "archive_unsafe",
        gettext_noop("文件里有表格不该有的引用，没有打开。请用 Excel 或 WPS 另存一份再上传。"),
    ),
    "external_links": (
        "archive_unsafe",
        gettext_noop("表里有指向别的文件的链接。请在 Excel 或 WPS 的“数据—编辑链接”里断开，另存后再上传。"),
    ),
    "password": ("archive_unsafe", gettext_noop("文件设了打开密码。请去掉密码，另存后再上传。")),
    "gave_up": (
        "archive_unsafe",
        gettext_noop("读这个文件用的时间或内存超过了上限，已经停下。请另存一份只含花名册的 .xlsx 再上传。"),
    ),
    "macro": ("macro", gettext_noop("文件带有宏。请另存为不带宏的 .xlsx 再上传。")),
    "macro_name": ("macro", gettext_noop("这是带宏的工作簿。请另存为不带宏的 .xlsx 再上传。")),
    "too_big": (
        "too_many_rows",
        gettext_noop(
            "表太大：最多 %(rows)d 行、%(columns)d 列。请删去空白的行列和别的工作表，或分成几个文件上传。"
        ),
    ),
    "long_cell": (
        "too_many_rows",
        gettext_noop("有一格超过 32767 个字。请检查引号是否成对，或缩短那一格的内容。"),
    ),
    "no_mark": (
        "encoding_unknown",
        gettext_noop("看不出文字编码（像是缺少标记的 UTF-16）。请用 Excel 或 WPS 另存为 .xlsx 再上传。"),
    ),
    "mixed_encodings": (
        "encoding_unknown",
        gettext_noop(
            "文件里混用了两种文字编码，直接读会出现错字。请用 Excel 或 WPS 打开核对，另存为 .xlsx 再上传。"
        ),
    ),
    "unknown_encoding": (
        "encoding_unknown",
        gettext_noop("看不出文字编码。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"),
    ),
    "broken_text": (
        "text_unreadable",
        gettext_noop("文本里有读不出的字符，像是损坏了。请用 Excel 或 WPS 打开核对，另存为 .xlsx 再上传。"),
    ),
}
