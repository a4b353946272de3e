"""The contract of `ask`, `schema`, `list` and `show`, and the command line around them."""

import json
import subprocess
import sys
from datetime import date
from io import BytesIO, StringIO, TextIOWrapper

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from zhibu.rules import ask as rules
from zhibu.rules.cli import main
from zhibu.rules.facts import FactError
from zhibu.rules.questions import QUESTIONS

VOTE = {"matter": "ordinary", "should_attend": 17, "present": 12, "yes": 9, "no": 2, "abstain": 1}

JSON_TEXTS = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=5),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=5), inner, max_size=3),
).map(lambda value: json.dumps(value).encode())


def run(*argv, given=""):
    out = StringIO()
    status = main(argv, StringIO(given), out)
    return status, out.getvalue()


def refused(*argv, given=""):
    status, text = run(*argv, given=given)
    assert status == 2
    return json.loads(text)["error"]


def test_an_answer_has_the_agreed_keys():
    found = rules.ask("vote.assembly", VOTE | {"on": "2026-09-01"})
    assert list(found) == ["question", "on", "verdict", "values", "reasons"]
    assert found["on"] == "2026-09-01"
    for reason in found["reasons"]:
        assert list(reason) == ["rule", "holds", "text", "document", "article", "status", "force"]
    assert found["reasons"][0]["document"] == {"id": "doc.branch", "title": "中国共产党支部工作条例（试行）"}
    assert found["reasons"][0]["article"] == "11"


def test_the_day_is_the_fact_else_the_act_else_today():
    step = {"step": "activist", "applied_on": "2024-01-01", "done_on": "2025-02-03"}
    assert rules.ask("development.step", step)["on"] == "2025-02-03"
    assert rules.ask("development.step", step | {"on": "2026-06-01"})["on"] == "2026-06-01"
    assert rules.ask("vote.assembly", VOTE | {"on": None}, today=date(2026, 7, 1))["on"] == "2026-07-01"
    assert date.fromisoformat(rules.ask("vote.assembly", VOTE)["on"]) > date(2026, 1, 1)


def test_the_command_line_answers_json():
    status, text = run("ask", "vote.assembly", given=json.dumps(VOTE | {"on": "2026-09-01"}))
    assert status == 0
    assert json.loads(text)["verdict"] == "OK"


def test_no_is_an_answer_and_not_an_error():
    status, text = run("ask", "quorum.committee", given='{"seats": 5, "present": 1}')
    assert status == 0
    assert json.loads(text)["verdict"] == "NO"


@pytest.mark.parametrize(
    ("given", "code", "at"),
    [
        ("", "fact_invalid", "$"),
        ("{", "fact_invalid", "$"),
        ("[]", "fact_invalid", "$"),
        ("null", "fact_invalid", "$"),
        ('{"seats": 5, "present": true}', "fact_invalid", "$.present"),
        ('{"seats": 5, "present": 1e400}', "fact_invalid", "$.present"),
        ('{"seats": 5, "present": NaN}', "fact_invalid", "$.present"),
        ('{"seats": 5, "present": 3, "more": [{"b.c": -Infinity}]}', "fact_invalid", '$.more[0]["b.c"]'),
        ('{"seats": 5, "present": 3.0}', "fact_invalid", "$.present"),
        ('{"seats": 5, "present": "3"}', "fact_invalid", "$.present"),
        ('{"seats": 5, "present": {}}', "fact_invalid", "$.present"),
        ('{"seats": 5, "present": ' + "9" * 5000 + "}", "fact_invalid", "$"),
        ('{"seats": 5, "present": 3, "present": 4}', "fact_invalid", "$.present"),
        ('{"seats": 5, "present": 3, "more": [{"a": 1, "b": 2, "b": 3}]}', "fact_invalid", "$.more[0].b"),
        ('{"seats": 5, "present": 3, "on": 20260901}', "fact_invalid", "$.on"),
        ('{"seats": 5, "present": 3, "on": "2026-9-1"}', "fact_invalid", "$.on"),
        ('{"seats": 5, "present": 3, "on": "20260901"}', "fact_invalid", "$.on"),
        ('{"seats": 5}', "fact_missing", "$.present"),
        ("[" * 100_000, "fact_invalid", "$"),
    ],
)
def test_facts_that_do_not_fit_are_refused_with_their_path(given, code, at):
    error = refused("ask", "quorum.committee", given=given)
    assert (error["code"], error["at"]) == (code, at)
    assert error["message"]


@pytest.mark.parametrize("hours", ["1e400", "-1e400", "1" + "0" * 400, "-0.5", '"32"', "false"])
def test_hours_are_a_number_a_person_can_have(hours):
    error = refused("ask", "hours.year", given='{"role": "member", "hours": ' + hours + "}")
    assert (error["code"], error["at"]) == ("fact_invalid", "$.hours")


@given(
    some.one_of(some.binary(), some.text().map(str.encode), JSON_TEXTS), some.sampled_from(sorted(QUESTIONS))
)
@settings(deadline=None)
def test_whatever_is_handed_in_comes_back_as_an_answer_or_an_error(given_bytes, question):
    out = StringIO()
    status = main(["ask", question], TextIOWrapper(BytesIO(given_bytes), encoding="utf-8"), out)
    found = json.loads(out.getvalue())
    assert (status, "error" in found) in ((0, False), (2, True))


def test_a_byte_order_mark_and_a_terminal_of_another_language_do_no_harm(monkeypatch):
    written = BytesIO()
    facts = '\ufeff{"number": "１１０１０５１９４９１２３１００２ｘ"}'
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(facts.encode()), encoding="latin-1"))
    monkeypatch.setattr("sys.stdout", TextIOWrapper(written, encoding="ascii"))
    assert main(["ask", "identity.number"]) == 0
    assert "地区代码" in written.getvalue().decode()


def test_the_command_needs_no_django_and_bears_a_reader_who_leaves():
    script = "import sys, zhibu.rules.cli; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
    listing = f"{sys.executable} -m zhibu.rules.cli list --json | head -n 1"
    done = subprocess.run(listing, shell=True, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("[\n", "")


def test_an_unknown_question_is_said_before_anything_is_read():
    assert refused("ask", "vote.everything", given="not read")["code"] == "question_unknown"


def test_half_a_character_is_no_text():
    error = refused("ask", "identity.number", given=r'{"number": "\ud800"}')
    assert (error["code"], error["at"]) == ("fact_invalid", "$.number")
    names = r'{"should_attend": 5, "present": 5, "seats": 1, "votes": {"\ud800": 5}}'
    assert refused("ask", "election.result", given=names)["at"] == "$.votes"


def test_unknown_questions_rules_and_words_are_refused():
    assert refused("ask", "vote.everything", given="{}")["code"] == "question_unknown"
    assert refused("schema", "vote.everything")["code"] == "question_unknown"
    assert refused("show", "no.such.rule")["code"] == "rule_unknown"
    assert refused("dance")["code"] == "usage"
    assert refused("check")["code"] == "usage"


def test_the_list_has_the_agreed_keys():
    status, text = run("list", "--json")
    listed = json.loads(text)
    assert status == 0
    assert all(
        list(row) == ["rule", "title", "document", "article", "status", "force", "values"] for row in listed
    )
    written = next(row for row in listed if row["rule"] == "dev.vote.written")
    assert [version["from"] for version in written["values"]] == ["2014-06-01", "2026-05-18"]
    assert run("list")[1].count("\n") == len(listed)


def test_show_gives_the_text_and_every_source():
    found = json.loads(run("show", "dev.vote.pass")[1])
    assert found["text"] and [version["article"] for version in found["values"]] == ["22", "20"]
    assert [(text["id"], text["from"]) for text in found["documents"]] == [
        ("doc.devel.2014", "2014-06-01"),
        ("doc.devel.2026", "2026-05-18"),
    ]
    assert all(text["checked_on"] for text in found["documents"])


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_has_a_schema(name):
    described = json.loads(run("schema", name)[1])
    assert described["$id"].endswith(name)
    assert "on" in described["properties"]


def test_check_tells_by_its_exit_status(tmp_path):
    path = tmp_path / "cases.yaml"
    path.write_text("- {name: a, question: quorum.committee, facts: {seats: 5, present: 3}, verdict: OK}\n")
    assert run("check", str(path))[0] == 0
    path.write_text("- {name: a, question: quorum.committee, facts: {seats: 5, present: 3}, verdict: ASK}\n")
    assert run("check", str(path))[0] == 1
    assert run("check", str(tmp_path / "none.yaml"))[0] == 2


def test_facts_nobody_asked_for_are_ignored():
    assert rules.ask("vote.assembly", VOTE | {"weather": "rain"})["verdict"] == "OK"


def test_facts_that_are_no_table_are_refused():
    with pytest.raises(FactError):
        rules.ask("vote.assembly", [])
