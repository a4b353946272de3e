"""Today: only what is due for me, in a fixed number of queries."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import build
from tests.activities.test_calling_pages import called, soon
from zhibu.activities import operations, terms
from zhibu.activities.models import Confirmation, Decision, Meeting
from zhibu.activities.queries import today as due
from zhibu.kernel import clock
from zhibu.members.models import Crew, Member
from zhibu.organisations.terms import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return build.a_full_branch()


def decided(meeting, owner, asker=None, *, days=5, what="更衣室排风延长", state="open"):
    item = meeting.items.order_by("position").last()
    return Decision.objects.create(
        organisation=meeting.organisation,
        item=item,
        what=what,
        owner=owner,
        asker=asker,
        due_on=clock.today() + dt.timedelta(days=days),
        state=state,
        made_at=clock.now(),
    )


def test_nothing_due_says_so(branch, enter):
    page = enter(branch[1][9].user).get("/").content.decode()
    assert "今天没有要办的" in page
    assert "今天就这些" not in page


def test_people_without_a_register_entry_get_a_fitting_page(branch, enter, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    organisation, _people = branch
    superior = build.posted(build.a_user("上级"), Role.SUPERIOR, organisation.parent)
    admin = build.posted(build.a_user("管理员"), Role.ADMIN, organisation.parent)
    worker = build.posted(build.a_user("职工"), Role.WORKER, organisation)
    page = enter(superior).get("/").content.decode()
    assert "上级组织部门" in page
    assert 'href="/month/?below"' in page
    assert 'href="/organisation/"' in page
    page = enter(admin).get("/").content.decode()
    assert "您管系统" in page
    assert 'href="/organisation/"' in page
    assert 'href="/month/?below"' not in page
    approver = build.posted(build.a_user("审批"), Role.APPROVER, organisation.parent)
    assert "没有等您批的" in enter(approver).get("/").content.decode()
    for person in (worker, build.a_user("没有职务")):
        page = enter(person).get("/")
        assert page.status_code == 200
        assert "没有和名册上的党员对上" in page.content.decode()


def test_sign_in_is_asked_for(branch, client):
    assert client.get("/").headers["Location"].startswith("/accounts/login/")


def test_check_in_from_half_an_hour_before(branch, enter):
    organisation, people = branch
    meeting = called(organisation, people)
    operations.answer(by=people[9].user, meeting=meeting, answer="yes", now=clock.now())
    for minutes, shown in ((31, False), (30, True), (-5, True)):
        now = meeting.starts_at - dt.timedelta(minutes=minutes)
        hero = due.today(people[9].user, on=now.date(), now=now).hero
        assert hero.may_check_in is shown
    Meeting.objects.update(starts_at=clock.now() + dt.timedelta(minutes=20))
    assert "签到" in enter(people[9].user).get("/").content.decode()


def test_an_answered_meeting_far_away_is_not_kept_in_sight(branch):
    organisation, people = branch
    meeting = called(organisation, people, starts_at=soon(days=20))
    now = clock.now()
    assert due.today(people[9].user, on=now.date(), now=now).hero is not None
    operations.answer(by=people[9].user, meeting=meeting, answer="yes", now=now)
    seen = due.today(people[9].user, on=now.date(), now=now)
    assert seen.hero is None
    assert seen.next_at == meeting.starts_at


def test_what_is_due_stands_by_date_and_no_more_than_five_at_once(branch, enter):
    organisation, people = branch
    meeting = called(organisation, people)
    for number in range(8):
        decided(meeting, people[9], people[0], days=8 - number, what=f"第{number}件")
    seen = due.today(people[9].user, on=clock.today(), now=clock.now())
    assert [card.title for card in seen.rows] == [f"第{n}件" for n in (7, 6, 5, 4, 3)]
    assert len(seen.later) == 3
    page = enter(people[9].user).get("/").content.decode()
    assert "另有3件，不急" in page and "今天就这些" in page
    assert due.today(people[8].user, on=clock.today(), now=clock.now()).rows == ()


def test_decisions_wait_for_the_one_who_asked_or_the_secretary(branch):
    organisation, people = branch
    meeting = called(organisation, people)
    decided(meeting, people[9], people[8], what="有人提", state="reported")
    decided(meeting, people[9], None, what="没留名", state="reported")
    decided(meeting, people[0], people[0], what="书记自己", state="reported")

    def titles(person):
        return {card.title for card in due.today(person.user, on=clock.today(), now=clock.now()).rows}

    assert "有人提" in titles(people[8]) and "没留名" not in titles(people[8])
    assert titles(people[0]) == {"没留名"}
    assert titles(people[1]) == {"没留名", "书记自己"}
    assert titles(people[9]) == set()


def test_missed_meetings_and_unsigned_minutes(branch):
    organisation, people = branch
    meeting = called(organisation, people)
    now = clock.now()
    Meeting.objects.update(state="closed", starts_at=now - dt.timedelta(days=2))
    meeting.attendees.exclude(member=people[9]).update(present_at=now)

    def titles(person):
        return [card.title for card in due.today(person.user, on=now.date(), now=now).rows]

    assert titles(people[9]) == ["补支部党员大会"]
    assert titles(people[0]) == ["会议记录等您确认"]
    meeting.refresh_from_db()
    operations.make_up(by=people[9].user, meeting=meeting, now=now)
    assert titles(people[9]) == []
    Confirmation.objects.create(meeting=meeting, role="chair", member=people[0], by=people[0].user, at=now)
    assert titles(people[0]) == []
    assert titles(people[2]) == ["会议记录等您确认"]


def test_one_who_left_sees_nothing_of_the_branch(branch):
    organisation, people = branch
    called(organisation, people)
    people[9].left_on = clock.today()
    people[9].save()
    seen = due.today(people[9].user, on=clock.today(), now=clock.now())
    assert seen.nothing


def test_the_shift_stands_under_the_date(branch):
    organisation, people = branch
    crew = Crew.objects.create(
        branch=organisation,
        name="甲班",
        pattern="白1",
        anchor_on=dt.date(2026, 1, 1),
        shifts={"白": {"start": "08:00", "minutes": 480}},
    )
    people[9].crew = crew
    people[9].save()
    ten = clock.at(clock.today(), dt.time(10))
    assert due.today(people[9].user, on=ten.date(), now=ten).shift == "您上白班，16:00下班"
    seven = clock.at(clock.today(), dt.time(7))
    assert due.today(people[9].user, on=ten.date(), now=seven).shift == "您今天08:00上白班"
    Crew.objects.filter(pk=crew.pk).update(pattern="班1", shifts={"班": {"start": "08:00", "minutes": 510}})
    office = Member.objects.get(pk=people[9].pk).user
    assert due.today(office, on=ten.date(), now=seven).shift == "您今天08:00上班"
    Crew.objects.filter(pk=crew.pk).update(pattern=crew.pattern, shifts=crew.shifts)
    called(organisation, people)
    hero = due.today(people[9].user, on=ten.date(), now=ten).hero
    assert hero.shift_words == "下班后20分钟开始，来得及"


def test_the_number_of_queries_does_not_grow(branch, enter):
    organisation, people = branch
    meeting = called(organisation, people)
    decided(meeting, people[9])
    counted = []
    for person in (people[9], people[0]):
        client = enter(person.user)
        client.get("/")
        with CaptureQueriesContext(connection) as few:
            client.get("/")
        counted.append(len(few))
    for number in range(300):
        decided(meeting, people[9], what=f"{number}")
        decided(meeting, people[9], None, what=f"r{number}", state="reported")
    Meeting.objects.bulk_create(
        Meeting(
            organisation=organisation,
            kind=terms.Kind.ASSEMBLY,
            title="旧会",
            starts_at=clock.now() - dt.timedelta(days=n % 80 + 1),
            place="老地方",
            state="closed",
            chair=people[9],
            called_by=people[0].user,
            called_at=clock.now(),
        )
        for n in range(300)
    )
    for person, before in zip((people[9], people[0]), counted, strict=True):
        client = enter(person.user)
        client.get("/")
        with CaptureQueriesContext(connection) as many:
            client.get("/")
        assert len(many) == before
        assert before <= 6, [query["sql"][:90] for query in many.captured_queries]
