"""Every page speaks English and Traditional Chinese: the catalogues are whole, and pages are drawn from them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from lxml import html
from opencc import OpenCC

from tests.build import a_full_branch
from tests.house.sources import SOURCE, modules, templates

LANGUAGES = ("en", "zh_Hant")
CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
MARKERS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
# Words that are written in Chinese whatever the reader's language: what a record says, what a table has to say.
QUOTED = (
    "未记录",
    "姓名",
    "正式党员",
    "预备党员",
    "发展对象",
    "入党积极分子",
    "入党申请人",
    "群众",
    "男",
    "女",
)


def _catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(_place(language)), wrapwidth=0)


def _place(language: str) -> Path:
    return SOURCE / "locale" / language / "LC_MESSAGES" / "django.po"


def _written(entry: polib.POEntry) -> list[str]:
    """Everything a translator wrote for one text."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _marked_in_modules() -> Iterator[tuple[str, str]]:
    for place, module in modules():
        for call in ast.walk(module):
            if not isinstance(call, ast.Call) or not call.args:
                continue
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            first = call.args[0]
            if name in MARKERS and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield str(place), first.value


def _marked_in_templates() -> Iterator[tuple[str, str]]:
    for place, text in templates():
        text = re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", "", text, flags=re.S)
        for quote, words in re.findall(r"""(?:\{% translate |_\()(["'])(.*?)\1""", text):
            assert quote
            yield str(place), words
        for block in re.findall(r"\{% blocktranslate[^%]*%\}(.*?)\{% endblocktranslate %\}", text, re.S):
            for part in re.split(r"\{% plural %\}", block):
                yield str(place), re.sub(r"\{\{ ?(\w+) ?\}\}", r"%(\1)s", part)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_product_is_in_the_catalogue(language):
    catalogue = _catalogue(language)
    known = {entry.msgid for entry in catalogue} | {entry.msgid_plural for entry in catalogue}
    marked = [*_marked_in_modules(), *_marked_in_templates()]
    assert len(marked) > 1500
    missing = {words: place for place, words in marked if CHINESE.search(words) and words not in known}
    assert missing == {}, "run make messages, then translate what is empty"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_no_translation_is_a_guess(language):
    catalogue = _catalogue(language)
    assert [entry.msgid for entry in catalogue if entry.fuzzy or entry.obsolete] == []
    assert [entry.msgid for entry in catalogue if not all(text.strip() for text in _written(entry))] == []
    # An empty text of the source is the catalogue's own header: shown, it would be a page of metadata.
    assert "" not in {entry.msgid for entry in catalogue}


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_fill_in_the_same_values(language):
    wrong = [
        (entry.msgid, text)
        for entry in _catalogue(language)
        for text in _written(entry)
        if sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(entry.msgid))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_written_one(language):
    compiled = polib.mofile(str(_place(language).with_suffix(".mo")))
    assert {entry.msgid: _written(entry) for entry in compiled} == {
        entry.msgid: _written(entry) for entry in _catalogue(language)
    }


def test_english_is_english():
    wrong = []
    for entry in _catalogue("en"):
        for text in _written(entry):
            for words in QUOTED:
                text = text.replace(words, "")
            if CHINESE.search(text) or "!" in text:
                wrong.append((entry.msgid, text))
    assert wrong == []


def _said(page: bytes) -> Iterator[str]:
    """What a page says by itself: headings, ways, buttons, labels, rows, and names for screen readers."""
    tree = html.fromstring(page)
    for languages in tree.xpath("//*[@name='language']/.."):
        languages.getparent().remove(languages)
    spoken = " or ".join(f"@class='{one}'" for one in ("tt", "su", "lead", "m", "s mut", "m mut mt2", "mast"))
    for part in tree.xpath(f"//h1|//h2|//nav//a|//button|//label|//dt|//*[{spoken}]"):
        yield " ".join(part.text_content().split())
    yield from tree.xpath("//@aria-label|//title/text()|//@placeholder")


@pytest.fixture
def scene():
    """A secretary and what the pages call by name."""
    branch, members = a_full_branch()
    names = [branch.name, branch.parent.name, *(member.name for member in members)]
    return members[0].user, sorted(names, key=len, reverse=True)


PAGES = ["/", "/month/", "/meetings/", "/me/", "/members/"]


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/accounts/login/", *PAGES])
def test_in_english_the_frame_of_a_page_has_no_chinese(client, scene, page):
    secretary, names = scene
    if page in PAGES:
        client.force_login(secretary)
    client.cookies["zhibu-language"] = "en"
    answer = client.get(page)
    assert answer.status_code == 200 and b'<html lang="en"' in answer.content
    said = list(_said(answer.content))
    assert said
    for name in names:
        said = [words.replace(name, "") for words in said]
    assert [words for words in said if CHINESE.search(words)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/accounts/login/", *PAGES])
def test_in_traditional_the_frame_of_a_page_has_no_simplified_characters(client, scene, page):
    secretary, names = scene
    if page in PAGES:
        client.force_login(secretary)
    client.cookies["zhibu-language"] = "zh-hant"
    answer = client.get(page)
    assert answer.status_code == 200 and b'<html lang="zh-hant"' in answer.content
    convert = OpenCC("s2tw").convert
    said = list(_said(answer.content))
    for name in names:
        said = [words.replace(name, "") for words in said]
    assert [words for words in said if convert(words).replace("臺", "台") != words] == []
