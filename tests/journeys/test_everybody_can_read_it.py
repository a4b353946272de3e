"""Every page of the product under axe, on a phone and on a desktop, dark and large; nothing scrolls sideways at 320."""

import pytest
from bench.browser import PHONE

from tests.journeys.hand import acted
from tests.journeys.reading import DESKTOP, NARROW, faults, sideways

MEETINGS = """
from zhibu.activities.models import AgendaItem
def in_the_room(**more):
    meeting = called(starts_at=now + dt.timedelta(minutes=5), **more)
    Attendee.objects.filter(meeting=meeting).update(present_at=now, checked_way="roll")
    return operations.open_meeting(by=secretary, meeting=meeting, now=now)
ahead = called(kind="lecture")
vote = terms.AgendaLine("表决四季度重点工作", "ordinary")
running = in_the_room(kind="assembly", items=[vote])
first = running.items.get(position=1)
operations.close_item(
    by=secretary, meeting=running, item=first, resolution="", decisions=(), nothing_to_do=True, now=now)
item = running.items.get(position=2)
closed = Meeting.objects.filter(state="closed", kind="assembly").latest("starts_at")
decision = Decision.objects.unfinished().latest("pk")
where = f"organisation={branch.public_id}&kind=theme_day"
begins = clock.local(now + dt.timedelta(days=3))
print(f"/meetings/{ahead.public_id}/ /meetings/{ahead.public_id}/sent/ /meetings/{ahead.public_id}/agenda/"
      f" /meetings/{ahead.public_id}/change/ /meetings/{ahead.public_id}/cancel/ /meetings/{ahead.public_id}/roll/"
      f" /meetings/{running.public_id}/ /meetings/{running.public_id}/room/ /meetings/{running.public_id}/roll/"
      f" /meetings/{running.public_id}/sheet/ /meetings/{running.public_id}/items/{item.public_id}/vote/"
      f" /meetings/{closed.public_id}/minutes/ /meetings/{closed.public_id}/makeup/ /meetings/new/"
      f" /meetings/new/when/?{where} /meetings/new/what/?{where}&day={begins:%Y-%m-%d}&time=16:20"
      f" /decisions/ /decisions/{decision.public_id}/ /members/{member('党员丁').public_id}/")
"""
PLAIN = (
    "/ /month/ /meetings/ /meetings/record/ /members/ /members/new/ /members/import/ /members/crews/ /me/ /me/record/"
    " /posts/ /invite/ /papers/ /corrections/"
)


@pytest.fixture(scope="module")
def pages(demo):
    """The addresses of all pages an officer reads."""
    return [*PLAIN.split(), *acted(demo.folder, MEETINGS).split()]


def test_every_page_of_the_secretary(demo, phone, pages):
    page = phone(demo, "secretary")
    page.emulate_media(reduced_motion="reduce")  # colours are judged as they are, not on their way
    found = []
    for path in pages:
        answer = page.goto(demo.address + path)
        if answer.status != 200:
            found.append(f"{path}: {answer.status}")
            continue
        page.set_viewport_size(PHONE)
        found += [f"{path} on a phone: {fault}" for fault in faults(page)]
        page.emulate_media(color_scheme="dark")
        found += [f"{path} in the dark: {fault}" for fault in faults(page, only=["color-contrast"])]
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(NARROW)
        found += [f"{path} at 320: {fault}" for fault in sideways(page)]
        page.evaluate("document.documentElement.dataset.size = 'xl'")
        found += [f"{path} at 320 with very large type: {fault}" for fault in sideways(page)]
        page.evaluate("delete document.documentElement.dataset.size")
        page.set_viewport_size(DESKTOP)
        found += [f"{path} on a desktop: {fault}" for fault in faults(page)]
    assert not found, "\n".join(found)


def test_the_pages_of_a_stranger_and_of_a_member(demo, phone, pages):
    stranger, member = phone(demo), phone(demo, "member")
    found = []
    for page, paths in (
        (stranger, ["/accounts/login/", "/in/nothing/"]),
        (member, ["/", pages[len(PLAIN.split())]]),
    ):
        for path in paths:
            page.goto(demo.address + path)
            found += [f"{path}: {fault}" for fault in (*faults(page), *sideways(page))]
    assert not found, "\n".join(found)
