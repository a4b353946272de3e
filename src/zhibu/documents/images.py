"""Photos and scans in: looked at by their first bytes, drawn anew without place or camera, or refused."""

import hashlib
import io
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from zhibu.kernel.refusal import Refused

FILE_BYTES = 10 * 1024 * 1024
PIXELS = 50_000_000
LONGEST_SIDE = 1600
QUALITY = 80

_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_FORMATS = ((b"\xff\xd8\xff", "JPEG"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"RIFF", "WEBP"))


class FileRefused(Refused):
    """The photo or scan is not taken; the message says why and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message, field="file", code=code)


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture as it is kept: JPEG, upright, no metadata, at most 1600 pixels on its longer side."""

    content: bytes
    width: int
    height: int
    sha256: str
    media_type: str = "image/jpeg"


@dataclass(frozen=True, slots=True)
class Scan:
    """A PDF as it came: kept as an attachment, never opened here."""

    content: bytes
    sha256: str
    media_type: str = "application/pdf"


def accept_photo(content: bytes) -> Photo:
    """Take a JPEG, PNG or WebP picture and draw it anew: its place, time and camera stay behind.

    Errors: `FileRefused` with the code file_too_large, file_type, too_many_pixels or image_unreadable.
    """
    _check_size(content)
    kind = _picture_kind(content)
    try:
        with Image.open(io.BytesIO(content), formats=(kind,)) as picture:
            # Asked before a single pixel is decoded; the library itself only warns at this size.
            if picture.width * picture.height > PIXELS:
                raise _too_many_pixels()
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
            drawn = _on_white(upright)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as huge:
        raise _too_many_pixels() from huge
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        ArithmeticError,
        MemoryError,
    ) as broken:
        raise FileRefused(
            "image_unreadable", _("照片打不开，可能没有传完整。请重新拍一张或重新选择。")
        ) from broken
    drawn.info = {}  # a comment or a colour profile would otherwise travel on
    written = io.BytesIO()
    drawn.save(written, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Photo(written.getvalue(), drawn.width, drawn.height, _sha256(written.getvalue()))


def accept_scan(content: bytes) -> Scan:
    """Take a PDF scan unopened. Errors: `FileRefused` with the code file_too_large or file_type."""
    _check_size(content)
    if not content.startswith(b"%PDF-"):
        raise FileRefused("file_type", _("这个文件不是 PDF。请上传 PDF 扫描件，或直接拍照。"))
    return Scan(content, _sha256(content))


def accept_attachment(content: bytes) -> Photo | Scan:
    """Take whichever of the two it is."""
    return accept_scan(content) if content.startswith(b"%PDF-") else accept_photo(content)


def _check_size(content: bytes) -> None:
    if not content:
        raise FileRefused("file_type", _("文件是空的，请重新选择。"))
    if len(content) > FILE_BYTES:
        raise FileRefused("file_too_large", _("文件超过 10 MB。请缩小后再上传，或用手机直接拍照。"))


def _picture_kind(content: bytes) -> str:
    for magic, kind in _FORMATS:
        if content.startswith(magic) and (kind != "WEBP" or content[8:12] == b"WEBP"):
            return kind
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        raise FileRefused(
            "file_type",
            _(
                "这是 HEIC 格式的照片，还不能读。请在手机“设置—相机—格式”里选“兼容性最佳”后重拍，或转成 JPG 再上传。"
            ),
        )
    raise FileRefused("file_type", _("这个文件不是照片。请上传 JPG、PNG 或 WebP 图片，或 PDF 扫描件。"))


def _on_white(picture: Image.Image) -> Image.Image:
    """Paper is white: a transparent drawing must not turn black."""
    if picture.has_transparency_data:
        layered = picture.convert("RGBA")
        white = Image.new("RGB", layered.size, "white")
        white.paste(layered, mask=layered.getchannel("A"))
        return white
    return picture.convert("RGB")


def _too_many_pixels() -> FileRefused:
    return FileRefused("too_many_pixels", _("照片超过 5000 万像素。请缩小后再上传，或用手机直接拍照。"))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
