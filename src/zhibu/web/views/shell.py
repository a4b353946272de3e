"""The parts of the page that browsers fetch by themselves: service worker, manifest, offline page."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the last seen Today and meetings; served from the root so that it covers all."""
    return render(request, "web/sw.js", content_type="text/javascript; charset=utf-8")


@require_safe
@cache_control(max_age=86400)
def manifest(request: HttpRequest) -> HttpResponse:
    """Name and icon for the home screen."""
    return JsonResponse(
        {
            "name": _("微支部"),
            "short_name": _("微支部"),
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": "#F6F2EA",
            "theme_color": "#F6F2EA",
            "icons": [
                {"src": static(f"web/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
                for size in (192, 512)
            ],
        },
        content_type="application/manifest+json",
    )


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What is shown when there is no network and the page was never seen."""
    return render(request, "web/offline.html")
