"""What the script promises, tried in a real browser: nothing typed is lost, nothing unsent is called done."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from tests.web import urls

pytestmark = [
    pytest.mark.urls("tests.web.urls"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(autouse=True)
def _nothing_taken_yet():
    urls.taken.clear()


def _taken():
    return [act for act in urls.taken if "said" in act]


def test_text_size_goes_round_without_reload_and_stays(open_browser):
    page = open_browser()
    page.goto("/offline/")
    button = page.locator("[data-size-form] button")
    button.click()
    expect(page.locator("html")).to_have_attribute("data-size", "l")
    expect(button).to_have_text("特大")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-size", "l")
    button.click()
    button.click()
    expect(page.locator("html")).not_to_have_attribute("data-size", "l")
    expect(button).to_have_text("大字")


class TestDrafts:
    def test_what_was_typed_survives_a_reload_and_goes_once_it_is_taken(self, open_browser, member):
        page = open_browser(member)
        page.goto("/draft/")
        page.fill("[name=said]", "刚写的")
        page.check("[name=open][value='2']")
        page.wait_for_timeout(500)
        page.reload()
        expect(page.locator("[name=said]")).to_have_value("刚写的")
        expect(page.locator("[name=open][value='2']")).to_be_checked()
        expect(page.locator("form .note")).to_contain_text("刚才写的还在")
        page.click("button.p")
        page.wait_for_load_state()
        expect(page.locator("[name=said]")).to_have_value("")
        assert [act["said"] for act in _taken()] == ["刚写的"]
        assert page.evaluate("Object.keys(localStorage).length") == 0

    def test_a_refused_form_keeps_its_words_and_moves_the_focus_to_the_summary(self, open_browser, member):
        page = open_browser(member)
        page.goto("/draft/")
        page.fill("[name=said]", "不行")
        page.click("button.p")
        expect(page.locator(".errsum")).to_be_focused()
        expect(page.locator("[name=said]")).to_have_value("不行")
        assert page.title().startswith("出错：")

    def test_an_expired_session_loses_nothing(self, open_browser, member, live_server):
        from tests.web.conftest import sign_in

        page = open_browser(member)
        page.goto("/draft/")
        page.fill("[name=said]", "写了很久")
        Session.objects.all().delete()
        page.click("button.p")
        page.wait_for_url("**/accounts/login/")
        sign_in(page.context, live_server, member)
        page.goto("/draft/")
        expect(page.locator("[name=said]")).to_have_value("写了很久")
        assert _taken() == []

    def test_without_network_the_form_stays_and_nothing_is_called_done(self, open_browser, member):
        page = open_browser(member)
        page.goto("/draft/")
        page.fill("[name=said]", "地下室里写的")
        page.context.set_offline(True)
        page.click("button.p")
        expect(page.locator("#offline")).to_be_visible()
        expect(page.locator("[name=said]")).to_have_value("地下室里写的")
        page.context.set_offline(False)
        expect(page.locator("#offline")).to_be_hidden()
        page.click("button.p")
        page.wait_for_load_state()
        assert [act["said"] for act in _taken()] == ["地下室里写的"]

    def test_another_account_on_the_same_phone_sees_nothing_and_signing_out_wipes(
        self, open_browser, member, live_server
    ):
        from tests.web.conftest import sign_in
        from zhibu.accounts.models import User

        page = open_browser(member)
        page.goto("/draft/")
        page.fill("[name=said]", "我的话")
        page.wait_for_timeout(500)
        sign_in(page.context, live_server, User.objects.person(name="党员乙", login="other"))
        page.goto("/draft/")
        expect(page.locator("[name=said]")).to_have_value("")
        sign_in(page.context, live_server, member)
        page.goto("/draft/")
        expect(page.locator("[name=said]")).to_have_value("我的话")
        page.click("#out button")
        page.wait_for_url("**/accounts/login/")
        assert page.evaluate("Object.keys(localStorage).length") == 0


class TestQueue:
    def test_sent_without_network_waits_and_goes_once_with_the_same_operation(self, open_browser, member):
        page = open_browser(member)
        page.goto("/queued/")
        operation = page.input_value("[name=op]")
        page.fill("[name=said]", "我参加")
        page.context.set_offline(True)
        page.click("button.p")
        expect(page.locator("[data-state=phone]")).to_be_visible()
        expect(page.locator("[data-state=sent]")).to_be_hidden()
        expect(page.locator("#waiting")).to_contain_text("1条在手机上")
        assert _taken() == []
        page.context.set_offline(False)
        expect(page.locator("[data-state=sent]")).to_be_visible()
        expect(page.locator("#waiting")).to_be_hidden()
        assert [(act["said"], act["op"], act["answer"]) for act in _taken()] == [("我参加", operation, "yes")]

    def test_with_network_it_posts_and_moves_on(self, open_browser, member):
        page = open_browser(member)
        page.goto("/queued/")
        page.fill("[name=said]", "我参加")
        with page.expect_navigation():
            page.click("button.p")
        assert len(_taken()) == 1

    def test_a_refusal_is_shown_by_the_server_itself(self, open_browser, member):
        page = open_browser(member)
        page.goto("/queued/")
        page.fill("[name=said]", "不行")
        page.click("button.p")
        expect(page.locator(".errsum")).to_be_visible()
        assert _taken() == []

    def test_what_the_server_refuses_later_is_said_and_not_lost(self, open_browser, member):
        page = open_browser(member)
        page.goto("/queued/")
        page.fill("[name=said]", "不行")
        page.context.set_offline(True)
        page.click("button.p")
        expect(page.locator("[data-state=phone]")).to_be_visible()
        page.context.set_offline(False)
        expect(page.locator("#unsent")).to_be_visible()
        expect(page.locator("[data-state=sent]")).to_be_hidden()
        assert len(page.evaluate("Object.keys(localStorage)")) == 1

    def test_signing_out_asks_first_when_something_is_still_here(self, open_browser, member):
        page = open_browser(member)
        page.goto("/queued/")
        page.fill("[name=said]", "我参加")
        page.context.set_offline(True)
        page.click("button.p")
        expect(page.locator("[data-state=phone]")).to_be_visible()
        asked = []
        page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
        page.click("#out button")
        page.wait_for_timeout(200)
        assert asked == ["还有没传上去的，退出就没有了。"]
        assert len(page.evaluate("Object.keys(localStorage)")) == 1


class TestSmallThings:
    def test_stepper_copy_and_sheet(self, open_browser, member):
        page = open_browser(member, permissions=["clipboard-read", "clipboard-write"])
        page.goto("/draft/")
        page.click("[data-step='1']")
        page.click("[data-step='1']")
        page.click("[data-step='-1']")
        expect(page.locator("[name=votes]")).to_have_value("1")
        page.click("[data-copy]")
        expect(page.locator("[data-copy]")).to_contain_text("已复制")
        assert page.evaluate("navigator.clipboard.readText()") == "群里的话"
        sheet = page.locator("details.sheet")
        page.click("summary")
        page.keyboard.press("Escape")
        expect(sheet).not_to_have_attribute("open", "")
        expect(page.locator("summary")).to_be_focused()
        page.wait_for_function("!(history.state && history.state.sheet)")
        page.click("summary")
        expect(sheet).to_have_attribute("open", "")
        page.wait_for_function("history.state && history.state.sheet")
        page.go_back()
        expect(sheet).not_to_have_attribute("open", "")
        assert page.url.endswith("/draft/")

    def test_a_swap_moves_the_focus_and_is_read_aloud_but_a_poll_is_quiet(self, open_browser, member):
        page = open_browser(member)
        page.goto("/draft/")
        page.click("#spot")
        expect(page.locator("#here h2")).to_be_focused()
        expect(page.locator("#live")).to_have_text("换成第3次")
        expect(page.locator("#polled h2")).to_be_visible()
        expect(page.locator("#here h2")).to_be_focused()

    def test_everything_posts_without_scripts(self, open_browser, member):
        page = open_browser(member, java_script_enabled=False)
        page.goto("/queued/")
        expect(page.locator("[data-step='1']")).to_be_hidden()
        page.fill("[name=said]", "没有脚本")
        page.click("button.p")
        assert [act["said"] for act in _taken()] == ["没有脚本"]
        page.click("[data-size-form] button")
        expect(page.locator("html")).to_have_attribute("data-size", "l")


def _until(page, truth):
    """Wait until the expression is true; Playwright's own way needs eval, which our policy forbids."""
    for _attempt in range(80):
        if page.evaluate(truth):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never became true: {truth}")


class TestWorker:
    def test_today_can_be_read_without_network_and_is_gone_after_signing_out(self, open_browser, member):
        page = open_browser(member)
        page.goto("/")
        page.goto("/draft/")
        _until(page, "navigator.serviceWorker.controller !== null")
        page.goto("/")
        _until(page, "caches.open('pages').then((c) => c.keys()).then((k) => k.length === 1)")
        page.context.set_offline(True)
        page.goto("/")
        expect(page.locator("h1")).to_have_text("试")
        page.goto("/elsewhere/")
        expect(page.locator("h1")).to_have_text("没有网络")
        page.context.set_offline(False)
        page.goto("/draft/")
        page.click("#out button")
        page.wait_for_url("**/accounts/login/")
        assert page.evaluate("caches.has('pages')") is False
