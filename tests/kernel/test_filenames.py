"""What people type becomes a name that every machine takes and that says what it seems to say."""

import pytest

from zhibu.kernel.filenames import safe_name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("二〇二六年十一月大会", "二〇二六年十一月大会"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ('a\r\nSet-Cookie: x="1"', "a__Set-Cookie_ x=_1_"),
        ("记录\u202excod.exe", "记录_xcod.exe"),
        ("结尾. .", "结尾"),
        ("...", ""),
    ],
)
def test_a_title_becomes_a_name(typed, name):
    assert safe_name(typed) == name


def test_a_long_title_is_cut():
    assert len(safe_name("长" * 500)) == 60
    assert safe_name("长" * 500, longest=5) == "长长长长长"
