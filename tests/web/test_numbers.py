"""Whole numbers from an address: a few ASCII digits and nothing else."""

import pytest

from zhibu.web.numbers import whole


@pytest.mark.parametrize(("said", "number"), [("0", 0), ("17", 17), ("0017", 17), ("9999", 9999)])
def test_a_number_is_read(said, number):
    assert whole(said) == number


@pytest.mark.parametrize("said", ["", " 1", "-1", "+1", "1.0", "1e3", "１２", "²", "10000", "1\0"])
def test_anything_else_is_none(said):
    assert whole(said) is None


def test_more_digits_where_more_are_meant():
    assert whole("123456", digits=6) == 123456
