"""Random questions for the planner, as JSON: many small odd ones, and branches as they are."""

import datetime as dt
import random

PATTERNS = (
    "白2中2夜2休2",
    "白2中2夜2休4",
    "白1夜1休2",
    "白2夜2休2",
    "白1中1夜1休1",
    "驻3休4",
    "早1晚1",
    "休",
    "夜3休3",
)
SITES = ("S0", "S1", "S2")


def shifts(chance: random.Random) -> dict[str, dict]:
    """The shifts of a plant; sometimes the night is written on the day it is worked, which lint finds odd."""
    odd = chance.random() < 0.25
    return {
        "白": {"start": "08:00", "minutes": chance.choice((480, 720))},
        "中": {"start": chance.choice(("16:00", "15:30")), "minutes": 480},
        "夜": {"start": "00:00" if odd else chance.choice(("24:00", "20:00", "23:30")), "minutes": 480, "night": True},
        "早": {"start": "06:00", "minutes": 360, "releasable": chance.random() < 0.3},
        "晚": {"start": "17:20", "minutes": 400, "night": chance.random() < 0.5},
        "驻": {"start": "00:00", "minutes": 1440, "resident": True},
        "班": {"start": "08:00", "minutes": 570, "releasable": True},
    }  # fmt: skip


def problem(
    seed: int, *, people: int = 12, days: int = 8, rooms: int = 3, grid: tuple[int, ...] = (30, 45)
) -> dict:
    """A small question in which everything that can happen happens somewhere."""
    chance = random.Random(seed)
    first = dt.date(2026, 9, 1) + dt.timedelta(days=chance.randrange(200))
    crews = {
        name: {
            "pattern": chance.choice(PATTERNS),
            "anchor": (first + dt.timedelta(days=chance.randrange(-40, 40))).isoformat(),
            "offset": chance.randrange(8),
        }
        for name in "甲乙丙"[: chance.randrange(1, 4)]
    } | {"日": {"office": True, "shift": "班"}}
    if chance.random() < 0.35:
        crews = _even(chance, first)
    members = [_member(chance, f"m{number}", [*crews, *([None] if chance.random() < 0.1 else [])], first, days)
               for number in range(chance.randrange(1, people + 1))]  # fmt: skip
    known = [f"{year}-12-31" for year in (first.year, first.year + 1)]
    return {
        "from": first.isoformat(),
        "days": chance.randrange(1, days + 1),
        "grid": chance.choice(grid),
        "day_start": chance.choice(("06:00", "07:30", "00:00")),
        "day_end": chance.choice(("22:00", "24:00", "19:15")),
        "duration": chance.choice((60, 90, 120)),
        "rule": chance.choice(("vote", "vote", "election", "class")),
        "k": 10,
        "shifts": shifts(chance),
        "crews": crews,
        "calendar": {"holidays": _days(chance, first, 3), "workdays": known + _days(chance, first, 2)},
        "travel": _travel(chance),
        "rooms": [_room(chance, f"R{number}", first, len(members)) for number in range(chance.randrange(1, rooms + 1))],
        "members": members,
        **({"rules": {"rest_after_night": 300, "stay": 90, "vote": {"num": 2, "den": 3, "strict": False}}}
           if chance.random() < 0.2 else {}),
        **({"need": chance.randrange(1, len(members) + 2)} if chance.random() < 0.15 else {}),
        **({"weights": {"absent": chance.choice((0, 120, 240))}} if chance.random() < 0.2 else {}),
    }  # fmt: skip


def _even(chance, first):
    """Crews that cover the clock together, without an office: one of them is always at work."""
    pattern, length, count = chance.choice(
        (("白2中2夜2休2", 8, 4), ("白2中2夜2休4", 10, 5), ("白1夜1休2", 4, 4), ("白1中1夜1休1", 4, 4))
    )
    return {
        name: {"pattern": pattern, "anchor": first.isoformat(), "offset": length * at // count}
        for at, name in enumerate("甲乙丙丁戊"[:count])
    }


def _member(chance, name, crews, first, days):
    leave = []
    if chance.random() < 0.25:
        begin = first + dt.timedelta(days=chance.randrange(-3, days))
        leave.append([begin.isoformat(), (begin + dt.timedelta(days=chance.randrange(0, 4))).isoformat()])
    return {
        "id": name, "crew": chance.choice(crews), "site": chance.choice(SITES),
        "home_minutes": chance.choice((0, 15, 30, 45)), "voting": chance.random() < 0.85,
        "counted": chance.random() < 0.93, "leave": leave,
        "prior_minutes": chance.choice((0, 0, 90, 180, 400, 1000)),
    }  # fmt: skip


def _room(chance, name, first, people):
    busy = []
    if chance.random() < 0.4:
        day = (first + dt.timedelta(days=chance.randrange(4))).isoformat()
        busy.append([f"{day}T08:00", f"{day}T{chance.choice(('12:00', '09:10', '23:59'))}"])
    return {"id": name, "site": chance.choice(SITES), "busy": busy,
            "capacity": 50 if chance.random() < 0.7 else chance.randrange(1, people + 1)}  # fmt: skip


def _travel(chance):
    ways = [{"from": one, "to": other, "minutes": chance.choice((0, 20, 40, 75))}
            for one, other in (("S0", "S1"), ("S0", "S2"), ("S1", "S2"))]  # fmt: skip
    if chance.random() < 0.3:
        ways.append({"from": "S1", "to": "S0", "minutes": chance.choice((10, 60))})
    return ways


def _days(chance, first, number):
    return [(first + dt.timedelta(days=chance.randrange(10))).isoformat() for _ in range(number)]


def branch(seed: int, people: int, days: int, *, office: float = 0.2) -> dict:
    """A branch as it is: four crews of one system, an office, three areas, a few at a far station, some on leave."""
    chance = random.Random(seed)
    first = dt.date(2026, 9, 1)
    pattern, length, count = chance.choice(
        (("白2中2夜2休2", 8, 4), ("白2中2夜2休4", 10, 5), ("白1夜1休2", 4, 4))
    )
    night = {"start": "24:00", "minutes": 480, "night": True}
    day, late = {"start": "08:00", "minutes": 480}, {"start": "16:00", "minutes": 480}
    if pattern == "白1夜1休2":
        day, night = {"start": "08:00", "minutes": 720}, {"start": "20:00", "minutes": 720, "night": True}
    names = "甲乙丙丁戊"[:count]
    crews: dict[str, dict] = {
        name: {"pattern": pattern, "anchor": "2026-09-01", "offset": length * at // count}
        for at, name in enumerate(names)
    }
    crews["日"] = {"office": True, "shift": "班"}
    members = []
    for number in range(people):
        crew = "日" if chance.random() < office else names[number % count]
        leave = []
        if chance.random() < 0.15:
            begin = first + dt.timedelta(days=chance.randrange(days))
            leave = [[begin.isoformat(), (begin + dt.timedelta(days=chance.randrange(1, 12))).isoformat()]]
        members.append({
            "id": f"p{number:03d}", "crew": crew, "site": chance.choice(SITES),
            "home_minutes": chance.randrange(10, 61, 5), "voting": chance.random() < 0.85, "counted": True,
            "leave": leave, "prior_minutes": chance.randrange(0, 600, 30),
        })  # fmt: skip
    return {
        "from": first.isoformat(), "days": days, "duration": 90, "rule": "vote", "k": 5,
        "shifts": {"白": day, "中": late, "夜": night, "班": {"start": "08:00", "minutes": 570, "releasable": True}},
        "crews": crews,
        "calendar": {"holidays": [f"2026-10-0{n}" for n in range(1, 8)], "workdays": ["2026-09-20", "2026-10-10"]},
        "travel": [{"from": "S0", "to": "S1", "minutes": 25}, {"from": "S0", "to": "S2", "minutes": 40},
                   {"from": "S1", "to": "S2", "minutes": 30}],
        "rooms": [{"id": f"R{n}", "site": SITES[n], "capacity": 60} for n in range(3)],
        "members": members,
    }  # fmt: skip


def small(seed: int, *, people: int = 5, starts: int = 3) -> dict:
    """A question so small that everything can be tried: few starts a day, two or three days."""
    chance = random.Random(seed)
    told = problem(seed, people=people, days=3, rooms=2)
    begin = chance.choice((6, 7, 8, 14, 15))
    return told | {
        "days": chance.randrange(1, 4), "grid": 180, "day_start": f"{begin:02d}:00",
        "day_end": f"{begin + 3 * starts - 1:02d}:00", "duration": chance.choice((60, 90, 120, 210)),
    }  # fmt: skip


def with_meetings(seed: int) -> dict:
    """A small question with three meetings, some of which must come after others or share people."""
    chance = random.Random(seed)
    told = small(seed, starts=2) | {"weights": {"absent": chance.choice((120, 480))}}
    names = [member["id"] for member in told["members"]]
    meetings = []
    for number in range(3):
        some = names if chance.random() < 0.5 else chance.sample(names, chance.randrange(1, len(names) + 1))
        meetings.append({
            "id": f"q{number}", "members": sorted(some), "duration": chance.choice((60, 90, 210)),
            "rule": chance.choice(("vote", "class", "class")),
            "after": [f"q{number - 1}"] if number and chance.random() < 0.4 else [],
        })  # fmt: skip
    told.pop("need", None)
    if chance.random() < 0.7:
        told |= {"days": 3, "rooms": [room | {"capacity": 50, "busy": []} for room in told["rooms"]]}
    return told | {"meetings": meetings}


def month_of(told: dict, *, months: int = 1, prefix: str = "", rooms: list[str] | None = None) -> list[dict]:
    """What a branch holds in so many months: committee, assembly, theme day, lesson, three group meetings."""
    names = [member["id"] for member in told["members"]]
    meetings = []
    for month in range(months):
        first = dt.date.fromisoformat(told["from"]) + dt.timedelta(days=30 * month)
        window = {"from": first.isoformat(), "to": (first + dt.timedelta(days=29)).isoformat()}
        window |= {"rooms": rooms} if rooms else {}
        mark = f"{prefix}{month + 1}"
        meetings += [
            {"id": f"{mark}-committee", "members": names[:5], "rule": "vote", "duration": 60, **window},
            {"id": f"{mark}-assembly", "members": names, "rule": "vote", "after": f"{mark}-committee", **window},
            {"id": f"{mark}-theme", "members": names, "rule": "class", **window},
            {"id": f"{mark}-lesson", "members": names, "rule": "class", "duration": 120, **window},
        ] + [
            {"id": f"{mark}-group{part}", "members": names[part::3], "rule": "vote", "duration": 60, **window}
            for part in range(3)
        ]  # fmt: skip
    return meetings


def joint(seed: int, branches: int, people: int, rooms: int) -> dict:
    """Branches that share rooms, and a lecturer who gives the lesson of each."""
    told = branch(seed, branches * people, 30)
    told["rooms"] = [{"id": f"R{n}", "site": SITES[n % 3], "capacity": 60} for n in range(rooms)]
    meetings = []
    for number in range(branches):
        own = {"from": told["from"], "members": told["members"][number * people : (number + 1) * people]}
        meetings += month_of(own, prefix=f"b{number:02d}-")
    lecturer = told["members"][0]["id"]
    for meeting in meetings:
        if meeting["id"].endswith("lesson") and lecturer not in meeting["members"]:
            meeting["members"] = [*meeting["members"], lecturer]
    return told | {"meetings": meetings}
