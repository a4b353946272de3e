"""Today on a slow phone: processor slowed sixfold, 400 kbit/s, 300 ms of latency.

The page can be used when its largest part is painted and its script has run.
"""

import sys

from playwright.sync_api import Browser, BrowserContext, Page

from bench import browser, crowd, scene
from bench.ab import say
from bench.serving import Server

AIM_COLD, AIM_WARM = 3.0, 1.0
SLOWDOWN, BITS, LATENCY = 6, 400_000, 300
# Asked once, after the load event: asking again and again lays the page out each time, and is slowed sixfold like it.
USABLE = """
() => new Promise((found) => new PerformanceObserver((list, watch) => {
  watch.disconnect();
  const painted = list.getEntries().at(-1).startTime;
  const ready = performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd;
  const head = document.querySelector('h1');
  const act = document.querySelector('main .btn.p, main a.btn, main .card a');
  const shown = head && head.getBoundingClientRect().height > 0 && document.fonts.status === 'loaded';
  const usable = shown && (!act || (!act.disabled && act.getAttribute('aria-disabled') !== 'true'));
  found(usable ? Math.max(painted, ready) : 0);
}).observe({type: 'largest-contentful-paint', buffered: true}))
"""


def main(short: bool = True) -> bool:
    """Cold (nothing stored but the session) and warm, as member and as secretary."""
    with scene.data_folder(demo=True) as folder:
        logins = ("member", "secretary")
        keys = dict(zip(logins, crowd.made(folder, "sessions", *logins), strict=True))
        with (
            Server("zhibu.config.wsgi:application", scene.environment(folder)) as server,
            browser.chromium() as chrome,
        ):
            for login, key in keys.items():
                rounds = [
                    _seconds(chrome, f"http://localhost:{server.port}", key)
                    for _round in range(3 if short else 9)
                ]
                cold, warm = (sorted(values)[len(rounds) // 2] for values in zip(*rounds, strict=True))
                say(
                    f"Today on a slow phone: {login}", None, cold_seconds=cold, cold_aim=AIM_COLD, warm_seconds=warm,
                    warm_aim=AIM_WARM, rounds=len(rounds), slowdown=SLOWDOWN, bits=BITS, latency_ms=LATENCY,
                )  # fmt: skip
    return True


def _seconds(chrome: Browser, address: str, key: str) -> tuple[float, float]:
    context = chrome.new_context(
        viewport=browser.PHONE, has_touch=True, is_mobile=True, service_workers="block"
    )
    context.add_cookies([{"name": "zhibu", "value": key, "url": address}])
    try:
        page = _slowed(context)
        cold = _until_usable(page, address)
        page.goto("about:blank")
        return cold, _until_usable(page, address)
    finally:
        context.close()


def _slowed(context: BrowserContext) -> Page:
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": LATENCY, "downloadThroughput": BITS / 8, "uploadThroughput": BITS / 8},
    )
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    return page


def _until_usable(page: Page, address: str) -> float:
    page.goto(f"{address}/", wait_until="load", timeout=60_000)
    moment = page.evaluate(USABLE)
    assert moment, "the page is there, and cannot be used"
    return moment / 1000


if __name__ == "__main__":
    sys.exit(0 if main("--full" not in sys.argv) else 1)
