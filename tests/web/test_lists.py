"""List pages: their frame is the frame of every other page, and whatever somebody is called stays text."""

import re
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from tests.build import a_user
from zhibu.web import jinja, lists, nav
from zhibu.web.preferences import Look

BLOCKS = """{%% extends %s %%}{%% block title %%}题{%% endblock %%}{%% block app_class %%}narrow{%% endblock %%}
{%% block htmx %%}<link rel="x" href="/y">{%% endblock %%}{%% block main %%}<p>正文</p>{%% endblock %%}"""
LOOKS = ["", "size=l; theme=dark", "size=xl", "theme=light"]
HOSTILE = st.text(min_size=1, max_size=40).filter(lambda text: text.isprintable()) | st.sampled_from(
    [
        "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "{% block main %}", "&lt;b&gt;",
        "'\"<>&",
    ]
)  # fmt: skip


class Somebody(AnonymousUser):
    """Somebody signed in, without a database."""

    is_authenticated = True
    pk = 7


def a_request(look="", user=None):
    request = RequestFactory().get("/meetings/", headers={"cookie": look})
    request.user = user or Somebody()
    return request


def tabs(monkeypatch, *labels):
    offered = {
        label: nav.Tab(label, label, "sun", "web:manifest", place) for place, label in enumerate(labels)
    }
    monkeypatch.setattr(nav, "_tabs", offered)


def known_as(monkeypatch, name, post="", organisation=""):
    monkeypatch.setattr(nav, "_identity", [lambda request: nav.Identity(name, post, organisation)])


def by_jinja(request):
    template = engines["jinja2"].from_string(BLOCKS % "frame").template
    return template.render(**lists._frame(request), csrf_token="T")


def by_django(request):
    template = engines["django"].from_string(BLOCKS % '"web/base.html"')
    text = template.render({}, request)
    return re.sub(r'(name="csrf" content=)"[^"]*"', r'\1"T"', text)


def plain(text):
    """Without what a browser does not see: white space between elements, and which way a quote is escaped."""
    return re.sub(r"\s+", " ", text).replace("> <", "><").replace("&#x27;", "&#39;").strip()


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    "identity", [("甲",), ("甲", "书记"), ("甲", "", "一支部"), ("<乙>", "书记&", "'二'支部")]
)
def test_the_frame_drawn_once_is_the_frame_drawn_anew(monkeypatch, language, look, identity):
    tabs(monkeypatch, "会议", "本月")
    known_as(monkeypatch, *identity)
    request = a_request(look)
    with translation.override(language):
        assert plain(by_jinja(request)) == plain(by_django(request))
        assert plain(by_jinja(request)) == plain(by_django(request))


def test_each_person_gets_their_own_name_and_tabs(monkeypatch):
    tabs(monkeypatch, "会议")
    known_as(monkeypatch, "党员甲", "书记", "一支部")
    first = by_jinja(a_request())
    known_as(monkeypatch, "党员乙", "书记", "二支部")
    tabs(monkeypatch, "会议", "本月")
    second = by_jinja(a_request())
    assert "党员甲" in first and "一支部" in first and "本月" not in first
    assert "党员甲" not in second and "一支部" not in second and "党员乙" in second and "本月" in second


@given(HOSTILE)
def test_a_name_in_the_frame_is_text(name):
    with pytest.MonkeyPatch.context() as monkeypatch:
        tabs(monkeypatch, "会议")
        known_as(monkeypatch, name, name, name)
        page = html.fromstring(by_jinja(a_request()))
        known_as(monkeypatch, "甲", "甲", "甲")
        harmless = html.fromstring(by_jinja(a_request()))
    assert [one.tag for one in page.iter()] == [one.tag for one in harmless.iter()]
    (who,) = page.xpath("//a[@class='who']")
    assert who.text_content() == name * 2


def test_a_tab_that_looks_like_a_template_is_refused(monkeypatch):
    tabs(monkeypatch, "{{ 7*7 }}")
    known_as(monkeypatch, "甲")
    with pytest.raises(ValueError, match="signs of a template"):
        by_jinja(a_request())


def test_list_pages_cannot_be_drawn_without_escaping():
    with pytest.raises(ValueError, match="always escaped"):
        jinja.environment(autoescape=False)


@given(HOSTILE)
def test_a_component_drawn_once_escapes_its_words(words):
    (chip,) = html.fragments_fromstring(str(jinja.component("chip", state="ok", words=words)))
    assert [one.tag for one in chip.iter()] == ["span", "svg", "use"]
    assert chip.text_content() == words


@pytest.mark.django_db
def test_the_frame_asks_about_nothing_but_its_arguments(monkeypatch):
    """Another person with the same rights and look is given the very same drawing."""
    tabs(monkeypatch, "会议")
    lists.drawn_frame.cache_clear()
    for name in ("甲", "乙"):
        known_as(monkeypatch, name, "书记", f"{name}支部")
        by_jinja(a_request(user=a_user(name)))
    assert lists.drawn_frame.cache_info().currsize == 1
    assert lists.drawn_frame.cache_info().hits == 1
    assert Look() == Look("", "")


@given(HOSTILE)
def test_whatever_stands_in_a_row_is_text(words):
    row = SimpleNamespace(public_id="0" * 20, name=words, duty=words, crew=words, today=words)
    crew = SimpleNamespace(crew=words, today=words, people=[row])
    area = SimpleNamespace(name=words, members=1, workers=2, crews=[crew])
    for areas, lines in (([area], []), ([], [row])):
        page = SimpleNamespace(areas=areas, lines=lines, next_after=words)
        asked = SimpleNamespace(text=words, group=words, kind=words, narrowed=True)
        drawn = engines["jinja2"].get_template("members/people.html").template
        said = html.fromstring(drawn.render(page=page, asked=asked, may_edit=True))
        tags = {one.tag for one in said.iter()}
        assert tags <= {
            "div",
            "section",
            "h2",
            "p",
            "span",
            "small",
            "a",
            "em",
            "nav",
            "svg",
            "use",
            "ul",
            "li",
        }
        names = said.xpath("//a[@class='mem']/text() | //a[@class='row']//span[@class='tt']/text()")
        assert names == [words]
        assert not [name for one in said.iter() for name in one.attrib if name.startswith("on")]
