"""The gallery and the skeletons in a real browser: no axe violation, no sideways scroll, light first load."""

import gzip

import pytest
from axe_playwright_python.sync_playwright import Axe

from zhibu.web.views.gallery import SKELETONS

pytestmark = [
    pytest.mark.urls("tests.web.urls"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
PAGES = ("", *(f"{name}/" for name in SKELETONS))
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO = True


def _open(open_browser, live_server, path, viewport, *, scheme="light", size=""):
    page = open_browser(color_scheme=scheme)
    page.set_viewport_size(viewport)
    if size:
        page.context.add_cookies([{"name": "size", "value": size, "url": live_server.url}])
    page.goto(f"/house/components/{path}")
    return page


@pytest.mark.parametrize(
    ("viewport", "scheme", "size"),
    [
        (PHONE, "light", ""),
        (PHONE, "dark", ""),
        (PHONE, "light", "l"),
        (DESK, "light", ""),
        (DESK, "dark", ""),
    ],
    ids=["phone", "phone-dark", "phone-large", "desk", "desk-dark"],
)
def test_axe_finds_nothing(open_browser, live_server, viewport, scheme, size):
    found = []
    for path in PAGES:
        page = _open(open_browser, live_server, path, viewport, scheme=scheme, size=size)
        answer = Axe().run(page)
        found += [
            (path, fault["id"], [node["html"][:120] for node in fault["nodes"]])
            for fault in answer.response["violations"]
        ]
    assert found == []


@pytest.mark.parametrize(("width", "size"), [(320, ""), (360, "l"), (390, "xl"), (768, "")])
def test_nothing_scrolls_sideways(open_browser, live_server, width, size):
    for path in PAGES:
        page = _open(open_browser, live_server, path, {"width": width, "height": 700}, size=size)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_one_red_button_and_tall_enough_targets(open_browser, live_server):
    for path in PAGES[1:]:
        page = _open(open_browser, live_server, path, PHONE)
        assert page.locator(".btn.p:visible").count() <= 1
        low = page.evaluate(
            """() => [...document.querySelectorAll(".btn, .icb, .row[href], .inp, .opt, .nav a, summary")]
            .filter((e) => e.offsetParent && e.getBoundingClientRect().height < 44).map((e) => e.outerHTML)"""
        )
        assert low == [], path


def test_paper_prints_black_on_white_without_controls(open_browser, live_server):
    page = _open(open_browser, live_server, "paper/", PHONE, scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('.slip p')).color") == "rgb(0, 0, 0)"
    assert page.locator(".top").is_hidden()


def test_notes_and_sheets_are_clean_when_they_show(open_browser, live_server):
    page = _open(open_browser, live_server, "", PHONE)
    page.evaluate("document.querySelectorAll('#main > .note').forEach((note) => { note.hidden = false; })")
    page.click("details.sheet summary")
    assert Axe().run(page).response["violations"] == []


def test_the_first_load_is_light(open_browser, live_server):
    """With htmx: five requests and 40 KiB as sent; Today and signing in do without htmx."""
    for path, most in (("base/", 4), ("plain/", 4), ("task/", 5)):
        page = open_browser()
        sent = []
        page.on("response", lambda answer, sent=sent: sent.append(answer))
        page.goto(f"/house/components/{path}", wait_until="networkidle")
        weight = sum(len(gzip.compress(answer.body(), 6)) for answer in sent)
        assert len(sent) <= most, [answer.url for answer in sent]
        assert weight <= 40 * 1024
