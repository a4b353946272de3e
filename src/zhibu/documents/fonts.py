"""Which faces a PDF is set in: those that GB/T 9704 names where they are installed, else the ones that come along."""

import re
import struct
from functools import lru_cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst
from django.conf import settings

# The wanted face first, then its other names and nearest relatives, then what comes with the product.
FACES = {
    "body": (
        "仿宋_GB2312",
        "FangSong_GB2312",
        "仿宋",
        "FangSong",
        "方正仿宋_GBK",
        "FZFangSong-Z02",
        "STFangsong",
    ),
    "strong": ("黑体", "SimHei", "方正黑体_GBK", "FZHei-B01", "STHeiti"),
    "second": ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "方正楷体_GBK", "FZKai-Z03", "STKaiti"),
    "title": (
        "方正小标宋简体",
        "FZXiaoBiaoSong-B05S",
        "方正小标宋_GBK",
        "FZXiaoBiaoSong-B05",
        "华文中宋",
        "STZhongsong",
    ),
}
# Joiners, directions and variants have no shape of their own.
_IGNORED = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_SERIF, _SANS = ("Noto Serif SC", "Noto Serif CJK SC"), ("Noto Sans SC", "Noto Sans CJK SC")


def families(face: str) -> tuple[str, ...]:
    """The families to try for a face, best first."""
    return FACES[face] + (_SANS + _SERIF if face == "strong" else _SERIF + _SANS)


def font_folders() -> tuple[str, ...]:
    """Folders with the unit's own licensed fonts, from the setting FONT_FOLDERS."""
    return tuple(map(str, getattr(settings, "FONT_FOLDERS", ())))


@lru_cache(maxsize=4)
def font_book(folders: tuple[str, ...]) -> typst.Fonts:
    """All fonts that can be used: the unit's own, those that come with the product, those of the system."""
    shipped = str(Path(pylopdf_fonts_zh_cn.__file__).parent)
    there = [folder for folder in folders if Path(folder).is_dir()]
    return typst.Fonts(include_embedded_fonts=False, font_paths=[*there, shipped])


def missing_faces() -> dict[str, str]:
    """For `doctor`: each face of GB/T 9704 that this machine lacks, and the family a PDF shows instead."""
    there = {family.casefold() for family in font_book(font_folders()).families()}
    missing = {}
    for face, names in FACES.items():
        if not any(name.casefold() in there for name in names):
            missing[names[0]] = next(name for name in families(face) if name.casefold() in there)
    return missing


def undrawable(words: str, folders: tuple[str, ...]) -> frozenset[str]:
    """The characters of `words` that no installed font has; most often none, and then only one font was read."""
    left = {letter for letter in set(words) if not (letter.isspace() or _IGNORED.match(letter))}
    for font in sorted(font_book(folders).fonts(), key=lambda font: "Noto Serif" not in font.family):
        if not left:
            break
        if font.path:
            left = {letter for letter in left if not _has(_covered(font.path, font.index), ord(letter))}
    return frozenset(left)


def _has(ranges: tuple[tuple[int, int], ...], letter: int) -> bool:
    low, high = 0, len(ranges)
    while low < high:
        middle = (low + high) // 2
        first, last = ranges[middle]
        if letter < first:
            high = middle
        elif letter > last:
            low = middle + 1
        else:
            return True
    return False


@lru_cache(maxsize=64)
def _covered(path: str, index: int) -> tuple[tuple[int, int], ...]:
    """The ranges of characters in a font's own table (OpenType `cmap`, formats 4 and 12)."""
    try:
        font = Path(path).read_bytes()
        start = struct.unpack_from(">I", font, 12 + 4 * index)[0] if font[:4] == b"ttcf" else 0
        tables = struct.unpack_from(">H", font, start + 4)[0]
        for number in range(tables):
            tag, _sum, offset, _length = struct.unpack_from(">4sIII", font, start + 12 + 16 * number)
            if tag == b"cmap":
                return _ranges(font, offset)
    except (OSError, struct.error):
        pass
    return ()


def _ranges(font: bytes, cmap: int) -> tuple[tuple[int, int], ...]:
    subtables = {}
    for number in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        offset = cmap + struct.unpack_from(">I", font, cmap + 8 + 8 * number)[0]
        subtables[struct.unpack_from(">H", font, offset)[0]] = offset
    if 12 in subtables:
        groups = struct.unpack_from(">I", font, subtables[12] + 12)[0]
        body = struct.iter_unpack(">III", font[subtables[12] + 16 : subtables[12] + 16 + 12 * groups])
        return tuple(sorted((first, last) for first, last, _glyph in body))
    if 4 in subtables:
        at = subtables[4]
        segments = struct.unpack_from(">H", font, at + 6)[0] // 2
        ends = struct.unpack_from(f">{segments}H", font, at + 14)
        starts = struct.unpack_from(f">{segments}H", font, at + 16 + 2 * segments)
        return tuple(sorted(zip(starts, ends, strict=True)))
    return ()
