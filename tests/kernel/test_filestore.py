"""A file is there whole or not at all, once, under the name of its content."""

import hashlib
import os

import pytest

from zhibu.kernel import filestore


def kept(settings):
    return [place for place in settings.MEDIA_FOLDER.rglob("*") if place.is_file()]


def test_what_was_kept_comes_back_under_its_own_hash():
    digest = filestore.keep("一页记录".encode())
    assert digest == hashlib.sha256("一页记录".encode()).hexdigest()
    assert filestore.fetch(digest) == "一页记录".encode()


def test_the_same_bytes_are_stored_once_and_not_written_again(settings):
    filestore.keep(b"same")
    (place,) = kept(settings)
    os.utime(place, (0, 0))
    filestore.keep(b"same")
    assert kept(settings) == [place]
    assert place.stat().st_mtime == 0


def test_a_full_disk_leaves_nothing_behind(settings, monkeypatch):
    def full(_handle):
        raise OSError("no space left on device")

    monkeypatch.setattr(filestore.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        filestore.keep(b"half")
    assert kept(settings) == []


def test_what_was_discarded_is_gone_and_may_be_discarded_again(settings):
    digest = filestore.keep(b"away")
    filestore.discard(digest)
    filestore.discard(digest)
    assert kept(settings) == []
    with pytest.raises(FileNotFoundError):
        filestore.fetch(digest)


@pytest.mark.parametrize("name", ["", "..", "../" * 21 + "x", "a" * 63, "a" * 65, "a/" * 32])
@pytest.mark.parametrize("ask", [filestore.fetch, filestore.discard])
def test_a_name_that_is_no_hash_reaches_no_file(ask, name):
    with pytest.raises(ValueError, match="not a content hash"):
        ask(name)
