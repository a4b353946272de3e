"""Whole files as branches keep them, through the real reader of tables."""

from datetime import date, datetime

import pytest

from tests.members.roster.rosters import codes, number_for, read_file, with_wrong_check_digit, workbook
from zhibu.members.roster import HeaderNotFound, PersonType, RosterDate, Sex

FIRST, SECOND, THIRD = (number_for("19850701", order=order) for order in ("001", "012", "023"))


def test_titles_blank_rows_and_totals_around_the_table():
    reading = read_file(
        workbook(
            (
                "名册",
                [
                    ["示例一支部党员花名册"],
                    ["填表单位：示例一支部", None, "2026年11月"],
                    [],
                    ["序号", "姓名", "身份证号", "党员类别"],
                    [1, "党员甲", FIRST, "正式党员"],
                    [],
                    [2, "党员乙", SECOND, "预备党员"],
                    [3],
                    ["合计", "2人"],
                    ["制表人：党员甲", None, "审核：党员乙"],
                    ["填表日期：2026-11-22"],
                ],
            ),
            merges=["A1:D1"],
        )
    )
    assert reading.header_row == 4
    assert [(row.number, row.values["name"]) for row in reading.rows] == [(5, "党员甲"), (7, "党员乙")]
    assert reading.accepted == 2
    assert reading.problems == []
    assert reading.rows[1].values["person_type"] is PersonType.PROBATIONARY


def test_header_of_two_lines_with_merged_groups():
    reading = read_file(
        workbook(
            (
                "Sheet1",
                [
                    ["党员名册"],
                    ["序号", "基本情况", None, "入党", None, "联系\n电话"],
                    [None, "姓名", "公民身份号码", "时间", "转正时间", None],
                    [1, "党员甲", FIRST, "2010.07", "2011.07", 13900001111],
                ],
            ),
            merges=["A1:F1", "A2:A3", "B2:C2", "D2:E2", "F2:F3"],
        )
    )
    values = reading.rows[0].values
    assert reading.header_row == 3
    assert reading.rows[0].number == 4
    assert values["admitted_on"] == RosterDate(2010, 7)
    assert values["full_on"] == RosterDate(2011, 7)
    assert values["phone"] == "13900001111"
    assert reading.problems == []


def test_name_merged_over_both_header_lines():
    reading = read_file(
        workbook(
            (
                "Sheet1",
                [
                    ["姓名", "身份证号", "党内情况", None],
                    [None, None, "党员类别", "入党日期"],
                    ["党员甲", FIRST, "正式", "2010-07-01"],
                ],
            ),
            merges=["A1:A2", "B1:B2", "C1:D1"],
        )
    )
    assert reading.header_row == 2
    assert reading.rows[0].values["admitted_on"] == RosterDate(2010, 7, 1)


def test_header_words_with_breaks_marks_notes_and_full_width():
    reading = read_file(
        workbook(
            (
                "Sheet1",
                [
                    [
                        "*姓　名",
                        "身份证号码（必填）",
                        "入党时间\n(年.月.日)",
                        "手机号：",
                        "班　组",
                        "所在　党小组",
                        "ＮＯ",
                        "爱好",
                    ],
                    ["党员甲", FIRST, "2010.7.1", "139 0000 1111", "甲班", "第一党小组", 1, "读书"],
                ],
            )
        )
    )
    fields = {column.field for column in reading.columns}
    assert fields == {"name", "identity_number", "admitted_on", "phone", "crew", "group", "serial", None}
    assert [column.header for column in reading.unknown_columns] == ["爱好"]
    assert reading.columns[0].header == "*姓　名"


def test_repeated_header_and_title_rows_of_a_printed_list():
    head = ["姓名", "身份证号", "性别"]
    rows = [
        ["党员花名册"],
        head,
        ["党员甲", FIRST, "男"],
        ["第1页 共2页"],
        ["党员花名册"],
        head,
        ["党员乙", SECOND, "男"],
        ["共2人"],
    ]
    reading = read_file(workbook(("Sheet1", rows)))
    assert [row.number for row in reading.rows] == [3, 7]


def test_group_titles_between_people_and_a_merged_group_column():
    rows = [
        ["党小组", "姓名", "身份证号"],
        ["一组", "党员甲", FIRST],
        [None, "党员乙", SECOND],
        ["第二党小组（1人）"],
        ["二组", "党员丙", THIRD],
    ]
    reading = read_file(workbook(("Sheet1", rows), merges=["A2:A3", "A4:C4"]))
    assert [row.values["group"] for row in reading.rows] == ["一组", "一组", "二组"]


def test_one_person_over_two_merged_rows_is_one_person():
    rows = [["姓名", "身份证号", "手机"], ["党员甲", FIRST, "13900001111"], [None, None, "13900002222"]]
    reading = read_file(workbook(("Sheet1", rows), merges=["A2:A3", "B2:B3"]))
    assert len(reading.rows) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_csv_in_every_encoding(encoding):
    head = "姓名,身份证号,党员类别,入党时间"
    text = f"{head}\r\n党员甲,{FIRST},正式党员,2010年7月1日\r\n党员乙,{SECOND},预备,20260701\r\n"
    reading = read_file(text.encode(encoding), "名册.csv")
    assert reading.accepted == 2
    assert reading.rows[1].values["admitted_on"] == RosterDate(2026, 7, 1)


def test_all_forms_of_dates_in_one_column():
    written = [
        "1985.07",
        "1985-7-1",
        "19850701",
        "1985年7月1日",
        "１９８５．０７．０１",
        "1985/07/01 00:00",
        "31229",
        "1985年7月",
    ]
    cells = [31229, 31229.5, 19850701, 1985.07, date(1985, 7, 1), datetime(1985, 7, 1)]  # noqa: DTZ001 - as in files
    forms = [*written, *cells]
    rows = [["姓名", "出生日期"], *[[f"党员{chr(0x4E00 + n)}", form] for n, form in enumerate(forms)]]
    reading = read_file(workbook(("Sheet1", rows)))
    births = [row.values["birth_on"] for row in reading.rows]
    assert {birth.year * 100 + birth.month for birth in births} == {198507}
    assert [str(birth) for birth in births].count("1985-07") == 3
    assert set(codes(reading)) == {"id_missing"}


def test_numbers_that_excel_made_of_text():
    rows = [
        ["姓名", "身份证号", "手机"],
        ["党员甲", 340521198507010000, 13900001111],
        ["党员乙", "3.40521E+17", 13900001111.0],
        ["党员丙", SECOND, "1.39E+10"],
    ]
    reading = read_file(workbook(("Sheet1", rows)))
    assert [(p.row, p.column, p.code) for p in reading.problems] == [
        (2, "身份证号", "id_not_text"),
        (3, "身份证号", "id_not_text"),
        (4, "手机", "phone_invalid"),
    ]
    assert [row.accepted for row in reading.rows] == [False, False, True]
    assert reading.rows[0].values["phone"] == "13900001111"


def test_several_sheets_with_the_same_header_are_read_together():
    head = ["姓名", "身份证号"]
    reading = read_file(
        workbook(
            ("填写说明", [["请在下表填写"], ["不要改表头"]]),
            ("一组", [head, ["党员甲", FIRST]]),
            ("二组", [head, ["党员乙", SECOND]]),
            ("旧表", [["名字", "岗位"], ["党员丁", "巡检"]]),
            ("三组", [head]),
        )
    )
    assert reading.sheets == ("一组", "二组", "三组")
    assert reading.left_out == ("填写说明", "旧表")
    assert [(row.sheet, row.number) for row in reading.rows] == [("一组", 2), ("二组", 2)]


def test_the_same_number_twice_is_refused_on_the_later_row():
    rows = [
        ["姓名", "身份证号"],
        ["党员甲", FIRST],
        ["党员乙", FIRST[:17] + FIRST[17].lower()],
        ["党员丙", " " + FIRST],
    ]
    reading = read_file(workbook(("Sheet1", rows)))
    assert [(p.row, p.code) for p in reading.problems] == [(3, "id_duplicate"), (4, "id_duplicate")]
    assert "第2行" in reading.problems[0].message


def test_full_width_and_spaced_cells():
    wide = FIRST.translate({ord(str(digit)): 0xFF10 + digit for digit in range(10)})
    rows = [
        ["姓名", "身份证号", "手机", "性别"],
        ["张　三", f" {wide} ", "＋８６ １３９－００００－１１１１", " 男 "],
    ]
    reading = read_file(workbook(("Sheet1", rows)))
    values = reading.rows[0].values
    assert (values["name"], values["identity_number"], values["phone"]) == ("张三", FIRST, "13900001111")
    assert values["sex"] is Sex.MALE
    assert values["birth_on"] == RosterDate(1985, 7, 1)


def test_wrong_check_digits_keep_rows_out_and_are_masked():
    wrong = with_wrong_check_digit(FIRST)
    reading = read_file(workbook(("Sheet1", [["名字", "公民身份号码"], ["党员甲", wrong]])))
    problem = reading.problems[0]
    assert (problem.row, problem.column, problem.code) == (2, "公民身份号码", "id_check_digit")
    assert wrong not in problem.shown + problem.message
    assert problem.shown.startswith("110101***")


@pytest.mark.parametrize(
    "rows",
    [
        [["党员花名册"], ["张三", "李四"]],
        [["身份证号", "手机"], [FIRST, "13900001111"]],
        [[None]],
        [["姓名"]],
    ],
)
def test_a_file_without_header_is_refused(rows):
    with pytest.raises(HeaderNotFound) as refused:
        read_file(workbook(("Sheet1", rows)))
    assert refused.value.code == "header_not_found"


def test_the_header_may_stand_in_row_30_but_not_below():
    people = [["姓名", "身份证号"], ["党员甲", FIRST]]
    assert read_file(workbook(("Sheet1", [["说明"]] * 29 + people))).header_row == 30
    with pytest.raises(HeaderNotFound):
        read_file(workbook(("Sheet1", [["说明"]] * 30 + people)))


def test_a_list_of_names_alone_is_a_roster():
    reading = read_file(workbook(("Sheet1", [["名单"], ["姓名"], ["党员甲"], ["张三"], ["共2人"]])))
    assert [row.values["name"] for row in reading.rows] == ["党员甲", "张三"]
    assert codes(reading) == ["id_missing", "id_missing"]
    assert reading.problems[0].column is None


def test_numbered_columns_below_the_header_are_no_person():
    rows = [["序号", "姓名", "身份证号"], ["甲", 1, 2], ["1", "党员甲", FIRST]]
    assert [row.number for row in read_file(workbook(("Sheet1", rows))).rows] == [3]
