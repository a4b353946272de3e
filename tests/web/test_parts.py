"""Fragments, tabs, headers, forms and filters keep their word."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms as django_forms
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from zhibu.accounts.models import User
from zhibu.kernel.clock import ZONE
from zhibu.kernel.refusal import Refused
from zhibu.web import nav
from zhibu.web.forms import ActForm
from zhibu.web.templatetags import web

pytestmark = [pytest.mark.urls("tests.web.urls")]


@pytest.fixture
def tabs(monkeypatch):
    monkeypatch.setattr(nav, "_tabs", {})
    monkeypatch.setattr(nav, "_identity", [])
    return nav


@pytest.fixture
def person(db):
    return User.objects.person(name="党员甲", login="member")


class TestPartOrPage:
    def test_a_browser_gets_the_page_and_htmx_the_part(self, client):
        page = client.get("/part/")
        assert "整页" in page.content.decode()
        assert "HX-Request" in page.headers["Vary"]
        part = client.get("/part/", headers={"HX-Request": "true"}).content.decode()
        assert "整页" not in part
        assert "第3次" in part

    @pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
    def test_boosted_links_and_restored_history_get_the_page(self, client, header):
        answer = client.get("/part/", headers={"HX-Request": "true", header: "true"})
        assert "整页" in answer.content.decode()


class TestTabs:
    def test_the_longest_path_is_current_and_hidden_tabs_stay_away(self, rf, tabs):
        tabs.register(
            nav.Tab("month", "本月", "list-checks", "web:offline", 5, visible=lambda request: False)
        )
        tabs.register(
            nav.Tab("meetings", "会议", "calendar-check", "web:components", 2, covers=("/decisions/",))
        )
        tabs.register(nav.Tab("today", "今天", "sun", "web:prefer", 1, covers=("/",)))
        places = tabs.tabs_for(rf.get("/decisions/3/"))
        assert [(place.key, place.current) for place in places] == [("today", False), ("meetings", True)]
        assert [place.current for place in tabs.tabs_for(rf.get("/"))] == [True, False]
        assert not any(place.current for place in tabs.tabs_for(rf.get("/me/")))

    def test_nobody_signed_in_has_no_name(self, rf, tabs):
        request = rf.get("/")
        request.user = AnonymousUser()
        assert tabs.identity_for(request) is None

    def test_the_corner_says_what_the_rooms_say(self, rf, tabs, person):
        request = rf.get("/")
        request.user = person
        assert tabs.identity_for(request) == nav.Identity(name="党员甲")
        tabs.register_identity(lambda request: nav.Identity("党员甲", "支部书记", "示例一支部"))
        assert tabs.identity_for(request).organisation == "示例一支部"


class TestHeaders:
    def test_every_answer_carries_them(self, client):
        for path in ("/offline/", "/nowhere/", "/sw.js"):
            headers = client.get(path).headers
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["X-Frame-Options"] == "DENY"
            assert headers["Referrer-Policy"] == "same-origin"
            assert "unsafe" not in headers["Content-Security-Policy"]
            assert "X-Zhibu-Account" not in headers

    def test_pages_of_a_person_are_not_stored(self, enter, person):
        headers = enter(person).get("/draft/").headers
        assert headers["Cache-Control"] == "no-store"
        assert len(headers["X-Zhibu-Account"]) == 16

    def test_the_shell_costs_one_query_for_the_session_and_one_for_the_user(
        self, enter, person, django_assert_num_queries
    ):
        client = enter(person)
        with django_assert_num_queries(2):
            client.get("/draft/")

    def test_nobody_is_recognised_on_anonymous_paths(self, enter, person, django_assert_num_queries):
        client = enter(person)
        with django_assert_num_queries(0):
            headers = client.get("/b/somewhere/").headers
        assert "X-Zhibu-Account" not in headers

    def test_a_taken_form_names_its_operation(self, enter, person):
        operation = "0" * 32
        answer = enter(person).post("/draft/", {"said": "好", "op": operation})
        assert answer.status_code == 302
        assert answer.cookies["done"].value == operation
        assert "done" not in enter(person).post("/draft/", {"said": "", "op": operation}).cookies

    def test_a_body_too_large_is_refused_with_a_sentence(self, client, settings):
        settings.REQUEST_BODY_LIMIT = 10
        answer = client.post("/draft/", {"said": "x" * 100})
        assert answer.status_code == 413
        assert "文件太大了" in answer.content.decode()

    def test_htmx_is_sent_to_sign_in_as_a_page(self, client, db):
        answer = client.post("/draft/", {"said": "好"}, headers={"HX-Request": "true"})
        assert answer.status_code == 204
        assert answer.headers["HX-Redirect"] == "/accounts/login/"

    def test_a_queued_form_is_told_where_to_go_and_keeps_its_cookies(self, enter, person):
        answer = enter(person).post("/draft/", {"said": "好", "op": "1" * 32}, headers={"X-Zhibu-Queue": "1"})
        assert answer.status_code == 204
        assert answer.headers["X-Zhibu-Location"] == "/draft/"
        assert answer.cookies["done"].value == "1" * 32

    def test_a_queued_form_of_nobody_is_not_called_done(self, client, db):
        answer = client.post("/draft/", {"said": "好"}, headers={"X-Zhibu-Queue": "1"})
        assert answer.status_code == 302


class Leave(ActForm):
    reason = django_forms.CharField(label="请假原因")
    on = django_forms.DateField(label="日期")
    sure = django_forms.BooleanField(label="不涉密", error_messages={"required": "请先确认不涉密"})


class TestForms:
    def test_the_operation_id_is_new_on_a_new_form_and_kept_when_shown_again(self):
        first, second = Leave(), Leave()
        assert first["op"].value() != second["op"].value()
        again = Leave({"op": first["op"].value()})
        assert again["op"].value() == first["op"].value()
        assert first["op"].value() in str(again["op"])

    def test_a_bad_operation_id_is_replaced(self):
        form = Leave({"op": "' OR 1", "reason": "夜班", "on": "2026-11-26", "sure": "on"})
        assert form.is_valid()
        assert len(form.cleaned_data["op"]) == 32

    def test_faults_name_their_fields_in_order(self):
        form = Leave({"on": "明天"})
        assert [(fault.message, fault.target) for fault in form.faults] == [
            ("请填写请假原因", "id_reason"),
            ("日期看不懂，请改", "id_on"),
            ("请先确认不涉密", "id_sure"),
        ]

    def test_a_refusal_stands_beside_its_field_or_above_all(self):
        form = Leave({"reason": "夜班", "on": "2026-11-26", "sure": "on"})
        form.refuse(Refused("日期不能早于今天", field="on"))
        form.refuse(Refused("会已经开了"))
        form.refuse(Refused("别处的话", field="elsewhere"))
        assert [(fault.message, fault.target) for fault in form.faults] == [
            ("会已经开了", ""),
            ("别处的话", ""),
            ("日期不能早于今天", "id_on"),
        ]

    def test_inputs_say_what_they_are(self):
        form = Leave({"reason": ""})
        drawn = web.field_input(form["on"])
        assert 'type="date"' in drawn
        assert 'aria-invalid="true"' in drawn
        assert 'aria-describedby="id_on_error"' in drawn
        assert "required" not in drawn


class TestWords:
    moment = dt.datetime(2026, 11, 26, 8, 20, tzinfo=dt.UTC)

    @pytest.fixture(autouse=True)
    def _in_2026(self, monkeypatch):
        monkeypatch.setattr("zhibu.kernel.clock.today", lambda: dt.date(2026, 11, 22))

    def test_dates_are_written_as_people_here_write_them(self):
        assert web.zh_date(self.moment) == "11月26日 周四"
        assert web.zh_datetime(self.moment) == "11月26日 周四 16:20"
        assert web.zh_day(dt.date(2027, 1, 2)) == "2027年1月2日"
        assert web.zh_time(dt.datetime(2026, 11, 26, 9, 5, tzinfo=ZONE)) == "09:05"
        assert web.zh_date(None) == web.zh_datetime(None) == web.zh_time(None) == ""

    def test_midnight_there_is_the_next_day_here(self):
        assert web.zh_date(dt.datetime(2026, 11, 25, 17, 0, tzinfo=dt.UTC)) == "11月26日 周四"

    def test_dates_in_english(self):
        with translation.override("en"):
            assert web.zh_datetime(self.moment) == "Thu 26 Nov 16:20"

    def test_money_and_counts(self):
        assert web.money(Decimal("36")) == "36.00元"
        assert web.money("12.5") == "12.50元"
        assert web.money(None) == ""
        assert web.count(16, 18) == "16/18"

    def test_icons_are_silent(self):
        drawn = web.icon("sun")
        assert 'aria-hidden="true"' in drawn
        assert drawn.endswith('icons.svg#sun"/></svg>')
        assert "<b>" not in web.icon("<b>")
