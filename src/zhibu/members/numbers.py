"""Keyed indexes of the two numbers that are stored sealed: equal ones are found without opening them."""

from collections.abc import Iterable

from zhibu.kernel.sealed import fingerprint, fingerprints


def identity_index(number: str) -> str:
    """What an identity number is found by; nothing for no number."""
    return fingerprint(number, "identity") if number else ""


def identity_indexes(numbers: Iterable[str]) -> list[str]:
    """The same for many numbers, none of them empty."""
    return fingerprints(numbers, "identity")


def last4_index(phone: str) -> str:
    """What the last four digits of a phone number are found by (they confirm a person at the first entry)."""
    return last4_indexes([phone])[0]


def last4_indexes(phones: Iterable[str]) -> list[str]:
    """The same for many numbers: there are ten thousand endings, and each is worked out once."""
    known = {"": ""}
    indexes = []
    for phone in phones:
        end = _last4(phone)
        if end not in known:
            known[end] = fingerprint(end, "phone last four")
        indexes.append(known[end])
    return indexes


def _last4(phone: str) -> str:
    digits = "".join(phone.split("-")[:2])  # an extension is not part of the number
    return digits[-4:] if len(digits) >= 4 else ""
