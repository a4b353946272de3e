"""One way for every page with many rows: `list_page` draws it by Jinja2, inside the frame all pages have.

The frame (head, tabs, top bar) is the `web/base.html` of all other pages. It is drawn once for each language, look
and set of tabs and kept, with gaps where it names the person; a list page fills the gaps and the blocks.
"""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from jinja2 import Template

from zhibu.web import nav, preferences
from zhibu.web.context_processors import account_key
from zhibu.web.fragments import wants_part

BLOCKS = ("title", "app_class", "htmx", "main")
_OPENINGS = ("{{", "{%", "{#")


def list_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, part: str = "", status: int = 200
) -> HttpResponse:
    """Draw a Jinja2 template that begins with `{% extends frame %}`; for htmx the template `part` alone."""
    only_part = bool(part) and wants_part(request)
    drawn = engines["jinja2"].get_template(part if only_part else template).template  # type: ignore[attr-defined]
    said = {**context, "csrf_token": get_token(request)}
    if not only_part:
        said |= _frame(request)
    response = HttpResponse(drawn.render(said), status=status)
    if part:
        patch_vary_headers(response, ("HX-Request",))
    return response


def _frame(request: HttpRequest) -> dict[str, Any]:
    identity = nav.identity_for(request) or nav.Identity("")
    key = account_key(request)
    frame = drawn_frame(
        get_language() or "",
        preferences.look_of(request),
        nav.tabs_for(request),
        bool(key),
        (bool(identity.name), bool(identity.post), bool(identity.organisation)),
    )
    return {"frame": frame, "identity": identity, "account_key": key}


@lru_cache(maxsize=128)
def drawn_frame(
    language: str,
    look: preferences.Look,
    tabs: tuple[nav.Place, ...],
    signed_in: bool,
    named: tuple[bool, bool, bool],
) -> Template:
    """The frame as a Jinja2 template: everything written out but the blocks of the page and the person's own values.

    Whatever `web/base.html` asks about is an argument here, so a frame kept can never be another's.
    """
    name, post, organisation = named
    gaps = {
        "csrf_token": _gap("csrf_token"),
        "account_key": _gap("account_key") if signed_in else "",
        "identity": nav.Identity(
            _gap("identity.name"),
            _gap("identity.post") if post else "",
            _gap("identity.organisation") if organisation else "",
        )
        if name
        else None,
    }
    blocks = {block: mark_safe(f"{{% block {block} %}}{{% endblock %}}") for block in BLOCKS}  # noqa: S308
    source = render_to_string("web/list_frame.html", {"look": look, "tabs": tabs, "blocks": blocks, **gaps})
    _only_ours(
        source, [*gaps.values(), *vars(gaps["identity"] or nav.Identity("")).values(), *blocks.values()]
    )
    return engines["jinja2"].env.from_string(source)  # type: ignore[attr-defined]


def _gap(name: str) -> SafeString:
    return mark_safe(f"{{{{ {name} }}}}")  # noqa: S308 - a name of ours, filled in and escaped by Jinja2


def _only_ours(source: str, gaps: list[Any]) -> None:
    """What is drawn is read again as a template, so nothing in it may look like one but the gaps themselves."""
    for gap in gaps:
        if isinstance(gap, str) and gap:
            source = source.replace(gap, "")
    if any(opening in source for opening in _OPENINGS):
        raise ValueError("the frame of a page holds signs of a template")
