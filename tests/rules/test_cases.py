"""Every case file comes out as it says, and every question has its cases."""

from collections import Counter
from io import StringIO
from pathlib import Path

import pytest

from zhibu.rules.check import CaseFileError, cases, check_file, failures
from zhibu.rules.questions import QUESTIONS

FILES = sorted(Path(__file__).with_name("cases").glob("*/*.yaml"))
CASES = [(path, case) for path in FILES for case in cases(path)]


@pytest.mark.parametrize(
    ("path", "case"), CASES, ids=[f"{path.parent.name}: {case['name']}" for path, case in CASES]
)
def test_case_comes_out_as_written(path, case):
    assert failures(case) == []


def test_every_question_has_three_cases():
    counted = Counter(case["question"] for _, case in CASES)
    assert {name: counted[name] for name in QUESTIONS if counted[name] < 3} == {}


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
        ("just words", "a list of cases is expected"),
        ("- 5", "case 1 is not a table"),
        ("- {name: a, question: b}", "lacks ['facts']"),
        ("- {name: a, question: b, facts: {}, verdict: OK, error: x}", "needs either verdict or error"),
        ("- {name: a, question: b, facts: {}, verdit: OK}", "unknown keys ['verdit']"),
        ("- {name: a, name: b}", "key 'name' stands twice"),
        ("- {", "while parsing"),
    ],
)
def test_a_broken_case_file_names_the_fault(tmp_path, text, says):
    path = tmp_path / "cases.yaml"
    path.write_text(text)
    with pytest.raises(CaseFileError) as fault:
        cases(path)
    assert says in str(fault.value)
    assert check_file(path, StringIO()) == 2


def test_a_case_file_that_is_not_there_is_named(tmp_path):
    out = StringIO()
    assert check_file(tmp_path / "none.yaml", out) == 2
    assert "none.yaml" in out.getvalue()
