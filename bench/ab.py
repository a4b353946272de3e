"""Compares two servers fairly on a noisy machine: A B A B, CPU per request, median of pair ratios, an A/A line."""

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.serving import Outcome, Request, Server, load


@dataclass(frozen=True)
class Side:
    """One server and how to make its requests for one round."""

    server: Server
    requests: Callable[[int], Sequence[Request]]
    expected: int = 200


@dataclass(frozen=True)
class Ratio:
    """CPU per request of A over B, by round."""

    median: float
    low: float
    high: float
    a_ms: float
    b_ms: float
    noise: float  # the same server against itself: 1.00 on a quiet machine


def cpu_ratio(a: Side, b: Side, *, rounds: int = 5) -> Ratio:
    """Median over rounds of CPU per request of A divided by that of B."""
    pairs, own = [], []
    _spent(a, -2), _spent(b, -2)
    for number in range(rounds):
        if number % 2:
            cost_b, cost_a = _spent(b, number), _spent(a, number)
        else:
            cost_a, cost_b = _spent(a, number), _spent(b, number)
        pairs.append((cost_a, cost_b))
        if number < 2:
            own.append(_spent(a, 1000 + number) / cost_a)
    ratios = [cost_a / cost_b for cost_a, cost_b in pairs]
    return Ratio(
        median=statistics.median(ratios),
        low=min(ratios),
        high=max(ratios),
        a_ms=statistics.median(cost for cost, _ in pairs) * 1000,
        b_ms=statistics.median(cost for _, cost in pairs) * 1000,
        noise=statistics.median(own),
    )


def _spent(side: Side, number: int) -> float:
    requests = side.requests(number)
    before = side.server.cpu_seconds()
    outcome: Outcome = load(side.server.port, requests)
    if set(outcome.statuses) - {side.expected}:
        raise RuntimeError(f"answers other than {side.expected}: {outcome.statuses}")
    return (side.server.cpu_seconds() - before) / len(requests)


def say(goal: str, holds: bool | None, **figures: object) -> bool:
    """Print one JSON line and a plain one; returns whether the goal holds (None: reported only)."""
    rounded = {key: round(value, 3) if isinstance(value, float) else value for key, value in figures.items()}
    word = {True: "holds", False: "DOES NOT HOLD", None: "reported"}[holds]
    print(json.dumps({"goal": goal, "verdict": word, **rounded}, ensure_ascii=False), flush=True)
    return holds is not False
