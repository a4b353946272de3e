"""Dates as rosters write them; what can be read in two ways is asked about, never guessed."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext_noop

from zhibu.members.roster.terms import Cell, Fault, RosterDate

FIRST_YEAR = 1900
_NO_YEAR_YET = 2100

# Excel counts 29 February 1900, which never was, as day 60; from day 61 on this is the day before day 1.
_EXCEL_EPOCH = date(1899, 12, 30)
_FALSE_LEAP_DAY = 60

_PLAIN = str.maketrans("０１２３４５６７８９．。－—–―‐−／、，,_\\：", "0123456789..------/...-/:")
_CLOCK = re.compile(r"(?<=[0-9日号])(?:T|\s+)[0-9]{1,2}:[0-9]{2}.*", re.DOTALL)
_WEEKDAY = re.compile(r"[（(]?(?:星期|周|礼拜)[一二三四五六日天][)）]?$")
_GAP = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
_TIDY = re.compile(r"([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})").fullmatch
_DAY = re.compile(r"([0-9]{4})[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})[日号.]?")
_MONTH = re.compile(r"([0-9]{4})[-./年]([0-9]{1,2})(?:月份?|\.)?")
_YEAR = re.compile(r"[0-9]{4}年?")
_SHORT_YEAR = re.compile(
    r"[0-9]{2}[-./年][0-9]{1,2}(?:[-./月](?:[0-9]{1,2}[日号]?)?)?|[0-9]{1,2}[-./][0-9]{1,2}[-./][0-9]{2}"
)
_YEAR_LAST = re.compile(r"([0-9]{1,2})[-./]([0-9]{1,2})[-./]([0-9]{4})")
_DIGITS = re.compile(r"[0-9]{5,8}")

_UNREADABLE = gettext_noop("看不出是哪一天，请写成1985-07-01这样")
_YEAR_ONLY = gettext_noop("只有年份，请补上月和日")
_TWO_DIGITS = gettext_noop("年份只有两位，请写成四位")
_WHICH_FIRST = gettext_noop("分不清哪个是月、哪个是日，请写成1985-07-01这样")
_LOST_ZERO = gettext_noop("分不清是1月还是10月，请写成1985-10这样")
_NO_MONTH = gettext_noop("没有%(month)d月")
_NO_DAY = gettext_noop("%(year)d年%(month)d月没有%(day)d日")
_TOO_EARLY = gettext_noop("%(year)d年太早了，请核对")
_FUTURE = gettext_noop("这一天还没有到，请核对")


def read_date(cell: Cell, today: date) -> RosterDate | Fault:
    """The date a cell holds.

    `date_invalid`: no such day, before 1900, or still to come; `date_ambiguous`: it can be read in two ways.
    """
    if isinstance(cell, str):
        return _from_text(cell, today) if len(cell) <= 60 else Fault("date_invalid", _UNREADABLE)
    if isinstance(cell, date):
        return _day(cell.year, cell.month, cell.day, today)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return Fault("date_invalid", _UNREADABLE)
    return _from_number(cell, today)


@lru_cache(maxsize=50_000)
def _from_text(text: str, today: date) -> RosterDate | Fault:
    if found := _TIDY(text):
        return _day(int(found[1]), int(found[2]), int(found[3]), today)
    text = _CLOCK.sub("", text.translate(_PLAIN).strip().lstrip("'`‘’＇"))
    text = _WEEKDAY.sub("", text)
    text = "".join(_GAP.sub(".", text).split())
    if found := _DAY.fullmatch(text):
        year, month, day = map(int, found.groups())
        return _day(year, month, day, today)
    if found := _MONTH.fullmatch(text):
        return _month(int(found[1]), int(found[2]), today)
    if _YEAR.fullmatch(text):
        return Fault("date_ambiguous", _YEAR_ONLY)
    if found := _YEAR_LAST.fullmatch(text):
        return _year_last(int(found[1]), int(found[2]), int(found[3]), today)
    if _SHORT_YEAR.fullmatch(text):
        return Fault("date_ambiguous", _TWO_DIGITS)
    if _DIGITS.fullmatch(text):
        return _from_digits(text, today)
    return Fault("date_invalid", _UNREADABLE)


def _from_digits(digits: str, today: date) -> RosterDate | Fault:
    """19850701, 198507, or the day number Excel shows when a date cell lost its format."""
    if len(digits) == 8:
        return _day(int(digits[:4]), int(digits[4:6]), int(digits[6:]), today)
    if len(digits) == 6:
        if FIRST_YEAR <= int(digits[:4]) <= today.year:
            return _month(int(digits[:4]), int(digits[4:]), today)
        return Fault("date_ambiguous", _TWO_DIGITS)
    if len(digits) == 5:
        return _serial(int(digits), today)
    return Fault("date_invalid", _UNREADABLE)


def _from_number(number: float, today: date) -> RosterDate | Fault:
    if not 0 < number < 100_000_000:  # also refuses what is not a number at all
        return Fault("date_invalid", _UNREADABLE)
    whole = int(number)
    if FIRST_YEAR <= whole < _NO_YEAR_YET:
        return _year_with_fraction(number, whole, today)
    if whole < 100_000:
        return _serial(whole, today)
    return _from_digits(str(whole), today) if number == whole else Fault("date_invalid", _UNREADABLE)


def _year_with_fraction(number: float, year: int, today: date) -> RosterDate | Fault:
    """1985.07 typed into a number cell; 1985.10 has lost its last zero there and looks like January."""
    if number == year:
        return Fault("date_ambiguous", _YEAR_ONLY)
    fraction = str(Decimal(repr(number)) % 1)[2:]
    if len(fraction) > 2:
        return Fault("date_invalid", _UNREADABLE)
    if fraction == "1":
        return Fault("date_ambiguous", _LOST_ZERO, could_be=(RosterDate(year, 1), RosterDate(year, 10)))
    return _month(year, int(fraction), today)


def _serial(number: int, today: date) -> RosterDate | Fault:
    if number == _FALSE_LEAP_DAY:
        return Fault("date_invalid", _NO_DAY, {"year": 1900, "month": 2, "day": 29})
    day = _EXCEL_EPOCH + timedelta(days=number + (number < _FALSE_LEAP_DAY))
    return _day(day.year, day.month, day.day, today)


def _year_last(first: int, second: int, year: int, today: date) -> RosterDate | Fault:
    """03/04/1985 may be March or April; 25/12/1985 can be one day only."""
    pairs = {(first, second), (second, first)}
    readings = [one for one in (_day(year, m, d, today) for m, d in pairs) if isinstance(one, RosterDate)]
    if len(readings) == 1:
        return readings[0]
    if len(readings) == 2:
        return Fault("date_ambiguous", _WHICH_FIRST)
    return Fault("date_invalid", _UNREADABLE)


def _day(year: int, month: int, day: int, today: date) -> RosterDate | Fault:
    early_or_no_month = _month_fault(year, month)
    if early_or_no_month is not None:
        return early_or_no_month
    try:
        on = date(year, month, day)
    except ValueError:
        return Fault("date_invalid", _NO_DAY, {"year": year, "month": month, "day": day})
    return Fault("date_invalid", _FUTURE) if on > today else RosterDate(year, month, day)


def _month(year: int, month: int, today: date) -> RosterDate | Fault:
    early_or_no_month = _month_fault(year, month)
    if early_or_no_month is not None:
        return early_or_no_month
    if (year, month) > (today.year, today.month):
        return Fault("date_invalid", _FUTURE)
    return RosterDate(year, month)


def _month_fault(year: int, month: int) -> Fault | None:
    if year < FIRST_YEAR:
        return Fault("date_invalid", _TOO_EARLY, {"year": year})
    if not 1 <= month <= 12:
        return Fault("date_invalid", _NO_MONTH, {"month": month})
    return None
