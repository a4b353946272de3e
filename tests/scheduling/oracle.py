"""The planner again, slowly and by itself: every person at every start in every room, straight from the conventions.

It shares no code with the planner. Times are minutes since midnight of the first day; all searches try everything.
"""

import datetime as dt
import re
from fractions import Fraction
from itertools import combinations, product
from math import ceil, floor, lcm

DAY = 1440
FAR = 10**12


def clock(text):
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


class Oracle:
    """One question, read from its JSON."""

    def __init__(self, told):
        self.told = told
        self.first = dt.date.fromisoformat(told["from"])
        self.duration = told.get("duration", 1)
        self.members, self.rooms = told["members"], told["rooms"]
        rules = told.get("rules") or {}
        self.after_night = rules.get("rest_after_night", 480)
        self.before_night = rules.get("rest_before_night", 240)
        self.stay, self.handover = rules.get("stay", 120), rules.get("handover", 15)
        self.absent = (told.get("weights") or {}).get("absent", 480)
        self.shifts = {
            name: self._spans(crew, told["days"], calendar=True) for name, crew in told["crews"].items()
        }
        self.voters = [m for m in self.members if m["voting"] and m["counted"]]
        self.need = self._need(rules)
        mean = Fraction(sum(m["prior_minutes"] for m in self.members), len(self.members))
        self.percent = {
            m["id"]: min(300, max(50, floor(100 * (Fraction(1, 2) + Fraction(m["prior_minutes"]) / max(60, mean) / 2)
                                            + Fraction(1, 2))))
            for m in self.members
        }  # fmt: skip

    def _need(self, rules):
        if self.told.get("need") is not None:
            return self.told["need"]
        if self.told.get("rule") in (None, "class"):
            return None
        if self.told["rule"] == "vote":
            share = rules.get("vote", {"num": 1, "den": 2, "strict": True})
        else:
            share = rules.get("election", {"num": 4, "den": 5, "strict": False})
        limit = Fraction(share["num"], share["den"]) * len(self.voters)
        return max(1, floor(limit) + 1 if share["strict"] else ceil(limit))

    def _spans(self, crew, days, *, calendar):
        spans = []
        for number in range(-12, days + 12):
            day = self.first + dt.timedelta(days=number)
            if crew.get("office"):
                table = self.told["calendar"] if calendar else {"holidays": [], "workdays": []}
                works = day.weekday() < 5
                if calendar:
                    works = day.isoformat() in table["workdays"] or (
                        works and day.isoformat() not in table["holidays"]
                    )
                code = crew["shift"] if works else "休"
            else:
                codes = "".join(c * int(n or 1) for c, n in re.findall(r"(\D)(\d*)", crew["pattern"]))
                code = codes[
                    ((day - dt.date.fromisoformat(crew["anchor"])).days + crew["offset"]) % len(codes)
                ]
            if code != "休":
                shift = self.told["shifts"][code]
                start = number * DAY + clock(shift["start"])
                spans.append((start, start + shift["minutes"], shift))
        return spans

    def way(self, one, other):
        if one == other:
            return 0
        ways = {(w["from"], w["to"]): w["minutes"] for w in self.told["travel"]}
        return ways.get((one, other), ways.get((other, one)))

    def starts(self, days=None):
        for number in range(self.told["days"] if days is None else days):
            at = clock(self.told["day_start"])
            while at + self.duration <= clock(self.told["day_end"]):
                yield number * DAY + at
                at += self.told["grid"]

    def text(self, minute):
        return (dt.datetime.combine(self.first, dt.time()) + dt.timedelta(minutes=minute)).isoformat(
            timespec="minutes"
        )

    def minute(self, text):
        return int(
            (dt.datetime.fromisoformat(text) - dt.datetime.combine(self.first, dt.time())).total_seconds()
            // 60
        )

    def busy(self, room, start):
        return any(
            self.minute(begin) < start + self.duration and start < self.minute(end)
            for begin, end in room["busy"]
        )

    def state(self, member, start, room, *, leaves=True, shifts=None):
        """(how, minutes) or (None, reason)."""
        end = start + self.duration
        for begin, until in member["leave"] if leaves else ():
            if self.minute(begin) < end and start < self.minute(until) + DAY:
                return None, "leave"
        spans = [] if member["crew"] is None else (shifts or self.shifts)[member["crew"]]
        met = [span for span in spans if span[0] < end and start < span[1]]
        there, back = self.way(member["site"], room["site"]), self.way(room["site"], member["site"])
        if met:
            if any(not s.get("releasable") and not s.get("resident") for _, _, s in met):
                return None, "on_shift"
            if any(s.get("resident") for _, _, s in met) and room["site"] != member["site"]:
                return None, "duty_block"
            outside = sum(not any(a <= minute < b for a, b, _ in met) for minute in range(start, end))
            return "in_shift", outside
        over = [span for span in spans if span[1] <= start]
        come = [span for span in spans if span[0] >= end]
        before = start - max(span[1] for span in over) if over else FAR
        after = min(span[0] for span in come) - end if come else FAR
        if before < self.after_night and any(start - b == before and s.get("night") for _, b, s in over):
            return None, "rest_after_night"
        if after < self.before_night and any(a - end == after and s.get("night") for a, _, s in come):
            return None, "rest_before_night"
        if there and before < there + self.handover:
            return None, "travel_before"
        if back and after < back + self.handover:
            return None, "travel_after"
        if before <= self.stay and after <= self.stay:
            return "between", self.duration
        if before <= self.stay:
            return "stays_on", self.duration + before + there
        if after <= self.stay:
            return "comes_early", self.duration + after + back
        return "free", self.duration + 2 * member["home_minutes"] + there + back

    def slot(self, start, room, members=None, need=-1):
        """A slot as `rank` tells it, and whether it holds."""
        members = self.members if members is None else members
        need = self.need if need == -1 else need
        states = {m["id"]: self.state(m, start, room) for m in members}
        coming = [m for m in members if states[m["id"]][0]]
        if len(coming) > room["capacity"]:
            for m in coming:
                states[m["id"]] = (None, "room_full")
            full, coming = True, []
        else:
            full = False
        own = sum(states[m["id"]][1] for m in coming)
        weighed = sum(Fraction(states[m["id"]][1] * self.percent[m["id"]], 100) for m in coming)
        voters = sum(m["voting"] and m["counted"] for m in coming)
        told = {
            "start": self.text(start), "room": room["id"], "present": len(coming), "voters": voters,
            "margin": None if need is None else voters - need, "own_minutes": own,
            "cost": self.absent * (len(members) - len(coming)) + floor(weighed),
            "can": [{"id": i, "how": h, "minutes": m} for i, (h, m) in states.items() if h],
            "cannot": [{"id": i, "reason": m} for i, (h, m) in states.items() if not h],
        }  # fmt: skip
        return told, not full and (need is None or voters >= need)

    def cells(self):
        for place, room in enumerate(self.rooms):
            for start in self.starts():
                if not self.busy(room, start):
                    yield start, place, room

    def rank(self):
        held, short = [], []
        for start, place, room in self.cells():
            told, holds = self.slot(start, room)
            if holds:
                held.append(((told["cost"], start, place), told))
            else:
                short.append(((max(0, (self.need or 0) - told["voters"]), told["cost"], start, place), told))
        k = self.told["k"]
        answer = {
            "need": self.need,
            "feasible": len(held),
            "slots": [t for _, t in sorted(held, key=lambda p: p[0])[:k]],
        }
        if not held:
            answer["nearest"] = [t for _, t in sorted(short, key=lambda p: p[0])[:k]]
        answer["certificate"] = None if held else self.certificate()
        return answer

    def certificate(self):
        if self.need is None:
            return None
        lengths = [sum(int(n or 1) for _, n in re.findall(r"(\D)(\d*)", c["pattern"]))
                   for c in self.told["crews"].values() if not c.get("office")]  # fmt: skip
        days = lcm(7, *lengths)
        shifts = {name: self._spans(crew, days, calendar=False) for name, crew in self.told["crews"].items()}
        best = 0
        for start in self.starts(days):
            near = {
                name: [s for s in spans if start - 3 * DAY < s[0] < start + 3 * DAY]
                for name, spans in shifts.items()
            }
            for room in self.rooms:
                there = sum(
                    bool(self.state(m, start, room, leaves=False, shifts=near)[0]) for m in self.voters
                )
                best = max(best, there)
        return {"period_days": days, "best": best, "need": self.need} if best < self.need else None

    def rescue(self):
        """(releases, cost, start, room, voters) of every slot that can be saved, best first."""
        found = []
        for start, place, room in self.cells():
            states = {m["id"]: self.state(m, start, room) for m in self.members}
            present = sum(bool(h) for h, _ in states.values())
            voters = sum(bool(states[m["id"]][0]) for m in self.voters)
            at_work = [m for m in self.voters if states[m["id"]] == (None, "on_shift")]
            for number in range(len(at_work) + 1):
                if any(self._may_go(some) and (self.need is None or voters + number >= self.need)
                       and present + number <= room["capacity"] for some in combinations(at_work, number)):  # fmt: skip
                    found.append((number, self.slot(start, room)[0]["cost"], start, place, voters))
                    break
        return sorted(found)

    def _may_go(self, some):
        for name, crew in self.told["crews"].items():
            most = crew.get("release_max", FAR) if crew.get("releasable", True) else 0
            if sum(m["crew"] == name for m in some) > most:
                return False
        return True

    def split(self):
        """(number of sessions, own minutes) of the best split, and who is left out."""
        spent = []
        for start, place, room in self.cells():
            costs = [self.state(m, start, room) for m in self.members]
            spent.append((start, place, [m if h else FAR for h, m in costs]))
        able = [at for at in range(len(self.members)) if any(s[2][at] < FAR for s in spent)
                and any(s[2][at] < FAR and self.rooms[s[1]]["capacity"] for s in spent)]  # fmt: skip
        left = [self.members[at]["id"] for at in range(len(self.members)) if at not in able]
        if not able:
            return (0, 0), left
        for number in range(1, min(len(able), 4) + 1):
            best = min(
                (self._seated(some, able) for some in combinations(spent, number) if self._apart(some)),
                default=FAR,
            )
            if best < FAR:
                return (number, best), left
        return None, left

    def _apart(self, some):
        return not any(a[1] == b[1] and abs(a[0] - b[0]) < self.duration for a, b in combinations(some, 2))

    def _seated(self, some, able):
        if any(min(s[2][at] for s in some) >= FAR for at in able):
            return FAR
        if all(self.rooms[s[1]]["capacity"] >= len(able) for s in some):
            return sum(min(s[2][at] for s in some) for at in able)
        best = FAR
        for seats in product(range(len(some)), repeat=len(able)):
            if all(seats.count(n) <= self.rooms[s[1]]["capacity"] for n, s in enumerate(some)):
                best = min(best, sum(some[n][2][at] for n, at in zip(seats, able, strict=True)))
        return best

    def plan(self, meetings):
        """How many meetings can be placed at most, and the least cost of that."""
        best = (0, 0)
        for some in product(*([None, *found] for found in self._lists(meetings))):
            key = (sum(one is None for one in some) - len(some), sum(one[0] for one in some if one))
            if key < best and not self.clashes(some, meetings):
                best = key
        return -best[0], best[1]

    def replan(self, meetings):
        """The fewest moved and then the least cost of a whole plan; None when there is none."""
        best = None
        stood = [(self.minute(m["was"]["start"]), m["was"]["room"]) for m in meetings]
        for some in product(*self._lists(meetings)):
            moved = sum(
                (one[1], self.rooms[one[2]]["id"]) != was for one, was in zip(some, stood, strict=True)
            )
            key = (moved, sum(one[0] for one in some))
            if (best is None or key < best) and not self.clashes(some, meetings):
                best = key
        return best

    def _lists(self, meetings):
        """(cost, start, room, end) of every cell at which each meeting holds."""
        lists = []
        for meeting in meetings:
            members = [m for m in self.members if m["id"] in meeting["members"]]
            alone = Oracle(
                {**self.told, "duration": meeting["duration"], "rule": meeting["rule"], "members": members}
            )
            alone.percent = self.percent
            found = []
            for start, place, room in alone.cells():
                told, holds = alone.slot(start, room)
                if holds:
                    found.append((told["cost"], start, place, start + meeting["duration"]))
            lists.append(found)
        return lists

    def swaps(self, start, room, substitutes):
        """How many named swaps are made, and how many voters are missing after them."""
        room = next(one for one in self.rooms if one["id"] == room)
        states = {m["id"]: self.state(m, start, room) for m in self.members}
        short = max(0, self.need - sum(bool(states[m["id"]][0]) for m in self.voters))
        kept = [m for m in self.voters if states[m["id"]] == (None, "on_shift")]

        def may(member, one):
            posts = [one["posts"]] if isinstance(one["posts"], str) else one["posts"]
            own = [] if one["crew"] is None else self.shifts[one["crew"]]
            theirs = [s for s in self.shifts[member["crew"]] if s[0] < start + self.duration and start < s[1]]
            return member["post"] in posts and not any(
                a < there[1] + 660 and b > there[0] - 660 for there in theirs for a, b, _ in own
            )

        def most(members, free):
            if not members:
                return 0
            best = most(members[1:], free)
            for one in free:
                if may(members[0], one):
                    best = max(best, 1 + most(members[1:], [other for other in free if other is not one]))
            return best

        made = min(short, most(kept, substitutes))
        return made, short - made

    def clashes(self, some, meetings):
        for (at, one), (other_at, other) in combinations(
            [(at, one) for at, one in enumerate(some) if one], 2
        ):
            a, b = meetings[at], meetings[other_at]
            if (b["id"] in a["after"] and one[1] < other[3]) or (a["id"] in b["after"] and other[1] < one[3]):
                return True
            if one[2] == other[2] and one[1] < other[3] and other[1] < one[3]:
                return True
            if set(a["members"]) & set(b["members"]):
                forth = self.way(self.rooms[one[2]]["site"], self.rooms[other[2]]["site"])
                back = self.way(self.rooms[other[2]]["site"], self.rooms[one[2]]["site"])
                if one[1] < other[3] + back and other[1] < one[3] + forth:
                    return True
        return False

    def groups(self, least=3, formal=1, price=60):
        """The least cost of dividing classes of one crew and site into groups, and who can never come."""
        never = {m["id"] for m in self.members if not any(self.state(m, s, r)[0] for s, _, r in self.cells())}
        classes = {}
        for m in self.members:
            if m["id"] not in never:
                classes.setdefault((m["crew"], m["site"]), []).append(m)
        prices = {}

        def cost(some):
            people = [m for one in some for m in one]
            key = tuple(m["id"] for m in people)
            if key not in prices:
                slots = [self.slot(s, r, people, None) for s, _, r in self.cells()]
                prices[key] = price + min((t["cost"] for t, holds in slots if holds), default=FAR)
                if len(people) < least or sum(m["voting"] for m in people) < formal:
                    prices[key] = FAR
            return prices[key]

        def divided(rest):
            if not rest:
                return 0
            best = FAR
            for number in range(len(rest)):
                for some in combinations(rest[1:], number):
                    here = cost((rest[0], *some))
                    if here < FAR:
                        best = min(best, here + divided([one for one in rest[1:] if one not in some]))
            return best

        best = divided(list(classes.values()))
        return (None if best >= FAR else best), never
