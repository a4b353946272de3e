"""What a person reads when something does not work: one sentence and the next step."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

TO_TODAY = _("回到今天")


@dataclass(frozen=True)
class Sorry:
    """The sentence of an error page, and what to do next."""

    sentence: str | Promise
    next: str | Promise
    way: str = "/"
    way_words: str | Promise = TO_TODAY


SORRY = {
    400: Sorry(_("这个请求看不懂"), _("请返回上一页，再试一次。")),
    403: Sorry(_("这里不对您开放"), _("要用的话，请找支部书记或管理员。")),
    404: Sorry(_("没有这一页"), _("可能已经删了，或者不归您看。")),
    413: Sorry(_("文件太大了"), _("请选小一点的文件，或分几次传。")),
    422: Sorry(_("这样办不了"), _("请返回上一页，改好再交。")),
    429: Sorry(_("试得太快了"), _("请等一分钟再试。")),
    500: Sorry(_("这边出了错，不是您的错"), _("已经记下来了。请过一会儿再试，刚才写的还在这台手机里。")),
    503: Sorry(_("现在用的人多，先歇一歇"), _("请过一会儿再试，签到和刚才写的都不会丢。")),
}


def sorry_page(
    request: HttpRequest, status: int, *, sentence: str | Promise = "", retry_after: int = 0
) -> HttpResponse:
    """The error page of a status; `sentence` replaces the usual one, browsers are told `retry_after`."""
    sorry = SORRY.get(status, SORRY[500])
    response = render(
        request,
        "web/error.html",
        {
            "sentence": sentence or sorry.sentence,
            "next": sorry.next,
            "way": sorry.way,
            "way_words": sorry.way_words,
        },
        status=status,
    )
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response


def _login_and_back(request: HttpRequest) -> str:
    """The log-in page; afterwards the page where the form stood."""
    login = settings.LOGIN_URL if str(settings.LOGIN_URL).startswith("/") else "/accounts/login/"
    before = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(before, allowed_hosts={request.get_host()}):
        return login
    parts = urlsplit(before)
    page = parts.path + (f"?{parts.query}" if parts.query else "")
    return f"{login}?{urlencode({'next': page})}"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is older than the session: sign in again, what was typed is still on the phone."""
    response = render(
        request,
        "web/error.html",
        {
            "sentence": _("离开时间久了，请重新登录。刚才写的还在"),
            "next": _("登录后回到那一页，写过的字会自己填回来。"),
            "way": _login_and_back(request),
            "way_words": _("重新登录"),
        },
        status=403,
    )
    response["X-Zhibu-Stale"] = "1"  # the queue on the phone waits on instead of giving up
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request made no sense, or came to a name that this server does not answer to."""
    if isinstance(exception, DisallowedHost):
        return sorry_page(
            request,
            400,
            sentence=_("这个网址不对：请用通知里的网址打开。管理员可用 zhibu up --host 指定网址"),
        )
    return sorry_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The person may not do this."""
    return sorry_page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such page, or not for this person: both read the same."""
    return sorry_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own fault; drawn without the request, so that it stands even when that is broken."""
    return HttpResponse(render_to_string("500.html"), status=500)
