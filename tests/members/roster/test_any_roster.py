"""Whatever stands in the cells: reading never breaks, and every row is either taken or has an error."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.members.roster.rosters import TODAY, number_for, read_rows, sheet_of
from zhibu.members.roster import ERRORS, WARNINGS, HeaderNotFound, Severity, read_roster
from zhibu.members.roster.header import TablesSideBySide, synonyms

_WORDS = st.sampled_from(
    ["党员甲", "张　三", number_for(), "3.3E+17", "1985.07", "03/04/1985", "正式党员", "男", "13900001111", "\u200b",
     "\ue000", "合计", "姓名", "共3人", "第一党小组", "无", "审核：张三"]
)  # fmt: skip
_CELLS = st.one_of(
    st.just(""), st.none(), _WORDS, st.text(max_size=30), st.integers(), st.floats(), st.booleans(),
    st.dates(), st.datetimes(), st.times(), st.timedeltas(),
)  # fmt: skip
_HEADERS = st.sampled_from(["姓名", *synonyms()])
_REGIONS = st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12), st.integers(0, 12)).map(
    lambda r: (min(r[0], r[2]), min(r[1], r[3]), max(r[0], r[2]), max(r[1], r[3]))
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(_HEADERS, min_size=1, max_size=8),
    st.lists(st.lists(_CELLS, max_size=10), max_size=8),
    st.lists(_REGIONS, max_size=4),
)
def test_every_row_is_taken_or_has_an_error_that_says_why(header, rows, merged):
    try:
        reading = read_rows(["名册"], ["姓名", "身份证号", *header], *rows, merged=merged)
    except TablesSideBySide:
        return
    for row in reading.rows:
        errors = [problem for problem in row.problems if problem.severity is Severity.ERROR]
        assert row.accepted == (not errors)
        assert not row.accepted or 1 <= len(row.values["name"]) <= 64
        for problem in row.problems:
            assert problem.row == row.number
            assert problem.code in (ERRORS if problem.severity is Severity.ERROR else WARNINGS)
            assert problem.message
            problem.shown.encode("utf-8")
        for value in row.values.values():
            if isinstance(value, str):
                value.encode("utf-8")
    assert [row.number for row in reading.rows] == sorted({row.number for row in reading.rows})


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(_CELLS, max_size=6), max_size=40))
def test_any_sheet_is_read_or_refused(rows):
    with suppress(HeaderNotFound, TablesSideBySide):
        read_rows(*rows)


@given(
    st.dates(date(1900, 1, 1), TODAY),
    st.sampled_from(["{0}-{1}-{2}", "{0}.{1:02}.{2:02}", "{0}年{1}月{2}日", "{0}{1:02}{2:02}"]),
)
def test_a_date_comes_out_as_it_went_in(day, form):
    reading = read_rows(["姓名", "出生日期"], ["党员甲", form.format(day.year, day.month, day.day)])
    assert reading.rows[0].values["birth_on"].exact == day


def test_cells_of_every_kind_the_reader_of_tables_knows():
    for cell in (date(1985, 7, 1), datetime(1985, 7, 1), time(8), timedelta(days=1), 1.0, 1, True, "", None):  # noqa: DTZ001
        read_rows(["姓名", "身份证号", "手机", "出生日期", "性别", "岗位"], *[[cell] * 6] * 2)


def test_progress_is_told_to_the_end():
    told = []
    rows = [["姓名", "身份证号"], *[["党员甲", ""] for _ in range(2500)]]
    reading = read_roster(
        [sheet_of(rows)], today=TODAY, on_progress=lambda done, total: told.append((done, total))
    )
    assert told == [(0, 2500), (1000, 2500), (2000, 2500), (2500, 2500)]
    assert len(reading.rows) == 2500


def test_a_hidden_sheet_is_not_read_beside_a_visible_one():
    rows = [["姓名", "身份证号"], ["党员甲", number_for()]]
    sheets = [sheet_of(rows, name="旧", hidden=True), sheet_of(rows, name="新")]
    reading = read_roster(sheets, today=TODAY)
    assert (reading.sheets, reading.left_out, len(reading.rows)) == (("新",), ("旧",), 1)


def test_no_message_holds_a_whole_identity_number():
    number = number_for()
    reading = read_rows(
        ["姓名", "身份证号"],
        ["党员甲", number],
        ["党员乙", number],
        ["党员丙", number + "1"],
        ["党员丁", number[::-1]],
    )
    assert reading.problems
    assert not [p for p in reading.problems if number[6:14] in p.shown + p.message or number[::-1] in p.shown]
