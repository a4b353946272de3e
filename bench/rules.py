"""What an answer of the rules costs: CPU of one question in process, and of the command that asks one."""

import resource
import subprocess
import sys
import time
from collections import defaultdict
from typing import Any

from bench import scene
from bench.ab import say

MOST_MS = 1.0
START_S = 0.3
CASES = scene.ROOT / "tests" / "rules" / "cases"


def main(short: bool = True) -> bool:
    """Ask every answered case of every question again and again; then start the command a few times."""
    from zhibu.rules.ask import ask

    holds = True
    for question, given in sorted(_facts().items()):
        for facts in given:
            ask(question, facts)
        asked, began = 0, time.process_time()
        while time.process_time() - began < (0.1 if short else 1):
            for facts in given:
                ask(question, facts)
            asked += len(given)
        cost = (time.process_time() - began) / asked * 1000
        holds &= say(f"one answer: {question}", cost <= MOST_MS, cpu_ms=round(cost, 3), at_most=MOST_MS)
    spent = sorted(_start() for _ in range(3 if short else 9))
    cost = spent[len(spent) // 2]
    return holds & say("zhibu rules ask, started", cost <= START_S, cpu_s=round(cost, 2), at_most=START_S)


def _facts() -> dict[str, list[Any]]:
    from zhibu.rules.check import cases

    found = defaultdict(list)
    for path in sorted(CASES.glob("*/*.yaml")):
        for case in cases(path):
            if "verdict" in case:
                found[case["question"]].append(case["facts"])
    return found


def _start() -> float:
    """CPU seconds of one process that reads facts, answers and ends."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "zhibu.config.command", "rules", "ask", "quorum.committee"]
    subprocess.run(command, input=b'{"seats": 5, "present": 3}', stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    sys.exit(0 if main("--full" not in sys.argv) else 1)
