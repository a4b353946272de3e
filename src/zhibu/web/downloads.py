"""Files to take along: one place gives every download its name and keeps browsers from running it."""

from urllib.parse import quote

from django.http import HttpResponse

from zhibu.kernel.filenames import safe_name

LONGEST = 120


def to_take_along(answer: HttpResponse, name: str) -> HttpResponse:
    """An answer as a file of this name, which no browser runs."""
    stem, dot, ending = name.rpartition(".")
    said = f"{safe_name(stem, longest=LONGEST)}{dot}{safe_name(ending)}"
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(said, safe='')}"
    answer["Content-Security-Policy"] = "sandbox"
    return answer
