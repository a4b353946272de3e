"""One address, one template: the whole page for a browser, the named part of it for htmx."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asked, and for a part: boosted links and restored history need the whole page."""
    said = request.META
    return (
        said.get("HTTP_HX_REQUEST") == "true"
        and said.get("HTTP_HX_BOOSTED") != "true"
        and said.get("HTTP_HX_HISTORY_RESTORE_REQUEST") != "true"
    )


def page_or_part(
    request: HttpRequest, template: str, context: dict[str, Any], part: str | None = None, status: int = 200
) -> HttpResponse:
    """Answer with the page, or with its `{% partialdef part %}` when htmx asked for one.

    A refusal is answered with `status=422`; htmx is set up to show that too.
    """
    name = f"{template}#{part}" if part and wants_part(request) else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ("HX-Request",))
    return response
