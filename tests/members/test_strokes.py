"""Surnames in the order of their strokes, as ballots have them."""

import pytest

from zhibu.members.strokes import by_strokes


def ordered(*names):
    return sorted(names, key=by_strokes)


def test_fewer_strokes_come_first():
    assert ordered("黄甲", "石甲", "丁甲", "李甲", "王甲") == ["丁甲", "王甲", "石甲", "李甲", "黄甲"]


@pytest.mark.parametrize(
    ("fewer", "more"),
    [
        "邓石",
        "边朱",
        "陈周",
        "陆林",
        "苏金",
        "郑侯",
        "范胡",
        "郝徐",
        "郭梁",
        "陶曹",
        "黄谢",
        "蒋雷",
        "蔡潘",
        "薛魏",
    ],
)
def test_grass_walking_and_town_are_counted_as_in_the_mainland(fewer, more):
    """艹 and 辶 are three strokes, 阝 two; other countings have one more and would turn these round."""
    assert ordered(f"{more}甲", f"{fewer}甲") == [f"{fewer}甲", f"{more}甲"]


def test_of_one_surname_the_given_name_decides():
    assert ordered("王鑫", "王一", "王") == ["王", "王一", "王鑫"]


def test_surnames_of_as_many_strokes_stand_by_their_radical():
    assert ordered("陈甲", "李甲", "张甲", "何甲") == ["何甲", "张甲", "李甲", "陈甲"]  # 亻 弓 木 阝


def test_what_is_no_common_character_comes_last():
    assert ordered("𠀀甲", "A甲", "龘甲") == ["龘甲", "𠀀甲", "A甲"]
