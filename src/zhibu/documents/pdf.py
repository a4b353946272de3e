"""Draws a paper as PDF/A-2b, with typst and the fonts that are really there."""

import dataclasses
import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from zhibu.documents.blocks import Block, Code, Labelled, Paper, Prose, Run, spread
from zhibu.documents.fonts import families, font_book, font_folders, undrawable
from zhibu.documents.layout import compose
from zhibu.documents.qr import qr_svg
from zhibu.documents.sheets import PrintedSheet

_TEMPLATE = Path(__file__).with_name("paper.typ")
_FACES = ("body", "strong", "second", "title")
# The sign that Chinese printers put where a type is missing.
MISSING_TYPE = "〓"


def render(sheet: PrintedSheet, *, at: datetime | None = None) -> bytes:
    """The sheet as a PDF/A-2b file in the layout of GB/T 9704; `at` is the time written into it.

    A character that no font of this machine has is printed as 〓, and named in a note at the end.
    """
    return draw(compose(sheet), at=at)


def draw(paper: Paper, *, at: datetime | None = None) -> bytes:
    """A composed paper as PDF."""
    folders = font_folders()
    given = _plain(paper)
    missing = undrawable("".join(_words(given)), folders)
    if missing:
        given["blocks"] += _plain_blocks([_note_on_missing(missing)])
        table = {ord(letter): MISSING_TYPE for letter in missing}
        given = _replaced(given, table)
    given["faces"] = {face: families(face) for face in _FACES}
    try:
        return _compiled(given, folders, "a-2b", at)
    except typst.TypstError as error:
        # A cluster of signs that no font can shape is no reason to leave an office without its paper.
        if "PDF/A" not in str(error):
            raise
        return _compiled(given, folders, "1.7", at)


def _compiled(given: dict[str, Any], folders: tuple[str, ...], standard: Any, at: datetime | None) -> bytes:
    return typst.compile(
        _template(),
        font_paths=font_book(folders),
        format="pdf",
        sys_inputs={"paper": json.dumps(given, ensure_ascii=False)},
        pdf_standards=standard,
        timestamp=at,
    )


@cache
def _template() -> bytes:
    return _TEMPLATE.read_bytes()


def _plain(paper: Paper) -> dict[str, Any]:
    return {
        "title": paper.title,
        "organisation": paper.organisation,
        "blocks": _plain_blocks(paper.blocks),
    }


def _plain_blocks(blocks: list[Block] | tuple[Block, ...]) -> list[dict[str, Any]]:
    plain = []
    for block in blocks:
        written = {"kind": type(block).__name__, **dataclasses.asdict(block)}
        if isinstance(block, Labelled):
            written["label"] = spread(block.label)
        if isinstance(block, Code):
            written["svg"] = qr_svg(block.link)
        plain.append(written)
    return plain


def _words(value: Any) -> list[str]:
    """Every text in the paper, however deep."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [words for part in value for words in _words(part)] if isinstance(value, list | tuple) else []


def _replaced(value: Any, table: dict[int, str]) -> Any:
    if isinstance(value, str):
        return value.translate(table)
    if isinstance(value, dict):
        return {name: _replaced(part, table) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_replaced(part, table) for part in value]
    return value


def _note_on_missing(missing: frozenset[str]) -> Prose:
    codes = "、".join(f"U+{ord(letter):04X}" for letter in sorted(missing))
    return Prose((Run(f"注：{MISSING_TYPE} 处为本机字体缺少的字（{codes}），原字见系统记录。"),))
