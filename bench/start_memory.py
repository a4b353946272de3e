"""How soon the product answers after a cold start and what it needs, beside the bare application."""

import statistics
import sys

from bench import crowd, kolibri, scene
from bench.ab import say
from bench.serving import Request, Server, load

MOST_MEMORY, MOST_START_OF_PEER, MOST_MEMORY_OF_PEER = 1.6, 0.7, 0.75


def main(short: bool = True) -> bool:
    """Cold start, and memory of two workers after a load of pages of somebody signed in; both sides alike."""
    visits, rounds = (200, 2) if short else (2000, 5)
    starts: list[list[float]] = [[], []]
    memories: list[list[float]] = [[], []]
    with scene.data_folder(demo=True) as folder, scene.bare_folder(1) as (bare, bare_keys):
        key = crowd.made(folder, "sessions", "secretary")[0]
        ours = [
            Request("GET", path, {"Cookie": crowd.cookie(key)}) for path in ("/", "/meetings/", "/members/")
        ]
        theirs = [Request("GET", "/page", {"Cookie": f"sessionid={bare_keys[0]}"})]
        sides = (
            ("zhibu.config.wsgi:application", scene.environment(folder), ours * (visits // 3)),
            ("bench.bare.app:application", bare, theirs * visits),
        )
        for _round in range(rounds):
            for number, (application, environment, requests) in enumerate(sides):
                with Server(application, environment) as server:
                    load(server.port, requests)
                    starts[number].append(server.first_answer_seconds)
                    memories[number].append(server.memory_mib())
    start, memory = statistics.median(starts[0]), statistics.median(memories[0])
    ratios = [a / b for a, b in zip(*memories, strict=True)]
    holds = say(
        "memory beside the bare application", statistics.median(ratios) <= MOST_MEMORY, ratio=statistics.median(ratios),
        low=min(ratios), high=max(ratios), at_most=MOST_MEMORY, memory_mib=memory,
        bare_memory_mib=statistics.median(memories[1]), start_seconds=start,
        bare_start_seconds=statistics.median(starts[1]),
    )  # fmt: skip
    if "kolibri" in sys.argv and not short:
        holds &= _beside_kolibri(start, memory)
    return holds


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
