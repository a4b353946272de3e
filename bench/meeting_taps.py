"""A whole meeting in a real browser: every touch of the screen and every character that is typed, counted."""

import sys
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Locator, Page
from playwright.sync_api import Error as BrowserError

from bench import browser, crowd, scene
from bench.ab import say
from bench.serving import Server

LISTEN = """
document.addEventListener('pointerdown', e => { if (e.isTrusted) benchCount('tap', 1) }, true);
document.addEventListener('beforeinput', e => {
  if (e.isTrusted && e.inputType.startsWith('insert')) benchCount('key', (e.data || '').length) }, true);
"""
ITEM = "通报三季度党费，讨论四季度重点工作"
RESOLUTION = "同意。四季度先办好更衣室排风和巡检照明两件事。"
HAPPENED = "集中学习文件两篇，三人结合岗位发言，随后到三号作业区清理巡检通道，查出隐患两处，当场整改一处。"
TASK = "三号作业区饮水点移到门口"


@dataclass
class Step:
    """One part of the meeting: who, at most how many taps and keys, and how it goes by hand."""

    name: str
    most_taps: int
    most_keys: int
    by_hand: str
    gates: bool = True
    taps: int = 0
    keys: int = 0
    missing: str = ""


@dataclass
class Hand:
    """One person at one phone."""

    context: BrowserContext
    page: Page
    address: str
    step: Step | None = None
    native: int = field(default=0)

    def count(self, _source: object, what: str, number: int) -> None:
        if self.step is None:
            return
        if what == "tap":
            self.step.taps += number
        else:
            self.step.keys += number

    def open(self, path: str) -> None:
        """Open a page from the home screen, a message or the camera; no tap inside the product."""
        self.page.goto(self.address + path, wait_until="load")

    def tap(self, target: str | Locator) -> None:
        """Touch something, and wait for the page that comes of it."""
        found = self.page.locator(target).first if isinstance(target, str) else target
        found.scroll_into_view_if_needed()
        found.tap()
        self.page.wait_for_timeout(400)
        self.page.wait_for_load_state("networkidle")

    def write(self, target: str, words: str) -> None:
        """Touch a field and type."""
        self.tap(target)
        self.page.keyboard.insert_text(words)

    def choose(self, target: str, index: int) -> None:
        """Choose from the phone's own list: a tap to open it (counted by hand) and one to choose."""
        self.page.locator(target).first.select_option(index=index)
        assert self.step is not None
        self.step.taps += 2


def main(short: bool = True) -> bool:
    """The meeting from the call to the confirmed minutes, and one recorded afterwards."""
    with scene.data_folder(demo=True) as folder:
        keys = crowd.made(folder, "branch_sessions", "R20")
        with (
            Server("zhibu.config.wsgi:application", scene.environment(folder)) as server,
            browser.chromium() as chrome,
        ):
            steps = _Meeting(
                chrome, f"http://localhost:{server.port}", folder, keys, 3 if short else 10
            ).all()
    broken = [step for step in steps if not _said(step)]
    return not broken


def _said(step: Step) -> bool:
    figures = {
        "taps": step.taps,
        "taps_at_most": step.most_taps,
        "keys": step.keys,
        "keys_at_most": step.most_keys,
    }
    if step.missing:
        return say(f"taps and keys: {step.name}", False, missing=step.missing, by_hand=step.by_hand)
    fine = step.taps <= step.most_taps and step.keys <= step.most_keys
    return say(f"taps and keys: {step.name}", fine if step.gates else None, **figures, by_hand=step.by_hand)


class _Meeting:
    def __init__(
        self, chrome: Browser, address: str, folder: object, keys: dict[str, str], members: int
    ) -> None:
        self.chrome, self.address, self.folder, self.keys = chrome, address, folder, keys
        self.members = [name for name in keys if name not in ("党员乙", "党员甲")][:members]
        self.steps: list[Step] = []

    def all(self) -> list[Step]:
        """Every part in order; a part that cannot be done ends the walk, and says where."""
        for part in (self.convene, self.answer, self.check_in, self.hold, self.close, self.record):
            try:
                part()
            except (BrowserError, AssertionError) as error:
                self.steps[-1].missing = f"{str(error).splitlines()[0][:200]} at {self.hand.page.url}"
        return self.steps

    def begin(self, name: str, who: str, *limits: int, by_hand: str, gates: bool = True) -> Hand:
        step = Step(name, *limits, by_hand=by_hand, gates=gates)
        self.steps.append(step)
        return self.take(who, step)

    def take(self, who: str, step: Step) -> Hand:
        context = self.chrome.new_context(
            viewport=browser.PHONE, has_touch=True, is_mobile=True, service_workers="block", locale="zh-CN"
        )
        context.add_cookies(
            [
                {"name": "zhibu", "value": self.keys[who], "url": self.address},
                {"name": "zhibu-csrf", "value": crowd.CSRF, "url": self.address},
            ]
        )
        self.hand = Hand(context, context.new_page(), self.address, step)
        context.expose_binding("benchCount", self.hand.count)
        context.add_init_script(LISTEN)
        self.hand.page.set_default_timeout(10_000)
        return self.hand

    def convene(self) -> None:
        hand = self.begin(
            "the secretary calls the meeting",
            "党员乙",
            8,
            30,
            by_hand="about 20 calls and messages, over 60 minutes",
        )
        hand.open("/")
        hand.tap("nav.nav a[href='/meetings/']")
        hand.tap("a[href='/meetings/new/']")
        hand.tap("a[href*='kind=assembly']")
        hand.tap("[data-act='plan.use']")
        hand.write("#item_0", ITEM)
        hand.tap(".dockbar button.btn.p")
        hand.tap("[data-act='meeting.convene']")
        hand.page.wait_for_selector("#group-text")
        self.meeting = crowd.made(self.folder, "newest_meeting")

    def answer(self) -> None:
        worst = Step("", 0, 0, "")
        hand = None
        for name in self.members:
            step = Step("a member answers", 2, 0, "one call, or one message in a group of twenty")
            hand = self.take(name, step)
            self.steps.append(step)
            hand.open(f"/meetings/{self.meeting}/")
            hand.tap("[data-act='rsvp.yes']")
            hand.page.wait_for_selector("[data-act='rsvp.leave']")
            hand.context.close()
            self.steps.pop()
            worst = max(worst, step, key=lambda one: one.taps + one.keys)
        self.steps.append(worst)

    def check_in(self) -> None:
        worst = Step("", 0, 0, "")
        crowd.made(self.folder, "day_comes", self.meeting)
        for name in self.members:
            step = Step("a member checks in", 2, 0, "a signature on paper, typed in again afterwards")
            hand = self.take(name, step)
            self.steps.append(step)
            code = crowd.made(self.folder, "scanned", self.meeting)
            hand.open(f"/c/{self.meeting}/{code}")
            hand.tap("[data-act='checkin']")
            assert hand.page.locator("[data-act='checkin']").count() == 0, "still not checked in"
            hand.context.close()
            self.steps.pop()
            worst = max(worst, step, key=lambda one: one.taps + one.keys)
        self.steps.append(worst)
        crowd.made(self.folder, "others_check_in", self.meeting, self.members)

    def hold(self) -> None:
        hand = self.begin("open the meeting", "党员乙", 4, 0, by_hand="roll call on paper", gates=False)
        hand.open(f"/meetings/{self.meeting}/")
        hand.tap(f"a[href='/meetings/{self.meeting}/roll/']")
        hand.tap(".dockbar button.btn.p")
        hand.page.wait_for_selector("[data-act='item.close'], [data-act='meeting.close']")
        for number, words in ((1, ""), (2, RESOLUTION)):
            step = Step(
                f"item {number} of the agenda, {'with' if words else 'without'} a resolution", 3, 40,
                "notes by hand, typed in later",
            )  # fmt: skip
            self.steps.append(step)
            hand.step = step
            if not hand.page.locator("#close-item").count():
                hand.tap("ol.agenda form button")
            if words:
                hand.write("[name='resolution']", words)
            if not hand.page.locator("#id_nothing").is_checked():
                hand.tap("#id_nothing")
            assert hand.page.locator("#id_nothing").is_checked(), "the tick did not stay"
            hand.tap(".dockbar [data-act='item.close']")
            assert not hand.page.locator(".errsum").count(), hand.page.locator(".errsum").inner_text()

    def close(self) -> None:
        step = Step(
            "close, confirm the minutes, fetch the paper", 5, 0,
            "5-8 messages for the minutes, two hours of typing, then the papers again",
        )  # fmt: skip
        self.steps.append(step)
        hand = self.hand
        hand.step = step
        hand.tap(".dockbar [data-act='meeting.close']")
        if "/minutes/" not in hand.page.url:
            hand.open(f"/meetings/{self.meeting}/minutes/")
        hand.tap("[data-act='minutes.confirm']")
        paper = hand.page.locator(
            "a[href*='/papers/minutes.'], a[data-act='paper.word'], a[data-act='paper.pdf']"
        )
        if not paper.first.is_visible():
            hand.tap("a[href*='papers']")
        with hand.page.expect_download() as coming:
            paper.first.evaluate("link => link.setAttribute('download', '')")
            paper.first.tap()
        assert coming.value.path().stat().st_size > 1000, "the paper is empty"

    def record(self) -> None:
        hand = self.begin(
            "a meeting held already, recorded on one screen", "党员乙", 12, 120,
            by_hand="500-1,400 characters and 4-6 papers and photographs",
        )  # fmt: skip
        hand.open("/")
        hand.tap("nav.nav a[href='/meetings/']")
        if hand.page.locator("[data-act='record.open']").count():
            hand.tap("[data-act='record.open']")
        else:
            hand.tap("a[href='/meetings/new/']")
            hand.tap("[data-act='record.open']")
        theme = hand.page.locator("a[href*='kind=theme_day']")
        if theme.count():
            hand.tap(theme.first)
        hand.write("[name='done_what']", HAPPENED)
        hand.write("[name='what'], [name$='what_0'], [name$='-what'], [name='decided_1']", TASK)
        owner = hand.page.locator("select[name*='owner']")
        if owner.count():
            hand.choose("select[name*='owner']", 3)
        hand.tap("[data-act='record.past']")
        hand.page.wait_for_url("**/minutes/", timeout=5_000)


if __name__ == "__main__":
    sys.exit(0 if main("--full" not in sys.argv) else 1)
