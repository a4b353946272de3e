"""Signing in by password or passkey (allauth's own views, in our look), and signing out."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base import views as second
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.contrib.auth import logout as django_logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from zhibu.accounts import entrance, journal
from zhibu.accounts.forms import LoginNameForm
from zhibu.accounts.models import Device
from zhibu.accounts.operations.choose_login import choose_login
from zhibu.accounts.views.desktop import asking_part
from zhibu.kernel import clock
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes
from zhibu.web.forms import FieldError

View = Callable[..., HttpResponseBase]


def secure_context(request: HttpRequest) -> bool:
    """Whether browsers offer passkeys here: https, or this very machine by its name."""
    host = request.get_host().partition(":")[0]
    return host == "localhost" or (
        request.is_secure() and not host.replace(".", "").isdigit() and "[" not in host
    )


def ours(view: View) -> View:
    """An allauth view as this house wants it: faults answer 422, and the page knows if passkeys work here."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        before = request.session.session_key
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            context = response.context_data = response.context_data or {}
            context["secure_context"] = secure_context(request)
            _make_readable(context.get("form"))
            if request.method == "POST" and any(
                getattr(context.get(name), "errors", None) for name in ("form", "webauthn_form")
            ):
                response.status_code = 422
        elif request.method == "POST" and request.user.is_authenticated:
            entrance.follow_session_key(before, request)
        return response

    return shown


def _make_readable(form: Any) -> None:
    """allauth's remaining forms list their errors the way our summary reads them."""
    if form is not None and not hasattr(form, "faults"):
        form.faults = [FieldError(message) for messages in form.errors.values() for message in messages]


@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponseBase:
    """Account and password; on a desktop also a code for the phone that is already remembered."""
    response = ours(account.login)(request)
    if isinstance(response, TemplateResponse) and not entrance.is_phone(request):
        asking_part(request, response)
    return response


@require_http_methods(["GET", "POST"])
def logout(request: HttpRequest) -> HttpResponse:
    """Sign out here: the device leaves the list, and the browser is told to forget what it kept."""
    if request.method == "GET":
        return redirect("me:leave")
    if request.user.is_authenticated:
        _note_logout(request)
    django_logout(request)
    response = redirect(settings.LOGOUT_REDIRECT_URL)
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@writes
def _note_logout(request: HttpRequest) -> None:
    Device.objects.filter(session_key=request.session.session_key).delete()
    journal.record(by=request.user, action="logout", subject=request.user, now=clock.now())  # type: ignore[arg-type]


def closed(request: HttpRequest, **_kwargs: Any) -> HttpResponse:
    """Nobody signs up here, and there is no mail: a link from the secretary is the way in."""
    raise Http404


@login_required
@require_http_methods(["GET", "POST"])
def choose_name(request: HttpRequest) -> HttpResponse:
    """Choose the account name a password will go with."""
    form = LoginNameForm(request.POST or None, initial={"login": request.user.login or ""})  # type: ignore[union-attr]
    if request.method == "POST" and form.is_valid():
        try:
            choose_login(by=request.user, login=form.cleaned_data["login"], now=clock.now())  # type: ignore[arg-type]
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("account_set_password")
    return render(request, "accounts/login_name.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def set_password(request: HttpRequest) -> HttpResponseBase:
    """A first password; before it, the account name."""
    if not request.user.login:  # type: ignore[union-attr]
        return HttpResponseRedirect(reverse("accounts:login_name"))
    return ours(account.password_set)(request)


only_forms = require_http_methods(["GET", "POST"])
change_password = only_forms(login_required(ours(account.password_change)))
reauthenticate = only_forms(login_required(ours(account.reauthenticate)))
inactive = only_forms(ours(account.account_inactive))
security = only_forms(login_required(ours(second.index)))
authenticate = only_forms(ours(second.authenticate))
reauthenticate_code = only_forms(login_required(ours(second.reauthenticate)))


def _noted(view: View) -> View:
    """Who has just shown the first code of a new authenticator need not show another in this session."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        done = request.method == "POST" and response.status_code == 302
        if done and Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).exists():
            record_authentication(request, request.user, "mfa", type="totp", reauthenticated=True)  # type: ignore[arg-type]
        return response

    return shown


activate_totp = only_forms(login_required(_noted(ours(totp.activate_totp))))
deactivate_totp = only_forms(login_required(ours(totp.deactivate_totp)))
view_codes = only_forms(login_required(ours(recovery.view_recovery_codes)))
generate_codes = only_forms(login_required(ours(recovery.generate_recovery_codes)))
passkeys = only_forms(login_required(ours(webauthn.list_webauthn)))
add_passkey = only_forms(login_required(ours(webauthn.add_webauthn)))
remove_passkey = only_forms(login_required(ours(webauthn.remove_webauthn)))
reauthenticate_passkey = only_forms(login_required(ours(webauthn.reauthenticate_webauthn)))
login_by_passkey = only_forms(ours(webauthn.login_webauthn))
