"""How allauth behaves here: guesses are slowed down, log-ins journalled, secrets sealed, no mail, nobody signs up."""

import datetime as dt
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhibu.accounts import entrance, guesses, journal
from zhibu.accounts.models import User
from zhibu.accounts.terms import DeviceKind
from zhibu.kernel import clock
from zhibu.kernel.sealed import seal, unseal
from zhibu.kernel.transactions import writes

WHAT = "login"


class AccountAdapter(DefaultAccountAdapter):
    """Log-in by password."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("账号或密码不对。"),
        "incorrect_password": _("密码不对。"),
        "enter_current_password": _("现在的密码不对。"),
        "too_many_login_attempts": _("试得太多了，先歇一歇，过几分钟再试。用手机扫码现在就能进。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are let in by their secretary."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the guess before it is looked at, for known and unknown accounts alike."""
        now = clock.now()
        allowed = guesses.address_may_try(what=WHAT, address=entrance.address_of(request), now=now)
        if not (allowed and guesses.may_try(what=WHAT, who=credentials.get("username", ""), now=now)):
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """As allauth does; a right password is not held against the person."""
        user = super().authenticate(request, **credentials)
        if user is not None:
            now = clock.now()
            guesses.give_back(what=WHAT, who=credentials.get("username", ""), now=now)
            guesses.give_back(what=f"{WHAT} address", who=entrance.address_of(request), now=now)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Write down the failure: the account if there is one, never what was typed."""
        _failed(credentials.get("username", ""), now=clock.now())

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who has just shown a password or a code is not asked for it again within five minutes."""
        request = context.request
        since = time.time() - 300
        fresh = any(
            record.get("method") in ("password", "mfa") and record.get("at", 0) > since
            for record in get_authentication_records(request, request.user)
        )
        return not fresh and super().is_reauthentication_required(app=app, **kwargs)

    def login(self, request: HttpRequest, user: Any) -> None:
        """Through the one door."""
        entrance.sign_in(request, user, kind=DeviceKind.PASSWORD, now=clock.now())

    def add_message(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Pages say what happened themselves."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """There is no mail here."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """The peer's address; no header is believed."""
        return entrance.address_of(request) or "unknown"


@writes
def _failed(login: str, *, now: dt.datetime) -> None:
    user = User.objects.filter(login=login).first()
    journal.record(by=None, action="login", subject=user or "unknown", result="failed", now=now)


class MFAAdapter(DefaultMFAAdapter):
    """Second factors."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("验证码不对，请看手机上现在显示的6位数。"),
        "cannot_delete_authenticator": _("管理员和上级组织部门的账号必须留着两步验证。"),
    }

    def encrypt(self, text: str) -> str:
        """The secret of an authenticator is sealed with the field key."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """And opened again."""
        return unseal(encrypted_text)

    def _get_site_name(self) -> str:
        return "Zhibu"

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.login or user.name)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """A name to start with."""
        return str(_("通行密钥"))


def code_field() -> forms.CharField:
    """Six digits, or a recovery code."""
    return forms.CharField(
        label=_("6位验证码，或一个备用码"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text"}),
    )
