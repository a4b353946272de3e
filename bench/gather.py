"""The planner: how long a question takes, and beside an oracle that tries everything whether the answer is exact.

The short form compares 200 random questions (over 40,000 starts and rooms, each with every person's reason and
minutes) and 100 small ones of every other kind; `--full` goes on until a quarter of a million starts and rooms are
compared. Times are processor time in this process, without the start of Python; questions are seeded.
"""

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from tests.scheduling import comparing, rosters

from bench.ab import say
from zhibu.scheduling import reading
from zhibu.scheduling.answers import VERBS

CELLS, FEWEST_QUESTIONS, SMALL_ONES = 250_000, 200, 100
MOST_ONE, MOST_SPLIT, MOST_RESCUE, MOST_MONTH, MOST_GROUPS = 0.3, 1.0, 1.0, 5.0, 3.0


def main(full: bool = False) -> bool:
    """Print one line for each goal; whether all that count hold."""
    return all([*_exactness(full), *_speed(), *_plans(full)])


def _exactness(full: bool) -> list[bool]:
    questions = cells = faults = 0
    while questions < FEWEST_QUESTIONS or (full and cells < CELLS):
        one = comparing.ranking(questions)
        questions, cells, faults = questions + 1, cells + one.cells, faults + (one.fault is not None)
    told = [say("planner: rank is what trying everything says", faults == 0, questions=questions,
                starts_and_rooms=cells, mismatches=faults)]  # fmt: skip
    number = SMALL_ONES * (4 if full else 1)
    for name, compare in (
        ("releases", comparing.rescuing),
        ("sessions", comparing.splitting),
        ("plans", comparing.planning),
        ("plans made again", comparing.replanning),
        ("groups", comparing.grouping),
        ("swaps", comparing.swapping),
    ):
        faults = sum(compare(seed) is not None for seed in range(number))
        told.append(say(f"planner: {name} are what trying everything says", faults == 0, questions=number,
                        mismatches=faults))  # fmt: skip
    return told


def _cpu(act: Callable[[], Any]) -> tuple[float, Any]:
    before = time.process_time()
    found = act()
    return time.process_time() - before, found


def _asked(verb: str, told: dict[str, Any]) -> tuple[float, Any]:
    return _cpu(lambda: VERBS[verb](reading.read(verb, told)))


def _speed() -> list[bool]:
    """50 members; 91 days, every half hour, three rooms."""
    _asked("groups", rosters.branch(0, 12, 8))  # loads the engines
    told = []
    for verb, title, days, most in (
        ("rank", "one meeting among 8,190 starts and rooms", 91, MOST_ONE),
        ("rescue", "the fewest releases for an election", 91, MOST_RESCUE),
        ("split", "a lesson in the fewest sessions", 91, MOST_SPLIT),
        ("groups", "groups of 50 people", 30, MOST_GROUPS),
    ):
        rule = {"rescue": "election", "split": "class"}.get(verb, "vote")
        spent = [_asked(verb, rosters.branch(seed, 50, days) | {"rule": rule})[0] for seed in range(1, 6)]
        told.append(say(f"planner: {title}, CPU", max(spent) <= most, at_most_s=most, median_s=statistics.median(spent),
                        worst_s=max(spent)))  # fmt: skip
    return told


def _plans(full: bool) -> list[bool]:
    told = []
    for people, months in ((50, 1), (50, 3), (100, 3)):
        spent, proven = [], 0
        for seed in range(1, 6):
            question = rosters.branch(seed, people, 30 * months)
            question["meetings"] = rosters.month_of(question, months=months)
            seconds, answer = _asked("plan", question)
            spent.append(seconds)
            proven += answer["status"] == "optimal" and answer["bound"] == answer["cost"]
        holds = proven == len(spent) and max(spent) <= MOST_MONTH
        title = f"planner: {months} months of {people} people, proven best, CPU"
        told.append(say(title, holds, at_most_s=MOST_MONTH, proven=f"{proven} of {len(spent)}",
                        median_s=statistics.median(spent), worst_s=max(spent)))  # fmt: skip
    for branches, rooms in ((5, 3), (10, 3)) if full else ((5, 3),):
        seconds, answer = _asked("plan", rosters.joint(1, branches, 20, rooms))
        placed = all(meeting["start"] for meeting in answer["meetings"])
        gap = 100 * (1 - answer["bound"] / answer["cost"])
        told.append(say(f"planner: {branches} branches, {rooms} rooms, one lecturer", placed, cpu_s=seconds,
                        meetings=len(answer["meetings"]), status=answer["status"], gap_percent=gap))  # fmt: skip
    return told


if __name__ == "__main__":
    sys.exit(0 if main("--full" in sys.argv[1:]) else 1)
