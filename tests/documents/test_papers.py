"""Papers out: the same words in Word and PDF, in the layout of GB/T 9704, and nothing that was not recorded."""

import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from pypdf import PdfReader

from tests.documents import papers
from zhibu.documents import fonts, pdf, sheets, word
from zhibu.documents.blocks import Form, Grid, Labelled, spread
from zhibu.documents.layout import compose
from zhibu.documents.phrases import numeral
from zhibu.documents.sheets import Text

AT = datetime(2026, 11, 20, 16, 5, tzinfo=UTC)


def words_of(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace("\n", "")


def text_of(content: bytes) -> str:
    return "".join(node.text or "" for node in Document(io.BytesIO(content)).element.body.iter(qn("w:t")))


@pytest.mark.parametrize("name", papers.ALL)
def test_every_sheet_becomes_an_archivable_pdf(name):
    content = pdf.render(papers.ALL[name], at=AT)
    read = PdfReader(io.BytesIO(content))
    assert content.startswith(b"%PDF-1.7") and b"pdfaid:part>2" in content
    assert all(
        (page.mediabox.width, page.mediabox.height) == pytest.approx((595.3, 841.9), abs=0.2)
        for page in read.pages
    )


@pytest.mark.parametrize("name", papers.ALL)
def test_every_sheet_becomes_a_word_file_with_the_faces_that_offices_expect(name):
    content = word.render(papers.ALL[name], at=AT)
    document = Document(io.BytesIO(content))
    page = document.sections[0]
    assert (page.page_width, page.top_margin, page.left_margin) == pytest.approx(
        (Mm(210), Mm(37), Mm(28)), abs=Mm(0.1)
    )
    styles = zipfile.ZipFile(io.BytesIO(content)).read("word/styles.xml").decode()
    assert 'w:eastAsia="仿宋_GB2312"' in styles
    assert "方正小标宋简体" in zipfile.ZipFile(io.BytesIO(content)).read("word/fontTable.xml").decode()


def test_the_same_paper_twice_is_the_same_pdf():
    assert pdf.render(papers.minutes(), at=AT) == pdf.render(papers.minutes(), at=AT)


def test_word_and_pdf_say_the_same():
    sheet = papers.minutes()
    for said in (
        "党员大会会议记录",
        "应到 22 人，实到 20 人",
        "赞成 20 票，反对 0 票",
        "责任人：吴㐱",
        "无需落实",
        "原因未记录",
    ):
        assert said in text_of(word.render(sheet))
        assert said.replace(" ", "") in words_of(pdf.render(sheet)).replace(" ", "")


def test_what_nobody_recorded_says_so():
    sheet = sheets.MinutesSheet(organisation="示例一支部", title="会议记录")
    labels = {
        block.label: "".join(run.words for run in block.runs)
        for block in compose(sheet).blocks
        if isinstance(block, Labelled)
    }
    assert labels["主持人"] == labels["缺席人员"] == "未记录"
    assert labels["人数"] == "应到人数未记录，实到人数未记录"
    assert text_of(word.render(sheet)).count("未记录") == 11


def test_nobody_absent_is_a_fact_only_where_the_counts_say_so():
    def absent(should_attend, present):
        sheet = sheets.MinutesSheet(
            organisation="x", title="y", should_attend=should_attend, present_count=present
        )
        return next(
            b.runs[0].words
            for b in compose(sheet).blocks
            if isinstance(b, Labelled) and b.label == "缺席人员"
        )

    assert (absent(8, 8), absent(8, 7), absent(None, None)) == ("无", "未记录", "未记录")


def test_where_there_was_no_vote_no_counts_are_printed():
    resolution = text_of(word.render(papers.ALL["empty resolution"]))
    assert "表决情况" not in resolution and "赞成" not in resolution

    def votes(**known):
        page = compose(sheets.RecordBookPage(organisation="x", **known))
        form = next(block for block in page.blocks if isinstance(block, Form))
        _label, value = next(cells for cells in form.rows if cells[0].paragraphs[0][0].words == "表决")
        return value.paragraphs[0][0].words

    assert (votes(), votes(nothing_voted=True)) == ("未记录", "无")


def test_words_stay_words():
    content = text_of(word.render(papers.ALL["markup in every corner"]))
    for said in ('#import "x.typ"', "#panic() $x$ *b* <w:p/> {{ 1 }} \\", "&amp;<b>赵</b>"):
        assert said in content
    assert "#panic()" in words_of(pdf.render(papers.ALL["markup in every corner"])).replace(" ", "").replace(
        "$x$", ""
    )


def test_a_character_without_type_is_named_and_not_dropped(monkeypatch):
    monkeypatch.setattr(pdf, "undrawable", lambda words, folders: frozenset("𠮷"))
    said = words_of(pdf.render(papers.minutes()))
    assert "〓" in said and "U+20BB7" in said and "𠮷" not in said


def test_the_fonts_that_come_along_know_common_and_rare_hanzi():
    assert fonts.undrawable("赵䶮㐱，。“”—〓○", ()) == frozenset()
    assert fonts.undrawable("\ue000", ()) == {"\ue000"}


def test_doctor_learns_which_faces_are_missing(settings):
    missing = fonts.missing_faces()
    assert set(missing) <= {names[0] for names in fonts.FACES.values()}
    assert all("Noto" in used for used in missing.values())


def test_a_folder_of_fonts_that_is_gone_does_no_harm(settings, tmp_path: Path):
    settings.FONT_FOLDERS = [str(tmp_path / "gone")]
    assert pdf.render(papers.notice()).startswith(b"%PDF")


def test_words_in_word_name_their_event():
    traced = word.traced(word.render(papers.minutes(3)))
    assert Text("2026年11月20日14:30至16:05", "event_opened") in traced
    assert Text("上报材料", "event_decided") in traced
    assert [text.source for text in traced].count("event_0") == 1


def test_marks_are_hidden_short_and_never_twice():
    sheet = sheets.MinutesSheet(
        organisation=Text("甲", "事件/" + "x" * 80), title=Text("乙", "事件/" + "x" * 80)
    )
    names = re.findall(r'w:name="(_z[^"]+)"', Document(io.BytesIO(word.render(sheet))).element.body.xml)
    assert len(names) == len(set(names)) == 2 and all(len(name) <= 40 for name in names)


@pytest.mark.parametrize(("count", "columns"), [(0, 4), (30, 4), (31, 8), (60, 8)])
def test_a_long_sign_in_sheet_has_two_columns(count, columns):
    grid = next(block for block in compose(papers.sign_in(count)).blocks if isinstance(block, Grid))
    named = [run.words for row in grid.rows for cell in row for run in cell if run.source]
    assert len(grid.headings) == columns and len(named) == count
    assert all(len(row) == columns for row in grid.rows)


def test_the_heading_of_a_sign_in_sheet_is_on_every_page():
    pages = PdfReader(io.BytesIO(pdf.render(papers.sign_in(60)))).pages
    assert ["签名" in page.extract_text() for page in pages][:2] == [True, True]
    table = Document(io.BytesIO(word.render(papers.sign_in(60)))).tables[0]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_a_full_page_has_22_lines_of_28_characters():
    sheet = sheets.ResolutionSheet(organisation="x", title="y", paragraphs=("永" * 28 * 60,))
    pages = PdfReader(io.BytesIO(pdf.render(sheet))).pages
    lines = [line for line in pages[1].extract_text().splitlines() if "永" in line]
    assert len(lines) == 22 and {len(line.strip()) for line in lines} == {28}


def test_a_short_record_book_page_is_one_page():
    assert len(PdfReader(io.BytesIO(pdf.render(papers.record_book()))).pages) == 1


def test_headings_are_counted_in_hanzi():
    assert [numeral(number) for number in (1, 10, 11, 20, 23, 99, 100)] == [
        "一",
        "十",
        "十一",
        "二十",
        "二十三",
        "九十九",
        "100",
    ]
    assert [len(spread(label)) for label in ("时间", "主持人", "会议类型")] == [4, 5, 4]
