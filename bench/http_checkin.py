"""What a check-in costs the server, beside a bare handler that knows the person and writes the same two rows."""

import sys
from collections.abc import Callable
from urllib.parse import urlencode

from bench import crowd, scene
from bench.ab import Ratio, Side, cpu_ratio, say
from bench.serving import Request, Server

MOST = 1.3


def main(short: bool = True) -> bool:
    """First check-ins of different members; with --full also repeated ones of the same."""
    each, rounds = (120, 5) if short else (300, 8)
    people = each * (rounds + 4)
    with scene.data_folder(demo=True) as folder, scene.bare_folder(people) as (bare, bare_keys):
        ready = crowd.made(folder, "checkins", people)
        with (
            Server("zhibu.config.wsgi:application", scene.environment(folder)) as ours,
            Server("bench.bare.app:application", bare) as theirs,
        ):
            product = _product(ready)
            insert = [
                Request("POST", "/insert", {"Cookie": f"sessionid={key}", "Connection": "keep-alive"})
                for key in bare_keys
            ]
            first = _measured(ours, theirs, product, insert, each, rounds)
            again = None if short else _measured(ours, theirs, product, insert, each, rounds)
    holds = say("check-in beside a bare handler, CPU", first.median <= MOST, **_figures(first, MOST))
    if again is not None:
        say("check-in repeated beside a bare handler, CPU", None, **_figures(again, MOST))
    return holds


def _product(ready: dict) -> list[Request]:
    path = f"/c/{ready['meeting']}/"
    found = []
    for key, ticket in zip(ready["sessions"], ready["tickets"], strict=True):
        form = {"csrfmiddlewaretoken": crowd.CSRF, "op": "", "ticket": ticket}
        headers = {"Cookie": crowd.cookie(key), "Content-Type": "application/x-www-form-urlencoded"}
        found.append(Request("POST", path, headers, urlencode(form).encode()))
    return found


def _measured(
    ours: Server, theirs: Server, product: list[Request], insert: list[Request], each: int, rounds: int
) -> Ratio:
    return cpu_ratio(
        Side(ours, _portions(product, each), expected=302),
        Side(theirs, _portions(insert, each)),
        rounds=rounds,
    )


def _portions(requests: list[Request], each: int) -> Callable[[int], list[Request]]:
    """The next `each` requests at every call, so that nobody comes twice in one pass."""
    place = 0

    def portion(_round: int) -> list[Request]:
        nonlocal place
        place, begin = place + each, place
        return requests[begin : begin + each]

    return portion


def _figures(ratio: Ratio, most: float) -> dict[str, float]:
    return {
        "at_most": most, "ratio": ratio.median, "low": ratio.low, "high": ratio.high, "itself": ratio.noise,
        "product_ms": ratio.a_ms, "bare_ms": ratio.b_ms,
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(0 if main("--full" not in sys.argv) else 1)
