"""A key is made once, for its owner's eyes, and read as it is ever after."""

import stat

import pytest

from zhibu.config.keys import read_or_make


def test_a_key_is_made_once_and_for_nobody_else(tmp_path):
    place = tmp_path / "keys" / "field.key"
    key = read_or_make(place)
    assert len(key) == 32
    assert read_or_make(place) == key
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) & 0o077 == 0


def test_two_folders_have_two_keys(tmp_path):
    assert read_or_make(tmp_path / "a.key") != read_or_make(tmp_path / "b.key")


@pytest.mark.parametrize("spoilt", ["not hexadecimal", "", "\n", "00ff"])
def test_a_key_that_was_spoilt_is_neither_used_nor_replaced(tmp_path, spoilt):
    place = tmp_path / "field.key"
    place.write_text(spoilt)
    with pytest.raises(ValueError, match="hex"):
        read_or_make(place)
    assert place.read_text() == spoilt
