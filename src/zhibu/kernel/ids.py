"""Random names for rows and acts: nothing that leaves the database counts up."""

import secrets

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def public_id() -> str:
    """A 100-bit random id for URLs, twenty characters that read well aloud (no i, l, o, u)."""
    return "".join([_ALPHABET[byte & 31] for byte in secrets.token_bytes(20)])


def operation_id() -> str:
    """A 128-bit id that a form or a phone gives to one act, so that doing it twice equals once."""
    return secrets.token_hex(16)


def secret_token() -> str:
    """A 256-bit secret for links and devices; only its hash is stored."""
    return secrets.token_urlsafe(32)
