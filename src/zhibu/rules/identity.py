"""The eighteen-digit identity number: normal form, check digit, birth date, sex and area, fast enough for rosters."""

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from operator import mul
from typing import Any, NamedTuple

from zhibu.rules.book import DATA, Rulebook, load
from zhibu.rules.verdict import Answer, answer

_WIDE = {
    ord(wide): ord(plain) for wide, plain in zip("０１２３４５６７８９Ｘｘx", "0123456789XXX", strict=True)
}
_SPACE = {ord(mark): None for mark in " \t\u3000\u00a0"}
_NORMAL = _WIDE | _SPACE
_FAULTS = {
    "id_length": "身份证号不是十八位。",
    "id_check_digit": "身份证号的校验位不对，请核对有没有抄错。",
    "id_birth_implausible": "身份证号里的出生日期不存在或不可能。",
}


class Checked(NamedTuple):
    """What a number says: normal form, problems by code, birth date and sex (None when it is no number)."""

    normalised: str
    problems: tuple[str, ...]
    birth: date | None
    sex: str | None


@cache
def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = load().row("fmt.id", date.max).value
    return table


@cache
def _checking() -> tuple[int, int, tuple[int, ...], int, bytes, date]:
    table = _table()
    weights = tuple(table["weights"])
    zeros = ord("0") * sum(weights)
    return (
        table["length"],
        table["old_length"],
        weights,
        zeros,
        table["check"].encode(),
        date.fromisoformat(table["earliest_birth"]),
    )


@cache
def areas() -> frozenset[str]:
    """Every area code of six digits, present and past, that the shipped table knows."""
    codes: set[str] = set()
    for line in DATA.joinpath("areas.txt").read_text("ascii").splitlines():
        if not line.startswith("#"):
            start, *ends = line.split()
            codes.update(start + end for end in ends)
    return frozenset(codes)


@lru_cache(maxsize=65536)
def _birth(digits: str) -> date | None:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return born if born >= _checking()[-1] else None


def normalised(number: str) -> str:
    """The number with full-width digits, small x and blanks put right; nothing else is guessed."""
    return number.translate(_NORMAL)


def check(number: str, birth: date | None = None, on: date | None = None) -> Checked:
    """Check one number; problems are `id_length id_check_digit id_birth_implausible` (errors) and
    `id_area_unknown id_birth_mismatch` (warnings). With `on`, a birth after that day is implausible."""
    if len(number) != 18 or not number.isdigit() or not number.isascii():
        number = normalised(number)
    length, _, weights, zeros, marks, _ = _checking()
    if len(number) != length or not number.isascii() or not number[:-1].isdigit():
        return Checked(number, ("id_length",), None, None)
    octets = number.encode()
    if octets[-1] != marks[(sum(map(mul, weights, octets)) - zeros) % 11]:
        return Checked(number, ("id_check_digit",), None, None)
    born = _birth(number[6:14])
    if born is None or (on is not None and born > on):
        return Checked(number, ("id_birth_implausible",), None, None)
    problems: tuple[str, ...] = ()
    if number[:6] not in areas():
        problems = ("id_area_unknown",)
    if birth is not None and birth != born:
        problems += ("id_birth_mismatch",)
    return Checked(number, problems, born, "male" if octets[-2] & 1 else "female")


def judge(number: str | None, birth: date | None = None, *, on: date, book: Rulebook | None = None) -> Answer:
    """Judge one identity number, and whether it agrees with the birth date on file (GB 11643)."""
    book = book or load()
    if number is None:
        reasons = [book.reason(None, "还没有身份证号。", "fmt.id", on)]
        return answer("identity.number", on, {"normalised": None, "birth": None, "sex": None}, reasons)
    checked = check(number, birth, on)
    fault = next((_FAULTS[code] for code in checked.problems if code in _FAULTS), None)
    if fault and len(checked.normalised) == book.value("fmt.id", on)["old_length"]:
        fault = "这是十五位的旧号码，请填十八位的。"
    reasons = [book.reason(fault is None, fault or "位数、出生日期和校验位都对。", "fmt.id", on)]
    if fault is None:
        known = "id_area_unknown" not in checked.problems
        reasons.append(
            book.reason(known, "地区代码在册。" if known else "地区代码查不到，可能已撤销。", "fmt.area", on)
        )
    if fault is None and birth is not None:
        same = "id_birth_mismatch" not in checked.problems
        text = "和登记的出生日期一致。" if same else "和登记的出生日期不一致，请核对。"
        reasons.append(book.reason(same, text, "fmt.roster", on))
    values = {"normalised": checked.normalised, "birth": checked.birth, "sex": checked.sex}
    return answer("identity.number", on, values, reasons)
