"""Draws the year's ledger of meetings as .xlsx: inert texts, ready to print, every cell traceable to its event."""

import io
from datetime import date, datetime

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from zhibu.documents.blocks import UNRECORDED, run
from zhibu.documents.sheets import LedgerRow, LedgerSheet, Text, Words

SOURCES = "来源"
_CELL_CHARACTERS = 32_767
_TALLEST_ROW = 409
# A text that begins so (also in full width, also after blanks) is taken for a formula by one program or another.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_COLUMNS = (
    ("序号", 5),
    ("日期", 11),
    ("类型", 11),
    ("会议名称", 22),
    ("地点", 13),
    ("主持人", 9),
    ("记录人", 9),
    ("应到", 6),
    ("实到", 6),
    ("缺席及原因", 18),
    ("议题", 26),
    ("决定", 26),
    ("表决", 16),
    ("记录状态", 11),
)


def render(sheet: LedgerSheet, *, at: datetime | None = None) -> bytes:
    """The ledger as .xlsx. The hidden sheet 「来源」 says for each cell which event it came from."""
    written = io.BytesIO()
    with Workbook(
        written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        about = {"title": f"{run(sheet.organisation).words}会议台账", "author": run(sheet.organisation).words}
        book.set_properties(about | ({"created": at} if at else {}))
        _Ledger(book, sheet).draw()
    return written.getvalue()


def inert(words: str) -> str:
    """The text with a leading apostrophe where a spreadsheet might take it for a formula."""
    return (
        f"'{words}"
        if words.startswith(_FORMULA_STARTS) or words.strip().startswith(_FORMULA_STARTS)
        else words
    )


def _lines(words: str, width: int) -> int:
    """How many lines a text takes in a column: a hanzi is two letters wide. Not every program finds out by itself."""
    return sum(
        -(-sum(1 if letter.isascii() else 2 for letter in line) // (width - 1)) or 1
        for line in words.split("\n")
    )


class _Ledger:
    """The two sheets of one workbook while they are written."""

    def __init__(self, book: Workbook, sheet: LedgerSheet) -> None:
        self.sheet = sheet
        self.page: Worksheet = book.add_worksheet("会议台账")
        self.sources: Worksheet = book.add_worksheet(SOURCES)
        self.traced = 0
        plain = {"font_name": "仿宋", "font_size": 11, "valign": "vcenter", "text_wrap": True, "border": 1}
        centred = plain | {"align": "center"}
        self.title = book.add_format(
            {"font_name": "方正小标宋简体", "font_size": 20, "align": "center", "valign": "vcenter"}
        )
        self.subtitle = book.add_format({"font_name": "楷体", "font_size": 12, "valign": "vcenter"})
        self.heading = book.add_format(centred | {"font_name": "黑体"})
        self.text = book.add_format(plain)
        self.short = book.add_format(centred)
        self.day = book.add_format(centred | {"num_format": "yyyy-mm-dd"})
        self.number = book.add_format(centred | {"num_format": "0"})

    def draw(self) -> None:
        last = len(_COLUMNS) - 1
        organisation, period = run(self.sheet.organisation), self.sheet.period.strip() or UNRECORDED
        self.page.merge_range(0, 0, 0, last, "", self.title)
        self.page.write_string(0, 0, inert(f"{period}会议台账"), self.title)
        self.page.set_row(0, 36)
        self._write(1, 0, organisation.words, organisation.source, self.subtitle)
        if self.sheet.printed_on:
            self._write(1, last - 2, f"制表日期：{self.sheet.printed_on}", "", self.subtitle)
        for column, (heading, width) in enumerate(_COLUMNS):
            self.page.write_string(2, column, heading, self.heading)
            self.page.set_column(column, column, width)
        self.page.set_row(2, 24)
        self.sources.write_row(0, 0, ("单元格", "事件"))
        self.sources.set_column(0, 0, 10)
        self.sources.set_column(1, 1, 40)
        for place, row in enumerate(self.sheet.rows):
            self._row(3 + place, place + 1, row)
        if not self.sheet.rows:
            self.page.merge_range(3, 0, 3, last, "", self.short)
            self.page.write_string(3, 0, UNRECORDED, self.short)
        self._set_print(last)

    def _row(self, row: int, number: int, meeting: LedgerRow) -> None:
        self.page.write_number(row, 0, number, self.number)
        self._day(row, 1, meeting)
        columns: tuple[tuple[int, Words | int | None, Format], ...] = (
            (2, meeting.kind, self.short),
            (3, meeting.title, self.text),
            (4, meeting.where, self.text),
            (5, meeting.chair, self.short),
            (6, meeting.recorder, self.short),
            (7, meeting.should_attend, self.number),
            (8, meeting.present, self.number),
            (9, meeting.absent, self.text),
            (10, meeting.agenda, self.text),
            (11, meeting.decisions, self.text),
            (12, meeting.votes, self.text),
            (13, meeting.minutes, self.short),
        )
        lines = 1
        for column, value, look in columns:
            if isinstance(value, int):
                self.page.write_number(row, column, value, look)
                self._trace(row, column, meeting.source)
            else:
                words = run(value or "")
                self._write(row, column, words.words, words.source or meeting.source, look)
                lines = max(lines, _lines(words.words, _COLUMNS[column][1]))
        self.page.set_row(row, min(_TALLEST_ROW, 15 * lines + 6))

    def _day(self, row: int, column: int, meeting: LedgerRow) -> None:
        if isinstance(meeting.held_on, date):
            day = datetime(meeting.held_on.year, meeting.held_on.month, meeting.held_on.day)  # noqa: DTZ001 - a day
            self.page.write_datetime(row, column, day, self.day)
            self._trace(row, column, meeting.source)
        else:
            words = run(meeting.held_on or Text())
            self._write(row, column, words.words, words.source or meeting.source, self.short)

    def _write(self, row: int, column: int, words: str, source: str, look: Format) -> None:
        self.page.write_string(row, column, inert(words)[:_CELL_CHARACTERS], look)
        self._trace(row, column, source)

    def _trace(self, row: int, column: int, source: str) -> None:
        if source:
            self.traced += 1
            self.sources.write_string(self.traced, 0, xl_rowcol_to_cell(row, column))
            self.sources.write_string(self.traced, 1, inert(source))

    def _set_print(self, last: int) -> None:
        self.sources.hide()
        self.page.freeze_panes(3, 2)
        self.page.set_paper(9)  # A4
        self.page.set_landscape()
        self.page.fit_to_pages(1, 0)
        self.page.repeat_rows(0, 2)
        self.page.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
        self.page.set_footer("&C第 &P 页，共 &N 页")
        self.page.print_area(0, 0, max(3, 2 + len(self.sheet.rows)), last)
