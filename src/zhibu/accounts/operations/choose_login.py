"""Choosing the account name a password goes with."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes


@writes
def choose_login(*, by: User, login: str, now: dt.datetime) -> None:
    """Give oneself an account name; names are unique, and lower case."""
    login = login.strip().lower()
    if login == User.CONSOLE or User.objects.filter(login=login).exclude(pk=by.pk).exists():
        raise Refused(_("这个账号已经有人用了，请换一个。"), field="login")
    if by.login == login:
        return
    by.login = login
    by.save(update_fields=["login"])
    journal.record(by=by, action="login.choose", subject=by, fields=["login"], now=now)
