"""Every template of the house obeys the content security policy: no style and no script inside a page."""

import re

from tests.house.sources import templates

FORBIDDEN = {
    "a style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script inside the page": re.compile(
        r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")[^>]*>", re.IGNORECASE
    ),
    "an event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "htmx that needs eval": re.compile(r"\bhx-on[:=]|hx-(?:vals|headers)=['\"]js:", re.IGNORECASE),
    "an address of another server": re.compile(r"""\s(?:src|href)=["'](?:https?:)?//""", re.IGNORECASE),
}


def test_no_template_carries_style_or_script():
    found = [
        f"{place}: {what}"
        for place, text in templates()
        for what, shape in FORBIDDEN.items()
        if shape.search(text)
    ]
    assert not found


def test_no_list_page_takes_escaping_away():
    loosened = re.compile(r"\|\s*safe\b|\bautoescape\b|\bMarkup\b")
    drawn_by_jinja = [(place, text) for place, text in templates() if "jinja2" in place.parts]
    assert drawn_by_jinja
    assert [str(place) for place, text in drawn_by_jinja if loosened.search(text)] == []
