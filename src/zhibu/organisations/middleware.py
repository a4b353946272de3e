"""Two things that hold before any page: an empty house shows its first-run page, and weighty posts need two factors."""

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from zhibu.accounts.models import User
from zhibu.kernel import clock
from zhibu.organisations.access import standings
from zhibu.organisations.models import Organisation
from zhibu.organisations.terms import Role

Answer = Callable[[HttpRequest], HttpResponseBase]
WEIGHTY = frozenset({Role.ADMIN, Role.SUPERIOR})
OPEN = (
    "/accounts/",
    "/prefer/",
    "/me/leave/",
    "/healthz",
    "/static/",
    "/sw.js",
    "/manifest.webmanifest",
    "/offline/",
)


class first_run:  # noqa: N801 - Django calls it like a function
    """As long as there is no organisation, the front page and the sign-in page lead to the set-up."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if (
            request.method == "GET"
            and request.path in ("/", settings.LOGIN_URL)
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
            and not Organisation.objects.exists()
        ):
            return HttpResponseRedirect(reverse("entrance:start"))
        return self.answer(request)


class second_factor:  # noqa: N801 - Django calls it like a function
    """Administrators and superiors set up a second factor first, and show it in every session."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.SECOND_FACTOR_REQUIRED or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.answer(request)
        user = request.user
        if not isinstance(user, User) and not user.is_authenticated:
            return self.answer(request)
        if request.path.startswith(OPEN) or not _is_weighty(user):  # type: ignore[arg-type]
            return self.answer(request)
        way = _way(request)
        return (
            HttpResponseRedirect(f"{way}?{urlencode({'next': request.get_full_path()})}")
            if way
            else self.answer(request)
        )


def _is_weighty(user: User) -> bool:
    return any(standing.role in WEIGHTY for standing in standings(user, on=clock.today()))


def _way(request: HttpRequest) -> str:
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    if any(record.get("method") == "mfa" for record in records):
        return ""
    kinds = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    if Authenticator.Type.TOTP in kinds:
        return reverse("mfa_reauthenticate")
    if Authenticator.Type.WEBAUTHN in kinds:
        return reverse("mfa_reauthenticate_webauthn")
    return reverse("mfa_activate_totp")
