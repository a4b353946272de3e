"""A list page far down costs what the first one costs: counted in steps of SQLite's machine, free of noise."""

import math
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bench import crowd, scene
from bench.ab import say

MOST_DEEP, MOST_EXPONENT = 1.3, 0.05
SKIPS = re.compile(r"\.offset\(|Paginator|paginate_by|\bOFFSET\b")


def main(short: bool = True) -> bool:
    """The register and the meetings held, at ten thousand rows and (with --full) at a hundred thousand.

    The register grows in one branch; the meetings grow by other branches, a thousand (ten years) in each.
    """
    holds = _nothing_skips()
    found: dict[str, list[tuple[int, int, int]]] = {
        "register": [],
        "meetings": [],
        "meetings, all in one branch": [],
    }
    small, big = (1_000, 10_000) if short else (10_000, 100_000)
    with scene.data_folder(demo=True) as folder:
        scene.set_up(folder)
        crowd.meetings(1_000, hours=88)
        for size, there in ((small, 0), (big, small)):
            crowd.members(size - there)
            crowd.other_branches((size - there) // 1_000, 1_000)
            found["register"].append(_register(size))
            found["meetings"].append(_meetings())
        for size, there in ((small, 1_000), (big, small)):
            crowd.meetings(size - there)
            found["meetings, all in one branch"].append(_meetings())
    for name, pages in found.items():
        first, deep, whole = pages[-1]
        exponent = max(0.0, *(math.log10(pages[1][n] / pages[0][n]) for n in (0, 1)))
        fine = deep / first <= MOST_DEEP and exponent <= MOST_EXPONENT
        holds &= say(
            f"a page deep in a list: {name}", fine if "one branch" not in name else None,
            rows=big, first_steps=first, deep_steps=deep, ratio=deep / first, at_most=MOST_DEEP,
            exponent=exponent, exponent_at_most=MOST_EXPONENT, whole_ask_steps=whole,
            whole_ask_exponent=math.log10(whole / pages[0][2]),
        )  # fmt: skip
    return holds


def _nothing_skips() -> bool:
    """No source line skips rows by counting them (the gallery of components only shows a pager)."""
    found = [
        f"{place.relative_to(scene.ROOT)}:{number}"
        for place in sorted((scene.ROOT / "src").rglob("*.py"))
        if place.name != "gallery.py"
        for number, line in enumerate(place.read_text().splitlines(), start=1)
        if SKIPS.search(line)
    ]
    return say("no list is paged by counting rows away", not found, found=found)


def _register(size: int) -> tuple[int, int, int]:
    from zhibu.accounts.models import User
    from zhibu.kernel import clock
    from zhibu.members.models import Member
    from zhibu.members.queries import Asked, register
    from zhibu.organisations.models import Organisation

    user, on = User.objects.get(login="secretary"), clock.today()
    branch = Organisation.objects.get(code="R20")
    there = Member.objects.filter(branch=branch, left_on__isnull=True).order_by("pinyin", "pk")
    far = there[int(size * 0.9)].public_id
    first, whole = _page_steps(lambda: register(seen_by=user, on=on, asked=Asked()), "members_member")
    deep, _ = _page_steps(lambda: register(seen_by=user, on=on, asked=Asked(after=far)), "members_member")
    return first, deep, whole


def _meetings() -> tuple[int, int, int]:
    from zhibu.accounts.models import User
    from zhibu.activities.models import Meeting
    from zhibu.activities.queries.upcoming import meetings_held
    from zhibu.kernel import clock

    user, on = User.objects.get(login="secretary"), clock.today()
    year = on.year - 1
    of_year = Meeting.objects.filter(organisation__code="R20", state="closed", starts_at__year=year)
    of_year = of_year.order_by("-starts_at", "-pk")
    far = of_year[int(of_year.count() * 0.9)].public_id
    first, whole = _page_steps(lambda: meetings_held(user, on=on, year=year), "activities_meeting")
    deep, _ = _page_steps(lambda: meetings_held(user, on=on, year=year, before=far), "activities_meeting")
    return first, deep, whole


def _page_steps(ask: Callable[[], object], table: str) -> tuple[int, int]:
    """Steps of the statement that fetches the page (the one with a limit over one), and of the whole ask."""
    ask()
    with counted() as steps:
        ask()
    paged = [n for sql, n in steps if (limit := re.search(r"LIMIT (\d+)$", sql)) and int(limit[1]) > 1]
    if len(paged) != 1:
        raise RuntimeError(f"{len(paged)} statements with a limit")
    return paged[0], sum(n for _sql, n in steps)


@contextmanager
def counted() -> Iterator[list[tuple[str, int]]]:
    """Each statement that Django sends, with the steps SQLite took until its last row was read."""
    from django.db import connection

    connection.ensure_connection()
    said: list[tuple[str, int]] = []
    now = 0

    def step() -> int:
        nonlocal now
        now += 1
        return 0

    def around(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        nonlocal now
        if said:
            said[-1] = (said[-1][0], now)
        now = 0
        said.append((sql, 0))
        return execute(sql, params, many, context)

    connection.connection.set_progress_handler(step, 1)
    try:
        with connection.execute_wrapper(around):
            yield said
    finally:
        connection.connection.set_progress_handler(None, 1)
        if said:
            said[-1] = (said[-1][0], now)


if __name__ == "__main__":
    sys.exit(0 if main("--full" not in sys.argv) else 1)
