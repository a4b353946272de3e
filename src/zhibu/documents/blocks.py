"""The few parts every paper is made of; Word and PDF each know how to draw them."""

import re
from dataclasses import dataclass

from zhibu.documents.sheets import Count, Text, Words

UNRECORDED = "未记录"
BLANK_DATE = "　　　　年　　月　　日"

# Faces of GB/T 9704: 仿宋 for the body, 黑体 for headings and labels, 楷体 for second headings, 小标宋 for titles.
BODY, STRONG, SECOND = "body", "strong", "second"

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one face, with the event they came from."""

    words: str
    face: str = BODY
    source: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Title:
    runs: Runs


@dataclass(frozen=True, slots=True)
class Subtitle:
    runs: Runs


@dataclass(frozen=True, slots=True)
class Heading:
    runs: Runs


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label of four characters' width, a colon, and what belongs to it."""

    label: str
    runs: Runs


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph, its first line set in by two characters unless it closes the paper at the right."""

    runs: Runs
    closing: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table whose heading row is repeated on every page. `shares` are widths in parts of the whole."""

    headings: tuple[str, ...]
    shares: tuple[int, ...]
    rows: tuple[tuple[Runs, ...], ...]
    row_height_mm: float
    left_columns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a form: a label, or paragraphs."""

    paragraphs: tuple[Runs, ...]
    is_label: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A ruled form: rows of label and value, twice beside each other or once across the page."""

    rows: tuple[tuple[Cell, ...], ...]
    least_heights_mm: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Signing:
    """Places to sign, kept together."""

    places: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code with its caption."""

    link: str
    caption: str


Block = Title | Subtitle | Heading | Labelled | Prose | Grid | Form | Signing | Code


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper ready to be drawn."""

    title: str
    organisation: str
    blocks: tuple[Block, ...]


def run(words: Words, face: str = BODY, *, otherwise: str = UNRECORDED) -> Run:
    """Words made fit for paper: no control characters, no ragged ends; `otherwise` where nothing is left."""
    text = words if isinstance(words, Text) else Text(words)
    clean = _UNPRINTABLE.sub("", text.words.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return Run(clean or otherwise, face, text.source)


def count(number: Count) -> Run:
    """A number of people; None was never recorded, which is not the same as nobody."""
    if number is None:
        return Run(UNRECORDED)
    return run(str(number) if isinstance(number, int) else number)


def spread(label: str) -> str:
    """A label of two or three characters stretched to the width of four, so that the colons stand in line."""
    if len(label) == 2:
        return f"{label[0]}　　{label[1]}"
    if len(label) == 3:
        return "\u2002".join(label)
    return label
