"""What is sent is what the readable sources say, small, and free of what the policy forbids."""

import gzip
import re
from pathlib import Path

import pytest

import zhibu.web
from tests.house.sources import templates
from zhibu.web import build_assets

WEB = Path(zhibu.web.__file__).parent
SENT = WEB / "static" / "web"


def _weight(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def test_style_sheet_and_script_are_built_from_their_sources():
    assert (SENT / "zhibu.css").read_text("utf-8") == build_assets.style_sheet()
    assert (SENT / "zhibu.js").read_text("utf-8") == build_assets.script()


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("zhibu.css", 9 * 1024),
        ("icons.svg", 4 * 1024),
        ("zhibu.js", 4 * 1024),
        ("vendor/htmx-2.0.11.min.js", 17 * 1024),
    ],
)
def test_each_file_stays_small(name, limit):
    assert _weight(SENT / name) <= limit


def test_nothing_points_outside_or_needs_eval():
    for path in [*SENT.glob("*.css"), *SENT.glob("*.js"), *(SENT / "vendor").glob("*.js")]:
        assert "sourceMappingURL" not in path.read_text("utf-8"), path.name
    assert "url(" not in (SENT / "zhibu.css").read_text("utf-8")
    own = (SENT / "zhibu.js").read_text("utf-8")
    for word in ("eval(", "innerHTML", "new Function", "outerHTML", "document.write"):
        assert word not in own


def test_old_web_views_can_read_the_style_sheet():
    css = (SENT / "zhibu.css").read_text("utf-8")
    for word in ("@layer", "@container", ":is(", ":where(", "clamp(", "&"):
        assert word not in css
    assert not re.search(r"[{;]inset:", css)


def test_the_sprite_holds_every_icon_a_page_asks_for():
    there = set(re.findall(r'<symbol id="([^"]+)"', (SENT / "icons.svg").read_text("utf-8")))
    assert there == set((WEB / "icons.txt").read_text("utf-8").split())
    asked = {
        (name, page.name)
        for page, text in templates()
        for name in re.findall(r"""\bicon[ (=]["']([a-z0-9-]+)["']""", text)
    }
    assert {name for name, _ in asked} <= there, {pair for pair in asked if pair[0] not in there}
