"""When to meet: who is at work then, who is away, how many must come."""

import datetime as dt

import pytest

from tests import build
from tests.activities.test_calling import FUNDS, THURSDAY, call
from tests.build import NOW, TODAY
from zhibu.activities import terms
from zhibu.activities.queries import convening, shifts
from zhibu.members.models import Crew

pytestmark = pytest.mark.django_db
THREE = {
    "白": {"start": "08:00", "minutes": 480},
    "中": {"start": "16:00", "minutes": 480},
    "夜": {"start": "24:00", "minutes": 480, "night": True},
}


def crewed(branch, people, **of):
    crew = Crew.objects.create(
        branch=branch,
        name="甲",
        **({"pattern": "中1", "anchor_on": TODAY, "offset": 0, "shifts": THREE} | of),
    )
    for member in people:
        member.crew = crew
        member.save()
    return crew


def ahead(branch, people, **changes):
    said = {"kind": "assembly", "time": dt.time(16, 20), "weekday": None, "minutes": 60, "on": TODAY}
    return shifts.slots_ahead(people, **(said | changes))


def test_without_a_table_everybody_is_taken_to_come_but_those_away():
    branch, people = build.a_full_branch()
    people[9].away = "外派项目部"
    slot = ahead(branch, people)[0]
    assert (slot.can, slot.of, slot.needed, slot.no_table) == (16, 17, 9, True)
    assert slot.missing == "缺外派1人。"
    assert slot.enough


def test_a_crew_at_work_is_missing_and_the_morning_is_tried():
    branch, people = build.a_full_branch()
    crewed(branch, people[5:])
    afternoon = shifts.slot_at(THURSDAY, 60, people, kind="assembly", on=TODAY)
    assert (afternoon.can, afternoon.enough) == (5, False)
    assert afternoon.crews[0].at_work and afternoon.crews[0].words == "在岗"
    best = ahead(branch, people)[0]
    assert best.starts_at.hour == 9 and best.can == 17


def test_those_without_a_shift_table_are_counted_as_unknown():
    branch, people = build.a_full_branch()
    crewed(branch, people[5:10])
    slot = shifts.slot_at(THURSDAY, 60, people, kind="assembly", on=TODAY)
    assert (slot.of, slot.can, slot.unknown) == (17, 12, 12)


def test_nobody_is_asked_to_come_at_night_because_the_last_meeting_was_then():
    branch, people = build.a_full_branch()
    assert {slot.starts_at.hour for slot in ahead(branch, people, time=dt.time(2, 0))} == {9}
    assert {slot.starts_at.hour for slot in ahead(branch, people, time=dt.time(19, 30))} == {19}


def test_a_broken_table_counts_as_none():
    branch, people = build.a_full_branch()
    crewed(branch, people[5:], pattern="???", shifts={})
    assert ahead(branch, people)[0].no_table


def test_a_weekday_of_habit_comes_first_and_taken_times_are_left_out():
    branch, people = build.a_full_branch()
    assert ahead(branch, people, weekday=3)[0].starts_at == THURSDAY
    meeting = call(branch, people[0].user)
    taken = convening.times_taken(branch, now=NOW)
    assert taken == [(meeting.starts_at, meeting.ends_at)]
    assert THURSDAY not in [slot.starts_at for slot in ahead(branch, people, weekday=3, taken=taken)]


def test_a_committee_needs_half_of_its_seats_and_a_lecture_nobody():
    branch, people = build.a_full_branch()
    assert ahead(branch, people[:5], kind="committee")[0].needed == 3
    assert ahead(branch, people, kind="lecture")[0].needed is None


def test_what_was_usual_is_offered_again():
    branch, people = build.a_full_branch()
    for week in range(2):
        call(
            branch,
            people[0].user,
            op=f"{week}" * 32,
            starts_at=THURSDAY + dt.timedelta(weeks=week),
            items=[FUNDS, terms.AgendaLine(f"只这一次{week}")],
        )
    usual = convening.usual(branch, "assembly")
    assert (usual.place, usual.minutes, usual.time) == ("二号楼三层党员活动室", 50, dt.time(16, 20))
    assert usual.weekday == 3
    assert usual.lines == (FUNDS,)
    assert convening.usual(branch, "lecture").minutes == 60
