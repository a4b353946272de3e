"""Text that is encrypted at rest (identity and phone numbers), and keyed fingerprints to find it again."""

import base64
import functools
import hashlib
import hmac
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

_MARK = "s1:"


@functools.cache
def _key(purpose: str, root: bytes) -> bytes:
    return hmac.new(root, b"zhibu " + purpose.encode(), hashlib.sha256).digest()


def _derived(purpose: str) -> bytes:
    return _key(purpose, settings.FIELD_KEY)


@functools.cache
def _cipher(root: bytes) -> AESGCM:
    """Made once: opening a hundred thousand rows would otherwise set the key up a hundred thousand times."""
    return AESGCM(_key("field", root))


def seal(text: str) -> str:
    """Encrypt with AES-256-GCM under the field key."""
    nonce = secrets.token_bytes(12)
    body = _cipher(settings.FIELD_KEY).encrypt(nonce, text.encode(), None)
    return _MARK + base64.urlsafe_b64encode(nonce + body).decode()


def unseal(stored: str) -> str:
    """Decrypt what `seal` made; a wrong key or a changed row raises ValueError."""
    raw = base64.urlsafe_b64decode(stored.removeprefix(_MARK))
    try:
        return _cipher(settings.FIELD_KEY).decrypt(raw[:12], raw[12:], None).decode()
    except InvalidTag as broken:
        raise ValueError("a sealed field cannot be opened with this field key") from broken


def fingerprint(text: str, purpose: str) -> str:
    """A keyed digest that finds equal values without opening them."""
    return hmac.new(_derived("index " + purpose), text.encode(), hashlib.sha256).hexdigest()


class SealedText(models.TextField):
    """A text column whose stored form is encrypted; lookups on it make no sense, use a fingerprint column."""

    def get_prep_value(self, value: Any) -> Any:
        if value is None or value == "":
            return value
        return seal(str(value))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if value is None or value == "":
            return value
        return unseal(value)
