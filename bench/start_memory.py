"""How soon the product answers after a cold start and what it needs, beside the bare application."""

import statistics
import sys

from bench import crowd, kolibri, scene
from bench.ab import say
from bench.serving import Request, Server, load

MOST_MEMORY, MOST_START_OF_PEER, MOST_MEMORY_OF_PEER = 1.6, 0.7, 0.75
ZHIBU, BARE = "zhibu.config.wsgi:application", "bench.bare.app:application"


class WebAlone(Server):
    """The product's web server as `zhibu serve` runs it: loaded once, then divided into two workers."""

    def command(self) -> list[str]:
        return [
            sys.executable, "-c",
            "import django; django.setup()\nfrom zhibu.config import workers\n"
            f"workers.load(); workers.serve_web(host='127.0.0.1', port={self.port})",
        ]  # fmt: skip


class Whole(Server):
    """Everything that `zhibu up` leaves running: the one that watches, the web server, its workers, the job worker."""

    def command(self) -> list[str]:
        return [sys.executable, "-m", "zhibu.config.command", "serve", "--port", str(self.port)]


def main(short: bool = True) -> bool:
    """Cold start, CPU until then, and memory after a load of pages of somebody signed in."""
    visits, rounds = (200, 2) if short else (2000, 5)
    found: dict[str, list[tuple[float, float, float]]] = {}
    with scene.data_folder(demo=True) as folder, scene.bare_folder(1) as (bare, bare_keys):
        key = crowd.made(folder, "sessions", "secretary")[0]
        ours = [
            Request("GET", path, {"Cookie": crowd.cookie(key)}) for path in ("/", "/meetings/", "/members/")
        ] * (visits // 3)
        theirs = [Request("GET", "/page", {"Cookie": f"sessionid={bare_keys[0]}"})] * visits
        folders = scene.environment(folder)
        sides = (
            ("web", WebAlone(ZHIBU, folders), ours),
            ("undivided", Server(ZHIBU, folders), ours),
            ("whole", Whole(ZHIBU, folders), ours),
            ("bare", Server(BARE, bare), theirs),
        )
        for _round in range(rounds):
            for name, server, requests in sides:
                with server:
                    began = server.cpu_seconds()
                    load(server.port, requests)
                    found.setdefault(name, []).append(
                        (server.first_answer_seconds, began, server.memory_mib())
                    )
    ratios = [ours[2] / theirs[2] for ours, theirs in zip(found["web"], found["bare"], strict=True)]
    undivided = [ours[2] / theirs[2] for ours, theirs in zip(found["undivided"], found["bare"], strict=True)]
    start, cpu, memory = _medians(found["web"])
    holds = say(
        "memory beside the bare application", statistics.median(ratios) <= MOST_MEMORY, ratio=statistics.median(ratios),
        low=min(ratios), high=max(ratios), at_most=MOST_MEMORY, memory_mib=memory, start_seconds=start,
        start_cpu_seconds=cpu, undivided_ratio=statistics.median(undivided),
        **_named("undivided", found), **_named("bare", found), **_named("whole", found),
    )  # fmt: skip
    if "kolibri" in sys.argv and not short:
        whole_start, _cpu, whole_memory = _medians(found["whole"])
        holds &= _beside_kolibri(whole_start, whole_memory)
    return holds


def _medians(values: list[tuple[float, float, float]]) -> list[float]:
    return [statistics.median(column) for column in zip(*values, strict=True)]


def _named(name: str, found: dict[str, list[tuple[float, float, float]]]) -> dict[str, float]:
    start, cpu, memory = _medians(found[name])
    return {
        f"{name}_memory_mib": memory,
        f"{name}_start_seconds": start,
        f"{name}_start_cpu_seconds": cpu,
    }


def _beside_kolibri(start: float, memory: float) -> bool:
    found = kolibri.start_and_memory(200)
    if found is None:
        return say("beside Kolibri", None, skipped="it could not be installed or started here")
    return say(
        "beside Kolibri", start <= MOST_START_OF_PEER * found[0] and memory <= MOST_MEMORY_OF_PEER * found[1],
        version=kolibri.VERSION, start_ratio=start / found[0], start_at_most=MOST_START_OF_PEER,
        memory_ratio=memory / found[1], memory_at_most=MOST_MEMORY_OF_PEER, kolibri_start_seconds=found[0],
        kolibri_memory_mib=found[1],
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(0 if main("--full" not in sys.argv) else 1)
