"""What holds for every request of somebody signed in: the stay ends in time, and the look follows the person."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from zhibu.accounts import looks as looks_of_account
from zhibu.accounts.entrance import MARK
from zhibu.accounts.models import Device
from zhibu.accounts.terms import STAYS, DeviceKind
from zhibu.kernel import clock

Answer = Callable[[HttpRequest], HttpResponseBase]


class stays:  # noqa: N801 - Django calls it like a function
    """Ends a session that was unused too long or has lasted too long, on the server's own clock."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            _check(request)
        return self.answer(request)


def _check(request: HttpRequest) -> None:
    mark = request.session.get(MARK)
    if not isinstance(mark, dict):
        return
    now = clock.now()
    stay = STAYS[DeviceKind(mark["kind"])]
    second = now.timestamp()
    if (
        second - mark["seen"] > stay.idle.total_seconds()
        or second - mark["since"] > stay.whole.total_seconds()
    ):
        logout(request)
        return
    # Written rarely: once a day for a phone, every few minutes for a desktop.
    if second - mark["seen"] > min(24 * 3600, stay.idle.total_seconds() / 20):
        request.session[MARK] = {**mark, "seen": int(second)}
        Device.objects.filter(session_key=request.session.session_key).update(used_on=clock.local(now).date())


class looks:  # noqa: N801 - Django calls it like a function
    """Keeps a look with the account when it is chosen, and gives it to a new device; merely looking keeps nothing."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.answer(request)
        user = request.user if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        if user is None or not user.is_authenticated:
            return response
        address = request.resolver_match
        if request.method == "POST" and address is not None and address.view_name == "web:prefer":
            chosen = {name: morsel.value for name, morsel in response.cookies.items()}
            looks_of_account.keep(user, chosen, over=True)
        looks_of_account.give(user, response, request.COOKIES, secure=request.is_secure())
        return response
