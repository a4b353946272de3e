"""The year's ledger as a table to file and print."""

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest

from zhibu.documents.sheets import LedgerRow, LedgerSheet, Text
from zhibu.documents.tables import read_table
from zhibu.documents.xlsx import SOURCES, inert, render

SHEET = LedgerSheet(
    organisation="示例一支部",
    period="2026年",
    rows=(
        LedgerRow(
            held_on=date(2026, 1, 8),
            kind="党员大会",
            title="=1+1",
            should_attend=20,
            present=18,
            source="meeting_1",
        ),
        LedgerRow(title=Text("支委会", "event_9"), chair="𠮷", decisions="甲\n乙", source="meeting_2"),
    ),
)


def opened(sheet=SHEET):
    return openpyxl.load_workbook(
        io.BytesIO(render(sheet, at=datetime(2026, 12, 31, tzinfo=UTC).replace(tzinfo=None)))
    )


def test_the_ledger_can_be_printed_page_after_page():
    page = opened()["会议台账"]
    assert (page.freeze_panes, page.page_setup.orientation, page.page_setup.paperSize) == (
        "C4",
        "landscape",
        9,
    )
    assert page.print_title_rows == "$1:$3" and page.page_setup.fitToHeight == 0


def test_dates_and_counts_are_dates_and_counts_and_the_rest_is_text():
    page = opened()["会议台账"]
    assert page["B4"].value == datetime(2026, 1, 8) and page["H4"].value == 20  # noqa: DTZ001 - a day
    assert page["D4"].data_type == "s" and page["D4"].value == "'=1+1"
    assert page["H5"].value == page["B5"].value == "未记录"


def test_every_cell_names_its_event_on_a_hidden_sheet():
    book = opened()
    assert book[SOURCES].sheet_state == "hidden"
    sources = {row[0].value: row[1].value for row in book[SOURCES].iter_rows(min_row=2)}
    assert (sources["B4"], sources["D5"], sources["F5"]) == ("meeting_1", "event_9", "meeting_2")


def test_a_year_without_meetings_says_so():
    assert opened(LedgerSheet(organisation="", period=""))["会议台账"]["A4"].value == "未记录"


def test_our_own_reader_reads_it_back():
    book = read_table(render(SHEET), "ledger.xlsx")
    assert [sheet.name for sheet in book.sheets] == ["会议台账", SOURCES] and book.sheets[1].hidden


@pytest.mark.parametrize("words", ["=1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "＋1", "－1", "＠x", "  =1"])
def test_a_text_that_looks_like_a_formula_is_inert(words):
    assert inert(words) == f"'{words}"


@pytest.mark.parametrize("words", ["", "张三", "'=1", "1-1", "2026-01-08"])
def test_other_texts_stay_as_they_are(words):
    assert inert(words) == words
