"""What leaves the database cannot be counted up or guessed."""

import re

import pytest

from zhibu.kernel import ids


def test_a_public_id_can_be_read_aloud():
    assert all(re.fullmatch(r"[0-9a-hjkmnp-tv-z]{20}", ids.public_id()) for _time in range(200))


@pytest.mark.parametrize("made", [ids.public_id, ids.operation_id, ids.secret_token])
def test_no_two_are_the_same(made):
    assert len({made() for _time in range(1000)}) == 1000


def test_every_letter_of_the_alphabet_comes_at_every_place():
    drawn = [ids.public_id() for _time in range(1500)]
    assert all(len({one[place] for one in drawn}) == 32 for place in range(20))


@pytest.mark.parametrize(("made", "bits"), [(ids.operation_id, 128), (ids.secret_token, 256)])
def test_they_are_long_enough(made, bits):
    each = 4 if made is ids.operation_id else 6  # hexadecimal, base64
    assert len(made()) * each >= bits
