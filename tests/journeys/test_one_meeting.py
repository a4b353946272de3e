"""One meeting from the call to what came of it, on four phones."""

import datetime as dt

import docx

from tests.journeys.hand import Hand
from zhibu.activities.terms import FIRST_ITEM
from zhibu.kernel import clock

VOTED = "表决四季度重点工作"
POINT = "夜班更衣室排风还没修好"
TASK = "更衣室排风年底前修好"


def test_from_the_call_to_what_came_of_it(demo, phone):
    secretary = Hand(phone(demo, "secretary"), demo.address)
    secretary.open()
    called = _called(secretary)
    member = Hand(phone(demo, "member"), demo.address).open(f"/meetings/{called}/")
    member.tap("[data-act='rsvp.yes']", leads_to="已告诉书记您参加")
    assert member.taps == 1

    _agenda_gets_a_vote(secretary, called)
    _moved_to_now(secretary, called)
    member.open().sees("议题改了").sees("原定")

    code = _room_opens(secretary, called)
    member.open().tap("[data-act='checkin.open']").write("#code", code)
    member.tap("[data-act='checkin']", leads_to="签到")
    member.page.get_by_text("今天议").wait_for()
    _roll_is_called(secretary, called)
    _held(secretary, called)
    _minutes(secretary, called)
    organiser = Hand(phone(demo, "organiser"), demo.address).open(f"/meetings/{called}/minutes/")
    organiser.tap("[data-act='minutes.confirm']", leads_to="已确认")

    member.open().sees(TASK).tap(member.page.get_by_role("link", name=TASK))
    member.tap("[data-act='decision.report']", leads_to="等确认")
    organiser.open().tap(organiser.page.get_by_role("link", name=TASK))
    organiser.tap("[data-act='decision.done']", leads_to="确认办好")
    member.open().misses(TASK)


def _called(hand: Hand) -> str:
    hand.tap("nav.nav a[href='/meetings/']").tap("a[href='/meetings/new/']").tap("a[href*='kind=assembly']")
    hand.tap("[data-act='plan.use']").write("#item_0", "通报三季度党费")
    hand.tap(".dockbar .btn.p", leads_to="看一遍再发").tap(
        "[data-act='meeting.convene']", leads_to="发到群里的话"
    )
    assert hand.taps <= 8, hand.taps
    assert hand.keys <= 30, hand.keys
    print(f"a meeting is called: {hand.taps} taps, {hand.keys} keys")
    return hand.page.url.split("/meetings/")[1].split("/")[0]


def _agenda_gets_a_vote(hand: Hand, called: str) -> None:
    hand.open(f"/meetings/{called}/").tap("a[data-act='meeting.change_agenda']", leads_to="改议程")
    hand.tap("button[name=more]")
    last = hand.page.locator("[name=item]").last
    hand.write(last, VOTED).choose(hand.page.locator("[name=matter]").last, "表决一般事项")
    hand.tap("button[data-act='meeting.change_agenda']", leads_to="改好了")


def _moved_to_now(hand: Hand, called: str) -> None:
    begins = clock.now() + dt.timedelta(minutes=10)
    hand.open(f"/meetings/{called}/").tap("a[data-act='meeting.change']", leads_to="改时间地点")
    hand.write("#id_day", f"{begins:%Y-%m-%d}").write("#id_time", f"{begins:%H:%M}")
    hand.tap("button[data-act='meeting.change']", leads_to="改好了")


def _room_opens(hand: Hand, called: str) -> str:
    hand.open()
    assert hand.red == "开始签到"
    hand.open(f"/meetings/{called}/")
    assert hand.red == "开始签到"
    hand.tap("[data-act='room.code']", leads_to="30秒换一次")
    digits = "".join(
        sign for sign in hand.page.locator(".code, .cod, #now").first.inner_text() if sign.isdigit()
    )
    return digits[:6]


def _roll_is_called(hand: Hand, called: str) -> None:
    hand.open(f"/meetings/{called}/").tap("[data-act='room.open']", leads_to="亮码")
    for name in ("党员乙", "党员甲", "党员丙", "党员戊", "党员己", "党员庚", "党员壬", "党员午", "党员未"):
        hand.tap(hand.page.get_by_role("button", name=f"点到{name}", exact=True))
        hand.page.get_by_role("button", name=f"撤销{name}", exact=True).wait_for()


def _held(hand: Hand, called: str) -> None:
    hand.open(f"/meetings/{called}/roll/")
    hand.tap(".dockbar .btn.p", leads_to="进行中")
    for title in (FIRST_ITEM, "通报三季度党费"):
        hand.find(f"li[aria-current=step]:has-text('{title}')").wait_for()
        if not hand.find("[name=nothing]").is_checked():
            hand.tap("label:has([name=nothing])")
        hand.tap(".dockbar [data-act='item.close']")
    hand.find(f"li[aria-current=step]:has-text('{VOTED}')").wait_for()
    hand.write("[name=text]", POINT).tap("form[action$='/notes/'] button", leads_to=POINT)
    hand.tap(".dockbar .btn.p", leads_to="举手表决")
    hand.write("[name=yes]", "9").write("[name=no]", "0").write("[name=abstain]", "1")
    hand.tap("[data-act='vote.record']", leads_to="通过")
    hand.open(f"/meetings/{called}/")
    hand.write("[name=resolution]", "同意四季度重点工作。")
    hand.tap("#close-item details summary").write("[name=what_0]", TASK)
    hand.choose("[name=owner_0]", "党员丁").choose("[name=asker_0]", "党员甲")
    hand.tap(".dockbar [data-act='item.close']")
    hand.find(".dockbar [data-act='meeting.close']").wait_for()
    hand.tap(".dockbar [data-act='meeting.close']", leads_to="会议记录")


def _minutes(hand: Hand, called: str) -> None:
    hand.page.wait_for_url("**/minutes/")
    hand.sees(POINT).sees("赞成9").sees(TASK)
    hand.tap("[data-act='minutes.confirm']", leads_to="等记录人")
    paper = docx.Document(str(hand.fetch(f"a[href*='/{called}/'][href$='minutes.docx']")))
    texts = [part.text or "" for part in paper.element.body.iter() if part.tag.endswith("}t")]
    joined = "".join("".join(texts).split())
    assert TASK in joined and "党员丁" in joined and POINT in joined
    assert "实到10人" in joined and "应到会有表决权17人，到会10人" in joined, joined[:600]
    assert "赞成9" in joined and "T" not in joined.split("备注")[1], joined
