"""Headers every answer carries, and the few things that must hold for every request."""

from collections.abc import Callable

from csp.constants import HEADER as POLICY_HEADER
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers

from zhibu.web import forms, numbers
from zhibu.web.context_processors import account_key
from zhibu.web.views.errors import sorry_page

Answer = Callable[[HttpRequest], HttpResponseBase]

# Here nobody may be recognised: the session is not even looked at.
ANONYMOUS_PATHS = ("/a/", "/b/")
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
BODY_LIMIT = 64 * 1024 * 1024
SECURITY_HEADERS = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class security_headers:  # noqa: N801 - Django calls it like a function
    """Security headers on every answer; nothing personal is left in shared caches.

    Pages of somebody signed in also say so (`X-Zhibu-Account`), which is how the scripts know that an
    answer is not the sign-in page. The content security policy is that of the settings, put together once; an answer
    that brings its own headers keeps them.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.headers = {**SECURITY_HEADERS, POLICY_HEADER: build_policy()}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(ANONYMOUS_PATHS):
            # Whoever comes this way is nobody: what the browser says of them is dropped before anything reads it.
            request.META.pop("HTTP_COOKIE", None)
        if _too_large(request):
            response: HttpResponseBase = sorry_page(request, 413)
        else:
            response = self.answer(request)
        if _is_where_a_form_went(request, response):
            response = redirect(_page_above(request.path))
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        key = account_key(request) if _may_be_signed_in(request) else ""
        if key:
            response["Cache-Control"] = "no-store"
            response["X-Zhibu-Account"] = key
            _tell_done(request, response)
        return _for_scripts(request, response, signed_in=bool(key))


class language:  # noqa: N801 - Django calls it like a function
    """The language chosen in a cookie, else the browser's, else Chinese. No address here carries a language."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        spoken = translation.get_language_from_request(request)
        translation.activate(spoken)
        request.LANGUAGE_CODE = spoken
        response = self.answer(request)
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", translation.get_language() or spoken)
        return response


class no_nul:  # noqa: N801 - Django calls it like a function
    """400 for a NUL in the address, a cookie or a field: no text holds one, and PostgreSQL faults on it.

    Stands behind the token's check, which has read the form already; files are not looked into.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if (
            "\0" in request.path
            or (request.META.get("QUERY_STRING") and _holds_nul(request.GET))
            or any("\0" in said for said in request.COOKIES.values())
        ):
            return sorry_page(request, 400)
        return self.answer(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """The fields of a form; whoever sent it has the token, or needs none."""
        if request.method == "POST" and request.content_type in FORM_TYPES and _holds_nul(request.POST):
            return sorry_page(request, 400)
        return None


def _holds_nul(said: QueryDict) -> bool:
    return any("\0" in name or any("\0" in str(value) for value in values) for name, values in said.lists())


def _may_be_signed_in(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _too_large(request: HttpRequest) -> bool:
    declared = request.META.get("CONTENT_LENGTH") or "0"
    size = numbers.whole(declared, digits=15)
    return size is None or size > getattr(settings, "REQUEST_BODY_LIMIT", BODY_LIMIT)


def _is_where_a_form_went(request: HttpRequest, response: HttpResponseBase) -> bool:
    """A browser opens an address that only takes forms: after signing in again, or from its history."""
    asked = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
    return asked and response.status_code == 405


def _page_above(path: str) -> str:
    """The nearest address above this one that there is."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return path


def _tell_done(request: HttpRequest, response: HttpResponseBase) -> None:
    """After a form was taken, name its operation in a short-lived cookie: the draft on the phone may go."""
    if request.method != "POST" or response.status_code not in (302, 303):
        return
    operation = request.POST.get("op", "")
    if isinstance(response, HttpResponse) and forms.OPERATION_ID.fullmatch(operation):
        response.set_cookie("done", operation, max_age=600, samesite="Lax", secure=request.is_secure())


def _for_scripts(request: HttpRequest, response: HttpResponseBase, *, signed_in: bool) -> HttpResponseBase:
    """Tell a script where to go, instead of letting it fetch that page behind the person's back.

    htmx would put the sign-in page inside a part; the queue would use up the next page's messages.
    """
    location = response.headers.get("Location")
    if location is None:
        return response
    if request.META.get("HTTP_HX_REQUEST") == "true" and location.startswith(str(settings.LOGIN_URL)):
        return _instead(response, "HX-Redirect", location)
    if request.META.get("HTTP_X_ZHIBU_QUEUE") == "1" and signed_in:
        return _instead(response, "X-Zhibu-Location", location)
    return response


def _instead(response: HttpResponseBase, header: str, location: str) -> HttpResponse:
    told = HttpResponse(status=204, headers={**response.headers, header: location})
    del told.headers["Location"]
    told.cookies = response.cookies
    return told
