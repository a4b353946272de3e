"""Why not another time, the dial between attendance and rest, and named swaps, as pages ask for them."""

from datetime import datetime

from tests.scheduling.test_gather import even, person, problem
from zhibu.scheduling import Substitute, dial, next_date, rank_slots, swaps, why_not
from zhibu.scheduling.reading import read


def asked(**more):
    return read("rank", problem(**more)).problem


def at(text):
    return datetime.fromisoformat(text)


def test_a_barrier_names_the_shift_and_from_when_people_are_free():
    explained = why_not(asked(), at("2026-09-06T10:00"), "S0")
    (barrier,) = explained.barriers
    assert (barrier.reason, barrier.shift.code) == ("rest_after_night", "夜")
    assert (barrier.shift_ends_at, barrier.free_from) == (at("2026-09-06T08:00"), at("2026-09-06T16:00"))
    assert (explained.holds, explained.dearer_by) == (False, None)


def test_a_dearer_time_is_compared_with_the_best():
    explained = why_not(asked(), at("2026-09-07T18:10"), "S0")
    assert explained.holds
    assert explained.slot.own_minutes == 90 + 2 * 30
    assert explained.dearer_by == explained.slot.cost - explained.best.cost == 30
    assert (explained.more_people, explained.more_minutes) == (0, 60)


def test_what_kind_of_leave_is_never_told():
    explained = why_not(
        asked(members=[person("a", leave=[["2026-09-01", "2026-09-08"]])]), at("2026-09-02T16:00"), "S0"
    )
    (barrier,) = explained.barriers
    assert (barrier.reason, barrier.shift, barrier.free_from) == ("leave", None, None)


def test_a_taken_room_is_said():
    taken = {"id": "S0", "site": "S0", "capacity": 9, "busy": [["2026-09-01T16:00", "2026-09-01T18:00"]]}
    explained = why_not(asked(rooms=[taken]), at("2026-09-01T16:30"), "S0")
    assert (explained.room_taken, explained.holds) == (True, False)


def test_the_dial_goes_from_least_rest_taken_to_most_people():
    problem = read("rank", even(12)).problem
    settings = dial(problem)
    present = [setting.slot.present for setting in settings]
    own = [setting.slot.own_minutes for setting in settings]
    assert present == sorted(present)
    assert own == sorted(own)
    assert settings[0].absent == 0


def test_nobody_to_spare_is_amber():
    ranking = rank_slots(asked())
    assert ranking.slots[0].is_amber


def test_the_next_day_lies_after_the_horizon():
    assert next_date(asked(days=2)) == at("2026-09-03T00:00").date()


def test_a_substitute_of_the_same_post_with_rest_takes_over():
    problem = read("rank", even(8, rule="election")).problem
    start = at("2026-09-01T16:30")
    free = Substitute("s", None, frozenset({""}))
    busy = Substitute("t", "甲", frozenset({""}))
    other = Substitute("u", None, frozenset({"电工"}))
    assert swaps(problem, start, "S0", [busy, other]).still_short == 1
    found = swaps(problem, start, "S0", [busy, other, free])
    assert [(swap.substitute, swap.shift_starts_at) for swap in found.swaps] == [
        ("s", at("2026-09-01T16:00"))
    ]
    assert found.still_short == 0
