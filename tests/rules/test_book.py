"""The rulebook: dated values, sources, and what a superior may set."""

from datetime import date
from fractions import Fraction

import pytest

from zhibu.rules.book import (
    FORCES,
    STATUSES,
    NoRuleInForceError,
    OverrideRefusedError,
    UnknownRuleError,
    load,
)
from zhibu.rules.shares import share
from zhibu.rules.voting import judge_assembly

TODAY = date(2026, 9, 1)
BOOK = load()
ROWS = [row for history in BOOK.versions.values() for row in history]


@pytest.mark.parametrize("rule", BOOK.versions)
def test_each_row_is_whole(rule):
    history = BOOK.history(rule)
    assert [row.since for row in history] == sorted({row.since for row in history}, reverse=True)
    for row in history:
        assert row.title and row.text.endswith("。")
        assert row.status in STATUSES and row.force in FORCES
        assert row.article is None or row.document is not None


def test_a_row_is_never_older_than_its_document():
    early = [
        (row.rule, row.since)
        for row in ROWS
        if row.document and row.since < date.fromisoformat(BOOK.documents[row.document.id]["from"])
    ]
    assert early == []


def test_a_row_of_a_text_that_was_replaced_ends_with_it():
    for row in ROWS:
        ends = row.document and BOOK.documents[row.document.id].get("to")
        if ends:
            following = BOOK.find(row.rule, date.fromisoformat(ends).replace(year=2027))
            assert following is not None and following.document != row.document, row.rule


def test_the_version_of_the_day_is_found():
    assert BOOK.row("dev.vote.pass", date(2026, 5, 17)).document.id == "doc.devel.2014"
    assert BOOK.row("dev.vote.pass", date(2026, 5, 18)).document.id == "doc.devel.2026"
    with pytest.raises(NoRuleInForceError):
        BOOK.row("dev.object.publicity", date(2026, 5, 17))
    with pytest.raises(UnknownRuleError):
        BOOK.row("no.such.row", TODAY)


def test_a_superior_may_set_a_general_row_from_a_day_on():
    own = BOOK.overlaid(
        {"meet.lecture": {"times": 1, "per": "month"}}, since=date(2026, 7, 1), set_by="示例公司党委"
    )
    assert own.value("meet.lecture", date(2026, 6, 30))["per"] == "quarter"
    assert own.value("meet.lecture", TODAY)["per"] == "month"
    assert own.row("meet.lecture", TODAY).set_by == "示例公司党委"
    assert BOOK.value("meet.lecture", TODAY)["per"] == "quarter"


@pytest.mark.parametrize("rule", ["meet.assembly.vote.pass", "dev.one_year", "el.quorum", "dues.rate"])
def test_a_superior_may_not_set_what_the_text_fixes(rule):
    with pytest.raises(OverrideRefusedError):
        BOOK.overlaid({rule: {"share": "1/3", "strict": False}}, since=TODAY, set_by="示例公司党委")


def test_a_superior_may_settle_a_disputed_row():
    own = BOOK.overlaid(
        {"el.win": {"share": "1/2", "strict": True, "base": "present"}}, since=TODAY, set_by="上级"
    )
    assert own.value("el.win", TODAY)["base"] == "present"


def test_values_cannot_be_changed_in_place():
    with pytest.raises(TypeError):
        BOOK.value("el.quorum", TODAY)["share"] = "1/2"


def test_an_overlay_reaches_the_verdict():
    own = BOOK.overlaid({"dev.vote.written": "counted"}, since=date(2026, 6, 1), set_by="上级")
    asked = {"matter": "admission", "should_attend": 20, "present": 12, "yes": 9, "no": 3, "abstain": 0}
    assert judge_assembly(**asked, written_yes=2, ballot="secret", on=TODAY, book=own).verdict == "OK"


def test_traps_that_only_rows_show():
    assert BOOK.row("dues.fixed_year", TODAY).force == "general"  # 9: the base stays for the year
    assert BOOK.value("el.scrutineer", TODAY) == "not_a_candidate"  # 23
    assert {"admission", "dues"} <= set(BOOK.value("org.temp", TODAY)["not_allowed"])  # 25
    assert BOOK.row("fund.separate", TODAY).force == "must"  # 27
    assert BOOK.value("life.float", TODAY)["months"] == 6  # 29


def test_shares_are_exact():
    four_fifths = share({"share": "4/5", "strict": False})
    assert four_fifths.part == Fraction(4, 5)
    assert [four_fifths.least(people) for people in (5, 13, 15, 20)] == [4, 11, 12, 16]
    assert not four_fifths.reached(0, 0)
