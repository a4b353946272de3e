"""A real Chromium for the pages, and a person to sign in."""

import pytest

from zhibu.accounts.models import User
from zhibu.web import nav


@pytest.fixture(autouse=True)
def _no_tabs_of_rooms(monkeypatch):
    """The shelf is tested without the rooms that put their tabs on it."""
    monkeypatch.setattr(nav, "_tabs", {})
    monkeypatch.setattr(nav, "_identity", [])


@pytest.fixture
def open_browser(chromium, live_server):
    """`open_browser(user=…, **context)` gives a page on the live server; script errors fail the test."""
    contexts, faults = [], []

    def start(user=None, **options):
        context = chromium.new_context(
            base_url=live_server.url, locale="zh-CN", viewport={"width": 390, "height": 844}, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.set_default_timeout(8000)
        if user:
            sign_in(context, live_server, user)
        return page

    yield start
    for context in contexts:
        context.close()
    assert faults == []


def sign_in(context, live_server, user):
    """Give the browser the session of a person."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": session.value,
                "url": live_server.url,
                "httpOnly": True,
            }
        ]
    )


@pytest.fixture
def member(transactional_db):
    return User.objects.person(name="党员甲", login="member")
