"""Roster files as branches have them, made for a test; every identity number is invented and fits together."""

import csv
import datetime as dt
import io
from collections.abc import Sequence

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
HEADER = ("姓名", "公民身份号码", "入党日期", "转正日期", "人员类别", "党小组", "联系电话", "岗位", "班组")


def identity(number: int, born: dt.date = dt.date(1985, 7, 1)) -> str:
    """An identity number of somebody born that day."""
    body = f"110101{born:%Y%m%d}{number:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def a_csv(*rows: Sequence[object], header: Sequence[str] = HEADER) -> bytes:
    """The rows as a .csv in UTF-8."""
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode()


def person(number: int, name: str = "", **other: object) -> list[object]:
    """One good row; `other` replaces cells by their header."""
    row = {
        "姓名": name or f"党员{'甲乙丙丁戊己庚辛壬癸'[number % 10]}",
        "公民身份号码": identity(number),
        "入党日期": "2010.7.1",
        "转正日期": "2011.7.1",
        "人员类别": "正式党员",
        "党小组": "第一党小组",
        "联系电话": f"139{number:08d}",
        "岗位": "操作工",
        "班组": "甲班",
    }
    row |= other
    return list(row.values())
