"""A QR as a picture that a page may carry."""

import base64

from zhibu.documents.qr import qr_svg


def qr_picture(text: str) -> str:
    """The address of a picture with this text in it, to be put into an <img>."""
    return "data:image/svg+xml;base64," + base64.b64encode(qr_svg(text).encode()).decode()
