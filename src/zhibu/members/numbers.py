"""Keyed indexes of the two numbers that are stored sealed: equal ones are found without opening them."""

from zhibu.kernel.sealed import fingerprint


def identity_index(number: str) -> str:
    """What an identity number is found by; nothing for no number."""
    return fingerprint(number, "identity") if number else ""


def last4_index(phone: str) -> str:
    """What the last four digits of a phone number are found by (they confirm a person at the first entry)."""
    digits = "".join(phone.split("-")[:2])  # an extension is not part of the number
    return fingerprint(digits[-4:], "phone last four") if len(digits) >= 4 else ""
