"""Which field a header word stands for."""

from pathlib import Path

import pytest

from tests.members.roster.rosters import number_for, read_rows
from zhibu.members.roster import header
from zhibu.rules.plain_yaml import read_yaml


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("姓名", "name"),
        ("＊姓 名：", "name"),
        ("党员姓名\n（必填）", "name"),
        ("居民身份证号码(18位)", "identity_number"),
        ("身份证号/护照号", "identity_number"),
        ("手机或电话", "phone"),
        ("入党时间（年/月/日）", "admitted_on"),
        ("加入党组织日期", "admitted_on"),
        ("参加工作时间", "work_started_on"),
        ("职务", "job"),
        ("党内职务", "party_post"),
        ("申请入党时间", None),
        ("年龄", None),
        ("", None),
        ("字" * 61, None),
    ],
)
def test_words_over_columns(text, field):
    assert header.field_of(text) == field


def test_no_word_stands_for_two_fields():
    listed = read_yaml(Path(header.__file__).with_name("headers.yaml"))
    words = [word for words in listed.values() for word in words]
    assert len(words) == len(set(words))
    assert len(header.synonyms()) == len(words)


def test_of_two_columns_for_one_field_the_first_is_read_and_the_other_named():
    reading = read_rows(
        ["姓名", "身份证号", "手机", "联系电话"], ["党员甲", number_for(), "13900001111", "13900002222"]
    )
    assert reading.rows[0].values["phone"] == "13900001111"
    assert [column.header for column in reading.unknown_columns] == ["联系电话"]
