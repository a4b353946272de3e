"""Shape of what is typed when signing in."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChange
from allauth.account.forms import LoginForm as AllauthLogin
from allauth.account.forms import ReauthenticateForm as AllauthReauthenticate
from allauth.account.forms import SetPasswordForm as AllauthSet
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm as AllauthCode
from allauth.mfa.base.forms import ReauthenticateForm as AllauthCodeAgain
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivate
from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _

from zhibu.accounts import guesses
from zhibu.accounts.adapter import code_field
from zhibu.kernel import clock
from zhibu.web.forms import ActForm, Readable


def _worded(form: forms.Form, name: str, label: Any, hint: Any = "") -> None:
    """Our words on allauth's own field, which keeps its checks; spaces at the ends belong to a password."""
    field = form.fields[name]
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)
    field.validators.append(validators.MaxLengthValidator(200))


class LoginForm(Readable, AllauthLogin):  # type: ignore[misc]
    """Account and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("账号"),
            max_length=64,
            widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        )
        _worded(self, "password", _("密码"))


class ReauthenticateForm(Readable, AllauthReauthenticate):  # type: ignore[misc]
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self, "password", _("密码"))


_HINT = _("至少10位，可以是一句话；不要用常见的密码")


class ChangePasswordForm(Readable, AllauthChange):  # type: ignore[misc]
    """Old password, new password twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self, "oldpassword", _("现在的密码"))
        _worded(self, "password1", _("新密码"), _HINT)
        _worded(self, "password2", _("再写一遍新密码"))

    def clean_oldpassword(self) -> str:
        """A found, unlocked phone is no place to guess at the password either."""
        now, who = clock.now(), str(self.user.login)
        if not guesses.may_try(what="login", who=who, now=now):
            raise forms.ValidationError(_("试得太多了，先歇一歇，过几分钟再试。"))
        old: str = super().clean_oldpassword()
        guesses.give_back(what="login", who=who, now=now)
        return old


class SetPasswordForm(Readable, AllauthSet):  # type: ignore[misc]
    """A first password, with the account name it goes with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self, "password1", _("密码"), _HINT)
        _worded(self, "password2", _("再写一遍"))


class _CodeOnce:
    """A code is looked at five times a minute at most, and works once."""

    def clean_code(self) -> str:
        """Count the try, compare, and refuse a code seen before."""
        now, who = clock.now(), str(self.user.pk)  # type: ignore[attr-defined]
        if not guesses.may_try(what="second factor", who=who, now=now):
            raise forms.ValidationError(_("试得太多了，先歇一歇，过几分钟再试。"))
        code: str = super().clean_code()  # type: ignore[misc]
        if not guesses.first_use(what="used code", who=f"{who} {code}", now=now):
            raise get_adapter().validation_error("incorrect_code")
        guesses.give_back(what="second factor", who=who, now=now)
        return code


class CodeForm(Readable, _CodeOnce, AllauthCode):  # type: ignore[misc]
    """The second factor at log-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field()


class CodeAgainForm(Readable, _CodeOnce, AllauthCodeAgain):  # type: ignore[misc]
    """The second factor before something weighty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field()


class ActivateCodesForm(Readable, AllauthActivate):  # type: ignore[misc]
    """The first code, which shows that the app was set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.CharField(
            label=_("App上显示的6位数"),
            max_length=10,
            widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        )


class LoginNameForm(ActForm):
    """The name one signs in with, if one wants a password at all."""

    login = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9._-]{2,39}$",
        label=_("账号"),
        help_text=_("字母、数字，3到40位"),
        error_messages={"invalid": _("账号用字母、数字、点、- 或 _，3到40位。")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
