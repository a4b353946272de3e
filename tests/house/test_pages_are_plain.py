"""Pages name their acts, every act is in the reference, and forms work without scripts."""

import re

from tests.house.sources import ROOT, templates

ACT = re.compile(r'data-act="([a-z_]+(?:\.[a-z_]+)*)"')


def test_every_act_is_in_the_reference():
    listed = set(
        re.findall(r"`([a-z_]+(?:\.[a-z_]+)*)`", (ROOT / "docs/reference/acts.md").read_text("utf-8"))
    )
    used = {act: str(place) for place, text in templates() for act in ACT.findall(text)}
    assert {act: place for act, place in used.items() if act not in listed} == {}


def test_every_form_that_writes_is_protected_and_works_without_scripts():
    """The look of the pages (size, theme, language) is a cookie and no act, so its form needs no token."""
    wrong = []
    for place, text in templates():
        for form in re.findall(r"<form\b.*?</form>", text, re.S):
            opening = form[: form.index(">")]
            harmless = "web:prefer" in opening or 'action="#"' in opening  # a cookie of the look; the gallery
            if 'method="post"' in opening and "csrf_token" not in form and not harmless:
                wrong.append(f"{place}: no csrf token")
            if "hx-post" in opening and 'method="post"' not in opening:
                wrong.append(f"{place}: posts only with scripts")
    assert wrong == []
