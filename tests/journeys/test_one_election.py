"""An election of the branch committee on a phone: from the call to the printed minutes, with the tellers' sheet."""

import os

import docx
from bench.browser import PHONE

from tests.journeys.hand import Hand, acted
from tests.journeys.reading import DESKTOP, NARROW, faults, sideways

STAND = ("党员乙", "党员丙", "党员戊", "党员己")
SCRUTINEER, TELLER = "党员庚", "党员壬"
READY = """
meeting = Meeting.objects.get(public_id="%s")
Meeting.objects.filter(pk=meeting.pk).update(starts_at=now + dt.timedelta(minutes=5))
Attendee.objects.filter(meeting=meeting).update(present_at=now, checked_way="roll")
"""
PICTURES = os.environ.get("ELECTION_PICTURES", "")


def looked_at(page, name: str) -> list[str]:
    """What is wrong with a page on a phone, in the dark, at 320 and on a desktop; a picture of each if asked for."""
    page.emulate_media(reduced_motion="reduce")
    found = []
    for word, size, scheme in (
        ("dark", PHONE, "dark"),
        ("narrow", NARROW, "light"),
        ("desktop", DESKTOP, "light"),
        ("phone", PHONE, "light"),
    ):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        only = ["color-contrast"] if word == "dark" else None
        found += [f"{name} {word}: {fault}" for fault in faults(page, only=only)]
        found += [f"{name} {word}: {fault}" for fault in sideways(page)]
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{name}-{word}.png", full_page=True)
    return found


def test_from_the_call_to_the_printed_minutes(demo, phone):
    secretary = Hand(phone(demo, "secretary"), demo.address)
    found: list[str] = []
    called = _called(secretary, found)
    acted(demo.folder, READY % called)
    _counted(secretary, called, found)
    organiser = Hand(phone(demo, "organiser"), demo.address).open(f"/meetings/{called}/")
    organiser.tap(".dockbar .btn.p", leads_to="两人都点了才算数")
    organiser.tap("form:has([value=teller]) button", leads_to="当选支部委员会委员")
    _ended(secretary, called, found)
    _minutes(secretary, called)
    _answered(secretary, called, found)
    assert not found, "\n".join(found)


def _called(hand: Hand, found: list[str]) -> str:
    hand.open("/meetings/new/").tap("a[href*='kind=assembly']").tap("[data-act='plan.use']")
    hand.write("#item_0", "选举支部委员会委员").choose("#matter_0", "选举")
    hand.tap(".dockbar .btn.p", leads_to="看一遍再发")
    hand.tap("[data-act='meeting.convene']", leads_to="发到群里的话")
    before = hand.taps
    hand.tap("[data-act='election.slate_open']", leads_to="点上要加的人")
    found += looked_at(hand.page, "slate-empty")
    for name in STAND:
        hand.tap(hand.page.locator(f"label:has([name=add]):has-text('{name}')"))
    hand.tap("[data-act='election.slate']", leads_to="计票单")
    hand.sees("应选 3 名，候选人 4 名，至少要 4 名")
    print(f"a slate of four for three seats: {hand.taps - before} taps")
    found += looked_at(hand.page, "slate")
    for paper in ("ballot", "tally"):
        assert hand.fetch(f"[data-act='election.{paper}_pdf']").read_bytes().startswith(b"%PDF")
    return hand.page.url.split("/meetings/")[1].split("/")[0]


def _counted(hand: Hand, called: str, found: list[str]) -> None:
    hand.open(f"/meetings/{called}/roll/").tap(".dockbar .btn.p", leads_to="进行中")
    hand.tap(".dockbar [data-act='item.close']")
    hand.page.get_by_text("录入选票数").first.wait_for()
    found += looked_at(hand.page, "room-count")
    before, keys = hand.taps, hand.keys
    hand.tap(".dockbar .btn.p", leads_to="监票人")
    hand.choose("[name=scrutineer]", SCRUTINEER).choose("[name=teller]", TELLER)
    for place, votes in enumerate(("16", "15", "18", "4")):
        hand.write(f"[name=yes_{place}]", votes)
    hand.tap("[data-act='election.count']", leads_to="有效票只有")
    assert hand.page.locator("[name=yes_0]").input_value() == "16"
    found += looked_at(hand.page, "count-fault")
    hand.write("[name=yes_2]", "14")
    hand.tap("[data-act='election.count']", leads_to="两人都点了才算数")
    found += looked_at(hand.page, "check")
    hand.tap("form:has([value=scrutineer]) button", leads_to="代点")
    print(
        f"four names counted, one slip put right, first check: {hand.taps - before} taps, {hand.keys - keys} keys"
    )


def _ended(hand: Hand, called: str, found: list[str]) -> None:
    hand.open(f"/meetings/{called}/").tap("a[href$='/ballots/result/']", leads_to="依据和算法")
    hand.sees("当选支部委员会委员")
    found += looked_at(hand.page, "result")
    hand.tap(".dockbar .btn.p", leads_to="选举结果和依据")
    found += looked_at(hand.page, "room-end")
    hand.tap(".dockbar [data-act='item.close']")
    hand.find(".dockbar [data-act='meeting.close']").wait_for()
    hand.tap(".dockbar [data-act='meeting.close']", leads_to="会议记录")


def _minutes(hand: Hand, called: str) -> None:
    hand.page.wait_for_url("**/minutes/")
    hand.sees("第1次投票").sees("选举结果报上级党组织备案")
    for kind in ("minutes", "resolution"):
        paper = docx.Document(str(hand.fetch(f"a[href*='/{called}/'][href$='{kind}.docx']")))
        words = "".join(part.text or "" for part in paper.element.body.iter() if part.tag.endswith("}t"))
        assert f"监票{SCRUTINEER}，计票{TELLER}" in words and "：赞成16，当选" in words, words
        assert "选举结果报上级党组织备案" in words
    assert hand.fetch(f"a[href*='/{called}/'][href$='minutes.pdf']").read_bytes().startswith(b"%PDF")


def _answered(hand: Hand, called: str, found: list[str]) -> None:
    before = hand.taps
    hand.open(f"/meetings/{called}/minutes/").tap(
        "[data-act='election.answer_open']", leads_to="上级怎么答复"
    )
    found += looked_at(hand.page, "answer")
    hand.write("[name=reference]", "公司党〔2026〕9号").tap(
        "[data-act='election.answer']", leads_to="登记任职"
    )
    found += looked_at(hand.page, "posts")
    hand.tap("[data-act='election.enter']", leads_to="已登记")
    print(f"the superior's answer and three posts: {hand.taps - before} taps")
    found += looked_at(hand.page, "entered")
    assert hand.page.locator(".chip.ok").count() == 3
