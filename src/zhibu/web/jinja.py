"""The words and shapes that list pages use: what Jinja2 templates may call besides their own values.

Pages with many rows are drawn by Jinja2, which spends a tenth of what Django's templates do on a row; all other
pages by Django's. Both escape everything (docs/decisions/0005).
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from jinja2 import Environment, StrictUndefined

from zhibu.web.templatetags import web

_ANY_ID = "0" * 20


def environment(**options: Any) -> Environment:
    """The environment of settings.TEMPLATES; a name that nobody gave is an error, not an empty place."""
    made = Environment(**{**options, "undefined": StrictUndefined, "trim_blocks": True})  # noqa: S701 - Django sets autoescape
    if not made.autoescape:
        raise ValueError("list pages are always escaped")
    made.globals.update(
        _=gettext,
        component=component,
        icon=web.icon,
        static=web.asset,
        url=address,
        query=lambda **said: urlencode(said),
        ways=ways,
    )
    for named in (web.zh_day, web.zh_date, web.zh_time, web.zh_datetime):
        made.filters[named.__name__] = named
    return made


def component(name: str, **values: str) -> SafeString:
    """A component of Django's templates (web/components/, or `htmx`) with these words, drawn once and kept.

    It sees nothing but its values and the language, so what was drawn once stays right.
    """
    place = "web/htmx.html" if name == "htmx" else f"web/components/{name}.html"
    return _component(place, get_language() or "", tuple(values.items()))


@lru_cache(maxsize=512)
def _component(place: str, _language: str, values: tuple[tuple[str, str], ...]) -> SafeString:
    return render_to_string(place, dict(values))


def address(name: str) -> str:
    """The address of a page that needs no id; worked out once."""
    return _reversed(name, "", settings.ROOT_URLCONF)


def ways(name: str) -> Callable[[str], str]:
    """Addresses of one kind of page by public id; worked out once a list, not once a row.

    `{% set card = ways("members:card") %}`, then `{{ card(person.public_id) }}`.
    """
    before, _id, after = _reversed(name, _ANY_ID, settings.ROOT_URLCONF).partition(_ANY_ID)
    return lambda public_id: f"{before}{public_id}{after}"


@lru_cache(maxsize=256)  # `_urls` is part of the key: other root addresses, other answers
def _reversed(name: str, public_id: str, _urls: str) -> str:
    return reverse(name, args=[public_id] if public_id else [])
