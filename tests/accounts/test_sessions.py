"""Whose session it is, is asked of the table on every request: what was withdrawn opens nothing any more."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session

from tests.build import a_branch, a_user, posted
from zhibu.kernel import clock
from zhibu.organisations.terms import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client):
    user = posted(a_user(), Role.MEMBER, a_branch())
    client.force_login(user)
    assert client.get("/").status_code == 200
    return client, user


def is_nobody(client):
    answer = client.get("/")
    return answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")


def test_a_session_that_was_withdrawn(signed_in):
    client, _user = signed_in
    Session.objects.all().delete()
    assert is_nobody(client)


def test_a_session_that_has_run_out(signed_in):
    client, _user = signed_in
    Session.objects.update(expire_date=clock.now() - dt.timedelta(seconds=1))
    assert is_nobody(client)


def test_an_account_that_was_shut(signed_in):
    client, user = signed_in
    user.is_active = False
    user.save()
    assert is_nobody(client)


def test_an_account_that_is_gone(signed_in):
    client, user = signed_in
    user.delete()
    assert is_nobody(client)


def test_a_key_that_nobody_gave_out(signed_in, settings):
    client, _user = signed_in
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    assert is_nobody(client)
