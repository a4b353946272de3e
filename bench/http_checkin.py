"""What a check-in costs the server, beside a bare handler that knows the person and writes the same two rows.

Both take the same form with a token, write both rows in one transaction to tables of the same columns and indexes, and
answer with a redirect. The bare one neither looks whether the person may, nor at the ticket, nor chains its journal.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pysqlite3

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
        as_in_service = scene.environment(folder, ZHIBU_DEMO="0")  # the second factor is asked for
        with (
            Server("zhibu.config.wsgi:application", as_in_service) as ours,
            Server("bench.bare.app:application", bare) as theirs,
        ):
            product = _product(ready)
            insert = _insert(ready, bare_keys)
            first = _measured(ours, theirs, product, insert, each, rounds)
            _require_written(Path(bare["BARE_DATA"]) / "bare.sqlite3", "attendee", at_least=each * rounds)
            _require_written(folder / "zhibu.sqlite3", "activities_attendee", at_least=each * rounds)
            again = None if short else _measured(ours, theirs, product, insert, each, rounds)
    holds = say("check-in beside a bare handler, CPU", first.median <= MOST, **_figures(first, MOST))
    if again is not None:
        say("check-in repeated beside a bare handler, CPU", None, **_figures(again, MOST))
    return holds


def _product(ready: dict) -> list[Request]:
    path = f"/c/{ready['meeting']}/"
    people = zip(ready["sessions"], ready["tickets"], strict=True)
    return [_tap(path, crowd.cookie(key), ticket) for key, ticket in people]


def _insert(ready: dict, keys: list[str]) -> list[Request]:
    people = zip(keys, ready["tickets"], strict=True)
    return [_tap("/insert", f"sessionid={key}; csrftoken={crowd.CSRF}", ticket) for key, ticket in people]


def _tap(path: str, cookies: str, ticket: str) -> Request:
    form = {"csrfmiddlewaretoken": crowd.CSRF, "op": "", "ticket": ticket}
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    return Request("POST", path, headers, urlencode(form).encode())


def _require_written(database: Path, table: str, *, at_least: int) -> None:
    """A redirect may also lead to the sign-in page; the rows say what was done."""
    with pysqlite3.connect(f"file:{database}?mode=ro", uri=True) as reader:
        written = reader.execute(f"SELECT count(*) FROM {table} WHERE checked_way = 'code'").fetchone()[0]
    if written < at_least:
        raise RuntimeError(f"{table}: {written} rows were changed instead of {at_least}")


def _measured(
    ours: Server, theirs: Server, product: list[Request], insert: list[Request], each: int, rounds: int
) -> Ratio:
    return cpu_ratio(
        Side(ours, _portions(product, each), expected=302),
        Side(theirs, _portions(insert, each), expected=302),
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
