"""The planner beside the oracle: what `zhibu gather` answers is what trying everything answers.

The long run of the same comparisons is `python -m bench.gather`.
"""

import json
import random

import pytest

from tests.scheduling import comparing, rosters
from tests.scheduling.comparing import ask


@pytest.mark.parametrize("part", range(4))
def test_every_cell_every_reason_every_minute_and_every_certificate(part):
    compared = [comparing.ranking(seed) for seed in range(part * 25, part * 25 + 25)]
    assert [one.fault for one in compared if one.fault] == []
    assert sum(one.cells for one in compared) > 3000


def test_the_fewest_releases_of_every_slot():
    assert [fault for seed in range(100) if (fault := comparing.rescuing(seed))] == []


def test_the_fewest_sessions_and_then_the_least_own_time():
    assert [fault for seed in range(100) if (fault := comparing.splitting(seed))] == []


def test_plans_are_the_cheapest_and_place_as_many_as_can_be():
    assert [fault for seed in (*range(100), 211) if (fault := comparing.planning(seed))] == []


def test_groups_are_the_cheapest():
    assert [fault for seed in (*range(100), 129, 150) if (fault := comparing.grouping(seed))] == []


def test_replans_move_as_few_as_can_be():
    assert [fault for seed in range(40) if (fault := comparing.replanning(seed))] == []


def test_swaps_are_as_many_as_can_be():
    assert [fault for seed in range(100) if (fault := comparing.swapping(seed))] == []


@pytest.mark.parametrize("verb", ["rank", "split", "rescue", "groups", "plan"])
def test_the_same_question_has_the_same_answer(verb):
    told = rosters.branch(7, 20, 30)
    if verb == "plan":
        told["meetings"] = rosters.month_of(told)
    shuffled = json.loads(json.dumps(told))
    assert json.dumps(ask(verb, told)) == json.dumps(ask(verb, shuffled))


def test_nothing_is_asked_twice_of_one_person_in_a_joint_plan():
    told = rosters.joint(1, 3, 12, 3)
    answer = ask("plan", told)
    assert (answer["status"], answer["bound"]) == ("optimal", answer["cost"])
    oracle = comparing.Oracle(told)
    assert not comparing.collisions(oracle, told["meetings"], answer["meetings"])


def test_random_questions_never_break_it():
    """Keys taken away or filled with nonsense give an answer or a refusal with a path."""
    chance = random.Random(5)
    for seed in range(150):
        told = comparing.spoilt(rosters.with_meetings(seed), chance)
        for verb in ("rank", "split", "rescue", "groups", "plan"):
            status, answer = comparing.run(verb, told)
            assert (status == 2) == ("error" in answer)
            if status == 2:
                assert set(answer["error"]) == {"code", "message", "at"}
                assert answer["error"]["at"].startswith("$")
