"""本月: what is late, what is due, what is done, and the next step."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from tests import build
from zhibu.activities.models import Meeting
from zhibu.activities.operations import convene
from zhibu.duties import queries
from zhibu.kernel import clock
from zhibu.kernel.clock import at
from zhibu.organisations.terms import Role

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 22)
NOW = at(ON, dt.time(10))


def held(place, kind, day, by, state="closed"):
    return Meeting.objects.create(
        organisation=place,
        kind=kind,
        title=kind,
        starts_at=at(day, dt.time(16, 20)),
        place="二楼",
        state=state,
        called_by=by,
        called_at=NOW,
    )


@pytest.fixture
def branch():
    place, people = build.a_full_branch()
    held(place, "assembly", dt.date(2026, 8, 20), people[0].user)
    return place, people


def kinds(rows):
    return [(row.duty.kind, row.duty.period) for row in rows]


def test_a_branch_without_records_has_nothing_late():
    _place, people = build.a_full_branch()
    month = queries.month_of(people[0].user, on=ON, now=NOW)
    assert month.late == ()
    assert ("committee", "2026-11") in kinds(month.due)
    assert month.due[0].main


def test_late_then_due_then_done(branch):
    place, people = branch
    held(place, "theme_day", dt.date(2026, 11, 20), people[0].user)
    held(place, "committee", dt.date(2026, 10, 9), people[0].user)
    month = queries.month_of(people[0].user, on=ON, now=NOW)
    assert ("theme_day", "2026-10") in kinds(month.late)
    assert ("committee", "2026-10") not in kinds(month.late)
    assert kinds(month.done) == [("theme_day", "2026-11")]
    assert ("assembly", "2026-Q4") in kinds(month.due)
    assert sum(row.main for row in (*month.late, *month.due, *month.done)) == 1
    assert month.late[0].main and month.late[0].step == "call"


def test_a_called_meeting_is_shown_and_one_gone_by_asks_to_be_recorded(branch):
    place, people = branch
    held(place, "committee", dt.date(2026, 11, 27), people[0].user, state="called")
    gone = held(place, "theme_day", dt.date(2026, 11, 20), people[0].user, state="called")
    month = queries.month_of(people[0].user, on=ON, now=NOW)
    rows = {(row.duty.kind, row.duty.period): row for row in month.due}
    assert rows["committee", "2026-11"].step == "see"
    assert rows["theme_day", "2026-11"].step == "record"
    assert rows["theme_day", "2026-11"].duty.called == gone


def test_cancelled_and_withdrawn_do_not_count(branch):
    place, people = branch
    held(place, "committee", dt.date(2026, 11, 20), people[0].user, state="cancelled")
    month = queries.month_of(people[0].user, on=ON, now=NOW)
    assert ("committee", "2026-11") in kinds(month.due)


def test_a_small_branch_owes_no_committee_meetings():
    _place, people = build.a_full_branch(full=5, probationary=0)
    month = queries.month_of(people[0].user, on=ON, now=NOW)
    assert "committee" not in {row.duty.kind for row in month.due}


def test_a_leader_sees_their_group_and_a_plain_member_nothing(branch, enter):
    place, people = branch
    mine = build.a_group(place, "第一党小组")
    build.a_group(place, "第二党小组")
    leader = build.a_member(place, role=Role.LEADER, group=mine)
    month = queries.month_of(leader.user, on=ON, now=NOW)
    assert {row.duty.organisation for row in (*month.late, *month.due)} == {mine}
    assert queries.month_of(people[12].user, on=ON, now=NOW) is None
    assert enter(people[12].user).get("/month/").status_code == 404
    assert enter(build.a_user()).get("/month/").status_code == 404


def test_an_officer_who_may_not_call_sees_no_button(branch):
    _place, people = branch
    month = queries.month_of(people[4].user, on=ON, now=NOW)
    assert {row.step for row in (*month.late, *month.due)} == {""}


def test_the_page_cites_and_leads_to_the_call(branch, enter, django_assert_max_num_queries):
    place, people = branch
    client = enter(people[0].user)
    page = client.get("/month/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "支部工作条例" in text or "支部" in text
    assert "依据：" in text
    assert f"organisation={place.public_id}&amp;kind=" in text
    assert text.count('class="btn p"') == 1
    with django_assert_max_num_queries(12):
        client.get("/month/")


def test_calling_a_meeting_takes_the_button_away(branch, enter):
    place, people = branch
    later = clock.now() + dt.timedelta(days=1)
    convene(
        by=people[0].user,
        organisation=place,
        kind="committee",
        starts_at=later,
        minutes=60,
        place="二楼",
        items=[],
        op="f" * 32,
        now=clock.now(),
    )
    month = queries.month_of(people[0].user, on=clock.today(), now=clock.now())
    called = [row for row in month.due if row.duty.kind == "committee" and row.duty.called]
    assert all(row.step == "see" for row in called)


class TestFromAbove:
    def test_each_branch_by_code_in_so_many_questions_whatever_their_number(self, branch, enter):
        place, people = branch
        held(place, "committee", dt.date(2026, 10, 9), people[0].user)
        superior = build.posted(build.a_user(), Role.SUPERIOR, place.parent)
        first = build.a_branch("A01", "甲支部")
        client = enter(superior)
        with CaptureQueriesContext(connection) as few:
            page = client.get("/month/")
        text = page.content.decode()
        assert _branches(text) == [first.code, place.code]
        for number in range(6):
            build.a_branch(f"A1{number}")
        with CaptureQueriesContext(connection) as more:
            client.get("/month/")
        assert len(more) == len(few)

    def test_counts_are_those_of_the_branch_s_own_page(self, branch):
        place, people = branch
        other, _people = build.a_full_branch()
        build.a_group(place)
        (one, two) = queries.months_of([place, other], on=ON, now=NOW)
        own = queries.month_of(people[0].user, on=ON, now=NOW)
        assert (one.late, one.due) == (len(own.late), len(own.due))
        assert one.late > 0
        assert two.late == 0

    def test_a_branch_below_is_only_read(self, branch, enter):
        place, people = branch
        held(place, "theme_day", clock.today(), people[0].user)
        superior = build.posted(build.a_user(), Role.SUPERIOR, place.parent)
        text = enter(superior).get("/month/", {"branch": place.code}).content.decode()
        assert place.name in text
        for act in ("meeting.plan", "record.open", "/members/", "/papers/", "/meetings/0"):
            assert act not in text.split("<main", 1)[1].split("</main", 1)[0]

    def test_branches_elsewhere_are_not_there(self, branch, enter):
        place, people = branch
        committee = build.a_committee("Z", "别的党委")
        build.a_branch("Z1", under=committee)
        superior = build.posted(build.a_user(), Role.SUPERIOR, place.parent)
        client = enter(superior)
        assert _branches(client.get("/month/").content.decode()) == [place.code]
        assert client.get("/month/", {"branch": "Z1"}).status_code == 404
        assert enter(people[0].user).get("/month/", {"branch": place.code}).status_code == 404

    def test_pages_of_branches_follow_each_other_and_lead_back(self, branch, enter):
        place, _people = branch
        codes = sorted([place.code, *(f"A{number:03}" for number in range(70))])
        for code in codes:
            if code != place.code:
                build.a_branch(code)
        client = enter(build.posted(build.a_user(), Role.SUPERIOR, place.parent))
        pages, address = [], "/month/?below"
        while address:
            page = html.fromstring(client.get(address).content)
            pages.append(_branches(html.tostring(page).decode()))
            address = next((f"/month/{one}" for one in page.xpath("//a[@rel='next']/@href")), "")
        assert [len(page) for page in pages] == [30, 30, 11]
        assert [code for page in pages for code in page] == codes
        (back,) = page.xpath("//a[@rel='prev']/@href")
        assert _branches(client.get(f"/month/{back}").content.decode()) == pages[1]

    def test_who_serves_a_branch_and_above_sees_both(self, branch, enter):
        place, people = branch
        build.posted(people[0].user, Role.SUPERIOR, place.parent)
        client = enter(people[0].user)
        assert 'href="/month/?below"' in client.get("/month/").content.decode()
        assert "/month/?branch=" in client.get("/month/?below").content.decode()


def _branches(text):
    """The codes of the branches on a page of branches, in order."""
    return re.findall(r'href="/month/\?branch=(\w+)"', text)


def test_the_officer_s_doors_lead_to_register_posts_corrections_crews_and_papers(branch, enter):
    _place, people = branch
    text = enter(people[0].user).get("/month/").content.decode()
    for path in ("/members/", "/members/crews/", "/posts/", "/invite/", "/corrections/", "/papers/"):
        assert f'href="{path}"' in text
    text = enter(people[3].user).get("/month/").content.decode()
    assert 'href="/posts/"' not in text
