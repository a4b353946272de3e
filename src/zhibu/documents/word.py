"""Draws a paper as .docx in the layout of GB/T 9704, for offices that file and correct in Word or WPS."""

import io
import re
from collections.abc import Iterator
from datetime import datetime
from functools import singledispatchmethod
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, Twips
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from zhibu.documents import blocks
from zhibu.documents.blocks import Paper, Run, Runs, spread
from zhibu.documents.layout import compose
from zhibu.documents.qr import qr_png
from zhibu.documents.sheets import PrintedSheet, Text

# The names that offices expect in the file, and what Word and WPS may show where a name is not installed.
FACES = {"body": "仿宋_GB2312", "strong": "黑体", "second": "楷体_GB2312", "title": "方正小标宋简体"}
_ALTERNATIVES = {
    "仿宋_GB2312": "仿宋,FangSong,方正仿宋_GBK,STFangsong,华文仿宋",
    "黑体": "SimHei,方正黑体_GBK,STHeiti,华文黑体",
    "楷体_GB2312": "楷体,KaiTi,方正楷体_GBK,STKaiti,华文楷体",
    "方正小标宋简体": "FZXiaoBiaoSong-B05S,方正小标宋_GBK,华文中宋,STZhongsong,宋体",
}
_LATIN = "Times New Roman"
_PITCH = Twips(579)  # 225 mm in 22 lines
_WIDTH_MM = 156
_TIGHTER = -5  # twentieths of a point: 28 characters of 16 points on 156 mm


def render(sheet: PrintedSheet, *, at: datetime | None = None) -> bytes:
    """The sheet as a .docx file. Words that came from an event carry a hidden bookmark with its id."""
    return draw(compose(sheet), at=at)


def draw(paper: Paper, *, at: datetime | None = None) -> bytes:
    """A composed paper as .docx."""
    drawing = _Drawing(paper, at)
    for block in paper.blocks:
        drawing.add(block)
    written = io.BytesIO()
    drawing.document.save(written)
    return written.getvalue()


def traced(content: bytes) -> tuple[Text, ...]:
    """The words of a .docx written here that name their event, in the order of the page."""
    found: list[Text] = []
    body = Document(io.BytesIO(content)).element.body
    for start in body.iter(qn("w:bookmarkStart")):
        name = re.fullmatch(r"_z\d+_(.+)", start.get(qn("w:name")))
        if name:
            run = start.getnext()
            found.append(Text("".join(node.text or "" for node in run.iter(qn("w:t"))), name[1]))
    return tuple(found)


class _Drawing:
    """One document while its blocks are being added."""

    def __init__(self, paper: Paper, at: datetime | None) -> None:
        self.document = Document()
        self.marks = 0
        about = self.document.core_properties
        about.title, about.author, about.comments = paper.title[:255], paper.organisation[:255], ""
        about.language = "zh-CN"
        if at:
            about.created = about.modified = at
        _set_styles(self.document)
        _set_page(self.document)
        _set_fonts(self.document)

    @singledispatchmethod
    def add(self, block: Any) -> None:
        raise TypeError(type(block).__name__)

    @add.register
    def _title(self, block: blocks.Title) -> None:
        paragraph = self._paragraph(block.runs, face="title", size=Pt(22))
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.line_spacing = Pt(32)
        paragraph.paragraph_format.keep_with_next = True

    @add.register
    def _subtitle(self, block: blocks.Subtitle) -> None:
        paragraph = self._paragraph(block.runs)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(6)

    @add.register
    def _heading(self, block: blocks.Heading) -> None:
        paragraph = self._paragraph(block.runs)
        _indent(paragraph, first=2)
        paragraph.paragraph_format.keep_with_next = True

    @add.register
    def _labelled(self, block: blocks.Labelled) -> None:
        paragraph = self._paragraph((Run(spread(block.label) + "：", blocks.STRONG), *block.runs))
        _indent(paragraph, hanging=5)

    @add.register
    def _prose(self, block: blocks.Prose) -> None:
        paragraph = self._paragraph(block.runs)
        if block.closing:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _indent(paragraph, right=2)
        else:
            _indent(paragraph, first=2)

    @add.register
    def _grid(self, block: blocks.Grid) -> None:
        whole = sum(block.shares)
        widths = [share * _WIDTH_MM / whole for share in block.shares]
        self._gap()
        table = self._table(widths)
        heading = table.add_row()
        _repeat(heading)
        for cell, words in zip(heading.cells, block.headings, strict=True):
            self._fill(cell, ((Run(words, blocks.STRONG),),), centred=True)
        _least_height(heading, 9)
        for row in block.rows:
            drawn = table.add_row()
            _least_height(drawn, block.row_height_mm)
            for cell, runs in zip(drawn.cells, row, strict=True):
                self._fill(cell, (runs,), centred=True)
        self._settle(table, widths)
        self._gap()

    @add.register
    def _form(self, block: blocks.Form) -> None:
        widths = [27.0, 51.0, 27.0, 51.0]
        table = self._table(widths)
        for row, height in zip(block.rows, block.least_heights_mm, strict=True):
            drawn = table.add_row()
            _least_height(drawn, height)
            cells = list(drawn.cells)
            if len(row) == 2:
                cells = [cells[0], cells[1].merge(cells[3])]
            for cell, given in zip(cells, row, strict=True):
                tall = height > 15 and not given.is_label
                self._fill(cell, given.paragraphs, centred=given.is_label, from_top=tall)
                if tall:
                    cell.paragraphs[0].paragraph_format.space_before = Pt(4)
                    cell.paragraphs[-1].paragraph_format.space_after = Pt(4)
        self._settle(table, widths, whole_rows=False)

    @add.register
    def _signing(self, block: blocks.Signing) -> None:
        for place, runs in enumerate(block.places):
            blank = (Run("：＿＿＿＿＿＿＿＿＿＿＿"),) if len(runs) == 1 else ()
            paragraph = self._paragraph((*runs, *blank))
            paragraph.paragraph_format.space_before = Pt(29 if place == 0 else 16)
            paragraph.paragraph_format.keep_together = True
            paragraph.paragraph_format.keep_with_next = place < len(block.places) - 1

    @add.register
    def _code(self, block: blocks.Code) -> None:
        picture = self._paragraph(())
        picture.alignment = WD_ALIGN_PARAGRAPH.CENTER
        picture.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        picture.paragraph_format.space_before = Pt(10)
        picture.paragraph_format.keep_with_next = True
        drawn = picture.add_run().add_picture(io.BytesIO(qr_png(block.link)), width=Mm(28))
        drawn._inline.docPr.set("descr", block.caption)
        caption = self._paragraph((Run(block.caption),), size=Pt(14))
        caption.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _table(self, widths: list[float]) -> Any:
        table = self.document.add_table(rows=0, cols=len(widths))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        table._tbl.tblPr.append(
            parse_xml(
                f"<w:tblCellMar {nsdecls('w')}>"
                '<w:left w:w="45" w:type="dxa"/><w:right w:w="45" w:type="dxa"/></w:tblCellMar>'
            )
        )
        return table

    def _gap(self) -> None:
        self._paragraph(()).paragraph_format.line_spacing = Pt(10)

    def _settle(self, table: Any, widths: list[float], *, whole_rows: bool = True) -> None:
        for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
            column.w = Mm(width)
        for row in table.rows:
            for cell in row._tr.tc_lst:
                span, at = cell.grid_span, cell.grid_offset
                cell.width = Mm(sum(widths[at : at + span]))
            if whole_rows:
                row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))

    def _fill(
        self, cell: _Cell, paragraphs: tuple[Runs, ...], *, centred: bool = False, from_top: bool = False
    ) -> None:
        for place, runs in enumerate(paragraphs):
            paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
            paragraph.paragraph_format.line_spacing = Pt(18)
            paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:snapToGrid {nsdecls("w")} w:val="0"/>'))
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
            self._write(paragraph, runs, size=Pt(12))
        properties = cell._tc.get_or_add_tcPr()
        properties.append(parse_xml(f'<w:vAlign {nsdecls("w")} w:val="{"top" if from_top else "center"}"/>'))

    def _paragraph(self, runs: Runs, *, face: str = "", size: Pt | None = None) -> Paragraph:
        paragraph = self.document.add_paragraph()
        self._write(paragraph, runs, face=face, size=size)
        return paragraph

    def _write(self, paragraph: Paragraph, runs: Runs, *, face: str = "", size: Pt | None = None) -> None:
        for given in runs:
            if given.source:
                self._mark(paragraph, "w:bookmarkStart", given.source)
            run = paragraph.add_run(given.words)
            if face or given.face != blocks.BODY:
                _set_face(run._r.get_or_add_rPr(), FACES[face or given.face])
            if size is not None:
                run.font.size = size
                if size != Pt(16):
                    run._r.get_or_add_rPr().append(_spacing(0))
            if given.source:
                self._mark(paragraph, "w:bookmarkEnd")

    def _mark(self, paragraph: Paragraph, tag: str, source: str = "") -> None:
        mark = OxmlElement(tag)
        if source:
            self.marks += 1
            # A name with a leading underscore is hidden; Word allows 40 characters, each name once.
            event = re.sub(r"\W", "_", source)
            mark.set(qn("w:name"), f"_z{self.marks}_{event}"[:40])
        mark.set(qn("w:id"), str(self.marks))
        paragraph._p.append(mark)


def _set_styles(document: Any) -> None:
    normal = document.styles["Normal"]
    normal.font.size = Pt(16)
    properties = normal.element.get_or_add_rPr()
    _set_face(properties, FACES["body"])
    properties.append(_spacing(_TIGHTER))
    properties.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="en-US" w:eastAsia="zh-CN"/>'))
    shape = normal.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    shape.line_spacing = _PITCH
    shape.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    shape.widow_control = False


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(24)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    section._sectPr.append(parse_xml(f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="579"/>'))
    document.settings.odd_and_even_pages_header_footer = True
    _number_pages(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _number_pages(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def _number_pages(footer: Any, side: WD_ALIGN_PARAGRAPH) -> None:
    """“— 1 —” in 四号 at the outer side, one character in."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    _indent(
        paragraph,
        left=1 if side == WD_ALIGN_PARAGRAPH.LEFT else 0,
        right=1 if side == WD_ALIGN_PARAGRAPH.RIGHT else 0,
    )
    for words in ("— ", None, " —"):
        run = paragraph.add_run(words or "")
        run.font.size = Pt(14)
        _set_face(run._r.get_or_add_rPr(), "宋体", "宋体")
        if words is None:
            for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
                run._r.append(_field_part(kind, text))


def _field_part(kind: str, text: str) -> Any:
    if kind:
        part = OxmlElement("w:fldChar")
        part.set(qn("w:fldCharType"), kind)
    else:
        part = OxmlElement("w:instrText")
        part.text = text
    return part


def _set_fonts(document: Any) -> None:
    """Name the alternatives of each face, so that an office without it shows its nearest relative."""
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
        f'<w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
        for name, others in _ALTERNATIVES.items()
    )
    table = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{entries}</w:fonts>'
    )
    for part in _parts(document):
        if str(part.partname) == "/word/fontTable.xml":
            part._blob = table.encode()


def _parts(document: Any) -> Iterator[Any]:
    return iter(document.part.package.iter_parts())


def _set_face(properties: Any, east: str, latin: str = _LATIN) -> None:
    fonts = properties.get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for slot, name in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", east)):
        fonts.set(qn(f"w:{slot}"), name)


def _spacing(twips: int) -> Any:
    return parse_xml(f'<w:spacing {nsdecls("w")} w:val="{twips}"/>')


def _indent(paragraph: Paragraph, *, first: int = 0, hanging: int = 0, left: int = 0, right: int = 0) -> None:
    """Indents in characters, with their width in 三号 for readers that do not count characters."""
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    for name, characters in (
        ("firstLine", first),
        ("hanging", hanging),
        ("left", left or hanging),
        ("right", right),
    ):
        if characters:
            indent.set(qn(f"w:{name}Chars"), str(100 * characters))
            indent.set(qn(f"w:{name}"), str(315 * characters))


def _repeat(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _least_height(row: Any, millimetres: float) -> None:
    row.height = Mm(millimetres)
    row.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
