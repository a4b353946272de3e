"""Guessing the six digits of the room, and passing a scan on."""

import datetime as dt

import pytest

from tests.activities.scenes import a_meeting
from tests.build import a_full_branch
from zhibu.activities import terms
from zhibu.activities.models import Attendee
from zhibu.activities.queries.room_code import room_code, ticket
from zhibu.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(client):
    branch, people = a_full_branch(full=5, probationary=0)
    meeting = a_meeting(branch, people, starts_at=clock.now())
    client.force_login(people[3].user)
    return client, meeting, Attendee.objects.get(meeting=meeting, member=people[3])


def wrong_code(meeting):
    now = clock.now()
    known = {room_code(meeting, now=now + dt.timedelta(seconds=30 * step)).typed for step in range(-5, 3)}
    return next(code for code in (f"{n:06d}" for n in range(20)) if code not in known)


@pytest.mark.parametrize("disguise", ["{}", "{} ", " {}", "{}\n", "\t{}", "\u3000{}", "{}\u00a0"])
def test_wrong_codes_are_counted_however_they_are_written(scene, disguise):
    client, meeting, own = scene
    code = disguise.format(wrong_code(meeting))
    for _try in range(terms.CODE_TRIES):
        client.post(f"/c/{meeting.public_id}/", {"code": code})
    right = room_code(meeting, now=clock.now()).typed
    answer = client.post(f"/c/{meeting.public_id}/", {"code": disguise.format(right)})
    own.refresh_from_db()
    assert own.present_at is None and answer.status_code == 422


def test_a_scan_passed_on_proves_nothing_for_another_account(scene):
    client, meeting, own = scene
    other = own.meeting.attendees.exclude(pk=own.pk).first().member.user
    passed_on = ticket(meeting, terms.code_step(clock.now()), other.pk)
    assert client.post(f"/c/{meeting.public_id}/", {"ticket": passed_on}).status_code == 422


def test_a_ticket_of_another_meeting_is_no_ticket_here(scene):
    client, meeting, own = scene
    other = a_meeting(
        meeting.organisation, [own.member, meeting.chair], starts_at=clock.now(), kind="lecture"
    )
    proof = ticket(other, terms.code_step(clock.now()), own.member.user_id)
    assert client.post(f"/c/{meeting.public_id}/", {"ticket": proof}).status_code == 422


def test_a_bent_ticket_is_refused_without_a_fault(scene):
    client, meeting, own = scene
    good = ticket(meeting, terms.code_step(clock.now()), own.member.user_id)
    for bent in (
        good[:-1],
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        "::",
        "W10:1:x",
        "\x00",
        "x" * 200,
    ):
        # A NUL is turned away before any page reads it; the rest is read and refused.
        expected = 400 if "\x00" in bent else 422
        assert client.post(f"/c/{meeting.public_id}/", {"ticket": bent}).status_code == expected


def test_getting_the_page_with_a_good_code_marks_nobody(scene):
    client, meeting, own = scene
    client.get(f"/c/{meeting.public_id}/{room_code(meeting, now=clock.now()).scanned}")
    own.refresh_from_db()
    assert own.present_at is None
