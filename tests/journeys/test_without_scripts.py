"""Calling, answering, checking in and recording on a phone that runs no script."""

from tests.journeys.hand import Hand, acted


def test_a_meeting_is_called_and_answered(demo, phone):
    secretary = Hand(phone(demo, "secretary", scripts=False), demo.address).open("/meetings/new/")
    secretary.tap("a[href*='kind=assembly']").tap("[data-act='plan.use']").write("#item_0", "通报党费收缴")
    secretary.tap("button[name=more]", leads_to="议什么")
    secretary.choose("#matter_1", "讨论接收预备党员")
    secretary.tap(".dockbar .btn.p", leads_to="还没有选讨论的是谁")
    secretary.choose("#person_1", "申请人甲").tap(".dockbar .btn.p", leads_to="讨论接收申请人甲为预备党员")
    secretary.tap("[data-act='meeting.convene']", leads_to="发到群里的话")
    called = secretary.page.url.split("/meetings/")[1].split("/")[0]

    member = Hand(phone(demo, "member", scripts=False), demo.address).open(f"/meetings/{called}/")
    member.tap("[data-act='rsvp.leave']", leads_to="已告诉书记您请假")
    member.write("#id_reason", "那天夜班").tap("[data-act='rsvp.reason']")
    secretary.open(f"/meetings/{called}/").sees("那天夜班")


def test_the_roll_and_the_typed_code(demo, phone):
    code = acted(
        demo.folder,
        """
from zhibu.activities.queries.room_code import room_code
meeting = called(starts_at=now + dt.timedelta(minutes=10))
print(room_code(meeting, now=clock.now()).typed)""",
    )
    member = Hand(phone(demo, "member", scripts=False), demo.address).open()
    member.tap("[data-act='checkin.open']").write("#code", "000000").tap("[data-act='checkin']")
    member.find(".errsum").wait_for()
    member.write("#code", code).tap("[data-act='checkin']", leads_to="党员丁 · ")
    secretary = Hand(phone(demo, "secretary", scripts=False), demo.address).open()
    secretary.tap("[data-act='room.open']", leads_to="亮码")
    secretary.tap(secretary.page.get_by_role("button", name="点到党员乙", exact=True), leads_to="2人已到")
    secretary.tap(".dockbar .btn.p", leads_to="进行中")
