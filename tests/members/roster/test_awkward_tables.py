"""Tables that look like one roster and are not quite: read right, or refused with a sentence, never half understood."""

import pytest

from tests.members.roster.rosters import codes, number_for, read_file, read_one, read_rows, workbook
from zhibu.kernel.refusal import Refused
from zhibu.members.roster import PersonType, RosterDate

FIRST, SECOND, THIRD = (number_for("19850701", order=order) for order in ("001", "012", "023"))


def test_below_the_header_of_another_table_nothing_falls_into_wrong_fields():
    reading = read_rows(
        ["姓名", "身份证号", "入党时间", "转正时间"],
        ["党员甲", FIRST, "2010.7.1", "2011.7.1"],
        [],
        ["第二张名册"],
        ["姓名", "身份证号", "转正时间", "入党时间"],
        ["党员乙", SECOND, "2011.7.1", "2010.7.1"],
        ["合计", "1人"],
    )
    assert [row.number for row in reading.rows] == [2, 6]
    assert [(p.row, p.code) for p in reading.problems] == [(6, "name_missing")]
    assert "第5行" in reading.problems[0].message
    assert reading.rows[1].values == {}


def test_the_other_table_is_noticed_although_its_words_look_like_a_person():
    reading = read_rows(
        ["姓名", "身份证号", "入党时间"],
        ["党员甲", FIRST, "2010.7.1"],
        ["性别", "姓名", "身份证号"],
        ["男", "党员乙", SECOND],
    )
    assert [(p.row, p.code) for p in reading.problems] == [(4, "name_missing")]


def test_people_beside_each_other_are_refused_before_half_of_them_are_lost():
    rows = [["姓名", "身份证号", None, "姓名", "身份证号"], ["党员甲", FIRST, None, "党员乙", SECOND]]
    with pytest.raises(Refused, match="并排") as refused:
        read_file(workbook(("Sheet1", rows)))
    assert refused.value.code == "header_not_found"


def test_a_line_of_hints_below_the_header_is_no_person():
    reading = read_rows(
        ["姓名", "身份证号", "入党时间"],
        ["（必填）", "18位", "年月日"],
        ["党员甲", FIRST, "2010.7.1"],
    )
    assert [row.number for row in reading.rows] == [3] and reading.problems == []


def test_sheets_that_call_the_same_columns_by_other_words_are_read_together():
    reading = read_file(
        workbook(
            ("一组", [["姓名", "身份证号", "入党时间"], ["党员甲", FIRST, "2010.7.1"]]),
            ("二组", [["姓 名", "身份证号码", "入党日期"], ["党员乙", SECOND, "2010.13.1"]]),
        )
    )
    assert reading.sheets == ("一组", "二组") and reading.left_out == ()
    assert [(p.sheet, p.row, p.column) for p in reading.problems] == [("二组", 2, "入党日期")]


def test_the_same_number_on_two_sheets_names_the_other_sheet():
    head = ["姓名", "身份证号"]
    reading = read_file(workbook(("一组", [head, ["党员甲", FIRST]]), ("二组", [head, ["党员甲", FIRST]])))
    assert codes(reading) == ["id_duplicate"]
    assert "「一组」第2行" in reading.problems[0].message


@pytest.mark.parametrize("written", ["'2019.7.1", "‘2019-07-01", "2019年7月1日 星期一", "2019.7.1（周一）"])
def test_a_date_with_an_apostrophe_or_its_weekday(written):
    assert read_one(入党时间=written).rows[0].values["admitted_on"] == RosterDate(2019, 7, 1)


@pytest.mark.parametrize(
    ("word", "kind"), [("党员（预备）", PersonType.PROBATIONARY), ("党员（正式）", PersonType.FULL)]
)
def test_the_type_in_brackets(word, kind):
    assert read_one(人员类别=word).rows[0].values["person_type"] is kind


@pytest.mark.parametrize(
    ("cells", "left_out", "kept"),
    [
        ({"人员类别": "预备党员", "入党时间": "2019.1.1", "转正时间": "2020.1.1"}, "full_on", "admitted_on"),
        ({"人员类别": "入党积极分子", "入党时间": "2019.1.1"}, "admitted_on", "person_type"),
    ],
)
def test_a_date_that_the_type_denies_is_asked_about(cells, left_out, kept):
    reading = read_one(**cells)
    assert codes(reading) == ["date_order"] and reading.accepted == 1
    assert left_out not in reading.rows[0].values and kept in reading.rows[0].values


@pytest.mark.parametrize(
    "header", ["加入中共组织的时间（预备期开始）", "成为预备党员时间", "接收为预备党员日期", "入党的时间"]
)
def test_more_words_for_the_day_of_admission(header):
    assert read_one(**{header: "2019.7.1"}).rows[0].values["admitted_on"] == RosterDate(2019, 7, 1)


def test_a_csv_that_guards_its_numbers_with_a_formula():
    text = f'姓名,身份证号,入党时间\r\n党员甲,="{FIRST}",="2019.7.1"\r\n'
    values = read_file(text.encode("gb18030"), "名册.csv").rows[0].values
    assert (values["identity_number"], values["admitted_on"]) == (FIRST, RosterDate(2019, 7, 1))


@pytest.mark.parametrize(
    "cell", [FIRST, f"党员甲，{FIRST}，男", f"{FIRST[:6]} {FIRST[6:14]} {FIRST[14:]}", "字" * 30 + FIRST]
)
def test_an_identity_number_in_a_wrong_column_is_hidden_too(cell):
    reading = read_one(入党时间=cell)
    [problem] = reading.problems
    assert problem.code == "date_invalid"
    assert FIRST[6:14] not in problem.shown.replace(" ", "")
    assert FIRST not in problem.message


@pytest.mark.parametrize("word", ["预备", "预备期", "未转正", "待转正"])
def test_a_word_instead_of_the_day_of_becoming_full_says_what_somebody_is(word):
    reading = read_rows(["姓名", "身份证号", "入党时间", "转正时间"], ["党员甲", FIRST, "2010.7.1", word])
    values = reading.rows[0].values
    assert (values["person_type"], "full_on" in values, codes(reading)) == (
        PersonType.PROBATIONARY,
        False,
        [],
    )


def test_full_by_one_column_and_not_by_the_other_is_asked_about():
    reading = read_rows(["姓名", "身份证号", "人员类别", "转正时间"], ["党员甲", FIRST, "正式党员", "未转正"])
    assert (reading.rows[0].values["person_type"], codes(reading)) == (PersonType.FULL, ["date_order"])


def test_such_a_word_is_no_other_date():
    reading = read_rows(["姓名", "身份证号", "入党时间"], ["党员甲", FIRST, "预备"])
    assert codes(reading) == ["date_invalid"]
