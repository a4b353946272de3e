"""The same acts on a bad day: no session, no network, somebody else was faster, it is not on, somebody is gone."""

import pytest

from tests.journeys.conftest import PASSWORD
from tests.journeys.hand import Hand, acted

HAPPENED = "到三号作业区清理巡检通道，查出隐患两处。"


@pytest.fixture
def hand(demo, phone):
    """A phone of the reference branch: `hand("member")`."""
    return lambda login=None, **more: Hand(phone(demo, login, **more), demo.address)


def a_meeting(demo, kind: str, *, days: int = 2, then: str = "") -> str:
    """A meeting called so many days ahead, and what happened to it since; its public id."""
    begins = f"now + dt.timedelta(days={days})"
    return acted(
        demo.folder, f'meeting = called(kind="{kind}", starts_at={begins})\n{then}\nprint(meeting.public_id)'
    )


def test_a_session_that_ends_while_typing_loses_nothing(hand):
    secretary = hand("secretary").open("/meetings/record/?kind=theme_day")
    secretary.write("[name=done_what]", HAPPENED).write("[name=what_0]", "补画两条警示线")
    secretary.page.context.clear_cookies()
    secretary.tap("[data-act='record.past']", leads_to="刚才写的还在")
    secretary.tap(".btn.p").write("input[name=login]", "secretary").write("input[name=password]", PASSWORD)
    secretary.tap("[data-act='login.password']", leads_to="已填回来")
    assert "/meetings/record/" in secretary.page.url
    assert secretary.page.input_value("[name=done_what]") == HAPPENED
    assert secretary.page.input_value("[name=what_0]") == "补画两条警示线"


def test_an_answer_without_network_is_kept_and_sent_once(demo, hand):
    meeting = a_meeting(demo, "lecture")
    member = hand("member").open(f"/meetings/{meeting}/")
    member.page.context.set_offline(True)
    member.tap("[data-act='rsvp.yes']")
    member.page.get_by_text("已存在这台手机里，等着上传").first.wait_for()
    member.misses("已告诉书记您参加")
    member.page.context.set_offline(False)
    member.page.get_by_text("已送到").wait_for()
    member.open(f"/meetings/{meeting}/").sees("已告诉书记您参加")
    counted = f"""
from zhibu.accounts.models import JournalEntry
print(JournalEntry.objects.filter(action="meeting.answer", subject="{meeting}").count())"""
    assert acted(demo.folder, counted) == "1"


def test_a_moved_meeting_shows_the_old_time_and_asks_again(demo, hand):
    member = hand("member")
    meeting = a_meeting(
        demo,
        "theme_day",
        then="""
operations.answer(by=User.objects.get(login="member"), meeting=meeting, answer="yes", now=now)
operations.change_meeting(by=secretary, meeting=meeting, version=1, starts_at=now + dt.timedelta(hours=40), now=now)
""",
    )
    member.open(f"/meetings/{meeting}/").sees("原定").sees("改过什么")
    assert member.page.locator("section.hero del").count() == 1
    member.tap("[data-act='rsvp.yes']", leads_to="已告诉书记您参加")


def test_a_cancelled_meeting_says_why_and_asks_nothing(demo, hand):
    meeting = a_meeting(demo, "organisation_life")
    secretary = hand("secretary").open(f"/meetings/{meeting}/")
    secretary.tap("a[data-act='meeting.cancel']", leads_to="取消会议")
    secretary.tap("button[data-act='meeting.cancel']", leads_to="为什么取消")
    secretary.page.locator(".errsum").wait_for()
    secretary.write("#id_why", "设备抢修").tap("button[data-act='meeting.cancel']", leads_to="已取消")
    member = hand("member").open().sees("不开了").sees("设备抢修")
    member.open(f"/meetings/{meeting}/").sees("设备抢修")
    assert member.page.locator("[data-act^=rsvp]").count() == 0


def test_who_left_the_branch_meanwhile_is_named_as_gone(demo, hand):
    meeting = a_meeting(
        demo,
        "assembly",
        days=9,
        then="""
from zhibu.members.operations import mark_left
mark_left(by=secretary, member=member("党员寅"), left_on=today, why="transferred", now=now)
""",
    )
    secretary = hand("secretary").open(f"/meetings/{meeting}/")
    secretary.tap(secretary.page.get_by_text("谁还没有回复")).sees("党员寅（已不在名册）")


def test_the_stand_in_does_all_of_it_for_the_secretary(demo, hand):
    acted(
        demo.folder,
        """
offices.stand_in(by=secretary, user=User.objects.get(login="discipline"), acting_for=secretary, organisation=branch,
                 from_on=today, to_on=today + dt.timedelta(days=7), now=now)""",
    )
    other = hand("discipline").open().tap("nav.nav a[href='/meetings/']").tap("a[href='/meetings/new/']")
    other.tap("a[href*='kind=lecture']").tap("[data-act='plan.use']").write(
        "#item_0", "党课：在岗位上怎样起作用"
    )
    other.tap(".dockbar .btn.p", leads_to="主持：党员戊").tap(
        "[data-act='meeting.convene']", leads_to="发到群里的话"
    )
    said = acted(
        demo.folder,
        """
from zhibu.accounts.models import JournalEntry
entry = JournalEntry.objects.filter(action="meeting.convene").order_by("-pk").first()
print(entry.on_behalf_of == secretary.public_id, Meeting.objects.latest("called_at").kind)""",
    )
    assert said == "True lecture"


def test_the_second_of_two_officers_is_told_and_keeps_their_words(demo, hand):
    meeting = a_meeting(demo, "lecture", days=12)
    first, second = hand("secretary"), hand("organiser")
    for one in (first, second):
        one.open(f"/meetings/{meeting}/change/")
    first.write("#id_place", "食堂二楼").tap("button[data-act='meeting.change']", leads_to="改好了")
    second.write("#id_place", "三楼会议室").tap(
        "button[data-act='meeting.change']", leads_to="别人刚改过这场会"
    )
    second.sees("食堂二楼")
    assert second.page.input_value("#id_place") == "三楼会议室"
    second.tap("button[data-act='meeting.change']", leads_to="改好了")


def test_a_short_link_that_leads_nowhere_says_so_and_a_stranger_comes_back_after_signing_in(demo, hand):
    meeting = a_meeting(demo, "lecture", days=14)
    hand("member").open("/m/zzzzzzzz/").sees("没有这一页")
    stranger = hand().open(f"/m/{meeting[:8]}/")
    assert "/accounts/login/" in stranger.page.url
    stranger.write("input[name=login]", "member").write("input[name=password]", PASSWORD)
    stranger.tap("[data-act='login.password']")
    stranger.page.wait_for_url(f"**/meetings/{meeting}/")
