"""The order of names by strokes (姓氏笔画): fewer strokes first, then the form of the strokes.

strokes.txt holds the Chinese characters of the basic block in that order, as the stroke collation of Unicode CLDR
has them (Unicode licence). A character that is not among them comes last.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

_TABLE = Path(__file__).with_name("strokes.txt")


@lru_cache(maxsize=1)
def _places() -> dict[str, int]:
    return {sign: place for place, sign in enumerate(_TABLE.read_text("utf-8").strip())}


def by_strokes() -> Callable[[str], tuple[int, ...]]:
    """A key for `sorted`: the surname decides, then the given name, character by character."""
    places = _places()
    last = len(places)
    return lambda name: tuple(places.get(sign, last) for sign in name)
