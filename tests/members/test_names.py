"""What a name sounds like, so that somebody who types letters finds it."""

import sys

import pytest

from zhibu.members.names import name_key, search_keys


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("张三", "zhangsan zs"),
        ("单晓明", "shanxiaoming sxm danxiaoming dxm"),
        ("欧阳修", "ouyangxiu oyx"),
        ("吕一", "lvyi ly luyi"),
        ("买买提·艾力", "maimaitiaili mmtal"),
        ("阿", "a"),
        ("䶮㐂", "yan㐂 y㐂"),
        ("·", ""),
    ],
)
def test_the_sound_and_its_first_letters(name, keys):
    assert search_keys(name).split() == keys.split()


@pytest.mark.parametrize("name", ["张　三", "张 三", "张·三", "张三"])
def test_spaces_and_dots_do_not_part_a_name(name):
    assert name_key(name) == "张三"


def test_the_phrases_of_the_dictionary_are_never_loaded():
    search_keys("张三")
    assert "pypinyin.phrases_dict" not in sys.modules
