"""Reads a planner's question from JSON, strictly: what does not fit is refused with the path of the fact.

Here alone the planner meets the regulations: where the question names no number of people, the rules of its first day
say how many are needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zhibu.rules import election, voting
from zhibu.rules.book import NoRuleInForceError, load
from zhibu.rules.calendar import calendar
from zhibu.rules.facts import (
    COUNT,
    DAY,
    FLAG,
    TEXT,
    Fact,
    FactError,
    Kind,
    choice,
    invalid,
    list_of,
    path_to,
    read_all,
    record,
    schema_of,
    table_of,
)
from zhibu.scheduling.groups import GroupRules
from zhibu.scheduling.patterns import PatternError, Shift, minutes_of, parse_pattern
from zhibu.scheduling.planning import Meeting
from zhibu.scheduling.problem import DAY as MINUTES_OF_A_DAY
from zhibu.scheduling.problem import Member, Problem, Room, WayUnknownError, Weights
from zhibu.scheduling.shifts import Crew, RestRules, local
from zhibu.scheduling.swaps import Substitute

MOST_DAYS, MOST_MEMBERS, MOST_ROOMS, MOST_MEETINGS = 1100, 20_000, 200, 10_000
LAST_YEAR = 9000
OFFICE = Shift("班", 480, 570, releasable=True)
RULES = ("vote", "election", "class")


def _clock(value: Any, at: str) -> int:
    try:
        minutes = minutes_of(value) if isinstance(value, str) else -1
    except PatternError:
        minutes = -1
    if minutes < 0:
        raise invalid("这里要填钟点，写成 08:00 这样。", at)
    return minutes


def _instant(value: Any, at: str) -> datetime:
    try:
        if isinstance(value, str) and "T" in value:
            return local(datetime.fromisoformat(value))
    except (ValueError, OverflowError):
        pass
    raise invalid("这里要填时间，写成 2026-03-10T08:00 这样。", at)


def _day(value: Any, at: str) -> date:
    day: date = DAY.read(value, at)
    if not 1900 <= day.year <= LAST_YEAR:
        raise invalid("年份太早或太晚，算不出来。", at)
    return day


def _pair(kind: Kind) -> Kind:
    def read(value: Any, at: str) -> tuple[Any, Any]:
        if not isinstance(value, list) or len(value) != 2:
            raise invalid("这里要填起止两项。", at)
        first, last = kind.read(value[0], f"{at}[0]"), kind.read(value[1], f"{at}[1]")
        if last < first:
            raise invalid("止在起之前。", f"{at}[1]")
        return first, last

    items = dict(kind.schema)
    return Kind(read, {"type": "array", "items": items, "minItems": 2, "maxItems": 2})


def _names(value: Any, at: str) -> tuple[str, ...]:
    return (TEXT.read(value, at),) if isinstance(value, str) else list_of(TEXT).read(value, at)


def _signed(value: Any, at: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 10**6:
        raise invalid("这里要填整数。", at)
    return value


CLOCK = Kind(_clock, {"type": "string", "pattern": "^[0-9]{1,2}:[0-5][0-9]$"})
INSTANT = Kind(_instant, {"type": "string", "format": "date-time"})
SOME_DAY = Kind(_day, DAY.schema)
SIGNED = Kind(_signed, {"type": "integer"})
NAMES = Kind(_names, {"anyOf": [dict(TEXT.schema), {"type": "array", "items": dict(TEXT.schema)}]})
SHARE = record(Fact("num", COUNT), Fact("den", COUNT), Fact("strict", FLAG, default=False))

_SHIFT = record(
    Fact("start", CLOCK),
    Fact("minutes", COUNT),
    Fact("night", FLAG, default=False),
    Fact("releasable", FLAG, default=False),
    Fact("resident", FLAG, default=False),
)
_CREW = record(
    Fact("office", FLAG, default=False),
    Fact("shift", TEXT, default=None),
    Fact("pattern", TEXT, default=None),
    Fact("anchor", SOME_DAY, default=None),
    Fact("offset", SIGNED, default=0),
    Fact("releasable", FLAG, default=True),
    Fact("release_max", COUNT, nullable=True, default=None),
)
_CALENDAR = record(
    Fact("holidays", list_of(SOME_DAY), default=()), Fact("workdays", list_of(SOME_DAY), default=())
)
_WAY = record(Fact("from", TEXT), Fact("to", TEXT), Fact("minutes", COUNT))
_ROOM = record(
    Fact("id", TEXT),
    Fact("site", TEXT, nullable=True, default=None),
    Fact("online", FLAG, default=False),
    Fact("capacity", COUNT),
    Fact("busy", list_of(_pair(INSTANT)), default=()),
)
_MEMBER = record(
    Fact("id", TEXT),
    Fact("crew", TEXT, nullable=True),
    Fact("site", TEXT),
    Fact("home_minutes", COUNT, default=0),
    Fact("voting", FLAG, default=True),
    Fact("counted", FLAG, default=True),
    Fact("formal", FLAG, nullable=True, default=None),
    Fact("leave", list_of(_pair(SOME_DAY)), default=()),
    Fact("prior_minutes", COUNT, default=0),
    Fact("post", TEXT, default=""),
)
_REST, _PRICES = RestRules(), Weights()
_RULES_FACTS = (
    Fact("vote", SHARE, default=None),
    Fact("election", SHARE, default=None),
    Fact("rest_after_night", COUNT, default=_REST.after_night),
    Fact("rest_before_night", COUNT, default=_REST.before_night),
    Fact("stay", COUNT, default=_REST.stay),
    Fact("handover", COUNT, default=_REST.handover),
    Fact("rest_between_shifts", COUNT, default=_REST.between_shifts),
    Fact("min_group", COUNT, nullable=True, default=None),
    Fact("min_formal", COUNT, nullable=True, default=None),
    Fact("max_group", COUNT, nullable=True, default=None),
)
_RULES = record(*_RULES_FACTS)
_WEIGHTS = record(
    Fact("absent", COUNT, default=_PRICES.absent),
    Fact("per_group", COUNT, default=_PRICES.per_group),
    Fact("lateness_per_day", COUNT, default=_PRICES.lateness_per_day),
)
_SUBSTITUTE = record(Fact("id", TEXT), Fact("crew", TEXT, nullable=True), Fact("posts", NAMES, default=("",)))
_WAS = record(Fact("start", INSTANT), Fact("room", TEXT))
_MEETING = record(
    Fact("id", TEXT),
    Fact("members", NAMES, nullable=True, default=None),
    Fact("rule", choice(*RULES), default=None),
    Fact("need", COUNT, nullable=True, default=None),
    Fact("duration", COUNT, default=None),
    Fact("rooms", NAMES, nullable=True, default=None),
    Fact("from", SOME_DAY, nullable=True, default=None),
    Fact("to", SOME_DAY, nullable=True, default=None),
    Fact("after", NAMES, nullable=True, default=()),
    Fact("required", NAMES, default=()),
    Fact("was", _WAS, nullable=True, default=None),
)


def _wanted(verb: str) -> tuple[Fact, ...]:
    """The facts of a verb. What every meeting of a plan may say for itself need not be said above."""
    own = verb == "plan"
    duration = Fact("duration", COUNT, default=None) if own else Fact("duration", COUNT)
    rule = Fact("rule", choice(*RULES))
    if verb not in ("rank", "rescue"):
        rule = Fact("rule", choice(*RULES), default=None if own else "class")
    more = {
        "rank": (Fact("k", COUNT, default=5),),
        "rescue": (
            Fact("k", COUNT, default=5),
            Fact("substitutes", list_of(_SUBSTITUTE), default=()),
        ),
        "plan": (Fact("meetings", list_of(_MEETING, most=MOST_MEETINGS)),),
    }.get(verb, ())
    return (
        Fact("from", SOME_DAY),
        Fact("days", COUNT),
        Fact("grid", COUNT, default=30),
        Fact("day_start", CLOCK, default=6 * 60),
        Fact("day_end", CLOCK, default=22 * 60),
        duration,
        rule,
        Fact("need", COUNT, nullable=True, default=None),
        Fact("rules", _RULES, nullable=True, default=None),
        Fact("weights", _WEIGHTS, nullable=True, default=None),
        Fact("shifts", table_of(_SHIFT), default={}),
        Fact("crews", table_of(_CREW)),
        Fact("calendar", _CALENDAR, nullable=True, default=None),
        Fact("travel", list_of(_WAY), default=()),
        Fact("rooms", list_of(_ROOM, most=MOST_ROOMS)),
        Fact("members", list_of(_MEMBER, most=MOST_MEMBERS)),
        Fact("required", NAMES, default=()),
        *more,
    )


VERBS = ("rank", "split", "rescue", "plan", "groups")


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: the problem, and what only some verbs know."""

    problem: Problem
    k: int = 5
    meetings: tuple[Meeting, ...] = ()
    substitutes: tuple[Substitute, ...] = ()
    group_rules: GroupRules | None = None
    has_calendar: bool = True


def read(verb: str, facts: Any) -> Question:
    """The question of a verb; raises FactError."""
    told = read_all(_wanted(verb), facts)
    rules = told["rules"] or read_all(_RULES_FACTS, {})
    weights = told["weights"] or {}
    _bounds(told)
    shifts = _shifts(told["shifts"])
    members = _members(told["members"], told["crews"])
    problem = Problem(
        first_day=told["from"],
        days=told["days"],
        duration=told["duration"] or 1,
        crews=_crews(told, shifts),
        rooms=_rooms(told["rooms"]),
        members=members,
        need=_need(told["rule"], told["need"], rules, members, told["from"]),
        travel=_travel(told["travel"]),
        grid=told["grid"],
        day_start=told["day_start"],
        day_end=told["day_end"],
        rest=RestRules(
            rules["rest_after_night"],
            rules["rest_before_night"],
            rules["stay"],
            rules["handover"],
            rules["rest_between_shifts"],
        ),
        weights=Weights(**weights),
        required=frozenset(_known(told["required"], {m.id for m in members}, "$.required")),
        release_max=_release_max(told["crews"]),
    )
    _ways(problem)
    return Question(
        problem=problem,
        k=told.get("k", 5),
        meetings=_meetings(told, rules, problem) if verb == "plan" else (),
        substitutes=_substitutes(told.get("substitutes", ()), problem),
        group_rules=_group_rules(rules, told["from"]) if verb == "groups" else None,
        has_calendar=told["calendar"] is not None,
    )


def schema(verb: str) -> dict[str, Any]:
    """The JSON Schema of a verb's facts."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"zhibu:gather:{verb}",
        **schema_of(_wanted(verb)),
    }


def _bounds(told: Mapping[str, Any]) -> None:
    """What would make the question endless, or cannot be meant."""
    if told["days"] > MOST_DAYS:
        raise invalid(f"最多 {MOST_DAYS} 天。", "$.days")
    if not 1 <= told["grid"] <= MINUTES_OF_A_DAY:
        raise invalid("间隔要在 1 到 1440 分钟之间。", "$.grid")
    if told["duration"] is not None:
        _length(told["duration"], "$.duration")
    for name in ("day_start", "day_end"):
        if told[name] > MINUTES_OF_A_DAY:
            raise invalid("一天只到 24:00。", f"$.{name}")
    if told["day_end"] < told["day_start"]:
        raise invalid("结束比开始早。", "$.day_end")


def _length(minutes: int, at: str) -> None:
    if not 1 <= minutes <= MINUTES_OF_A_DAY:
        raise invalid("时长要在 1 到 1440 分钟之间。", at)


def _shifts(told: Mapping[str, Mapping[str, Any]]) -> dict[str, Shift]:
    shifts = {}
    for code, about in told.items():
        at = path_to("$.shifts", code)
        try:
            shifts[code] = Shift(code, **about)
        except PatternError as fault:
            wrong = {"start_invalid": f"{at}.start", "minutes_invalid": f"{at}.minutes"}.get(fault.code, at)
            raise invalid(f"“{code}”这个班次写得不对（{fault.code}）。", wrong) from None
    return shifts


def _crews(told: Mapping[str, Any], shifts: Mapping[str, Shift]) -> dict[str, Crew]:
    own = told["calendar"]
    days = calendar([], []) if own is None else calendar(own["holidays"], own["workdays"])
    return {
        name: _crew(name, about, shifts, days, told["from"], path_to("$.crews", name))
        for name, about in told["crews"].items()
    }


def _crew(
    name: str, about: Mapping[str, Any], shifts: Mapping[str, Shift], days: Any, first_day: date, at: str
) -> Crew:
    if about["office"]:
        code = about["shift"] or OFFICE.code
        if code not in shifts and code != OFFICE.code:
            raise invalid(f"没有“{code}”这个班次。", f"{at}.shift")
        return Crew(name, (code,), first_day, 0, (shifts.get(code, OFFICE),), days)
    for key in ("pattern", "anchor"):
        if about[key] is None:
            raise FactError("fact_missing", f"缺少 {key}。", f"{at}.{key}")
    try:
        pattern = parse_pattern(about["pattern"])
        return Crew(name, pattern, about["anchor"], about["offset"], tuple(shifts.values()))
    except PatternError as fault:
        raise invalid(f"“{name}”的倒班写法不对（{fault.code} {fault.about}）。", f"{at}.pattern") from None


def _release_max(told: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    limits = {}
    for name, about in told.items():
        if not about["releasable"]:
            limits[name] = 0
        elif about["release_max"] is not None:
            limits[name] = about["release_max"]
    return limits


def _rooms(told: Sequence[Mapping[str, Any]]) -> tuple[Room, ...]:
    seen: set[str] = set()
    rooms = []
    for place, about in enumerate(told):
        at = f"$.rooms[{place}]"
        if about["id"] in seen:
            raise invalid(f"“{about['id']}”写了两次。", f"{at}.id")
        seen.add(about["id"])
        if about["site"] is None and not about["online"]:
            raise FactError("fact_missing", "缺少 site。", f"{at}.site")
        site = None if about["online"] else about["site"]
        rooms.append(Room(about["id"], site, about["capacity"], about["busy"]))
    return tuple(rooms)


def _members(told: Sequence[Mapping[str, Any]], crews: Mapping[str, Mapping[str, Any]]) -> tuple[Member, ...]:
    seen: set[str] = set()
    members = []
    for place, about in enumerate(told):
        at = f"$.members[{place}]"
        if about["id"] in seen:
            raise invalid(f"“{about['id']}”写了两次。", f"{at}.id")
        seen.add(about["id"])
        if about["crew"] is not None and about["crew"] not in crews:
            raise invalid(f"没有“{about['crew']}”这个班组。", f"{at}.crew")
        formal = about["voting"] if about["formal"] is None else about["formal"]
        members.append(Member(**{**about, "formal": formal}))
    return tuple(members)


def _travel(told: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], int]:
    return {(way["from"], way["to"]): way["minutes"] for way in told}


def _ways(problem: Problem) -> None:
    """Every way that somebody may have to go is known."""
    for site in dict.fromkeys(member.site for member in problem.members):
        for room in problem.rooms:
            try:
                problem.way(site, room)
            except WayUnknownError:
                raise FactError("fact_missing", f"缺少 {site} 到 {room.site} 的路程。", "$.travel") from None


def _need(
    rule: str | None, given: int | None, rules: Mapping[str, Any], members: Sequence[Member], on: date
) -> int | None:
    """How many counted voters must come: as given, by a share that is given, else by the rules of that day."""
    if given is not None or rule is None or rule == "class":
        return given
    total = sum(member.voting and member.counted for member in members)
    share = rules[rule]
    if share is not None:
        if not share["den"]:
            raise invalid("分母不能是 0。", f"$.rules.{rule}.den")
        part, rest = divmod(share["num"] * total, share["den"])
        return max(1, int(part) + bool(share["strict"] or rest))
    try:
        if rule == "election":
            return election.needed_to_elect(total, on)
        return voting.needed_to_hold("ordinary", total, on)
    except NoRuleInForceError as absent:
        raise FactError(
            "no_rule_in_force", f"{on.isoformat()} 没有可用的规定：{absent}", "$.from"
        ) from absent


def _group_rules(rules: Mapping[str, Any], on: date) -> GroupRules:
    usual = {"members": rules["min_group"], "full_members": rules["min_formal"]}
    if None in usual.values():
        try:
            usual = {**load().value("org.group", on), **{k: v for k, v in usual.items() if v is not None}}
        except NoRuleInForceError as absent:
            raise FactError(
                "no_rule_in_force", f"{on.isoformat()} 没有可用的规定：{absent}", "$.from"
            ) from absent
    return GroupRules(int(usual["members"]), int(usual["full_members"]), rules["max_group"])


def _known(names: Sequence[str], known: set[str], at: str) -> Sequence[str]:
    for place, name in enumerate(names):
        if name not in known:
            raise invalid(f"没有“{name}”。", f"{at}[{place}]")
    return names


def _substitutes(told: Sequence[Mapping[str, Any]], problem: Problem) -> tuple[Substitute, ...]:
    for place, about in enumerate(told):
        if about["crew"] is not None and about["crew"] not in problem.crews:
            raise invalid(f"没有“{about['crew']}”这个班组。", f"$.substitutes[{place}].crew")
    return tuple(Substitute(about["id"], about["crew"], frozenset(about["posts"])) for about in told)


def _meetings(told: Mapping[str, Any], rules: Mapping[str, Any], problem: Problem) -> tuple[Meeting, ...]:
    names = [about["id"] for about in told["meetings"]]
    return tuple(
        _meeting(about, f"$.meetings[{place}]", told, rules, problem, names)
        for place, about in enumerate(told["meetings"])
    )


def _meeting(
    about: Mapping[str, Any],
    at: str,
    told: Mapping[str, Any],
    rules: Mapping[str, Any],
    problem: Problem,
    names: Sequence[str],
) -> Meeting:
    if names.count(about["id"]) > 1:
        raise invalid(f"“{about['id']}”写了两次。", f"{at}.id")
    people, rooms = {m.id for m in problem.members}, {room.id for room in problem.rooms}
    invited = people if about["members"] is None else set(about["members"])
    _known(about["members"] or (), people, f"{at}.members")
    members = tuple(member for member in problem.members if member.id in invited)
    duration, rule = about["duration"] or told["duration"], about["rule"] or told["rule"]
    for key, value in (("duration", duration), ("rule", rule)):
        if value is None:
            raise FactError("fact_missing", f"缺少 {key}。", f"{at}.{key}")
    _length(duration, f"{at}.duration")
    given = about["need"] if about["need"] is not None or about["rule"] is not None else told["need"]
    _known(about["rooms"] or (), rooms, f"{at}.rooms")
    _known(about["after"] or (), set(names) - {about["id"]}, f"{at}.after")
    required = set(about["required"]) | (problem.required & {member.id for member in members})
    _known(about["required"], {member.id for member in members}, f"{at}.required")
    was = about["was"]
    if was is not None:
        _known([was["room"]], rooms, f"{at}.was.room")
    return Meeting(
        id=about["id"],
        members=tuple(member.id for member in members),
        duration=duration,
        need=_need(rule, given, rules, members, told["from"]),
        rooms=None if about["rooms"] is None else frozenset(about["rooms"]),
        first_day=about["from"],
        last_day=about["to"],
        after=tuple(about["after"] or ()),
        required=frozenset(required),
        was=None if was is None else (was["start"], was["room"]),
    )
