"""Telling people from all else that stands in a roster: totals, signatures, titles, repeated headers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhibu.members.roster.cells import as_text, digits_of, is_blank
from zhibu.members.roster.header import Header, field_of, synonyms
from zhibu.members.roster.terms import Cell, Merged

_FOOTER = re.compile(
    r"(?:合计|总计|小计|共计|累计|总人数|合计人数|人数合计|本页合计|本页小计)(?:[:：（(0-9].*)?"
    r"|(?:本页|全支部|总)?共(?:计|有)?[:：]?[0-9０-９一二三四五六七八九十百]+(?:人|名|位|行|条).*"
    r"|(?:制表|填表|填报|审核|审批|复核|经办|负责|联系|统计|打印|签字|签名|盖章|校对)(?:人|时间|日期|单位|部门|人员|人签字)?(?:[:：（(].*)?"
    r"|(?:填表|制表|打印|填报|统计|截止|截至)(?:时间|日期)?[:：]?[0-9].*"
    r"|(?:党)?(?:总支|支部|党委)?书记(?:签字|签名)?[:：（(].*|(?:党支部|支部|党委|单位)?[(（]?(?:盖章|公章)[)）]?(?:[:：].*)?"
    r"|(?:备注|注|说明|附注|填表说明|填写说明|单位|日期|联系电话|年月日)[:：].*|注[0-9、.．].*"
    r"|第[0-9一二三四五六七八九十]+页.*|以下空白|此页无正文|——+以下.*",
    re.DOTALL,
)
_TITLE = re.compile(
    r".*(?:小组|支部|党委|总支|班组|作业区|车间|名册|名单|花名册|一览表|统计表|登记表|信息表|[0-9]+人[)）]?)"
)
# A line below the header that says how to fill the columns in.
_HINT = re.compile(
    r"[(（\[【].*[)）\]】]|必填项?|选填|文本(?:格式)?|年[-./]?月[-./]?日?|(?:yyyy|YYYY)\S*|[0-9]{2}位"
)
_PLAIN_NAME = re.compile("[\u4e00-\u9fff]{2,4}").fullmatch
_MAYBE_NOT_A_NAME = frozenset("合总小共制填审复经负联统打签盖备注说附单日以第年累本全支书党姓名人职员此校")

# Values that one merged cell may say for several people below each other. A name never is.
_SHARED = frozenset(
    {"branch", "group", "crew", "area", "job", "party_post", "person_type", "admitted_on", "full_on"}
    | {"ethnicity", "native_place", "education", "degree", "floating", "floating_place", "remarks"}
)
_PERSONAL = ("identity_number", "birth_on", "admitted_on", "person_type", "sex", "phone")
_WIDE = 3
_MOST_FILLED = 500_000


class RowSorter:
    """Says of each row under a header whether a person stands in it, and gives merged cells their value."""

    def __init__(self, header: Header, merged: Sequence[Merged], rows: Sequence[Sequence[Cell]]) -> None:
        places = {field: column.position for field, column in header.fields.items()}
        self._name = places["name"]
        self._identity = places.get("identity_number", -1)
        # A name with something personal beside it is a person; the rest of the rows are looked at closely.
        self._witness = next((places[field] for field in _PERSONAL if field in places), -1)
        self._words = synonyms()
        self._columns = [(position, field) for field, position in places.items() if field != "serial"]
        self._wide_rows: set[int] = set()
        self._continued: set[int] = set()
        self.filled: dict[int, dict[int, Cell]] = {}
        self._note_merged(merged, rows, header.bottom + 1, {p for f, p in places.items() if f in _SHARED})

    def _note_merged(
        self, merged: Sequence[Merged], rows: Sequence[Sequence[Cell]], first: int, shared: set[int]
    ) -> None:
        filled = 0
        for region in merged:
            top, bottom = region.first_row, min(region.last_row, len(rows) - 1)
            if bottom < first or top < first:
                continue
            filled += bottom - top + 1
            if filled > _MOST_FILLED:
                return  # no roster merges this much
            if region.last_column - region.first_column + 1 >= _WIDE and (
                region.first_column <= self._name <= region.last_column
            ):
                self._wide_rows.update(range(top, bottom + 1))
            elif region.first_column == region.last_column and bottom > top:
                column, below = region.first_column, range(top + 1, bottom + 1)
                if column == self._name:
                    self._continued.update(below)
                elif column in shared and column < len(rows[top]):
                    for row in below:
                        self.filled.setdefault(row, {})[column] = rows[top][column]

    def is_plainly_person(self, place: int, row: Sequence[Cell]) -> bool:
        """A plain name with something personal beside it: true for nearly every person, and quick to say."""
        name = row[self._name]
        return bool(
            isinstance(name, str)
            and _PLAIN_NAME(name)
            and name[0] not in _MAYBE_NOT_A_NAME
            and self._witness >= 0
            and row[self._witness]
            and place not in self._wide_rows
            and name not in self._words
        )

    def is_person(self, place: int, row: Sequence[Cell]) -> bool:
        """False for blank rows, totals, signatures, notes, hints, titles, repeated headers and continued cells."""
        filled = [(position, field) for position, field in self._columns if not is_blank(row[position])]
        if not filled or place in self._wide_rows:
            return False
        if place in self._continued and is_blank(row[self._name]):
            return False
        if all(field_of(as_text(row[position])) is not None for position, _ in filled):
            return False
        if all(_HINT.fullmatch(_squeezed(row[position])) for position, _ in filled):
            return False
        if all(_is_column_number(row[position]) for position, _ in filled):
            return False
        if self._has_identity_number(row):
            return True
        first = next((text for cell in row if (text := _squeezed(cell)) and not text.isdigit()), "")
        if _FOOTER.fullmatch(first):
            return False
        return not (len(filled) == 1 and _TITLE.fullmatch(_squeezed(row[filled[0][0]])))

    def _has_identity_number(self, row: Sequence[Cell]) -> bool:
        if self._identity < 0:
            return False
        cell = row[self._identity]
        return isinstance(cell, str) and len(digits_of(cell[:60])) in (15, 18)


def _is_column_number(cell: Cell) -> bool:
    """Forms number their columns in a row of its own below the header."""
    text = _squeezed(cell)
    return len(text) <= 2 and text.isdigit()


def _squeezed(cell: Cell) -> str:
    return "".join(as_text(cell)[:300].split())
