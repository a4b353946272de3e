"""Whole numbers from an address or a form that no form class looks at."""


def whole(said: str, *, digits: int = 4) -> int | None:
    """The number, or None unless it is written in a few ASCII digits and nothing else."""
    return int(said) if said.isascii() and said.isdigit() and len(said) <= digits else None
