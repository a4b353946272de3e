"""The tab bar: rooms offer tabs in their own nav.py, `web` shows those the person may see."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise


def everybody(request: HttpRequest) -> bool:
    """The tab stands for whoever is signed in."""
    return True


@dataclass(frozen=True)
class Tab:
    """One place in the tab bar. `covers` are further paths that belong to it (and light it up)."""

    key: str
    label: str | Promise
    icon: str
    url_name: str
    order: int
    covers: tuple[str, ...] = ()
    visible: Callable[[HttpRequest], bool] = everybody


@dataclass(frozen=True)
class Place:
    """A tab as it is shown to one person on one page."""

    key: str
    label: str
    icon: str
    href: str
    current: bool


@dataclass(frozen=True)
class Identity:
    """Who is looking, in the words of the corner of the page: name, post, branch."""

    name: str
    post: str = ""
    organisation: str = ""


_tabs: dict[str, Tab] = {}
_identity: list[Callable[[HttpRequest], Identity | None]] = []


def register(tab: Tab) -> None:
    """Offer a tab; the same key again replaces the earlier one."""
    _tabs[tab.key] = tab


def register_identity(asked: Callable[[HttpRequest], Identity | None]) -> None:
    """Name who says how to call the person; it must not ask the database beyond the session."""
    _identity[:] = [asked]


def identity_for(request: HttpRequest) -> Identity | None:
    """How to call the person, or None when nobody is signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    known = _identity[0](request) if _identity else None
    return known or Identity(name=str(user))


def tabs_for(request: HttpRequest) -> tuple[Place, ...]:
    """The tabs this person sees, in order; the one with the longest matching path is the current one."""
    shown = sorted((tab for tab in _tabs.values() if tab.visible(request)), key=lambda tab: tab.order)
    places = [(tab, _address(tab.url_name, settings.ROOT_URLCONF)) for tab in shown]
    best = ""
    current = ""
    for tab, href in places:
        for path in (href, *tab.covers):
            if _lies_under(request.path, path) and len(path) > len(best):
                best, current = path, tab.key
    return tuple(
        Place(key=tab.key, label=str(tab.label), icon=tab.icon, href=href, current=tab.key == current)
        for tab, href in places
    )


@lru_cache(maxsize=64)
def _address(url_name: str, _urls: str) -> str:
    return reverse(url_name)


def _lies_under(path: str, place: str) -> bool:
    return path == place if place == "/" else path.startswith(place)
