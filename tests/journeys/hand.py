"""One person at one phone: every touch and every character is counted."""

from pathlib import Path

from bench import scene
from playwright.sync_api import Download, Locator, Page


class Hand:
    """Touches and types as a person does; `taps` and `keys` say how often so far."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.taps = self.keys = 0

    def open(self, path: str = "/") -> "Hand":
        """Come in by a link, the camera or the home screen; no touch inside the product."""
        self.page.goto(path if path.startswith("http") else self.address + path)
        return self

    def find(self, target: str | Locator) -> Locator:
        """The first such element on the page."""
        return (self.page.locator(target) if isinstance(target, str) else target).first

    def tap(self, target: str | Locator, *, leads_to: str = "") -> "Hand":
        """Touch something; `leads_to` is what the page that comes of it shows."""
        self.find(target).click()
        self.taps += 1
        if leads_to:
            self.sees(leads_to)
        return self

    def write(self, target: str | Locator, words: str) -> "Hand":
        """Touch a field and type into it, in the place of what is there."""
        self.find(target).fill(words)
        self.taps += 1
        self.keys += len(words)
        return self

    def choose(self, target: str | Locator, label: str) -> "Hand":
        """Open the phone's own list and choose from it."""
        self.find(target).select_option(label=label)
        self.taps += 2
        return self

    def sees(self, words: str) -> "Hand":
        """Wait until the page shows these words."""
        self.page.get_by_text(words).first.wait_for(state="attached")
        return self

    def misses(self, words: str) -> "Hand":
        """The page does not show these words."""
        assert words not in self.page.locator("body").inner_text(), f"{words} is shown at {self.page.url}"
        return self

    def fetch(self, target: str) -> Path:
        """Touch a link to a file; where it lies now."""
        with self.page.expect_download() as coming:
            self.tap(target)
        download: Download = coming.value
        return Path(download.path())

    @property
    def red(self) -> str:
        """The words on the one red button of the page."""
        buttons = self.page.locator(".btn.p:visible")
        assert buttons.count() <= 1, buttons.all_inner_texts()
        return buttons.first.inner_text().strip() if buttons.count() else ""


def acted(folder: Path, code: str) -> str:
    """Run a few lines in the product's own folder: what happens there while nobody looks at this phone."""
    process = scene.python(folder, BEFORE + code)
    said = process.communicate()[0]
    assert process.returncode == 0, said
    return said.strip().splitlines()[-1] if said.strip() else ""


BEFORE = """
import datetime as dt
from zhibu.accounts.models import User
from zhibu.activities import operations, terms
from zhibu.activities.models import Attendee, Decision, Meeting
from zhibu.kernel import clock
from zhibu.kernel.ids import operation_id
from zhibu.members.models import Member
from zhibu.organisations.models import Organisation
from zhibu.organisations import operations as offices
now, today = clock.now(), clock.today()
branch = Organisation.objects.get(code="R20")
secretary = User.objects.get(login="secretary")
def member(name): return Member.objects.get(branch=branch, name=name)
def called(**more):
    said = dict(organisation=branch, kind="theme_day", starts_at=now + dt.timedelta(days=2), minutes=60,
                place="三号作业区", items=[terms.AgendaLine("清理巡检通道")], op=operation_id(), now=now)
    return operations.convene(by=secretary, **(said | more))
"""
