"""The pages of a running meeting: each draws, for each who may see it, and a foreign one is not there."""

import datetime as dt

import pytest
import time_machine

from tests.activities.scenes import STARTS, a_meeting, an_open_meeting, here
from tests.build import a_full_branch, a_member
from zhibu.activities.models import Attendee, Decision, Meeting, Note, Vote
from zhibu.activities.queries.roll import Person, Roll
from zhibu.activities.queries.room_code import room_code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ten_o_clock():
    with time_machine.travel(STARTS, tick=False):
        yield


def test_every_page_draws_for_the_secretary_and_is_not_there_for_strangers(enter):
    branch, people = a_full_branch()
    applicant = a_member(branch, kind="object", account=False)
    meeting, people = an_open_meeting(matters=("admission", "ordinary", "report"), person=None, present=12)
    item = meeting.items.get(position=1)
    item.person = applicant
    item.save()
    root = f"/meetings/{meeting.public_id}/"
    pages = [
        "",
        "room/",
        "roll/",
        "sheet/",
        "leaders/",
        f"items/{item.public_id}/vote/",
        "minutes/",
        "photos/",
        "presence/",
    ]
    client = enter(people[0].user)
    for page in pages:
        assert client.get(root + page).status_code == 200, page
    client.logout()
    stranger = a_full_branch()[1][0].user
    client = enter(stranger)
    for page in pages:
        assert client.get(root + page).status_code == 404, page
    assert client.get(f"/c/{meeting.public_id}/").status_code == 404


def test_a_member_without_office_sees_the_meeting_but_does_not_run_it(enter):
    meeting, people = an_open_meeting(present=12)
    client = enter(people[9].user)
    page = client.get(f"/meetings/{meeting.public_id}/")
    assert page.status_code == 200
    assert 'data-act="item.close"' not in page.content.decode()
    for page in ("room/", "roll/", "sheet/", "leaders/", "presence/"):
        assert client.get(f"/meetings/{meeting.public_id}/{page}").status_code == 403


def test_scanning_the_code_and_one_tap_is_a_check_in_and_a_second_tap_changes_nothing(enter):
    branch, people = a_full_branch()
    meeting = a_meeting(branch, people)
    client = enter(people[9].user)
    code = room_code(meeting, now=STARTS).scanned
    page = client.get(f"/c/{meeting.public_id}/{code}")
    ticket = page.context["ticket"]
    for _ in range(2):
        answer = client.post(f"/c/{meeting.public_id}/", {"ticket": ticket, "op": "1" * 32}, follow=True)
        assert "已签到，10:00" in answer.content.decode()
    assert Attendee.objects.filter(meeting=meeting, present_at__isnull=False).count() == 1


def test_the_whole_meeting_goes_through_the_pages(enter):
    branch, people = a_full_branch()
    meeting = a_meeting(branch, people, matters=("open_decisions", "ordinary"))
    here(meeting, people[:12])
    client = enter(people[0].user)
    root = f"/meetings/{meeting.public_id}/"
    assert client.post(root + "begin/").status_code == 302
    first, second = meeting.items.order_by("position")
    assert client.post(root + f"items/{first.public_id}/end/", {"nothing": "on"}).status_code == 302
    answer = client.post(
        root + "notes/", {"text": "建议先试一个月", "item": second.public_id, "speaker": people[4].public_id}
    )
    assert answer.status_code == 302
    assert Note.objects.get().speaker == people[4]
    vote = root + f"items/{second.public_id}/vote/"
    assert client.post(vote, {"method": "open", "yes": 11, "no": 1, "abstain": 0}).status_code == 302
    assert Vote.objects.get().verdict["verdict"] == "OK"
    assert client.get(vote + "result/").status_code == 200
    assert "结果和票数会自动写进记录" in client.get(root).content.decode()
    answer = client.post(root + f"items/{second.public_id}/end/", {"resolution": "同意试行"})
    assert answer.status_code == 422
    assert "同意试行" in answer.content.decode()
    said = {
        "resolution": "同意试行",
        "what_0": "写试行办法",
        "owner_0": people[2].public_id,
        "due_0": (STARTS.date() + dt.timedelta(days=9)).isoformat(),
    }
    assert client.post(root + f"items/{second.public_id}/end/", said).status_code == 302
    assert Decision.objects.get().what == "写试行办法"
    assert client.post(root + "end/").status_code == 302
    assert client.post(root + "minutes/confirm/", {"role": "chair"}).status_code == 302
    page = client.get(root + "minutes/").content.decode()
    assert "通过。同意试行" in page
    assert "建议先试一个月" in page


def test_a_meeting_held_already_is_recorded_on_one_screen(enter):
    branch, people = a_full_branch()
    client = enter(people[0].user)
    page = client.get("/meetings/record/?kind=theme_day")
    assert page.status_code == 200
    form = page.context["form"]
    said = {
        "op": "a" * 32,
        "kind": "theme_day",
        "organisation": branch.public_id,
        "on": "2026-11-20",
        "at": "14:00",
        "minutes": 90,
        "place": "机修车间",
        "chair": people[0].public_id,
        "recorder": people[1].public_id,
        "present": form.initial["present"][:-3],
        "nothing": "on",
    }
    for _ in range(2):
        assert client.post("/meetings/record/", said).status_code == 302
    meeting = Meeting.objects.get()
    assert meeting.recorded_late_why == ""
    assert Attendee.objects.filter(meeting=meeting, present_at__isnull=False).count() == 17
    page = client.get(f"/meetings/{meeting.public_id}/minutes/").content.decode()
    assert "未记录" in page


def test_a_poll_brings_meter_attendance_and_the_one_action_and_never_a_page(enter):
    meeting, people = an_open_meeting(matters=("ordinary", "report"), present=8)
    client = enter(people[0].user)
    htmx = {"HX-Request": "true"}
    page = client.get(f"/meetings/{meeting.public_id}/")
    poll = f"/meetings/{meeting.public_id}/?at={page.context['mark']}"
    assert "还差1人" in client.get(poll, headers=htmx).content.decode()
    here(meeting, people[:9])
    part = client.get(poll, headers=htmx).content.decode()
    assert "<html" not in part
    assert "记表决结果" in part and "别人刚动了议程" not in part
    Vote.objects.all().delete()
    said = {"method": "open", "yes": 9, "no": 0, "abstain": 0}
    item = meeting.items.get(position=1)
    assert client.post(f"/meetings/{meeting.public_id}/items/{item.public_id}/vote/", said).status_code == 302
    assert "别人刚动了议程" in client.get(poll, headers=htmx).content.decode()
    member = enter(people[9].user)
    assert member.get(poll, headers=htmx)["HX-Redirect"].startswith(f"/meetings/{meeting.public_id}/")
    Meeting.objects.update(state="closed")
    assert member.get(poll, headers=htmx)["HX-Redirect"].endswith("/minutes/")


def test_a_running_meeting_is_drawn_with_a_fixed_number_of_questions(enter, django_assert_max_num_queries):
    meeting, people = an_open_meeting(full=30, probationary=5, present=30)
    client = enter(people[0].user)
    for page, most in (("", 28), ("roll/", 14), ("room/", 14), ("minutes/", 28)):
        with django_assert_max_num_queries(most):
            client.get(f"/meetings/{meeting.public_id}/{page}")


def test_two_officers_who_name_a_chair_at_once_are_told(enter):
    meeting, people = an_open_meeting(present=12)
    client = enter(people[0].user)
    root = f"/meetings/{meeting.public_id}/leaders/"
    version = client.get(root).context["form"].initial["version"]
    said = {"recorder": people[1].public_id, "version": version}
    assert client.post(root, {**said, "chair": people[2].public_id}).status_code == 302
    answer = client.post(root, {**said, "chair": people[3].public_id})
    assert answer.status_code == 422
    assert f"现在是主持{people[2].name}" in answer.content.decode()
    assert client.post(root, {**said, "chair": people[2].public_id}).status_code == 302


def test_a_guest_is_not_among_those_who_came_of_those_expected():
    def one(name, *, observer, present):
        return Person(name, name, "", present, False, observer, not observer, False, "")

    roll = Roll((one("甲", observer=False, present=True), one("乙", observer=False, present=False),
                 one("丙", observer=True, present=True)), ())  # fmt: skip
    assert [p.name for p in roll.expected_here] == ["甲"]
    assert len(roll.here) == 2
