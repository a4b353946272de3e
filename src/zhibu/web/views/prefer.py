"""Text size, theme and language: a cookie each, for signed-out pages too."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from zhibu.web import preferences


# Exempt: it changes nothing but the look of the asker's own pages, and public pages carry no token.
@csrf_exempt
@require_POST
def prefer(request: HttpRequest) -> HttpResponse:
    """Keep what was chosen and go back to the page it was chosen on."""
    response = HttpResponseRedirect(_page_before(request))
    allowed = {
        "size": (preferences.SIZE_COOKIE, preferences.SIZES),
        "theme": (preferences.THEME_COOKIE, preferences.THEMES),
        "language": (settings.LANGUAGE_COOKIE_NAME, tuple(code for code, _ in settings.LANGUAGES)),
    }
    for name, (cookie, choices) in allowed.items():
        chosen = request.POST.get(name)
        if chosen in choices:
            response.set_cookie(
                cookie,
                chosen,
                max_age=preferences.YEAR,
                samesite="Lax",
                secure=request.is_secure(),
            )
    return response


def _page_before(request: HttpRequest) -> str:
    before = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(
        before, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return before if safe else "/"
