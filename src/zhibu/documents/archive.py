"""Checks an Office archive by inflating it once and counting, and keeps a plain copy of the parts worth reading."""

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from zhibu.documents import limits

_CHUNK = 1 << 20
_OVERLAP = 64
# Nearly every table is at most 26 columns wide and below the row limit: one cheap search says so for all its cells,
# and only where it finds a wide or long reference is a closer look needed.
_SUSPECT = re.compile(rb'r="(?:[A-Za-z](?:[A-Za-z]|\d{6})|\d{6})')
_WIDE_OR_TALL = re.compile(rb'r="(?:[A-Za-z]{2,9}\d|[A-Za-z]?(?:[2-9]\d{5}|[1-9]\d{6}))')
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)(\d+)["']""")


class Unsafe(Exception):
    """The file is not read; `reason` is a key of the sentences in `tables`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def unpack_checked(source: IO[bytes], kept: IO[bytes]) -> frozenset[str]:
    """Copy the XML parts of the archive `source` uncompressed into `kept`; answer the names of all parts.

    Everything is counted while it inflates, because the sizes in the headers may lie. What is read later
    is `kept`, so the reader never meets a byte that was not counted here.

    Errors: `Unsafe`.
    """
    try:
        with zipfile.ZipFile(source) as archive, zipfile.ZipFile(kept, "w") as plain:
            entries = archive.infolist()
            names = _check_directory(entries)
            tally = _Tally()
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    _copy(archive, entry, plain, tally)
                else:
                    for chunk in _chunks(archive, entry):
                        tally.count(chunk)
            return names
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as broken:
        raise Unsafe("broken_archive") from broken


class _Tally:
    """What has been inflated of the whole archive."""

    def __init__(self) -> None:
        self.inflated = self.markup = 0

    def count(self, chunk: bytes) -> None:
        self.inflated += len(chunk)
        if self.inflated > limits.INFLATED_BYTES:
            raise Unsafe("bomb")

    def count_markup(self, chunk: bytes) -> None:
        self.markup += len(chunk)
        if self.markup > limits.MARKUP_BYTES:
            raise Unsafe("too_big")


def _copy(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, plain: zipfile.ZipFile, tally: _Tally) -> None:
    name = _plain_name(entry)
    scan = _Scan(name)
    # Closed also when the part is refused half-way, or the archive's own complaint would hide the reason.
    with plain.open(zipfile.ZipInfo(name), "w", force_zip64=True) as target:
        for chunk in _chunks(archive, entry):
            tally.count(chunk)
            tally.count_markup(chunk)
            scan.look_at(chunk)
            target.write(chunk)
    if scan.wide_or_tall:
        rectangle = _Rectangle()
        for chunk in _chunks(archive, entry):
            rectangle.look_at(chunk)


def _check_directory(entries: list[zipfile.ZipInfo]) -> frozenset[str]:
    if len(entries) > limits.ENTRIES:
        raise Unsafe("bomb")
    names = [_plain_name(entry).lower() for entry in entries]
    if len(set(names)) != len(names):
        raise Unsafe("bad_names")
    for entry, name in zip(entries, names, strict=True):
        if entry.flag_bits & 0x1:
            raise Unsafe("password")
        if name.startswith("/") or ":" in name or ".." in name.split("/"):
            raise Unsafe("bad_names")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise Unsafe("bad_names")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unsafe("broken_archive")
    return frozenset(names)


def _plain_name(entry: zipfile.ZipInfo) -> str:
    # Some exporting programs write the separators of their own system.
    return entry.filename.replace("\\", "/")


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    size = 0
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            size += len(chunk)
            if size > limits.RATIO_FROM_BYTES and size > limits.RATIO * entry.compress_size:
                raise Unsafe("bomb")
            yield chunk


class _Scan:
    """Looks through one part as it passes, for what a parser should never be given."""

    def __init__(self, name: str) -> None:
        self.tail = b""
        self.tags = 0
        self.has_cells = name not in ("xl/sharedStrings.xml", "xl/styles.xml")
        self.wide_or_tall = False

    def look_at(self, chunk: bytes) -> None:
        seen = self.tail + chunk
        self.tail = seen[-_OVERLAP:]
        self.tags += chunk.count(b"<")
        if self.tags > limits.TAGS:
            raise Unsafe("too_big")
        # One rare byte is looked for first, because that is ten times as fast as looking for the whole word.
        if b"!" in seen and b"<!DOCTYPE" in seen:  # entities, wherever they point, are declared nowhere else
            raise Unsafe("entities")
        if self.has_cells and not self.wide_or_tall:
            suspect = _SUSPECT.search(seen) and _WIDE_OR_TALL.search(seen)
            self.wide_or_tall = bool(suspect) or (b"'" in seen and b"r='" in seen)


class _Rectangle:
    """Measures the rectangle that all cells of a sheet span: the reader will fill it, however few they are."""

    def __init__(self) -> None:
        self.tail = b""
        self.row = self.column = 0

    def look_at(self, chunk: bytes) -> None:
        seen = self.tail + chunk
        self.tail = seen[-_OVERLAP:]
        letters, digits = zip(*_REFERENCE.findall(seen), strict=True) if _REFERENCE.search(seen) else ((), ())
        self.column = max([self.column, *map(_column_number, set(letters))])
        self.row = max([self.row, *(int(number[:9]) for number in set(digits))])
        if self.row > limits.ROWS or self.column > limits.COLUMNS or self.row * self.column > limits.AREA:
            raise Unsafe("too_big")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:6]:
        number = number * 26 + letter - 64
    return number
