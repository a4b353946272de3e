"""The words of shift work: shifts, the pattern they repeat in, and the systems a plant can choose from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from zhibu.rules.plain_yaml import read_yaml

FREE = "休"
LONGEST_PATTERN = 366

_RUN = re.compile(r"([^\W\d_])([0-9]{0,3})")
_BETWEEN = re.compile(r"[\s、,;+·\-]+")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_DAY = 24 * 60
_LATEST_START = 2 * _DAY


class PatternError(ValueError):
    """A pattern or a shift that cannot be meant; `code` says which way, for the page to put into words.

    `pattern_empty pattern_unreadable pattern_too_long shift_unknown start_invalid minutes_invalid position_unknown`
    """

    def __init__(self, code: str, about: str = "") -> None:
        super().__init__(f"{code}: {about}" if about else code)
        self.code = code
        self.about = about


@dataclass(frozen=True, slots=True)
class Shift:
    """One kind of shift. `start` counts minutes from the pattern day's midnight and may pass 24:00.

    `night` asks for rest afterwards, `releasable` people can leave their work for a meeting,
    `resident` people stay at a station day and night.
    """

    code: str
    start: int
    minutes: int
    night: bool = False
    releasable: bool = False
    resident: bool = False

    def __post_init__(self) -> None:
        if len(self.code) != 1 or self.code == FREE:
            raise PatternError("shift_unknown", self.code)
        if not 0 <= self.start < _LATEST_START:
            raise PatternError("start_invalid", self.code)
        if not 1 <= self.minutes <= _DAY:
            raise PatternError("minutes_invalid", self.code)


@dataclass(frozen=True, slots=True)
class Preset:
    """A shift system to choose: its shifts, its pattern, and what its crews are called."""

    code: str
    title: str
    pattern: tuple[str, ...]
    crews: tuple[str, ...]
    shifts: tuple[Shift, ...]
    office: bool = False


def parse_pattern(text: str) -> tuple[str, ...]:
    """「白2中2夜2休2」 as one code per day; a letter without a number stands for one day. Raises PatternError."""
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    if not plain:
        raise PatternError("pattern_empty")
    days: list[str] = []
    place = 0
    while place < len(plain):
        found = _RUN.match(plain, place)
        if found is None or found[2].strip("0") == "" != found[2]:
            raise PatternError("pattern_unreadable", plain[place : place + 10])
        days.extend(found[1] * int(found[2] or 1))
        if len(days) > LONGEST_PATTERN:
            raise PatternError("pattern_too_long")
        place = found.end()
    return tuple(days)


def pattern_text(pattern: tuple[str, ...]) -> str:
    """The short form of a pattern, as people write it."""
    runs: list[list[Any]] = []
    for code in pattern:
        if runs and runs[-1][0] == code:
            runs[-1][1] += 1
        else:
            runs.append([code, 1])
    return "".join(f"{code}{length}" for code, length in runs)


def positions(pattern: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Where in the pattern each day stands: 「夜」 2 is the second day of 夜. What a person is asked to tick.

    Where a shift comes in several runs, its days are counted through the whole pattern.
    """
    counted: dict[str, int] = {}
    places = []
    for code in pattern:
        counted[code] = counted.get(code, 0) + 1
        places.append((code, counted[code]))
    return tuple(places)


def recorded_on_leaving_day(preset: Preset) -> Preset:
    """The same system where a shift that begins at midnight or later is written on the day it is worked.

    Plants differ: 「夜班记在上班那天」 is how the presets stand, 「夜班记在下班那天」 is what this gives.
    """
    late = {shift.code for shift in preset.shifts if shift.start >= _DAY}
    days = [FREE] * len(preset.pattern)
    for place, code in enumerate(preset.pattern):
        if code == FREE:
            continue
        place = (place + 1) % len(days) if code in late else place
        if days[place] != FREE:
            raise PatternError("pattern_unreadable", pattern_text(preset.pattern))
        days[place] = code
    shifts = tuple(
        replace(shift, start=shift.start - _DAY) if shift.code in late else shift for shift in preset.shifts
    )
    return replace(preset, pattern=tuple(days), shifts=shifts)


def minutes_of(clock: str) -> int:
    """Minutes after midnight for 「08:00」; 「24:00」 and later fall on the next day. Raises PatternError."""
    found = _CLOCK.fullmatch(clock)
    if found is None or int(found[2]) > 59:
        raise PatternError("start_invalid", clock[:10])
    return int(found[1]) * 60 + int(found[2])


@cache
def presets() -> Mapping[str, Preset]:
    """The shift systems that come with the product, by code."""
    listed = read_yaml(Path(__file__).with_name("presets.yaml"))
    return MappingProxyType({code: _preset(code, entry) for code, entry in listed.items()})


def _preset(code: str, entry: Mapping[str, Any]) -> Preset:
    shifts = tuple(
        Shift(letter, **{**about, "start": minutes_of(about["start"])})
        for letter, about in entry["shifts"].items()
    )
    office = bool(entry.get("office", False))
    return Preset(
        code, entry["title"], parse_pattern(entry["pattern"]), tuple(entry["crews"]), shifts, office
    )
