"""Names of files made from what people typed: a title must not become a folder, a header or another ending."""

import re

# What some machine forbids in a name, what cannot be seen, and what turns the reading direction.
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]')
_LONGEST = 60  # no folder's limit is passed: a hanzi takes three bytes


def safe_name(name: str, *, longest: int = _LONGEST) -> str:
    """The name, fit for a folder on any machine."""
    return _UNSAFE.sub("_", name)[:longest].strip(". ")
