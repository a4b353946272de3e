"""The order of names by strokes (姓氏笔画): fewer strokes first, then the radical.

strokes.txt holds the Chinese characters of the basic block in that order, as the stroke collation of Unicode CLDR
has them (Unicode licence), but for 艹, 辶, 阝, 鬼 and 黄, which are counted as in the mainland (3, 3, 2, 9, 11
strokes; the collation counts one more). A character that is not among them comes last. Among surnames of as many
strokes official lists go by the form of the first stroke (横竖撇点折), which that collation does not know: who makes
the ballot can move a name by hand.
"""

from functools import lru_cache
from pathlib import Path

_TABLE = Path(__file__).with_name("strokes.txt")


@lru_cache(maxsize=1)
def _places() -> dict[str, int]:
    return {sign: place for place, sign in enumerate(_TABLE.read_text("utf-8").strip())}


def by_strokes(name: str) -> tuple[int, ...]:
    """A key for `sorted`: the surname decides, then the given name, character by character."""
    places = _places()
    return tuple(places.get(sign, len(places)) for sign in name)
