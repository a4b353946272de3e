"""The member's own export holds what meetings keep about them, and nothing about anybody else."""

import io
import json
import zipfile

import pytest

from tests.activities.election_scene import an_election, of, voted
from tests.activities.scenes import an_open_meeting
from tests.activities.test_today import decided
from tests.build import NOW
from zhibu.activities import operations
from zhibu.activities.models import Attendee, Note

pytestmark = pytest.mark.django_db


def taken_along(client):
    parcel = zipfile.ZipFile(io.BytesIO(client.get("/me/export/").content))
    return json.loads(parcel.read("data.json")), parcel.read("我的资料.html").decode()


def test_attendance_answers_decisions_and_words_go_along(enter):
    meeting, people = an_open_meeting(full=9, probationary=0)
    me, other = people[7], people[8]
    for member, reason in ((me, "孩子发烧"), (other, "不给别人看")):
        Attendee.objects.filter(meeting=meeting, member=member).update(
            answer="leave", answered_at=NOW, leave_reason=reason
        )
        Note.objects.create(
            meeting=meeting, speaker=member, text=f"{member.name}说的话", by=people[0].user, at=NOW
        )
    mine = decided(meeting, me, other, what="更衣室排风")
    decided(meeting, other, people[6], what="别人的事")
    operations.report_decision(by=me.user, decision=mine, words="换了定时器", now=NOW)
    everything, page = taken_along(enter(me.user))
    (attendance,) = everything["attendance"]
    assert attendance["leave_reason"] == "孩子发烧"
    assert attendance["present_at"].startswith("2026-11-22T10:00")
    (decision,) = everything["decisions"]
    assert decision["what"] == "更衣室排风"
    assert "换了定时器" in decision["mine"]
    assert [row["text"] for row in everything["said"]] == [f"{me.name}说的话"]
    assert "不给别人看" not in page
    assert "别人的事" not in page
    assert "会议和到会" in page


def test_somebody_who_was_at_no_meeting_gets_empty_parts(enter):
    _meeting, people = an_open_meeting(full=9, probationary=0, present=0)
    Attendee.objects.filter(member=people[5]).delete()
    everything, _page = taken_along(enter(people[5].user))
    assert everything["attendance"] == everything["decisions"] == everything["said"] == []


def test_an_election_tells_everybody_their_own_figures_only(enter):
    meeting, people, item = an_election()
    voted(meeting, people, item, of(people, 16, 15, 14, 13, 12, 5))
    everything, _page = taken_along(enter(people[1].user))
    assert [row.get("yes") for row in everything["elections"]] == [None, 15]
    everything, _page = taken_along(enter(people[14].user))
    assert [row.get("counted") for row in everything["elections"]] == [1]
    everything, _page = taken_along(enter(people[9].user))
    assert everything["elections"] == []
