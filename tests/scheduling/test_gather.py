"""`zhibu gather` as scripts meet it: the contract to the letter, bad input, and what is loaded when."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scheduling import rosters
from tests.scheduling.comparing import run

ZHIBU = Path(sys.executable).with_name("zhibu")

SHIFTS = {
    "白": {"start": "08:00", "minutes": 480},
    "中": {"start": "16:00", "minutes": 480},
    "夜": {"start": "24:00", "minutes": 480, "night": True},
    "班": {"start": "08:00", "minutes": 570, "releasable": True},
}


def crew(offset, pattern="白2中2夜2休2"):
    return {"pattern": pattern, "anchor": "2026-09-01", "offset": offset}


def person(name, crew="甲", **more):
    return {"id": name, "crew": crew, "site": "S0", "home_minutes": 30, **more}


def problem(**more):
    return {
        "from": "2026-09-01", "days": 8, "duration": 90, "rule": "vote", "shifts": SHIFTS,
        "crews": {"甲": crew(0), "日": {"office": True, "shift": "班"}},
        "calendar": {"holidays": ["2026-10-01"], "workdays": ["2026-10-10"]},
        "rooms": [{"id": "S0", "site": "S0", "capacity": 50}],
        "members": [person("a")],
    } | more  # fmt: skip


def even(members=8, **more):
    """Four crews of one system, evenly staffed: one of them is always at work."""
    crews = {name: crew(2 * at) for at, name in enumerate("甲乙丙丁")}
    people = [person(f"m{n}", "甲乙丙丁"[n % 4]) for n in range(members)]
    return problem(crews=crews, members=people, **more)


def warned(answer):
    return [one["code"] for one in answer["warnings"]]


class TestRank:
    def test_the_answer_has_these_keys_and_no_others(self):
        status, answer = run("rank", problem(k=1))
        assert status == 0
        assert answer.pop("feasible") > 100
        assert answer == {
            "need": 1, "certificate": None, "warnings": [],
            "slots": [{
                "start": "2026-09-01T06:30", "room": "S0", "present": 1, "voters": 1, "margin": 0,
                "own_minutes": 90, "cost": 45, "can": [{"id": "a", "how": "comes_early", "minutes": 90}], "cannot": [],
            }],
        }  # fmt: skip

    def test_reasons_follow_the_shift(self):
        times = {
            ("2026-09-01", "10:00"): "on_shift", ("2026-09-06", "10:00"): "rest_after_night",
            ("2026-09-05", "19:00"): "rest_before_night",
        }  # fmt: skip
        for (day, start), reason in times.items():
            hour = int(start[:2])
            told = problem(
                **{"from": day, "days": 1, "day_start": start, "day_end": f"{hour + 2}:00", "k": 1, "need": 2}
            )
            assert run("rank", told)[1]["nearest"][0]["cannot"] == [{"id": "a", "reason": reason}]

    def test_too_small_a_room_keeps_everybody_away_who_could_come(self):
        told = problem(members=[person("a"), person("b", leave=[["2026-09-01", "2026-09-08"]]), person("c")])
        told["rooms"][0]["capacity"] = 1
        told |= {"day_start": "16:00", "day_end": "17:30", "days": 1}
        answer = run("rank", told)[1]
        assert answer["feasible"] == 0
        assert {one["id"]: one["reason"] for one in answer["nearest"][0]["cannot"]} == {
            "a": "room_full", "b": "leave", "c": "room_full"
        }  # fmt: skip

    def test_evenly_staffed_four_crews_can_never_elect_by_shifts_alone(self):
        answer = run("rank", even(rule="election", days=30))[1]
        assert (answer["feasible"], answer["slots"]) == (0, [])
        assert answer["certificate"] == {"period_days": 56, "best": 6, "need": 7}
        assert len(answer["nearest"]) == 5

    def test_a_lesson_needs_no_number(self):
        answer = run("rank", problem(rule="class", k=1))[1]
        assert (answer["need"], answer["slots"][0]["margin"]) == (None, None)

    def test_exactly_half_is_not_enough_for_a_vote(self):
        told = problem(members=[person(f"m{n}") for n in range(18)])
        assert run("rank", told)[1]["need"] == 10

    def test_people_who_are_not_counted_do_not_raise_the_need(self):
        told = problem(
            members=[person("a"), person("b"), person("c", counted=False), person("d", voting=False)]
        )
        assert run("rank", told)[1]["need"] == 2

    def test_the_secretary_must_be_able_to_come(self):
        told = problem(members=[person("a"), person("b", None), person("c", None)], k=100)
        told["required"] = ["a"]
        assert all("a" in [one["id"] for one in s["can"]] for s in run("rank", told)[1]["slots"])

    def test_a_station_is_met_on_its_own_site_or_online(self):
        shifts = {"驻": {"start": "00:00", "minutes": 1440, "resident": True}}
        told = problem(
            shifts=shifts, crews={"甲": crew(0, "驻14休14")}, days=1, k=9, need=2, day_end="08:00", grid=120
        )
        told["travel"] = [{"from": "S0", "to": "S1", "minutes": 40}]
        told["rooms"] = [{"id": n, "site": s, "capacity": 9} for n, s in (("near", "S0"), ("far", "S1"))]
        told["rooms"].append({"id": "online", "online": True, "capacity": 9})
        found = {slot["room"]: slot for slot in run("rank", told)[1]["nearest"]}
        assert found["far"]["cannot"] == [{"id": "a", "reason": "duty_block"}]
        assert (
            found["near"]["can"] == found["online"]["can"] == [{"id": "a", "how": "in_shift", "minutes": 0}]
        )


class TestWarnings:
    def test_no_calendar_is_monday_to_friday_and_said(self):
        told = problem(
            members=[person("a", "日")], k=1, **{"from": "2026-10-01", "days": 1, "day_start": "09:00"}
        )
        told.pop("calendar")
        answer = run("rank", told)[1]
        assert warned(answer) == ["calendar_missing"]
        assert answer["slots"][0]["can"] == [{"id": "a", "how": "in_shift", "minutes": 0}]

    def test_a_year_that_is_not_in_the_calendar_is_said(self):
        assert warned(run("rank", problem(**{"from": "2027-03-01"}))[1]) == ["calendar_year_missing"]

    def test_nights_written_on_the_wrong_day(self):
        told = problem(shifts=SHIFTS | {"夜": {"start": "00:00", "minutes": 480, "night": True}})
        assert warned(run("rank", told)[1]) == ["short_gap"]

    def test_hours_nobody_works(self):
        told = problem(crews={"甲": crew(0), "乙": crew(4)})
        assert warned(run("rank", told)[1]) == ["uncovered"]
        told = even()
        told["crews"]["丁"] = crew(4)
        assert warned(run("rank", told)[1]) == ["uncovered", "doubly_covered"]

    def test_a_sound_roster_on_two_sites_is_not_odd(self):
        told = even()
        told["crews"] |= {f"{name}二": about for name, about in told["crews"].items()}
        assert warned(run("rank", told)[1]) == []

    def test_nobody_with_a_vote(self):
        answer = run("rank", problem(members=[person("a", voting=False)]))[1]
        assert warned(answer) == ["no_voters"]
        assert (answer["need"], answer["feasible"]) == (1, 0)
        assert answer["certificate"] == {"period_days": 56, "best": 0, "need": 1}

    @pytest.mark.parametrize("more", [{"days": 0}, {"duration": 1200}, {"rooms": []}])
    def test_no_time_or_room_at_all(self, more):
        for verb in ("rank", "split", "rescue", "groups", "plan"):
            status, answer = run(verb, problem(**more) | {"meetings": [{"id": "q"}]})
            assert status == 0
            assert "no_slots" in warned(answer)

    def test_nobody_at_all(self):
        for verb in ("rank", "split", "rescue", "groups", "plan"):
            assert run(verb, problem(members=[]) | {"meetings": [{"id": "q"}]})[0] == 0


class TestRefusals:
    @pytest.mark.parametrize(
        ("change", "code", "at"),
        [
            ({"from": None}, "fact_invalid", "$.from"),
            ({"days": "8"}, "fact_invalid", "$.days"),
            ({"rule": "party"}, "fact_invalid", "$.rule"),
            ({"grid": 0}, "fact_invalid", "$.grid"),
            ({"day_end": "05:00"}, "fact_invalid", "$.day_end"),
            ({"duration": 0}, "fact_invalid", "$.duration"),
            ({"members": [person("a", "戊")]}, "fact_invalid", "$.members[0].crew"),
            ({"members": [person("a"), person("a")]}, "fact_invalid", "$.members[1].id"),
            ({"members": [person("a", leave=[["2026-09-02", "2026-09-01"]])]}, "fact_invalid",
             "$.members[0].leave[0][1]"),
            ({"crews": {"甲": {"pattern": "白2", "offset": 0}}}, "fact_missing", "$.crews.甲.anchor"),
            ({"crews": {"甲": crew(0, "早2休2")}}, "fact_invalid", "$.crews.甲.pattern"),
            ({"crews": {"甲": crew(0, "2白")}}, "fact_invalid", "$.crews.甲.pattern"),
            ({"shifts": {"休": {"start": "08:00", "minutes": 60}}}, "fact_invalid", "$.shifts.休"),
            ({"shifts": {"白": {"start": "8点", "minutes": 60}}}, "fact_invalid", "$.shifts.白.start"),
            ({"rooms": [{"id": "R", "site": "S9", "capacity": 5}]}, "fact_missing", "$.travel"),
            ({"rules": {"vote": {"num": 1, "den": 0}}}, "fact_invalid", "$.rules.vote.den"),
            ({"from": "1990-01-01"}, "no_rule_in_force", "$.from"),
        ],
    )  # fmt: skip
    def test_what_does_not_fit_is_refused_with_its_path(self, change, code, at):
        status, answer = run("rank", problem(**change))
        assert (status, answer["error"]["code"], answer["error"]["at"]) == (2, code, at)
        assert answer["error"]["message"]

    @pytest.mark.parametrize("key", ["from", "days", "duration", "rule", "crews", "rooms", "members"])
    def test_what_is_needed_is_asked_for(self, key):
        told = problem()
        told.pop(key)
        status, answer = run("rank", told)
        assert (status, answer["error"]["code"], answer["error"]["at"]) == (2, "fact_missing", f"$.{key}")

    @pytest.mark.parametrize("text", ["", "[", "[]", "null", '{"a":1,"a":2}', '{"from": NaN}', "[" * 100_000])
    def test_no_json_or_no_facts(self, text):
        status, answer = run("rank", text)
        assert (status, answer["error"]["code"], answer["error"]["at"]) == (2, "fact_invalid", "$")

    def test_a_verb_nobody_knows(self):
        assert run("guess", problem())[1]["error"]["code"] == "verb_unknown"

    def test_meetings_in_a_circle(self):
        meetings = [{"id": "a", "after": "b"}, {"id": "b", "after": ["a"]}]
        answer = run("plan", problem(meetings=meetings))[1]
        assert (answer["error"]["code"], answer["error"]["at"]) == ("fact_invalid", "$.meetings")


class TestOtherVerbs:
    def test_an_election_is_saved_by_letting_one_off(self):
        answer = run("rescue", even(rule="election", days=30, k=1))[1]
        (slot,) = answer["slots"]
        assert (slot["need"], slot["voters"], sum(slot["release"].values())) == (7, 6, 1)
        assert answer["certificate"] == {"period_days": 56, "best": 6, "need": 7}

    def test_without_releases_it_cannot_be_saved(self):
        told = even(rule="election", days=30)
        for about in told["crews"].values():
            about["releasable"] = False
        assert run("rescue", told)[1]["slots"] == []

    def test_the_next_day_on_which_enough_can_come(self):
        away = [["2026-09-01", "2026-09-10"]]
        told = problem(members=[person("a", leave=away), person("b", leave=away)])
        answer = run("rescue", told)[1]
        assert (answer["slots"], answer["certificate"], answer["next"]) == ([], None, "2026-09-11")

    def test_a_lesson_in_two_sessions(self):
        answer = run("split", even(rule="class"))[1]
        assert set(answer) == {"sessions", "own_minutes"}
        assert len(answer["sessions"]) == 2
        assert sorted(i for s in answer["sessions"] for i in s["ids"]) == [f"m{n}" for n in range(8)]

    def test_a_plan_keeps_the_order_and_takes_no_room_twice(self):
        meetings = [
            {"id": "大会", "after": ["支委会"]},
            {"id": "支委会", "members": ["m0", "m1", "m2"], "duration": 60},
        ]
        answer = run("plan", even(meetings=meetings))[1]
        assert set(answer) == {"meetings", "status", "cost", "bound"}
        assert (answer["status"], answer["bound"]) == ("optimal", answer["cost"])
        assembly, committee = answer["meetings"]
        assert committee["start"] < assembly["start"]

    def test_groups_have_somebody_who_can_lead(self):
        told = even(12, days=14)
        told["members"][0]["leave"] = [["2026-08-01", "2026-12-31"]]
        answer = run("groups", told)[1]
        assert set(answer) == {"groups", "contacts", "cost"}
        assert all(
            group["leader_ok"] and len(group["ids"]) >= 3 and group["reason"] for group in answer["groups"]
        )
        assert [(one["id"], one["contact"]) for one in answer["contacts"]] == [("m0", "m4")]

    @pytest.mark.parametrize("verb", ["rank", "split", "rescue", "plan", "groups"])
    def test_every_verb_has_a_schema(self, verb):
        from io import StringIO

        from zhibu.scheduling import cli

        out = StringIO()
        assert cli.main(["schema", verb], stdout=out) == 0
        described = json.loads(out.getvalue())
        assert described["$id"] == f"zhibu:gather:{verb}"
        assert {"from", "days", "crews", "rooms", "members"} <= set(described["required"])


def test_the_problem_in_the_reference_is_one():
    page = Path(__file__).parents[2] / "docs" / "reference" / "gather.md"
    told = page.read_text("utf-8").split("```json")[1].split("```")[0]
    for verb in ("rank", "split", "rescue", "groups"):
        assert run(verb, told)[0] == 0


class TestTheCommand:
    def test_the_same_question_gives_the_same_bytes(self):
        told = rosters.branch(3, 20, 30)
        told["meetings"] = rosters.month_of(told)
        text = json.dumps(told, ensure_ascii=False).encode()
        for verb in ("rank", "plan", "groups"):
            answers = {
                subprocess.run(
                    [ZHIBU, "gather", verb], input=text, capture_output=True, check=True,
                    env={**os.environ, "PYTHONHASHSEED": seed},
                ).stdout
                for seed in ("1", "2")
            }  # fmt: skip
            assert len(answers) == 1

    def test_no_engine_is_loaded_before_it_is_needed(self):
        code = (
            "import sys, zhibu.scheduling, zhibu.scheduling.cli\n"
            "print([name for name in ('numpy', 'highspy', 'django') if name in sys.modules])"
        )
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert ran.stdout.strip() == "[]"
