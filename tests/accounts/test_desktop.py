"""A desktop is let in by a remembered phone: once, within two minutes, after comparing four digits."""

import datetime as dt
import re

import pytest
from django.test import Client

from tests.build import a_committee, a_user
from zhibu.accounts import desktop_codes
from zhibu.accounts.entrance import MARK
from zhibu.accounts.models import Device
from zhibu.accounts.operations import let_desktop_in, pick_up_entry
from zhibu.accounts.terms import DeviceKind
from zhibu.kernel import clock
from zhibu.kernel.refusal import Refused

pytestmark = pytest.mark.django_db
DESKTOP = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/120"}


@pytest.fixture(autouse=True)
def _set_up():
    a_committee()


@pytest.fixture
def desktop():
    client = Client(headers=DESKTOP)
    page = client.get("/accounts/login/?next=/me/record/").content.decode()
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)[1]
    digits = re.search(r'class="code">(\d{4})<', page)[1]
    return client, ticket, digits


@pytest.fixture
def phone():
    client = Client()
    client.force_login(a_user("党员甲"))
    return client


def poll(client, ticket):
    return client.post(
        "/accounts/desktop/", {"ticket": ticket, "next": "/me/record/"}, headers={"HX-Request": "true"}
    )


def test_the_phone_sees_which_browser_asks_and_its_digits_among_three(desktop, phone):
    _client, ticket, digits = desktop
    page = phone.get(f"/accounts/desktop/{ticket}/").content.decode()
    assert "Windows · Chrome" in page and digits in page
    offered = re.findall(r'name="digits" value="(\d{4})"', page)
    assert len(set(offered)) == 3 and digits in offered
    assert offered == re.findall(
        r'name="digits" value="(\d{4})"', phone.get(f"/accounts/desktop/{ticket}/").content.decode()
    )


def test_a_wrong_number_is_a_no_for_good(desktop, phone):
    client, ticket, digits = desktop
    address = f"/accounts/desktop/{ticket}/"
    wrong = next(one for one in desktop_codes.read_ticket(ticket, now=clock.now()).choices if one != digits)
    answer = phone.post(address, {"digits": wrong})
    assert answer.status_code == 422 and "作废" in answer.content.decode()
    assert phone.post(address, {"digits": digits}).status_code == 422
    assert poll(client, ticket).status_code == 204
    assert not Device.objects.exists()


def test_a_yes_is_taken_back_by_a_wrong_number_after_it(desktop, phone):
    client, ticket, digits = desktop
    address = f"/accounts/desktop/{ticket}/"
    wrong = next(one for one in desktop_codes.read_ticket(ticket, now=clock.now()).choices if one != digits)
    phone.post(address, {"digits": digits})
    phone.post(address, {"digits": wrong})
    assert poll(client, ticket).status_code == 204


def test_one_tap_and_the_desktop_is_in_for_twelve_hours_at_most(desktop, phone):
    client, ticket, digits = desktop
    assert poll(client, ticket).status_code == 204
    assert phone.get(f"/accounts/desktop/{ticket}/").status_code == 200
    assert poll(client, ticket).status_code == 204  # looking is not saying yes
    assert phone.post(f"/accounts/desktop/{ticket}/", {"digits": digits}).status_code == 200
    assert poll(client, ticket)["HX-Redirect"] == "/me/record/"
    assert client.session[MARK]["kind"] == DeviceKind.DESKTOP
    assert client.get("/me/").status_code == 200
    assert Device.objects.get().kind == DeviceKind.DESKTOP
    assert "有一台新设备" in phone.get("/me/").content.decode()


def test_without_a_script_the_button_does_the_same(desktop, phone):
    client, ticket, digits = desktop
    phone.post(f"/accounts/desktop/{ticket}/", {"digits": digits})
    assert client.post("/accounts/desktop/", {"ticket": ticket, "next": "/me/"}).url == "/me/"


def test_another_browser_cannot_pick_it_up(desktop, phone):
    _client, ticket, digits = desktop
    phone.post(f"/accounts/desktop/{ticket}/", {"digits": digits})
    thief = Client(headers=DESKTOP)
    thief.get("/accounts/login/")
    assert poll(thief, ticket).status_code == 204
    assert thief.get("/me/").status_code == 302


def test_it_is_picked_up_once(desktop, phone):
    client, ticket, digits = desktop
    secret = client.cookies["zhibu-desktop"].value
    phone.post(f"/accounts/desktop/{ticket}/", {"digits": digits})
    poll(client, ticket)
    again = Client()
    again.cookies["zhibu-desktop"] = secret
    assert poll(again, ticket).status_code == 204


def test_after_two_minutes_the_phone_refuses_and_the_desktop_shows_a_fresh_code(phone):
    old = clock.now() - dt.timedelta(minutes=3)
    secret = desktop_codes.new_secret()
    ticket = desktop_codes.ticket(secret, "Windows · Chrome", now=old)
    answer = phone.get(f"/accounts/desktop/{ticket}/")
    assert answer.status_code == 422 and "过了2分钟" in answer.content.decode()
    client = Client(headers=DESKTOP)
    client.cookies["zhibu-desktop"] = secret
    fresh = poll(client, ticket)
    assert fresh.status_code == 200 and 'name="ticket"' in fresh.content.decode()
    assert client.cookies["zhibu-desktop"].value != secret
    asking = desktop_codes.read_ticket(ticket, now=old)
    let_desktop_in(by=a_user("x"), asking=asking, digits=asking.digits, now=old)
    assert pick_up_entry(code=desktop_codes.code_of(secret), now=clock.now()) is None


def test_a_forged_ticket_is_refused(phone):
    assert phone.get("/accounts/desktop/forged/").status_code == 422


def test_a_second_person_cannot_claim_the_same_code(desktop):
    _client, ticket, digits = desktop
    asking = desktop_codes.read_ticket(ticket, now=clock.now())
    let_desktop_in(by=a_user("一"), asking=asking, digits=digits, now=clock.now())
    with pytest.raises(Refused):
        let_desktop_in(by=a_user("二"), asking=asking, digits=digits, now=clock.now())


def test_a_desktop_cannot_let_a_desktop_in(desktop, phone):
    client, ticket, digits = desktop
    phone.post(f"/accounts/desktop/{ticket}/", {"digits": digits})
    poll(client, ticket)
    other = Client(headers=DESKTOP)
    second = re.search(r'name="ticket" value="([^"]+)"', other.get("/accounts/login/").content.decode())[1]
    assert client.post(f"/accounts/desktop/{second}/").status_code == 403


def test_a_phone_is_shown_no_code_to_scan():
    page = Client(headers={"User-Agent": "Mozilla/5.0 (iPhone) Mobile Safari"}).get("/accounts/login/")
    assert "ticket" not in page.content.decode()


def test_the_sign_in_page_stores_nothing(db):
    from django.contrib.sessions.models import Session

    Client(headers=DESKTOP).get("/accounts/login/")
    assert not Session.objects.exists()
