"""Password, second factor, guessing, time-outs, signing out."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.contrib.sessions.models import Session
from django.test import Client

from tests.build import a_committee, a_user, posted
from zhibu.accounts import guesses
from zhibu.accounts.entrance import MARK
from zhibu.accounts.hashers import Argon2
from zhibu.accounts.models import Device, JournalEntry, Tries, User
from zhibu.accounts.operations import close_account
from zhibu.kernel import clock
from zhibu.organisations.terms import Role

pytestmark = pytest.mark.django_db
PASSWORD = "一句很长的话 correct horse 🐎"
SENTENCE = "账号或密码不对。"


@pytest.fixture(autouse=True)
def _set_up():
    a_committee()


@pytest.fixture
def person():
    return a_user("党员甲", login="jia", password=PASSWORD)


def log_in(client, login="jia", password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": login, "password": password, **more})


class TestPassword:
    def test_the_right_password_goes_where_one_wanted_to_go(self, client, person):
        assert log_in(client, next="/me/record/").url == "/me/record/"
        assert client.get("/me/").status_code == 200

    def test_it_never_leads_to_another_site(self, client, person):
        for elsewhere in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
            assert log_in(Client(), next=elsewhere).url == "/"

    def test_a_wrong_password_an_unknown_account_and_a_closed_one_read_the_same(self, person):
        closed = a_user("走了的", login="gone", password=PASSWORD)
        close_account(by=User.objects.console(), user=closed, now=clock.now())
        a_user("没有密码的", login="bare")
        answers = [
            log_in(Client(), login, "wrong password")
            for login in ("jia", "nobody", "gone", "bare", "console")
        ] + [log_in(Client(), "gone")]
        assert {answer.status_code for answer in answers} == {422}
        assert all(SENTENCE in answer.content.decode() for answer in answers)

    def test_the_cost_of_an_unknown_account_is_that_of_a_known_one(self, person, monkeypatch):
        spent = []
        encoded = make_password

        def counting(*args, **kwargs):
            spent.append("hash")
            return encoded(*args, **kwargs)

        from django.contrib.auth import base_user, hashers

        monkeypatch.setattr(hashers, "make_password", counting)
        monkeypatch.setattr(base_user, "make_password", counting)
        log_in(Client(), "nobody", "wrong password")
        log_in(Client(), "console", "wrong password")
        assert len(spent) == 2

    def test_the_session_key_changes_and_the_cookie_dies_with_the_log_out(self, client, person):
        client.get("/accounts/login/")
        log_in(client)
        cookie = client.cookies["zhibu"].value
        answer = client.post("/accounts/logout/")
        assert answer["Clear-Site-Data"] == '"cache", "storage"'
        assert not Session.objects.filter(session_key=cookie).exists()
        replayed = Client()
        replayed.cookies["zhibu"] = cookie
        assert replayed.get("/me/").status_code == 302
        assert not Device.objects.exists()

    def test_looking_at_the_log_out_page_signs_nobody_out(self, client, person):
        log_in(client)
        client.get("/accounts/logout/")
        assert client.get("/me/").status_code == 200

    def test_success_and_failure_stand_in_the_journal(self, client, person):
        log_in(Client(), password="wrong password")
        log_in(Client(), "nobody", "x")
        log_in(client)
        rows = JournalEntry.objects.filter(action="login").order_by("seq").values_list("subject", "result")
        assert list(rows) == [(person.public_id, "failed"), ("unknown", "failed"), (person.public_id, "done")]

    def test_sign_up_mail_and_password_reset_do_not_exist(self, client):
        for path in ("signup/", "email/", "password/reset/"):
            assert client.get(f"/accounts/{path}").status_code == 404
            assert client.post(f"/accounts/{path}", {"email": "a@example.org"}).status_code == 404

    def test_the_hash_is_argon2id_with_enough_memory(self):
        encoded = make_password(PASSWORD)
        assert encoded.startswith("argon2$argon2id$")
        parameters = identify_hasher(encoded).decode(encoded)
        assert parameters["memory_cost"] >= 19 * 1024 and parameters["time_cost"] >= 2
        assert check_password(PASSWORD, encoded)

    def test_a_closed_account_is_nobody_at_its_next_request(self, client, person):
        log_in(client)
        close_account(by=User.objects.console(), user=person, now=clock.now())
        assert client.get("/me/").status_code == 302


class TestChoosingAPassword:
    def test_a_member_chooses_a_name_then_a_password_and_stays_in(self, client):
        person = User.objects.person(name="党员甲")
        client.force_login(person)
        assert client.get("/accounts/password/set/").url == "/accounts/name/"
        assert client.post("/accounts/name/", {"login": "Jia.1"}).url == "/accounts/password/set/"
        before = client.session.session_key
        Device.objects.create(user=person, label="手机", session_key=before, added_on=clock.today())
        answer = client.post("/accounts/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
        assert answer.status_code == 302
        assert client.get("/me/").status_code == 200
        assert Device.objects.get().session_key == client.session.session_key
        assert log_in(Client(), "jia.1").status_code == 302

    @pytest.mark.parametrize("weak", ["short", "password123", "1234567890", "qwertyuiop"])
    def test_weak_passwords_are_refused_beside_the_field(self, client, person, weak):
        person.set_unusable_password()
        person.save()
        client.force_login(person)
        answer = client.post("/accounts/password/set/", {"password1": weak, "password2": weak})
        assert answer.status_code == 422
        assert "errsum" in answer.content.decode()

    def test_a_name_taken_by_another_is_refused(self, client, person):
        client.force_login(a_user("别人"))
        assert client.post("/accounts/name/", {"login": "JIA"}).status_code == 422
        assert client.post("/accounts/name/", {"login": "console"}).status_code == 422


class TestGuessing:
    def test_of_a_thousand_guesses_in_an_hour_at_most_twenty_are_looked_at(self):
        start = clock.now()
        looked_at = sum(
            guesses.may_try(what="login", who="jia", now=start + dt.timedelta(seconds=3.6 * n))
            for n in range(1000)
        )
        assert looked_at <= 20

    def test_no_hour_anywhere_holds_more_than_twenty(self):
        start = clock.now()
        taken = [
            n
            for n in range(0, 3 * 3600, 20)
            if guesses.may_try(what="login", who="jia", now=start + dt.timedelta(seconds=n))
        ]
        assert all(sum(first <= n < first + 3600 for n in taken) <= 20 for first in taken)

    def test_nobody_is_shut_out_for_good(self):
        start = clock.now()
        for n in range(30):
            guesses.may_try(what="login", who="jia", now=start + dt.timedelta(seconds=n))
        assert not guesses.may_try(what="login", who="jia", now=start + dt.timedelta(seconds=31))
        assert guesses.may_try(what="login", who="jia", now=start + dt.timedelta(hours=1, minutes=1))

    def test_the_sixth_guess_within_a_minute_is_not_looked_at_even_if_right(self, person):
        for _ in range(5):
            log_in(Client(), password="wrong password")
        answer = log_in(Client())
        assert answer.status_code == 422
        assert "试得太多了" in answer.content.decode()

    def test_an_unknown_account_is_throttled_with_the_same_sentence(self):
        for _ in range(5):
            log_in(Client(), "nobody", "x")
        assert "试得太多了" in log_in(Client(), "nobody", "x").content.decode()

    def test_one_guess_at_each_of_a_thousand_accounts_is_throttled_too(self):
        now = clock.now()
        looked_at = sum(
            guesses.address_may_try(what="login", address="10.0.0.9", now=now) for _ in range(1000)
        )
        assert looked_at <= 200

    def test_right_passwords_are_not_counted(self, person):
        for _ in range(7):
            assert log_in(Client()).status_code == 302

    def test_the_account_names_tried_are_not_readable_in_the_table(self):
        guesses.may_try(what="login", who="jia", now=clock.now())
        assert "jia" not in Tries.objects.get().key


class TestTimeOuts:
    @pytest.mark.parametrize(("seen", "since"), [(3 * 3600, 3 * 3600), (60, 13 * 3600)])
    def test_a_desktop_session_ends_after_two_idle_hours_or_twelve_in_all(self, client, person, seen, since):
        log_in(client)
        now = int(clock.now().timestamp())
        session = client.session
        session[MARK] = {**session[MARK], "seen": now - seen, "since": now - since}
        session.save()
        assert client.get("/me/").status_code == 302

    def test_one_that_is_used_stays(self, client, person):
        log_in(client)
        now = int(clock.now().timestamp())
        session = client.session
        session[MARK] = {**session[MARK], "seen": now - 3600, "since": now - 3600}
        session.save()
        assert client.get("/me/").status_code == 200
        assert client.session[MARK]["seen"] >= now


def code_for(authenticator):
    secret = TOTP(authenticator)
    from allauth.mfa.utils import decrypt

    counter = list(yield_hotp_counters_from_time())[-1]
    return format_hotp_value(hotp_value(decrypt(secret.instance.data["secret"]), counter))


class TestSecondFactor:
    @pytest.fixture
    def admin(self, settings):
        settings.SECOND_FACTOR_REQUIRED = True
        return posted(a_user("管理员", login="admin", password=PASSWORD), Role.ADMIN, a_committee())

    def switch_on(self, client, admin):
        client.get("/accounts/2fa/totp/activate/")
        secret = client.session["mfa.totp.secret"]
        counter = next(iter(yield_hotp_counters_from_time()))
        return client.post(
            "/accounts/2fa/totp/activate/", {"code": format_hotp_value(hotp_value(secret, counter))}
        )

    def test_an_administrator_is_sent_to_set_it_up_before_anything_else(self, client, admin):
        log_in(client, "admin")
        for path in ("/organisation/", "/me/", "/"):
            assert client.get(path).url.startswith("/accounts/2fa/totp/activate/")
        assert client.get("/me/leave/").status_code == 200

    def test_a_member_is_not(self, client, settings, person):
        settings.SECOND_FACTOR_REQUIRED = True
        log_in(client)
        assert client.get("/me/").status_code == 200

    def test_with_the_demonstration_nobody_is(self, client, admin, settings):
        settings.SECOND_FACTOR_REQUIRED = False
        log_in(client, "admin")
        assert client.get("/me/").status_code == 200

    def test_set_up_gives_recovery_codes_and_the_secret_is_sealed(self, client, admin):
        log_in(client, "admin")
        answer = self.switch_on(client, admin)
        assert answer.url == "/accounts/2fa/recovery-codes/"
        assert client.get(answer.url).status_code == 200
        assert client.get("/organisation/").status_code == 200
        kept = Authenticator.objects.get(type="totp").data["secret"]
        assert kept.startswith("s1:")

    def test_log_in_then_asks_for_a_code_which_works_once(self, client, admin):
        log_in(client, "admin")
        self.switch_on(client, admin)
        code = code_for(Authenticator.objects.get(type="totp"))
        first, second = Client(), Client()
        assert log_in(first, "admin", next="/organisation/").url.startswith("/accounts/2fa/authenticate/")
        assert first.get("/organisation/").status_code == 302
        assert first.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
        assert first.get("/organisation/").status_code == 200
        log_in(second, "admin")
        again = second.post("/accounts/2fa/authenticate/", {"code": code})
        assert again.status_code == 422
        assert "验证码不对" in again.content.decode()

    def test_codes_are_not_guessed_more_than_five_times_a_minute(self, client, admin):
        log_in(client, "admin")
        self.switch_on(client, admin)
        log_in(other := Client(), "admin")
        for _ in range(5):
            other.post("/accounts/2fa/authenticate/", {"code": "000000"})
        code = code_for(Authenticator.objects.get(type="totp"))
        answer = other.post("/accounts/2fa/authenticate/", {"code": code})
        assert "试得太多了" in answer.content.decode()

    def test_every_page_of_password_and_keys_opens(self, client, person):
        log_in(client)
        for path in ("2fa/", "2fa/totp/activate/", "password/change/", "2fa/webauthn/"):
            assert client.get(f"/accounts/{path}").status_code == 200, path

    def test_on_plain_http_the_page_says_why_there_are_no_passkeys(self, client, person):
        log_in(client)
        assert "没有加密" in client.get("/accounts/2fa/").content.decode()
        assert "passkey_login" not in Client().get("/accounts/login/").content.decode()
        secure = Client().get("/accounts/login/?passkey=1", headers={"host": "localhost"})
        assert "passkey_login" in secure.content.decode()


def test_known_and_unknown_accounts_cost_one_hash_each(person, monkeypatch):
    """The dear part of a log-in is the hash; who tries names learns nothing from how long it takes."""
    hashed = []
    for act in ("encode", "verify"):
        whole = getattr(Argon2, act)
        monkeypatch.setattr(
            Argon2, act, lambda self, *given, whole=whole: (hashed.append(1), whole(self, *given))[1]
        )
    for login in ("jia", "nobody"):
        hashed.clear()
        log_in(Client(), login, "wrong password")
        assert len(hashed) == 1, login
