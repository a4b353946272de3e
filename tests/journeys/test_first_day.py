"""From nothing: the set-up link, the roster the branch already has, one member at the door, the first notice."""

import re

import openpyxl

from tests.journeys.hand import Hand
from tests.journeys.reading import faults, sideways
from tests.members.sheets import identity

HEADERS = ("序号", "名字", "身份证号", "入党时间", "转正日期", "人员类别", "党小组", "联系电话", "岗位")
ROWS = (
    (1, "支书甲", identity(11), "2005.07", "2006-7-1", "正式党员", "第一党小组", "13900000001", "车间主任"),
    (
        2,
        "张　三",
        identity(12),
        "20100701",
        "2011年7月1日",
        "正式党员",
        None,
        "１３９００００１２３４",
        "操作工",
    ),
    (3, "李四", identity(13), 40360, "2011.7.1", "正式党员", None, "139-0000-2345", "电工"),
    (None,) * 9,
    (4, "王五", identity(14), "2012.7.1", "2013.7.1", "正式党员", "第二党小组", "13900003456", "钳工"),
    (5, "赵六", identity(15), "2026.3.1", None, "预备党员", None, "13900004567", "操作工"),
    (6, "坏行", 1.10101198507010e17, "2012.7.1", "2013.7.1", "正式党员", None, "13900005678", "操作工"),
    ("合计", 6, None, None, None, None, None, None, None),
)


def a_messy_roster(folder):
    """A workbook as branches have it: title rows, merged cells, blank and total rows, one number Excel spoilt."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["机修支部党员花名册"])
    sheet.append(["填表日期：2026年11月"])
    sheet.append(HEADERS)
    for row in ROWS:
        sheet.append(row)
    sheet.merge_cells("A1:I1")
    sheet.merge_cells("G4:G6")
    sheet.merge_cells("G8:G10")
    place = folder / "花名册.xlsx"
    book.save(place)
    return place


def test_from_nothing_to_the_first_notice(empty, phone, tmp_path):
    said = empty.command("setup_link", "--address", empty.address).stdout
    secretary = Hand(phone(empty), empty.address).open(re.search(r"http\S+/start/\S+", said)[0])
    _three_pages(secretary)
    _roster(secretary, a_messy_roster(tmp_path))
    link = _a_link_for(secretary, "张三")
    member = Hand(phone(empty), empty.address).open(link)
    _at_the_door(member)
    member.sees("今天没有要办的")
    _first_notice(secretary)
    assert secretary.keys <= 60, secretary.keys
    print(f"the first notice from nothing: {secretary.taps} taps, {secretary.keys} keys")
    member.open().sees("支部党员大会").tap("[data-act='rsvp.yes']", leads_to="已告诉书记您参加")

    used = Hand(phone(empty), empty.address).open(link)
    used.sees("这个链接用不了了")
    late = Hand(phone(empty), empty.address).open("/start/")
    assert "/accounts/login/" in late.page.url


def _readable(hand: Hand) -> None:
    found = [*faults(hand.page), *sideways(hand.page)]
    assert not found, found


def _three_pages(hand: Hand) -> None:
    _readable(hand)
    hand.write("#id_organisation", "示例公司党委").write("#id_code", "S")
    hand.tap("[data-act='setup.organisation']", leads_to="再填一个支部")
    _readable(hand)
    hand.write("#id_branch", "机修支部").write("#id_branch_code", "S1")
    hand.tap("[data-act='setup.branch']", leads_to="书记是谁")
    _readable(hand)
    hand.write("#id_name", "支书甲").write("#id_phone", "13900000001")
    hand.tap(hand.page.get_by_text("书记本人")).tap("[data-act='setup.secretary']", leads_to="3步都填好了")


def _roster(hand: Hand, place) -> None:
    hand.tap("[data-act='setup.roster']", leads_to="先看一遍再写入")
    hand.page.set_input_files("input[type=file]", place)
    hand.tap("[data-act='roster.upload']", leads_to="名册预览")
    _readable(hand)
    hand.sees("表头在第3行").sees("读到6行，5行可以导入").sees("第10行")
    hand.tap("[data-act='roster.import']")
    hand.page.get_by_text("名册预览").wait_for(state="detached")
    hand.open("/members/")
    for name in ("张三", "李四", "王五", "赵六"):
        hand.sees(name)
    hand.misses("坏行")
    assert hand.page.locator("main").inner_text().count("支书甲") == 1, "the secretary stands there twice"


def _a_link_for(hand: Hand, name: str) -> str:
    hand.open("/invite/").tap(
        hand.page.get_by_role("button", name=f"给{name}一个链接"), leads_to="只能用一次"
    )
    words = hand.page.locator("#link-text").input_value()
    return re.search(r"http\S+", words)[0]


def _at_the_door(hand: Hand) -> None:
    _readable(hand)
    hand.write("#id_name", "张三").write("#id_last4", "9999").tap(
        "[data-act='link.claim']", leads_to="还可以试4次"
    )
    hand.write("#id_last4", "1234").tap("[data-act='link.claim']", leads_to="进来了")
    hand.tap("[data-act='entry.done']")


def _first_notice(hand: Hand) -> None:
    before = hand.taps
    hand.open("/").tap("nav.nav a[href='/meetings/']").tap("a[href='/meetings/new/']")
    hand.tap("a[href*='kind=assembly']").tap("[data-act='plan.use']")
    hand.write("#item_0", "通报党费收缴").write("#id_place", "二楼会议室")
    hand.tap(".dockbar .btn.p", leads_to="看一遍再发").tap(
        "[data-act='meeting.convene']", leads_to="发到群里的话"
    )
    assert hand.taps - before <= 8, hand.taps - before
