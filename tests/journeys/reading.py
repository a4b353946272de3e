"""What keeps a page from being read: faults that axe-core finds, and what sticks out sideways."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

DESKTOP = {"width": 1280, "height": 800}
NARROW = {"width": 320, "height": 640}


def faults(page: Page, *, only: list[str] | None = None) -> list[str]:
    """Each rule of axe-core that the page breaks, with the first places."""
    rules = {"runOnly": {"type": "rule", "values": only}} if only else {}
    found = Axe().run(page, options={"resultTypes": ["violations"], **rules}).response["violations"]
    return [
        f"{fault['id']} {[node['target'][0] for node in fault['nodes'][:3]]} {fault['nodes'][0]['html'][:160]}"
        for fault in found
    ]


def sideways(page: Page) -> list[str]:
    """By how much the page is wider than the screen, and what sticks out."""
    found = page.evaluate(
        """() => {
          const wide = document.documentElement.scrollWidth - innerWidth;
          if (wide < 1) return null;
          const out = [...document.querySelectorAll('main *')].filter(
            (one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('.vh,.tabs,.scroll'));
          return wide + 'px: ' + out.slice(0, 3).map((one) => one.tagName + '.' + one.className).join(' ');
        }"""
    )
    return [f"scrolls sideways by {found}"] if found else []
