"""One question to the planner and to the oracle; what differs is told, nothing when they agree."""

import io
import json
import random
from dataclasses import dataclass

from tests.scheduling import rosters
from tests.scheduling.oracle import FAR, Oracle
from zhibu.scheduling import cli, reading
from zhibu.scheduling.answers import VERBS


def ask(verb, told):
    """The answer as another program would read it."""
    return json.loads(json.dumps(VERBS[verb](reading.read(verb, told))))


def run(verb, told):
    """Exit status and answer of the command."""
    out = io.StringIO()
    status = cli.main([verb], io.StringIO(told if isinstance(told, str) else json.dumps(told)), out)
    return status, json.loads(out.getvalue())


@dataclass
class Compared:
    cells: int
    fault: object


def ranking(seed):
    """The whole answer of `rank`: needs, slots, reasons, minutes, costs, order, nearest, certificate."""
    told = rosters.problem(seed)
    oracle, answer = Oracle(told), ask("rank", told)
    answer.pop("warnings")
    wanted = oracle.rank()
    fault = None if answer == wanted else (seed, answer, wanted)
    return Compared(sum(1 for _ in oracle.cells()), fault)


def rescuing(seed):
    chance, told = random.Random(seed), rosters.small(seed, people=9)
    for crew in told["crews"].values():
        if chance.random() < 0.3:
            crew["release_max"] = chance.randrange(3)
        if chance.random() < 0.1:
            crew["releasable"] = False
    if seed % 2:
        told["need"] = sum(m["voting"] and m["counted"] for m in told["members"]) or 1
    oracle, answer = Oracle(told), ask("rescue", told)
    got = [(sum(s["release"].values()), s["start"], s["room"], s["voters"]) for s in answer["slots"]]
    wanted = [(number, oracle.text(start), oracle.rooms[room]["id"], voters)
              for number, _, start, room, voters in oracle.rescue()][: told["k"]]  # fmt: skip
    for slot in answer["slots"]:
        for name, number in slot["release"].items():
            crew = told["crews"][name]
            if not crew.get("releasable", True) or not 0 < number <= crew.get("release_max", FAR):
                return seed, "more than may be let off", slot
    proof = None if any(number == 0 for number, *_ in oracle.rescue()) else oracle.certificate()
    return None if (got, answer["certificate"]) == (wanted, proof) else (seed, got, wanted)


def splitting(seed):
    told = rosters.small(seed, people=6)
    oracle, answer = Oracle(told), ask("split", told)
    wanted, left = oracle.split()
    got = (len(answer["sessions"]), answer["own_minutes"])
    seated = [name for session in answer["sessions"] for name in session["ids"]]
    rooms = {room["id"]: room for room in told["rooms"]}
    if len(seated) != len(set(seated)) or any(
        len(s["ids"]) > rooms[s["room"]]["capacity"] or not s["ids"] for s in answer["sessions"]
    ):
        return seed, "seated twice, or too many, or nobody", answer
    if wanted is None:
        return None if answer.get("left_out") or got[0] > 4 else (seed, answer)
    return None if (got, answer.get("left_out", [])) == (wanted, left) else (seed, got, wanted)


def planning(seed):
    told = rosters.with_meetings(seed)
    oracle, answer = Oracle(told), ask("plan", told)
    number, cost = oracle.plan(told["meetings"])
    placed = sum(meeting["start"] is not None for meeting in answer["meetings"])
    whole = number == len(told["meetings"])
    wanted = ("optimal", cost, cost) if whole else ("infeasible", cost, None)
    got = (answer["status"], answer["cost"], answer["bound"])
    if collisions(oracle, told["meetings"], answer["meetings"]):
        return seed, "meetings collide", answer
    return None if (placed, got) == (number, wanted) else (seed, answer, number, cost)


def collisions(oracle, meetings, placed):
    """Whether a told plan puts two meetings in each other's way."""
    rooms = [room["id"] for room in oracle.rooms]
    some = []
    for meeting, one in zip(meetings, placed, strict=True):
        if one["start"] is None:
            some.append(None)
            continue
        start = oracle.minute(one["start"])
        length = meeting.get("duration", oracle.duration)
        some.append((0, start, rooms.index(one["room"]), start + length))
    return oracle.clashes(some, [meeting | {"after": _listed(meeting)} for meeting in meetings])


def _listed(meeting):
    after = meeting.get("after") or []
    return [after] if isinstance(after, str) else after


def replanning(seed):
    """The plan of yesterday, one room taken in the meantime: the fewest moved, and then the cheapest."""
    told = rosters.with_meetings(seed)
    before = ask("plan", told)
    if before["status"] != "optimal":
        return None
    taken = before["meetings"][seed % 3]
    for room in told["rooms"]:
        if room["id"] == taken["room"]:
            room["busy"] = [*room["busy"], [taken["start"], taken["start"][:11] + "23:59"]]
    for meeting, one in zip(told["meetings"], before["meetings"], strict=True):
        meeting["was"] = {"start": one["start"], "room": one["room"]}
    answer = ask("plan", told)
    oracle = Oracle(told)
    wanted = oracle.replan(told["meetings"])
    if wanted is None:
        return None if answer["status"] == "infeasible" else (seed, answer)
    got = (len(answer["moved"]), answer["cost"])
    return None if got == wanted and answer["status"] == "optimal" else (seed, got, wanted, answer["status"])


def grouping(seed):
    told = rosters.small(seed, people=12) | {"rules": {"min_formal": 1}}
    told.pop("weights", None)
    oracle, answer = Oracle(told), ask("groups", told)
    cost, never = oracle.groups()
    contacts = {one["id"] for one in answer["contacts"]}
    everybody = {member["id"] for member in told["members"]}
    if not answer["groups"]:
        agreed = cost in (None, 0) and contacts == everybody
    else:
        agreed = (
            answer["cost"] == cost and contacts == never and all(g["leader_ok"] for g in answer["groups"])
        )
    return None if agreed else (seed, cost, never, answer)


def swapping(seed):
    chance = random.Random(seed)
    told = rosters.small(seed, people=8) | {"need": 7, "k": 3}
    told["substitutes"] = [
        {
            "id": f"s{n}",
            "crew": chance.choice([*told["crews"], None]),
            "posts": chance.choice((["", "a"], ["a"], "")),
        }
        for n in range(chance.randrange(1, 5))
    ]
    for member in told["members"]:
        member["post"] = chance.choice(("", "a"))
    oracle = Oracle(told)
    for slot in ask("rescue", told)["slots"]:
        wanted = oracle.swaps(oracle.minute(slot["start"]), slot["room"], told["substitutes"])
        got = (len(slot["swaps"]["swaps"]), slot["swaps"]["still_short"])
        named = [swap["substitute"] for swap in slot["swaps"]["swaps"]]
        if got != wanted or len(named) != len(set(named)):
            return seed, slot, wanted
    return None


NONSENSE = (None, [], {}, "", "x", -1, 0, 10**12, 1.5, True, "2026-13-01", "25:61", [["2026-01-01"]])


def spoilt(told, chance):
    """The question with one to three facts taken away or made nonsense, anywhere in it."""
    told = json.loads(json.dumps(told))
    for _ in range(chance.randrange(1, 4)):
        place = told
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = chance.choice(keys)
            inner = place[key]
            if isinstance(inner, dict | list) and inner and chance.random() < 0.8:
                place = inner
                continue
            if chance.random() < 0.3:
                del place[key]
            else:
                place[key] = chance.choice(NONSENSE)
            break
    return told
