"""Photos and scans: what is kept of them, and what is refused."""

import io
import struct
import zlib

import pytest
from PIL import Image

from zhibu.documents import images


def picture(kind="JPEG", size=(400, 300), mode="RGB", colour="red", **options):
    written = io.BytesIO()
    Image.new(mode, size, colour).save(written, kind, **options)
    return written.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_drawn_anew_as_jpeg(kind):
    kept = images.accept_photo(picture(kind))
    assert (kept.width, kept.height) == (400, 300)
    assert Image.open(io.BytesIO(kept.content)).format == "JPEG"
    assert len(kept.sha256) == 64


def test_place_and_camera_stay_behind_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (31.0, 13.0, 49.0)
    kept = images.accept_photo(picture(exif=exif, comment=b"SecretComment"))
    assert (kept.width, kept.height) == (300, 400)
    assert b"Secret" not in kept.content and b"Exif" not in kept.content
    assert not Image.open(io.BytesIO(kept.content)).getexif()


def test_a_large_picture_is_made_smaller_and_a_small_one_left_alone():
    kept = images.accept_photo(picture(size=(4000, 3000)))
    assert (kept.width, kept.height) == (1600, 1200)


@pytest.mark.parametrize(
    ("mode", "colour"), [("RGBA", (0, 0, 0, 0)), ("LA", (0, 0)), ("P", 0), ("1", 1), ("I;16", 65535)]
)
def test_odd_kinds_of_picture_are_taken(mode, colour):
    kept = images.accept_photo(picture("PNG", mode=mode, colour=colour))
    assert Image.open(io.BytesIO(kept.content)).mode == "RGB"


def test_transparency_becomes_white_paper():
    kept = images.accept_photo(picture("PNG", mode="RGBA", colour=(0, 0, 0, 0)))
    assert Image.open(io.BytesIO(kept.content)).getpixel((10, 10)) == (255, 255, 255)


def test_a_print_shop_jpeg_in_cmyk_is_taken():
    assert images.accept_photo(picture(mode="CMYK", colour=(0, 0, 0, 0))).width == 400


def lying_png(width, height):
    def part(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + part(b"IDAT", zlib.compress(b"\0" * 1000)) + part(b"IEND", b"")


REFUSED = {
    "empty": (b"", "file_type"),
    "eleven megabytes": (b"\xff\xd8\xff" + b"\0" * (11 << 20), "file_too_large"),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "file_type"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "file_type"),
    "gif": (b"GIF89a\x01\0\x01\0", "file_type"),
    "program": (b"MZ\x90\0", "file_type"),
    "wave sound": (b"RIFF\0\0\0\0WAVEfmt ", "file_type"),
    "cut off": (picture(size=(900, 900))[:300], "image_unreadable"),
    "only magic": (b"\xff\xd8\xff", "image_unreadable"),
    "sixty million pixels": (lying_png(8000, 7500), "too_many_pixels"),
    "four thousand million pixels": (lying_png(65000, 65000), "too_many_pixels"),
    "lying header": (lying_png(500, 500), "image_unreadable"),
}


@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_photo_is_refused_with_a_sentence(content, code):
    with pytest.raises(images.FileRefused) as refused:
        images.accept_photo(content)
    assert refused.value.code == code
    assert refused.value.message.endswith("。") and "请" in refused.value.message


def test_a_scan_is_kept_as_it_came():
    kept = images.accept_attachment(b"%PDF-1.7 whatever")
    assert kept.content == b"%PDF-1.7 whatever" and kept.media_type == "application/pdf"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7" + b"\0" * (11 << 20)])
def test_what_is_no_scan_is_refused(content):
    with pytest.raises(images.FileRefused):
        images.accept_scan(content)
