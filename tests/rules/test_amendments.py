"""An amendment is a matter of data: three articles and more are amended in a copy of the tables, no code changes, and
yesterday's answers stay what they were."""

import re
import shutil
from datetime import date, timedelta

import pytest

from tests.rules.test_cases import CASES
from zhibu.rules.ask import ask
from zhibu.rules.book import DATA, load
from zhibu.rules.check import failures
from zhibu.rules.development import publicity_is_asked

FIRST = date(2030, 1, 1)
EVE, DAY = FIRST - timedelta(days=1), FIRST

DOCUMENTS = """
doc.devel.2030: {title: 假想的发展党员细则（2030年）, from: "2030-01-01", checked_on: "2029-12-01"}
doc.dues.2030: {title: 假想的党费规定（2030年）, from: "2030-01-01", checked_on: "2029-12-01"}
doc.election.2030: {title: 假想的选举条例（2030年）, from: "2030-01-01", checked_on: "2029-12-01"}
"""
AMENDED = {  # rule: the new value, its document and article, and what else the new text says of it
    "dev.object.publicity": "{value: {workdays: 7}, document: doc.devel.2030, article: 15}",
    "dev.prob.start": "{value: {months: 18}, document: doc.devel.2030, article: 33}",
    "dev.vote.written": "{value: counted, document: doc.devel.2030, article: 21, status: V1}",
    "dues.rate": '{value: [{up_to: "4000", rate: "0.004"}, {up_to: null, rate: "0.01"}], document: doc.dues.2030}',
    "dues.cap": '{value: "1000", document: doc.dues17, until: "2030-01-01"}',
    "el.quorum": "{value: {share: 2/3, strict: true}, document: doc.election.2030, article: 18, status: V1}",
    "meet.assembly.freq": "{value: {times: 1, per: month}}",
}


@pytest.fixture(scope="module")
def amended(tmp_path_factory):
    folder = tmp_path_factory.mktemp("law") / "data"
    shutil.copytree(DATA, folder)
    with (folder / "documents.yaml").open("a", encoding="utf-8") as documents:
        documents.write(DOCUMENTS)
    for rule, value in AMENDED.items():
        _amend(folder, rule, f'    "{FIRST}": {value}\n')
    return load(folder)


def _amend(folder, rule, line):
    """Add a dated value to a rule as a person would: one line below the others."""
    for path in sorted(folder.glob("*.yaml")):
        text = path.read_text("utf-8")
        block = re.search(rf"^{re.escape(rule)}:\n(?:  .*\n)+", text, re.MULTILINE)
        if block is not None:
            opened = re.sub(
                r'^  values: \{("[0-9-]+": .*)\}$', r"  values:\n    \1", block[0], flags=re.MULTILINE
            )
            path.write_text(text[: block.start()] + opened + line + text[block.end() :], "utf-8")
            return
    raise LookupError(rule)


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=lambda case: case["name"])
def test_yesterdays_answers_stay(amended, case):
    assert failures(case, amended) == []


@pytest.mark.parametrize("rule", AMENDED)
def test_the_row_changes_on_the_day_and_not_before(amended, rule):
    assert amended.row(rule, EVE) == load().row(rule, EVE)
    assert amended.row(rule, DAY) != load().row(rule, DAY)


def told(question, facts, book, *days):
    return [ask(question, {**facts, "on": day.isoformat()}, book=book) for day in days]


def test_publicity_grows_by_two_days(amended):
    facts = {"step": "object", "done_on": None, "activist_on": "2028-01-01", "consented_on": "2029-12-01"}
    facts |= {"publicity_from": "2029-12-10", "publicity_to": "2029-12-14"}
    known = {"holidays": ["2029-01-01"], "workdays": []}
    facts |= {"calendar": known}
    eve = ask("development.step", facts | {"done_on": "2029-12-31"}, book=amended)
    day = ask("development.step", facts | {"done_on": "2030-01-01"}, book=amended)
    assert (eve["verdict"], day["verdict"]) == ("OK", "NO")
    cited = next(reason for reason in day["reasons"] if reason["rule"] == "dev.object.publicity")
    assert (cited["document"]["id"], cited["article"]) == ("doc.devel.2030", "15")
    assert publicity_is_asked(EVE, amended) and not publicity_is_asked(date(2026, 5, 17), amended)


def test_probation_grows_by_half_a_year(amended):
    facts = {"admitted_on": "2029-12-01", "approved_on": "2029-12-31"}
    eve, day = told("membership.dates", facts, amended, EVE, DAY)
    assert [found["values"]["probation_ends_on"] for found in (eve, day)] == ["2030-12-01", "2031-06-01"]


def test_written_opinions_come_back(amended):
    facts = {"matter": "admission", "should_attend": 20, "present": 12, "yes": 9, "no": 3, "abstain": 0}
    facts |= {"written_yes": 2, "ballot": "secret"}
    eve, day = told("vote.assembly", facts, amended, EVE, DAY)
    assert (eve["verdict"], day["verdict"]) == ("ASK", "OK")
    assert day["values"]["yes"] == 11


def test_another_slab_of_dues(amended):
    eve, day = told("dues.month", {"category": "employed", "base": "4000.00"}, amended, EVE, DAY)
    assert [found["values"]["amount"] for found in (eve, day)] == ["40.00", "16.00"]


def test_a_row_that_ends_is_asked_no_more(amended):
    facts = {"category": "employed", "base": "200000.00"}
    eve, day, later = told("dues.month", facts, amended, EVE, DAY, DAY + timedelta(days=1))
    assert [found["verdict"] for found in (eve, day, later)] == ["WARN", "WARN", "INFO"]
    assert later["values"]["amount"] == "2000.00"


def test_fewer_must_come_to_an_election(amended):
    facts = {"members": 15, "present": 11}
    eve, day = told("election.quorum", facts, amended, EVE, DAY)
    assert [(found["verdict"], found["values"]["quorum"]) for found in (eve, day)] == [("NO", 12), ("OK", 11)]


def test_quarters_become_months_from_the_day_on(amended):
    facts = {"body": "branch", "from": "2029-10-01", "to": "2030-02-28", "held": [], "has_committee": False}
    found = ask("duties.period", facts | {"on": "2030-02-28"}, book=amended)
    periods = [duty["period"] for duty in found["values"]["duties"] if duty["kind"] == "assembly"]
    assert periods == ["2029-Q4", "2030-01", "2030-02"]


def test_the_shipped_book_knows_nothing_of_it():
    assert max(row.since for history in load().versions.values() for row in history) < FIRST
