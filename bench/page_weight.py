"""What the first visit weighs, measured on the wire by Chromium: bodies as sent, requests, and the same again."""

import sys

from playwright.sync_api import BrowserContext, Page

from bench import browser, scene
from bench.ab import say
from bench.serving import Server

LIMIT_BYTES, LIMIT_REQUESTS, LIMIT_AGAIN = 40 * 1024, 5, 5 * 1024
APART = ("manifest", "favicon", "/icon-", "sw.js")
PASSWORD = "bench-password-1"


class Wire:
    """Counts what comes over the wire for one page."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.session = context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.session.on("Network.requestWillBeSent", self._asked)
        self.session.on("Network.responseReceived", self._answered)
        self.session.on("Network.loadingFinished", self._finished)
        self.clear()

    def clear(self) -> None:
        self.urls: dict[str, str] = {}
        self.heads: dict[str, float] = {}
        self.bodies: dict[str, float] = {}

    def _asked(self, event: dict) -> None:
        self.urls[event["requestId"]] = event["request"]["url"]

    def _answered(self, event: dict) -> None:
        self.heads[event["requestId"]] = event["response"]["encodedDataLength"]

    def _finished(self, event: dict) -> None:
        self.bodies[event["requestId"]] = event["encodedDataLength"]

    def sum(self) -> tuple[int, int]:
        """Requests and body bytes, service worker, manifest and icons apart."""
        counted = {
            key: max(0.0, total - self.heads.get(key, 0))
            for key, total in self.bodies.items()
            if not any(word in self.urls.get(key, "") for word in APART)
            and self.urls.get(key, "").startswith("http")
        }
        return len(counted), int(sum(counted.values()))


def main(short: bool = True) -> bool:
    """The sign-in page and Today, cold and again."""
    holds = True
    with (
        scene.data_folder(demo=True) as folder,
        Server("zhibu.config.wsgi:application", scene.environment(folder)) as server,
        browser.chromium() as chrome,
    ):
        address = f"http://localhost:{server.port}"
        for name, login in (("sign-in page", None), ("Today", "member")):
            context = chrome.new_context(viewport=browser.PHONE, service_workers="block")
            page = context.new_page()
            path = "/accounts/login/"
            if login:
                browser.sign_in(page, address, login, PASSWORD)
                path = "/"
                cookies = context.cookies()
                context.close()
                context = chrome.new_context(viewport=browser.PHONE, service_workers="block")
                context.add_cookies(cookies)
                page = context.new_page()
            wire = Wire(context, page)
            page.goto(address + path, wait_until="load")
            page.wait_for_timeout(300)
            requests, size = wire.sum()
            parts = {
                wire.urls[key].removeprefix(address): int(size)
                for key, size in wire.bodies.items()
                if wire.urls.get(key, "").startswith("http")
            }
            wire.clear()
            page.goto(address + path, wait_until="load")
            page.wait_for_timeout(300)
            _again, size_again = wire.sum()
            fine = size <= LIMIT_BYTES and requests <= LIMIT_REQUESTS and size_again <= LIMIT_AGAIN
            holds &= say(
                f"first load: {name}",
                fine,
                requests=requests,
                bytes=size,
                again_bytes=size_again,
                parts=str(parts),
            )
            context.close()
    return holds


if __name__ == "__main__":
    sys.exit(0 if main("--full" not in sys.argv) else 1)
