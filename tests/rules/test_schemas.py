"""The schema of a question describes exactly the facts that are accepted."""

import json
import re
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as some

from tests.rules.json_schema import changed, facts_of, fits
from tests.rules.test_cases import CASES
from zhibu.rules.ask import ask, schema
from zhibu.rules.facts import DAY, MONEY, MONTH, FactError, days_before
from zhibu.rules.questions import QUESTIONS

TODAY = date(2026, 9, 1)
PATH = re.compile(r'\$(?:\.\w+|\[[0-9]+\]|\["(?:[^"\\]|\\.)*"\])+')
VERDICTS = {"OK", "WARN", "ASK", "NO", "INFO"}
CONTRADICTIONS = {  # what no schema can say: two facts that exclude each other
    "一次最多看十年。",
    "书面意见比缺席的人多。",
    "公示的结束日期早于开始日期。",
    "同一天不能既放假又上班。",
    "减去的人比党员还多。",
    "到会委员比现有委员多。",
    "实到人数比应到人数多。",
    "得票比到会的人多。",
    "批准日期不能早于党员大会通过的日期。",
    "报告日期不能早于党员大会的日期。",
    "改期后的日期不能早于选举日期。",
    "日期太远，算不出来。",
    "正式党员比党员总数多。",
    "没有到会的人不能有表决。",
    "票数加起来比到会有表决权的人多。",
    "结束日期早于开始日期。",
}
slowly = settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))


def blended(described):
    """Facts of two branches in one."""
    return some.tuples(facts_of(described), facts_of(described)).map(lambda pair: {**pair[0], **pair[1]})


def asked(question, facts):
    """The answer, or the error that says no; anything else is a fault and stays loud."""
    try:
        return ask(question, facts, today=TODAY)
    except FactError as error:
        return error


@pytest.mark.parametrize("question", QUESTIONS)
@slowly
@given(data=some.data())
def test_facts_made_by_the_schema_are_answered_or_cannot_be(question, data):
    described = schema(question)
    facts = data.draw(some.one_of(facts_of(described), blended(described)))
    assume(fits(described, facts))
    found = asked(question, facts)
    if isinstance(found, FactError):
        assert found.code == "no_rule_in_force" or found.message in CONTRADICTIONS
        assert PATH.fullmatch(found.at) and found.message.endswith("。")
        return
    assert found["verdict"] in VERDICTS and found["question"] == question
    assert all(reason["text"].endswith(("。", "）")) for reason in found["reasons"])
    json.loads(json.dumps(found, ensure_ascii=False, allow_nan=False))


@pytest.mark.parametrize("question", QUESTIONS)
@slowly
@given(data=some.data())
def test_facts_outside_the_schema_are_refused(question, data):
    described = schema(question)
    facts = data.draw(some.one_of(facts_of(described).flatmap(changed), blended(described)))
    assume(not fits(described, facts))
    found = asked(question, facts)
    assert isinstance(found, FactError), found
    assert found.code in ("fact_invalid", "fact_missing", "no_rule_in_force")
    assert found.at == "$" or PATH.fullmatch(found.at)


@pytest.mark.parametrize(
    "case", [case for _, case in CASES if "verdict" in case], ids=lambda case: case["name"]
)
def test_the_facts_of_a_case_that_is_answered_fit_the_schema(case):
    assert fits(schema(case["question"]), case["facts"])


@pytest.mark.parametrize("question", QUESTIONS)
@given(data=some.data())
def test_what_is_not_known_is_never_an_error(question, data):
    """Every key of the schema may be null in facts that are otherwise in order, but for settings of the question."""
    described = schema(question)
    good = next(case["facts"] for _, case in CASES if case.get("question") == question and "verdict" in case)
    key = data.draw(some.sampled_from(sorted(good)))
    assume(key not in ("has_committee", "settings", "exempt", "revote") or question == "hours.year")
    found = asked(question, good | {key: None})
    assert not isinstance(found, FactError), (key, found)
    assert fits(described, good | {key: None})


def test_the_pattern_of_a_day_knows_the_calendar():
    pattern = re.compile(DAY.schema["pattern"])
    for year in (1, 4, 100, 400, 1900, 1996, 2000, 2023, 2024, 9999):
        day = date(year, 1, 1)
        real = {(day + timedelta(days=offset)).isoformat() for offset in range(365)}
        real |= {f"{year:04d}-12-31"}
        written = {f"{year:04d}-{month:02d}-{number:02d}" for month in range(14) for number in range(34)}
        assert {text for text in written if pattern.search(text)} == real
    assert not pattern.search("0000-01-01") and not pattern.search("0000-02-29")


@given(some.dates(), some.dates())
def test_the_schema_of_earlier_days(one, other):
    assert fits(days_before(one), other.isoformat()) == (other < one)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (MONTH, ["0001-01", "2026-12"], ["0000-01", "2026-00", "2026-13", "2026-1", "2026-01\n"]),
        (
            MONEY,
            ["0", "5200", "5200.5", "5200.00", "9" * 12],
            ["-1", "+1", "1e3", ".5", "5.", "5.000", "5\n", "9" * 13],
        ),
    ],
)
def test_patterns_and_reading_agree(kind, good, bad):
    for text in good:
        kind.read(text, "$")
        assert fits(kind.schema, text)
    for text in bad:
        assert not fits(kind.schema, text)
        with pytest.raises(FactError):
            kind.read(text, "$")
