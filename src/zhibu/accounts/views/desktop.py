"""A desktop shows a code; the remembered phone opens it, picks the four digits it shows, and lets the desktop in."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.accounts import desktop_codes, entrance
from zhibu.accounts.models import User
from zhibu.accounts.operations import let_desktop_in, pick_up_entry
from zhibu.accounts.qr import qr_picture
from zhibu.accounts.terms import DeviceKind
from zhibu.kernel import clock
from zhibu.kernel.refusal import NotAllowed, Refused

COOKIE = "zhibu-desktop"
COOKIE_PATH = "/accounts/"


def asking_part(request: HttpRequest, response: TemplateResponse) -> None:
    """Put a fresh code on the sign-in page; its secret stays in a cookie of this browser."""
    secret = desktop_codes.new_secret()
    now = clock.now()
    ticket = desktop_codes.ticket(secret, entrance.label_of(request), now=now)
    asking = desktop_codes.read_ticket(ticket, now=now)
    assert asking is not None  # made this very second
    response.context_data = {
        **(response.context_data or {}),
        "ticket": ticket,
        "digits": asking.digits,
        "next": _next(request),
        "picture": qr_picture(request.build_absolute_uri(reverse("accounts:let_in", args=[ticket]))),
    }
    response.set_cookie(
        COOKIE,
        secret,
        max_age=600,
        path=COOKIE_PATH,
        httponly=True,
        samesite="Strict",
        secure=request.is_secure(),
    )


@require_POST
@never_cache
def pick_up(request: HttpRequest) -> HttpResponseBase:
    """The desktop asks whether the phone said yes: signed in, not yet (204), or here is a fresh code."""
    now = clock.now()
    secret = request.COOKIES.get(COOKIE, "")
    user = pick_up_entry(code=desktop_codes.code_of(secret), now=now) if secret else None
    htmx = request.headers.get("HX-Request") == "true"
    if user is not None:
        entrance.sign_in(request, user, kind=DeviceKind.DESKTOP, now=now)
        answer: HttpResponse = HttpResponse() if htmx else HttpResponseRedirect(_next(request))
        if htmx:
            answer["HX-Redirect"] = _next(request)
        answer.delete_cookie(COOKIE, path=COOKIE_PATH)
        return answer
    if not htmx:
        return redirect(f"{settings.LOGIN_URL}?next={_next(request)}")
    if secret and desktop_codes.read_ticket(request.POST.get("ticket", ""), now=now):
        return HttpResponse(status=204)
    part = TemplateResponse(request, "accounts/_desktop.html", {})
    asking_part(request, part)
    return part


@login_required
@require_http_methods(["GET", "POST"])
def let_in(request: HttpRequest, ticket: str) -> HttpResponse:
    """What the phone sees: which browser asks, and three numbers, one of which its screen shows."""
    user = request.user
    assert isinstance(user, User)
    now = clock.now()
    asking = desktop_codes.read_ticket(ticket, now=now)
    if asking is None:
        raise Refused(_("这个码过了2分钟，请在电脑上刷新，换一个码再扫。"))
    if request.session.get(entrance.MARK, {}).get("kind") == DeviceKind.DESKTOP:
        raise NotAllowed(_("要用记住您的手机来扫，不能用电脑让另一台电脑进来。"))
    if request.method == "POST":
        digits = request.POST.get("digits", "")
        if digits not in asking.choices:
            raise Refused(_("请点电脑上显示的那4个数。"))
        if not let_desktop_in(by=user, asking=asking, digits=digits, now=now):
            raise Refused(
                _("和电脑上的数不一样，没有让它进来，这个码也作废了。请在电脑上刷新，换一个码再扫。")
            )
    return render(request, "accounts/let_in.html", {"asking": asking, "done": request.method == "POST"})


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else "/"
