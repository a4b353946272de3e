"""记实: a meeting held already is recorded on one screen, in time or marked late."""

import datetime as dt

import pytest
import time_machine

from tests.activities.scenes import STARTS, a_meeting, all_at_once
from tests.build import a_branch, a_full_branch, a_group, a_member, a_user, posted
from zhibu.accounts.models import JournalEntry
from zhibu.activities.models import Attendee, Decision, Meeting, Vote
from zhibu.activities.operations.close_item import Decided
from zhibu.activities.operations.record_past_meeting import Past, record_past_meeting
from zhibu.activities.operations.record_vote import Counts, check_count, record_vote
from zhibu.activities.queries.minutes import minutes
from zhibu.activities.queries.recording import record_due_on
from zhibu.kernel.refusal import NotAllowed, Refused

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
FRIDAY = dt.datetime.fromisoformat("2026-11-20T14:00:00+08:00")


def a_past(people, **fields):
    said = {
        "kind": "theme_day",
        "starts_at": FRIDAY,
        "place": "机修车间",
        "chair": people[0].public_id,
        "recorder": people[1].public_id,
        "present": tuple(member.public_id for member in people[:10]),
        "nothing_to_do": True,
    }
    return Past(**(said | fields))


def recorded(branch, people, now=STARTS, meeting=None, op="", **fields):
    return record_past_meeting(
        by=people[0].user, organisation=branch, past=a_past(people, **fields), meeting=meeting, op=op, now=now
    )


@pytest.mark.parametrize(
    ("held", "due"),
    [
        ("2026-11-20", "2026-11-25"),  # a Friday
        ("2026-11-22", "2026-11-25"),  # a Sunday
        ("2026-11-23", "2026-11-26"),
        ("2026-09-30", "2026-10-10"),  # the National Day holiday, and a Saturday that is worked
        ("2031-09-30", "2031-10-03"),  # a year nobody knows the holidays of
    ],
)
def test_three_working_days_after_the_meeting_are_in_time(held, due):
    branch = a_branch()
    assert record_due_on(branch, held_on=dt.date.fromisoformat(held)) == dt.date.fromisoformat(due)


def test_within_the_period_it_is_normal_and_later_it_says_who_and_why():
    branch, people = a_full_branch()
    meeting = recorded(branch, people, now=FRIDAY + 5 * DAY)
    assert (meeting.state, meeting.recorded_late_why) == ("closed", "")
    assert minutes(meeting).recorded_late is None
    late = FRIDAY + 6 * DAY
    with pytest.raises(Refused, match="已过3个工作日") as refused:
        recorded(branch, people, now=late, kind="lecture")
    assert refused.value.field == "why"
    meeting = recorded(branch, people, now=late, kind="lecture", why_late="一直在外")
    record = minutes(meeting)
    assert record.recorded_late.text == "补记原因：一直在外"
    assert people[0].user.name in record.recorded_afterwards.text


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"starts_at": STARTS + DAY}, "on"),
        ({"place": " "}, "place"),
        ({"present": ()}, "present"),
        ({"nothing_to_do": False}, "what_0"),
        ({"chair": "nobody"}, "chair"),
        ({"kind": "party"}, "kind"),
        ({"present": ("nobody",)}, "present"),
    ],
)
def test_what_is_missing_or_cannot_be_is_said_at_its_field(fields, field):
    branch, people = a_full_branch()
    with pytest.raises(Refused) as refused:
        recorded(branch, people, **fields)
    assert refused.value.field == field


def test_the_chair_was_there():
    branch, people = a_full_branch()
    with pytest.raises(Refused, match="主持人也要在"):
        recorded(branch, people, present=(people[3].public_id,))


def test_from_a_called_meeting_the_notice_is_completed():
    branch, people = a_full_branch()
    meeting = a_meeting(
        branch, people, kind="theme_day", starts_at=FRIDAY, matters=("open_decisions", "discussion")
    )
    due = STARTS.date() + 7 * DAY
    decided = (Decided("修风机", people[2].public_id, due),)
    done = recorded(branch, people, meeting=meeting, decisions=decided, nothing_to_do=False)
    assert done.pk == meeting.pk
    assert Decision.objects.get().item.position == 2
    assert Attendee.objects.filter(meeting=meeting, present_at__isnull=False).count() == 10
    assert Attendee.objects.filter(meeting=meeting).count() == 20
    with pytest.raises(Refused, match="已经有记录"):
        recorded(branch, people, meeting=done)


@pytest.mark.parametrize("state", ["cancelled", "withdrawn", "open"])
def test_a_cancelled_or_running_meeting_is_not_recorded(state):
    branch, people = a_full_branch()
    meeting = a_meeting(branch, people, starts_at=FRIDAY, state=state)
    with pytest.raises(Refused):
        recorded(branch, people, meeting=meeting)


def test_the_same_screen_twice_is_one_meeting_and_a_twin_is_refused():
    branch, people = a_full_branch()
    first = recorded(branch, people, op="3" * 32)
    assert recorded(branch, people, op="3" * 32).pk == first.pk
    with pytest.raises(Refused, match="已经有一场"):
        recorded(branch, people, op="4" * 32)
    assert Meeting.objects.count() == 1


def test_a_committee_meeting_recorded_afterwards_has_its_seats_and_others_are_observers():
    branch, people = a_full_branch()
    present = tuple(member.public_id for member in [*people[:4], people[9]])
    meeting = recorded(branch, people, kind="committee", present=present)
    record = minutes(meeting)
    assert len(record.should_attend) == 5
    assert len(record.present) == 4
    assert [person.name for person in record.observers] == [people[9].name]


def test_an_admission_recorded_afterwards_is_judged_like_any_other():
    branch, people = a_full_branch()
    applicant = a_member(branch, kind="object", account=False)
    with pytest.raises(Refused, match="讨论的是谁"):
        recorded(branch, people, kind="assembly", matter="admission", title="接收预备党员")
    meeting = recorded(
        branch, people, kind="assembly", matter="admission", title="接收预备党员", person=applicant.public_id
    )
    item = meeting.items.get()
    record_vote(
        by=people[0].user,
        meeting=meeting,
        item=item,
        method="secret",
        counts=Counts(yes=8, no=2, abstain=0, issued=10, returned=10),
        scrutineer=people[5].public_id,
        teller=people[6].public_id,
        now=STARTS,
    )
    check_count(by=people[5].user, meeting=meeting, item=item, role="scrutineer", now=STARTS)
    check_count(by=people[6].user, meeting=meeting, item=item, role="teller", now=STARTS)
    assert Vote.objects.get().verdict["verdict"] == "NO"
    assert minutes(meeting).items[0].vote.outcome == "未通过"


def test_a_group_records_its_own_meeting():
    branch, people = a_full_branch()
    group = a_group(branch)
    for member in people[:4]:
        member.group = group
        member.save()
    posted(people[2].user, "leader", group)
    meeting = record_past_meeting(
        by=people[2].user,
        organisation=group,
        past=a_past(people[2:4], kind="group", present=(people[2].public_id, people[3].public_id)),
        now=STARTS,
    )
    assert Attendee.objects.filter(meeting=meeting).count() == 4


def test_who_has_no_business_there_records_nothing(enter):
    branch, people = a_full_branch()
    with pytest.raises(NotAllowed):
        record_past_meeting(by=people[9].user, organisation=branch, past=a_past(people), now=STARTS)
    with pytest.raises(NotAllowed):
        record_past_meeting(by=a_user(), organisation=branch, past=a_past(people), now=STARTS)
    client = enter(people[9].user)
    assert client.get("/meetings/record/").status_code == 404
    meeting = a_meeting(branch, people)
    assert client.get(f"/meetings/record/?from={meeting.public_id}").status_code == 403
    client = enter(a_full_branch()[1][0].user)
    assert client.get(f"/meetings/record/?from={meeting.public_id}").status_code == 404
    assert client.get(f"/meetings/record/?organisation={branch.public_id}").status_code == 404


def test_what_was_typed_is_kept_when_the_record_is_refused(enter):
    branch, people = a_full_branch()
    said = {
        "kind": "theme_day",
        "organisation": branch.public_id,
        "on": "2026-12-01",
        "at": "14:00",
        "minutes": 60,
        "place": "机修车间",
        "chair": people[0].public_id,
        "recorder": people[1].public_id,
        "present": [people[0].public_id],
        "done_what": "学了一段文件<script>alert(1)</script>",
        "nothing": "on",
    }
    with time_machine.travel(STARTS, tick=False):
        page = enter(people[0].user).post("/meetings/record/", said)
    assert page.status_code == 422
    html = page.content.decode()
    assert "这个时间还没到" in html
    assert "学了一段文件&lt;script&gt;" in html
    assert 'aria-invalid="true"' in html


@pytest.mark.parametrize("present", [[], ["x"], [""] * 300])
@pytest.mark.parametrize("on", ["", "2026-13-40", "0000-00-00", "明天", "9999-12-31"])
def test_hostile_input_is_refused_and_writes_nothing(enter, present, on):
    branch, people = a_full_branch()
    said = {"kind": "'", "organisation": branch.public_id, "on": on, "at": "25:61", "present": present}
    assert enter(people[0].user).post("/meetings/record/", said).status_code == 422
    assert not Meeting.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_pressing_save_on_many_phones_at_once_records_one_meeting(tmp_path):
    branch, people = a_full_branch()
    before = JournalEntry.objects.count()
    errors, rows = all_at_once(tmp_path, lambda: recorded(branch, people, op="5" * 32), times=8)
    assert errors == []
    assert rows == before + 1


def test_who_left_since_can_still_be_said_to_have_been_there(enter):
    branch, people = a_full_branch()
    people[5].left_on = STARTS.date()
    people[5].save()
    with time_machine.travel(STARTS, tick=False):
        page = enter(people[0].user).get("/meetings/record/?kind=theme_day").content.decode()
    assert f"{people[5].name} 已离开" in page
    meeting = recorded(branch, people)
    there = Attendee.objects.get(meeting=meeting, member=people[5])
    assert (there.observer, there.present_at) == (False, FRIDAY)
