"""The agenda's lines while they are written: one more, one less, without a script."""

from django.http import QueryDict

from zhibu.web.numbers import whole

NAMES = ("item", "matter", "person", "line")


def with_lines(said: QueryDict) -> QueryDict:
    """What was typed, with one more line or one less where that button was pressed."""
    said = said.copy()
    count = len(said.getlist("item"))
    place = whole(said.get("drop", ""))
    dropped = place if place is not None and place < count else None
    for name in NAMES:
        values = [*said.getlist(name), *[""] * count][:count]
        if dropped is not None:
            del values[dropped]
        if "more" in said:
            values.append("")
        said.setlist(name, values)
    return said
