"""Codes for notices and sign-in pages."""

import io

from PIL import Image

from zhibu.documents.qr import qr_png, qr_svg


def test_a_code_on_a_page_carries_no_inline_style():
    svg = qr_svg("https://zhibu.example/m/8f3k", label="扫码签到")
    assert svg.startswith("<svg ") and 'class="qr"' in svg and "<title>扫码签到</title>" in svg
    assert "style=" not in svg and "<script" not in svg and "width=" not in svg


def test_a_label_cannot_break_out_of_the_code():
    assert "<script>" not in qr_svg("x", label="</title><script>alert(1)</script>")


def test_a_code_as_picture_has_its_quiet_zone():
    picture = Image.open(io.BytesIO(qr_png("https://zhibu.example/m/8f3k")))
    assert picture.format == "PNG" and picture.width == picture.height
    assert picture.convert("L").getpixel((16, 16)) == 255
