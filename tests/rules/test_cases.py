"""Every case file comes out as it says, and every question has its cases."""

import ast
from collections import Counter
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest

from zhibu import rules
from zhibu.rules.book import load
from zhibu.rules.check import CaseFileError, cases, check_file, failures, judged_by
from zhibu.rules.questions import QUESTIONS
from zhibu.rules.register import count_cases, register

FILES = sorted(Path(__file__).with_name("cases").glob("*/*.yaml"))
CASES = [(path, case) for path in FILES for case in cases(path)]


@pytest.mark.parametrize(
    ("path", "case"), CASES, ids=[f"{path.parent.name}: {case['name']}" for path, case in CASES]
)
def test_case_comes_out_as_written(path, case):
    assert failures(case) == []


def test_every_question_has_three_cases():
    counted = Counter(case.get("question") for _, case in CASES)
    assert {name: counted[name] for name in QUESTIONS if counted[name] < 3} == {}


def test_every_rule_has_three_cases():
    counted = Counter(rule for _, case in CASES for rule in judged_by(case))
    assert {rule: counted[rule] for rule in load().versions if counted[rule] < 3} == {}


# Asked for a number, or by other rooms; no question gives them as a reason.
NO_REASON_OF_A_QUESTION = {
    "dues.rounding",
    "el.result",
    "el.scrutineer",
    "meet.online",
    "term.remind.6m",
    "term.request.1m",
}


def test_every_rule_that_code_asks_is_a_reason_in_three_answers():
    modules = sorted(Path(rules.__file__).parent.rglob("*.py"))
    words = {
        node.value
        for module in modules
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    counted = Counter(rule for _, case in CASES if "question" in case for rule in judged_by(case))
    asked = (words & load().versions.keys()) - NO_REASON_OF_A_QUESTION
    assert {rule: counted[rule] for rule in asked if counted[rule] < 3} == {}


def test_the_register_is_up_to_date():
    """`scripts/rules` writes it anew."""
    page = Path(__file__).parents[2] / "docs" / "reference" / "rules.md"
    assert page.read_text("utf-8") == register(load(), count_cases(FILES))


def test_each_amendment_has_cases_on_both_sides_of_its_day():
    looked_at = {(case["rule"], case["on"]) for _, case in CASES if "rule" in case}
    for rule, history in load().versions.items():
        for row in history:
            assert (rule, row.since.isoformat()) in looked_at
            assert (rule, (row.since - timedelta(days=1)).isoformat()) in looked_at


def test_every_trap_that_a_question_can_show_has_a_case():
    numbers = {int(case["name"].split()[0]) for path, case in CASES if path.parent.name == "traps"}
    rows_only = {9, 23, 25, 27, 29}
    assert numbers | rows_only == set(range(1, 31))


def test_a_wrong_case_says_what_came_instead(tmp_path):
    path = tmp_path / "cases.yaml"
    path.write_text(
        "- {name: four of ten, question: quorum.committee, facts: {seats: 5, present: 3}, "
        "verdict: NO, values: {quorum: 4}}\n"
    )
    out = StringIO()
    assert check_file(path, out) == 1
    assert "four of ten: verdict OK, expected NO" in out.getvalue()
    assert "value quorum is 3, expected 4" in out.getvalue()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- {name: a, rule: b, on: 2026-02-30, value: 1}", "a day that does not exist: '2026-02-30'"),
        ("- {name: a, rule: b, on: '2026-02-01'}", "needs either value or error"),
        ("- {name: a, rule: b, on: '2026-02-01', value: 1, verdict: OK}", "unknown keys ['verdict']"),
        ("- {name: a, question: [b], facts: {}, verdict: OK}", "a question that is not text"),
        ("- {name: a, question: b, facts: {}, verdict: OK, values: 5}", "values that are not a table"),
        ("- {name: a, question: b, facts: {}, verdict: OK, reasons: []}", "reasons that are not a table"),
        ("- {name: a, question: b, facts: {}, verdict: OK, today: tomorrow}", "a day that does not exist"),
        ("just words", "a list of cases is expected"),
        ("- 5", "case 1 is not a table"),
        ("- {name: a, question: b}", "lacks ['facts']"),
        ("- {name: a, question: b, facts: {}, verdict: OK, error: x}", "needs either verdict or error"),
        ("- {name: a, question: b, facts: {}, verdit: OK}", "unknown keys ['verdit']"),
        ("- {name: a, name: b}", "key 'name' stands twice"),
        ("- {", "while parsing"),
        ("- {[a]: b}", "unhashable"),
        ("- {name: " + "9" * 5000 + "}", "integer string"),
        ("- !!python/name:os.system {}", "could not determine a constructor"),
        ("[" * 5000, ""),
        ("- name: \t- b", "block sequence"),
    ],
)
def test_a_broken_case_file_names_the_fault(tmp_path, text, says):
    path = tmp_path / "cases.yaml"
    path.write_text(text)
    with pytest.raises(CaseFileError) as fault:
        cases(path)
    assert says in str(fault.value)
    assert check_file(path, StringIO()) == 2


def test_a_wrong_case_of_a_row_says_what_stands_there(tmp_path):
    path = tmp_path / "cases.yaml"
    path.write_text(
        "- {name: five fifths, rule: el.quorum, on: '2026-09-01', value: {share: 5/5, strict: false}}\n"
        "- {name: too early, rule: el.quorum, on: '2020-07-13', error: no_rule_in_force}\n"
        "- {name: too late, rule: el.quorum, on: '2020-07-12', value: 1}\n"
        "- {name: no such, rule: el.dorado, on: '2020-07-12', value: 1}\n"
        "- {name: indeed no such, rule: el.dorado, on: '2020-07-12', error: rule_unknown}\n"
    )
    out = StringIO()
    assert check_file(path, out) == 1
    assert out.getvalue().count("FAIL") == 4
    assert "value is {'share': '4/5', 'strict': False}, expected {'share': '5/5'" in out.getvalue()


def test_a_case_file_that_is_not_there_is_named(tmp_path):
    out = StringIO()
    assert check_file(tmp_path / "none.yaml", out) == 2
    assert "none.yaml" in out.getvalue()
