"""Text size, theme and language go with the account: kept when they are chosen, given to a new device."""

from collections.abc import Mapping

from django.conf import settings
from django.http.response import HttpResponseBase

from zhibu.accounts.models import User
from zhibu.kernel.transactions import writing
from zhibu.web import preferences

LOOKS = (
    ("text_size", preferences.SIZE_COOKIE, preferences.SIZES),
    ("theme", preferences.THEME_COOKIE, preferences.THEMES),
    ("language", settings.LANGUAGE_COOKIE_NAME, ("", *(code for code, _name in settings.LANGUAGES))),
)


def keep(user: User, shown: Mapping[str, str], *, over: bool) -> None:
    """Keep with the account what these cookies say; without `over` only what the account does not say yet."""
    chosen = {
        field: shown[cookie]
        for field, cookie, allowed in LOOKS
        if cookie in shown
        and shown[cookie] in allowed
        and shown[cookie] != getattr(user, field)
        and (over or not getattr(user, field))
    }
    if not chosen:
        return
    with writing():
        User.objects.filter(pk=user.pk).update(**chosen)
    for field, value in chosen.items():
        setattr(user, field, value)


def give(user: User, response: HttpResponseBase, shown: Mapping[str, str], *, secure: bool) -> None:
    """A browser that says nothing yet is told what the account says."""
    for field, cookie, _allowed in LOOKS:
        kept = getattr(user, field)
        if kept and cookie not in shown and cookie not in response.cookies:
            response.set_cookie(cookie, kept, max_age=preferences.YEAR, samesite="Lax", secure=secure)
