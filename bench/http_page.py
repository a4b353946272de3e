"""What a list page of fifty rows costs the server, beside a bare page of twenty rows for somebody signed in."""

import re
import sys
import urllib.request

from bench import crowd, scene
from bench.ab import Side, cpu_ratio, say
from bench.serving import Request, Server

MOST, ROWS = 1.0, 50
ROW = re.compile(r'<a class="(?:row|mem)"')


def main(short: bool = True) -> bool:
    """The register and the list of meetings, fifty rows each, and Today."""
    each, rounds = (40, 5) if short else (120, 8)
    with scene.data_folder(demo=True) as folder, scene.bare_folder(1) as (bare, bare_keys):
        crowd.made(folder, "members", 29)
        crowd.made(folder, "meetings", 30)
        crowd.made(folder, "coming_meetings", 19)
        key = crowd.made(folder, "sessions", "secretary")[0]
        with (
            Server("zhibu.config.wsgi:application", scene.environment(folder)) as ours,
            Server("bench.bare.app:application", bare) as theirs,
        ):
            holds = True
            page = [Request("GET", "/page", _headers(f"sessionid={bare_keys[0]}"))] * each
            for name, path in (("register", "/members/"), ("meetings", "/meetings/"), ("Today", "/")):
                rows = len(ROW.findall(_page(ours.port, path, key)))
                if name != "Today" and rows != ROWS:
                    raise RuntimeError(f"{path}: {rows} rows")
                asked = [Request("GET", path, _headers(crowd.cookie(key)))] * each
                try:
                    ratio = cpu_ratio(
                        Side(ours, lambda _round, asked=asked: asked), Side(theirs, lambda _round: page),
                        rounds=rounds,
                    )  # fmt: skip
                except RuntimeError as missing:
                    holds &= say(f"list page, CPU: {name}", False, missing=str(missing))
                    continue
                gates = name != "Today"
                holds &= say(
                    f"list page, CPU: {name}", ratio.median <= MOST if gates else None, at_most=MOST,
                    ratio=ratio.median, low=ratio.low, high=ratio.high, itself=ratio.noise,
                    product_ms=ratio.a_ms, bare_ms=ratio.b_ms,
                )  # fmt: skip
    return holds


def _page(port: int, path: str, key: str) -> str:
    asked = urllib.request.Request(f"http://localhost:{port}{path}", headers={"Cookie": crowd.cookie(key)})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return answer.read().decode()


def _headers(cookie: str) -> dict[str, str]:
    return {"Cookie": cookie, "Accept-Encoding": "gzip"}


if __name__ == "__main__":
    sys.exit(0 if main("--full" not in sys.argv) else 1)
