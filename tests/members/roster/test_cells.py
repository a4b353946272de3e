"""One cell at a time: names, dates, telephone and identity numbers, types; at the limits and beyond."""

from datetime import date, time, timedelta

import pytest

from tests.members.roster.rosters import TODAY, codes, number_for, read_one, with_wrong_check_digit
from zhibu.members.roster import ERRORS, WARNINGS, PersonType, RosterDate, Sex
from zhibu.members.roster.cells import (
    name_key,
    read_answer,
    read_name,
    read_phone,
    read_sex,
    read_text,
    read_type,
)
from zhibu.members.roster.dates import read_date
from zhibu.members.roster.terms import Fault


def code_of(outcome) -> str | None:
    return outcome.code if isinstance(outcome, Fault) else None


class TestNames:
    @pytest.mark.parametrize(
        ("cell", "name"),
        [
            ("张三", "张三"),
            ("张　三", "张三"),
            (" 张\u00a0三 ", "张三"),
            ("欧阳 娜", "欧阳娜"),
            ("阿里木 买买提", "阿里木 买买提"),
            ("阿里木•买买提", "阿里木·买买提"),
            ("阿里木・买买提", "阿里木·买买提"),
            ("阿里木．买买提", "阿里木·买买提"),
            ("阿里木‧买买提", "阿里木·买买提"),
            ("阿里木·买买提", "阿里木·买买提"),
            ("𠮷田", "𠮷田"),
            ("䶮", "䶮"),
            ("张〇", "张〇"),
            ("张三\n", "张三"),
            ("字" * 64, "字" * 64),
            ("𠮷" * 64, "𠮷" * 64),
        ],
    )
    def test_as_written_with_one_kind_of_dot(self, cell, name):
        assert read_name(cell) == name

    @pytest.mark.parametrize(
        ("cell", "code"),
        [
            (None, "name_missing"),
            ("", "name_missing"),
            ("　", "name_missing"),
            ("—", "name_missing"),
            ("张\u200b三", "name_invalid"),
            ("\ufeff张三", "name_invalid"),
            ("张\u202e三", "name_invalid"),
            ("张\x00三", "name_invalid"),
            ("张\n三", "name_invalid"),
            ("张\ue000", "name_invalid"),
            ("张\U000f0000", "name_invalid"),
            ("张\ud800", "name_invalid"),
            ("张三（女）", "name_invalid"),
            ("<b>张三</b>", "name_invalid"),
            ("张三1", "name_invalid"),
            ("·", "name_invalid"),
            ("张·", "name_invalid"),
            ("\u0301", "name_invalid"),
            (13.0, "name_invalid"),
            (True, "name_invalid"),
            (date(2020, 1, 1), "name_invalid"),
            ("字" * 65, "text_too_long"),
        ],
    )
    def test_what_is_no_name_is_refused(self, cell, code):
        assert code_of(read_name(cell)) == code

    def test_composed_but_never_replaced(self):
        assert read_name("ガ") == "ガ"
        assert read_name("凞") == "凞"

    def test_the_message_names_the_sign_nobody_sees(self):
        problem = read_one(姓名="张\u200b三").problems[0]
        assert "U+200B" in problem.message
        assert "[U+200B]" in problem.shown

    def test_names_are_compared_without_spaces_and_dots(self):
        assert name_key("阿里木 · 买买提") == name_key("阿里木．买买提") == "阿里木买买提"


class TestDates:
    @pytest.mark.parametrize(
        ("cell", "written"),
        [
            ("1985.7.1", "1985-07-01"),
            ("1985-07-01 00:00:00", "1985-07-01"),
            ("1985-07-01T00:00:00", "1985-07-01"),
            ("1985 年 7 月 1 日", "1985-07-01"),
            ("1985. 7. 1", "1985-07-01"),
            ("1985.07.01.", "1985-07-01"),
            ("1985年7月1号", "1985-07-01"),
            ("1985年07月", "1985-07"),
            ("1985年7月份", "1985-07"),
            ("198507", "1985-07"),
            (198507.0, "1985-07"),
            ("2000-02-29", "2000-02-29"),
            ("25/12/1985", "1985-12-25"),
            ("12/25/1985", "1985-12-25"),
            ("05/05/1985", "1985-05-05"),
            (1985.07, "1985-07"),
            (1985.11, "1985-11"),
            (1985.9, "1985-09"),
            (1, "1900-01-01"),
            (59, "1900-02-28"),
            (61, "1900-03-01"),
            (36525, "1999-12-31"),
            (date(1900, 1, 1), "1900-01-01"),
            (TODAY, str(TODAY)),
            ("2026-11", "2026-11"),
        ],
    )
    def test_every_clear_form(self, cell, written):
        assert str(read_date(cell, TODAY)) == written

    @pytest.mark.parametrize(
        "cell",
        [
            "03/04/1985",
            "85.7.1",
            "85.07",
            "85年7月1日",
            "7/1/85",
            "1985",
            "1985年",
            1985,
            1985.0,
            1985.1,
            "850701",
            2050,
        ],
    )
    def test_two_readings_are_asked_about(self, cell):
        assert code_of(read_date(cell, TODAY)) == "date_ambiguous"

    @pytest.mark.parametrize(
        "cell",
        ["1985.13.5", "1985-02-30", "2001-02-29", "1899-12-31", "1899.12", "2026-11-23", "2026-12", "19851301",
         60, 0, -1, 1e20, float("nan"), float("inf"), True, time(8), timedelta(days=1), "不是日期", "1985-7-1-1",
         "1" * 500, "1985.00", "99999", date(1899, 12, 31), date(2027, 1, 1), 1985.13, 1985.123, "32/12/1985"],
    )  # fmt: skip
    def test_days_that_never_were_or_are_to_come(self, cell):
        assert code_of(read_date(cell, TODAY)) == "date_invalid"

    def test_a_month_is_not_given_a_day(self):
        month = RosterDate(1985, 7)
        assert (month.precision, month.exact, str(month)) == ("month", None, "1985-07")
        assert month.agrees_with(RosterDate(1985, 7, 31))
        assert not month.agrees_with(RosterDate(1985, 8, 1))
        assert RosterDate(1985, 7, 1).exact == date(1985, 7, 1)


class TestNumbers:
    @pytest.mark.parametrize(
        ("cell", "phone"),
        [
            ("13900001111", "13900001111"),
            (13900001111.0, "13900001111"),
            (13900001111, "13900001111"),
            ("139-0000-1111", "13900001111"),
            ("+86 139 0000 1111", "13900001111"),
            ("008613900001111", "13900001111"),
            ("１３９００００１１１１", "13900001111"),
            ("\u202d13900001111\u202c", "13900001111"),
            ("'13900001111", "13900001111"),
            ("(0571)8888-6666", "0571-88886666"),
            ("010-66668888", "010-66668888"),
            ("05718888666", "0571-8888666"),
            ("0571-88886666转123", "0571-88886666-123"),
            ("无", None),
            (None, None),
        ],
    )
    def test_phones(self, cell, phone):
        assert read_phone(cell) == phone

    @pytest.mark.parametrize(
        "cell",
        ["1390000111", "139000011112", "12900001111", "88886666", "1.39E+10", 1.5, 2.0**60, float("inf"), float("nan"),
         "13900001111/13900002222", "abc", True, "１", date(2020, 1, 1), 10**40],
    )  # fmt: skip
    def test_a_wrong_phone_is_a_warning_and_left_empty(self, cell):
        reading = read_one(手机=cell)
        assert codes(reading) == ["phone_invalid"]
        assert reading.rows[0].accepted
        assert "phone" not in reading.rows[0].values

    @pytest.mark.parametrize(
        ("cell", "code"),
        [
            (330102198507010000.0, "id_not_text"),
            (330102198507010011, "id_not_text"),
            (3.30102e17, "id_not_text"),
            ("3.30102E+17", "id_not_text"),
            ("330102198507010000.0", "id_not_text"),
            (True, "id_not_text"),
            ("110101850701001", "id_length"),
            (number_for()[:-1], "id_length"),
            (number_for() + "0", "id_length"),
            ("A" * 18, "id_length"),
            (number_for()[:16] + "X" + number_for()[17], "id_length"),
            (with_wrong_check_digit(number_for()), "id_check_digit"),
            (number_for("19850230"), "id_birth_implausible"),
            (number_for("18991231"), "id_birth_implausible"),
            (number_for("20261123"), "id_birth_implausible"),
        ],
    )
    def test_identity_numbers_that_keep_a_row_out(self, cell, code):
        reading = read_one(身份证号=cell)
        assert codes(reading) == [code]
        assert not reading.rows[0].accepted
        assert "identity_number" not in reading.rows[0].values

    @pytest.mark.parametrize("cell", ["", None, "  ", "无", "/"])
    def test_without_a_number_the_row_is_taken_with_a_warning(self, cell):
        reading = read_one(身份证号=cell)
        assert codes(reading) == ["id_missing"]
        assert reading.accepted == 1

    def test_an_area_nobody_knows_is_only_a_warning(self):
        reading = read_one(身份证号=number_for(area="999999"))
        assert codes(reading) == ["id_area_unknown"]
        assert reading.accepted == 1


class TestWords:
    @pytest.mark.parametrize(
        ("word", "kind"),
        [
            ("正式党员", PersonType.FULL),
            ("中共党员", PersonType.FULL),
            ("中共党员（正式）", PersonType.FULL),
            ("预备", PersonType.PROBATIONARY),
            ("中共预备党员", PersonType.PROBATIONARY),
            ("发展对象", PersonType.OBJECT),
            ("入党积极 分子", PersonType.ACTIVIST),
            ("申请人", PersonType.APPLICANT),
            ("群众", PersonType.WORKER),
            ("", None),
        ],
    )
    def test_types(self, word, kind):
        assert read_type(word) is kind

    def test_an_unknown_type_keeps_the_row_out(self):
        assert codes(read_one(党员类别="党外人士甲")) == ["type_unknown"]

    def test_sex_and_answers(self):
        assert [read_sex(cell) for cell in ("男", "女性", "1", 2.0, "f", "")] == [
            Sex.MALE, Sex.FEMALE, Sex.MALE, Sex.FEMALE, Sex.FEMALE, None
        ]  # fmt: skip
        assert [read_answer(cell) for cell in ("是", "否", "√", True, 0.0, "也许", "")] == [
            True, False, True, True, False, None, None
        ]  # fmt: skip

    def test_free_text_is_folded_and_bounded(self):
        assert read_text("示例路\n1号\u200b") == "示例路 1号"
        assert read_text(3.0) == "3"
        assert read_text(date(2020, 1, 2)) == "2020-01-02"
        assert read_text("字" * 500) == "字" * 500
        assert code_of(read_text("字" * 501)) == "text_too_long"
        assert read_text("\u200b") is None


class TestCrossChecks:
    def test_birth_and_sex_come_from_the_number_when_the_roster_has_none(self):
        values = read_one(身份证号=number_for(order="002")).rows[0].values
        assert (values["birth_on"], values["sex"]) == (RosterDate(1985, 7, 1), Sex.FEMALE)

    def test_a_month_of_birth_that_agrees_gets_its_day_from_the_number(self):
        assert read_one(出生年月="1985.07").rows[0].values["birth_on"] == RosterDate(1985, 7, 1)

    def test_october_that_excel_shortened_is_decided_by_the_number_and_only_by_it(self):
        october = number_for("19851005")
        assert read_one(身份证号=october, 出生年月=1985.1).rows[0].values["birth_on"] == RosterDate(
            1985, 10, 5
        )
        assert codes(read_one(身份证号=october, 出生年月=1985.1)) == []
        assert codes(read_one(出生年月=1985.1)) == ["date_ambiguous"]
        assert codes(read_one(身份证号=october, 入党时间=2010.1)) == ["date_ambiguous"]

    @pytest.mark.parametrize(
        ("header", "cell", "code", "field"),
        [
            ("出生日期", "1985-07-02", "id_birth_mismatch", "birth_on"),
            ("出生年月", "1985.08", "id_birth_mismatch", "birth_on"),
            ("性别", "女", "id_sex_mismatch", "sex"),
        ],
    )
    def test_what_contradicts_the_number_is_warned_of_and_left_out(self, header, cell, code, field):
        reading = read_one(**{header: cell})
        assert codes(reading) == [code]
        assert reading.problems[0].column == header
        assert reading.accepted == 1
        assert field not in reading.rows[0].values

    @pytest.mark.parametrize(
        ("admitted", "full", "expected"),
        [
            ("2010-07-01", "2011-07-01", []),
            ("2010-07-01", "2010-07-01", []),
            ("2010-07", "2010-07-01", []),
            ("2010-07-01", "2010-06-30", ["date_order"]),
            ("2010-07", "2010-06", ["date_order"]),
            ("2003-07-01", "", []),
            ("2003-06-30", "", ["date_order"]),
            ("2003-07", "", []),
            ("2003-06", "", ["date_order"]),
        ],
    )
    def test_dates_in_an_order_that_can_be(self, admitted, full, expected):
        reading = read_one(入党时间=admitted, 转正时间=full)
        assert codes(reading) == expected
        assert reading.accepted == 1


def test_every_code_is_either_an_error_or_a_warning():
    assert len(ERRORS) == 13
    assert len(WARNINGS) == 6
    assert not ERRORS & WARNINGS
