"""From the first check-in to the confirmed minutes, as it goes on an ordinary day."""

import datetime as dt

import pytest

from tests.activities.scenes import STARTS, a_meeting
from tests.build import a_full_branch, a_member
from zhibu.activities.models import AgendaItem, Attendee, Decision
from zhibu.activities.operations.check_in import check_in
from zhibu.activities.operations.close_item import Decided, close_item
from zhibu.activities.operations.close_meeting import close_meeting
from zhibu.activities.operations.confirm_minutes import confirm_minutes
from zhibu.activities.operations.open_meeting import open_meeting
from zhibu.activities.operations.record_vote import Counts, check_count, record_vote
from zhibu.activities.operations.roll_call import roll_call
from zhibu.activities.operations.take_note import take_note
from zhibu.activities.queries.minutes import minutes
from zhibu.activities.queries.room_code import room_code

pytestmark = pytest.mark.django_db


def test_a_meeting_with_an_admission_runs_from_check_in_to_confirmed_minutes():
    branch, people = a_full_branch()
    applicant = a_member(branch, "申请人甲", kind="object", account=False)
    meeting = a_meeting(branch, people, matters=("open_decisions", "admission", "report"), person=applicant)
    secretary, recorder = people[0].user, people[1].user
    for member in people[:12]:
        check_in(
            by=member.user,
            meeting_id=meeting.public_id,
            code=room_code(meeting, now=STARTS).scanned,
            now=STARTS,
        )
    roll_call(by=secretary, meeting=meeting, member=people[17].public_id, here=True, now=STARTS)
    meeting = open_meeting(by=secretary, meeting=meeting, now=STARTS)
    first, second, third = AgendaItem.objects.filter(meeting=meeting).order_by("position")
    close_item(by=secretary, meeting=meeting, item=first, nothing_to_do=True, now=STARTS)
    take_note(
        by=recorder, meeting=meeting, item=second, speaker=people[3].public_id, text="同意接收", now=STARTS
    )
    record_vote(
        by=recorder,
        meeting=meeting,
        item=second,
        method="secret",
        counts=Counts(yes=10, no=1, abstain=1, invalid=0, issued=12, returned=12),
        scrutineer=people[5].public_id,
        teller=people[6].public_id,
        now=STARTS,
    )
    check_count(by=people[5].user, meeting=meeting, item=second, role="scrutineer", now=STARTS)
    vote = check_count(by=people[6].user, meeting=meeting, item=second, role="teller", now=STARTS)
    assert vote.settled_at == STARTS
    assert vote.verdict["verdict"] == "OK"
    close_item(
        by=secretary,
        meeting=meeting,
        item=second,
        resolution="接收申请人甲为预备党员，报上级审批。",
        decisions=[Decided("报上级党委审批", people[2].public_id, STARTS.date() + dt.timedelta(days=7))],
        now=STARTS,
    )
    close_item(by=secretary, meeting=meeting, item=third, nothing_to_do=True, now=STARTS)
    meeting = close_meeting(by=secretary, meeting=meeting, now=STARTS + dt.timedelta(minutes=50))
    confirm_minutes(by=secretary, meeting=meeting, role="chair", now=STARTS)
    confirm_minutes(by=recorder, meeting=meeting, role="recorder", now=STARTS)

    record = minutes(meeting)
    assert (record.voters, record.voters_present) == (17, 12)
    assert record.items[1].vote.sentence.text.startswith(
        "应到会有表决权17人，到会12人。无记名投票：发出12张，收回12张；"
    )
    assert record.items[1].resolution.text == "通过。接收申请人甲为预备党员，报上级审批。"
    assert len(record.confirmations) == 2
    assert Decision.objects.get().owner == people[2]
    assert Attendee.objects.filter(meeting=meeting, present_at__isnull=False).count() == 13
