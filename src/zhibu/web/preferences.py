"""How a person wants pages to look: text size and theme, in cookies so that signed-out pages obey too."""

from dataclasses import dataclass

from django.http import HttpRequest

SIZES = ("", "l", "xl")
THEMES = ("", "light", "dark")
SIZE_COOKIE = "size"
THEME_COOKIE = "theme"
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Look:
    """Text size and theme; an empty word means the standard, which follows the phone."""

    size: str = ""
    theme: str = ""


def look_of(request: HttpRequest) -> Look:
    """The look asked for by this browser; anything unknown counts as the standard."""
    size = request.COOKIES.get(SIZE_COOKIE, "")
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return Look(size=size if size in SIZES else "", theme=theme if theme in THEMES else "")
