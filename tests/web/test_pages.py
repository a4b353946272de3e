"""The gallery, the skeletons and the error pages stand, for everybody and without a database."""

from pathlib import Path

import pytest
from django.template.loader import render_to_string

import zhibu.web
from zhibu.web.views import sorry_page
from zhibu.web.views.gallery import SKELETONS

pytestmark = [pytest.mark.urls("tests.web.urls")]
TEMPLATES = Path(zhibu.web.__file__).parent / "templates" / "web"


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def test_the_gallery_shows_every_component(client, demo):
    answer = client.get("/house/components/")
    assert answer.status_code == 200
    gallery = (TEMPLATES / "gallery" / "components.html").read_text("utf-8")
    shown_by_others = {"citation.html"}
    for component in (TEMPLATES / "components").glob("[!_]*.html"):
        assert f"web/components/{component.name}" in gallery or component.name in shown_by_others, (
            component.name
        )


@pytest.mark.parametrize("skeleton", SKELETONS)
def test_every_skeleton_stands(client, demo, skeleton):
    answer = client.get(f"/house/components/{skeleton}/")
    assert answer.status_code == 200
    assert 'id="main"' in answer.content.decode()


def test_the_gallery_is_closed_in_production(client, settings):
    settings.DEMO = settings.DEBUG = False
    assert client.get("/house/components/").status_code == 404
    assert client.get("/house/components/base/").status_code == 404


def test_a_missing_page_says_the_next_step(client):
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "没有这一页" in answer.content.decode()
    assert 'href="/"' in answer.content.decode()


@pytest.mark.parametrize("status", [400, 403, 404, 413, 422, 429, 503])
def test_every_error_has_a_sentence(rf, status):
    answer = sorry_page(rf.get("/"), status, retry_after=60 if status == 429 else 0)
    assert answer.status_code == status
    assert "<h1" in answer.content.decode()
    assert answer.headers.get("Retry-After") == ("60" if status == 429 else None)


def test_the_page_for_our_own_faults_needs_no_request():
    assert "不是您的错" in render_to_string("500.html")


def test_an_expired_form_sends_to_sign_in(client, settings):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/draft/", {"said": "x"})
    assert answer.status_code == 403
    text = answer.content.decode()
    assert "请重新登录。刚才写的还在" in text
    assert "/accounts/login/" in text


def test_text_size_is_kept_and_shown(client, demo):
    answer = client.post("/prefer/", {"size": "l"}, headers={"referer": "http://testserver/offline/"})
    assert answer.url == "http://testserver/offline/"
    assert 'data-size="l"' in client.get("/offline/").content.decode()


def test_preferences_take_only_what_exists_and_never_lead_away(client):
    answer = client.post(
        "/prefer/",
        {"size": '"><b', "theme": "pink", "language": "xx"},
        headers={"referer": "https://evil.example/"},
    )
    assert answer.url == "/"
    assert not answer.cookies
    client.cookies["size"] = '"><script>'
    assert "data-size" not in client.get("/offline/").content.decode().split("<body")[0]


def test_language_is_switched_by_cookie(client):
    client.post("/prefer/", {"language": "en"})
    assert '<html lang="en"' in client.get("/offline/").content.decode()


def test_worker_and_manifest_answer(client):
    worker = client.get("/sw.js")
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert "/offline/" in worker.content.decode()
    assert client.get("/manifest.webmanifest").json()["start_url"] == "/"


def test_a_browser_at_an_address_for_forms_goes_to_the_page_above(client):
    """After signing in again the address may be one that only takes forms: an empty page would be the end."""
    answer = client.get("/prefer/", headers={"Accept": "text/html,*/*"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/prefer/").status_code == 405
