"""The identity number of a row: only ever read from text, judged by the rules, never repaired."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext_noop

from zhibu.members.roster.cells import digits_of, looks_scientific
from zhibu.members.roster.terms import Cell, Fault, RosterDate, Sex
from zhibu.rules import identity

_SEX = {sex.value: sex for sex in Sex}
_LENGTH = 18
_OLD_LENGTH = 15

_NOT_TEXT = gettext_noop("Excel把号码变成了数字，后几位已丢，请把这一列设为文本再填")
_OLD = gettext_noop("15位的旧号码已停用，请填18位")
_SHORT_OR_LONG = gettext_noop("应是18位，这里有%(length)d位")
_SIGNS = gettext_noop("只能有数字，最后一位可以是X")
_CHECK = gettext_noop("最后一位对不上，号码里有写错的数字")
_BIRTH = gettext_noop("号码里的出生日期不可能，请核对")
_AREA = gettext_noop("号码开头的地区代码没有查到，请核对")


class Identity(NamedTuple):
    """A number that passed, with the birth date and sex it tells."""

    number: str
    birth_on: RosterDate
    sex: Sex


def read_identity(cell: Cell, today: date) -> tuple[Identity | None, tuple[Fault, ...]]:
    """The number and what it tells, or None; with the faults found: errors, or the warning `id_area_unknown`.

    A number cell holds 15 exact digits at most, so whatever Excel made a number is refused, never completed.
    """
    if not isinstance(cell, str):
        return None, (Fault("id_not_text", _NOT_TEXT),)
    number = cell
    if not (len(cell) == _LENGTH and cell.isascii() and cell.isalnum()):
        number = digits_of(cell[:200])
        if looks_scientific(number):
            return None, (Fault("id_not_text", _NOT_TEXT),)
    checked = identity.check(number, on=today)
    faults = tuple([_fault(code, number) for code in checked.problems]) if checked.problems else ()
    birth, sex = checked.birth, checked.sex
    if birth is None or sex is None:
        return None, faults
    return Identity(checked.normalised, _birth_on(birth), _SEX[sex]), faults


@lru_cache(maxsize=50_000)
def _birth_on(birth: date) -> RosterDate:
    return RosterDate(birth.year, birth.month, birth.day)


def _fault(code: str, number: str) -> Fault:
    if code == "id_check_digit":
        return Fault(code, _CHECK)
    if code == "id_birth_implausible":
        return Fault(code, _BIRTH)
    if code == "id_area_unknown":
        return Fault(code, _AREA)
    if len(number) == _OLD_LENGTH and number.isdigit():
        return Fault(code, _OLD)
    if len(number) != _LENGTH:
        return Fault(code, _SHORT_OR_LONG, {"length": len(number)})
    return Fault(code, _SIGNS)
