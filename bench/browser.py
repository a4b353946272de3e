"""A real Chromium on this machine, driven by Playwright."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

PHONE = {"width": 390, "height": 844}
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium; the one of the system, nothing is downloaded."""
    place = shutil.which("chromium") or shutil.which("google-chrome")
    if place is None:
        raise RuntimeError("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=place, args=QUIET)
        try:
            yield browser
        finally:
            browser.close()


def sign_in(page: Page, address: str, login: str, password: str) -> None:
    """Sign in with a password, as on a desktop."""
    page.goto(f"{address}/accounts/login/")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
