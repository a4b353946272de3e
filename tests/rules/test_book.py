"""The rulebook: dated values, sources, and what a superior may set."""

from datetime import date
from fractions import Fraction

import pytest

from zhibu.rules.ask import ask, show
from zhibu.rules.book import (
    FORCES,
    SEEN_IN_TEXT,
    STATUSES,
    NoRuleInForceError,
    OverrideRefusedError,
    Setting,
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


@pytest.mark.parametrize("rule", BOOK.versions)
def test_every_value_is_cited(rule):
    """By its document, or in words where no document says it; what was seen in a text names the text."""
    for row in BOOK.history(rule):
        assert row.document is not None or row.note
        assert row.status != "V1" or row.document is not None


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


def set_by_the_committee(overrides, book=BOOK, **more):
    told = {"since": date(2026, 7, 1), "set_by": "示例公司党委", "instrument": "示委发〔2026〕3号"} | more
    return book.overlaid(overrides, **told)


MONTHLY, YEARLY = {"times": 1, "per": "month"}, {"times": 1, "per": "year"}


def test_a_superior_may_set_a_general_row_from_a_day_on():
    own = set_by_the_committee({"meet.lecture": MONTHLY})
    assert own.value("meet.lecture", date(2026, 6, 30))["per"] == "quarter"
    assert own.value("meet.lecture", TODAY)["per"] == "month"
    assert BOOK.value("meet.lecture", TODAY)["per"] == "quarter"


def test_a_setting_says_who_by_which_instrument_and_from_when():
    own = set_by_the_committee({"meet.lecture": MONTHLY}, until=date(2026, 12, 31))
    assert own.row("meet.lecture", TODAY).setting == Setting("示例公司党委", "示委发〔2026〕3号", 1)
    assert (
        own.reason(True, "讲过党课。", "meet.lecture", TODAY).text
        == "讲过党课。（示例公司党委，示委发〔2026〕3号）"
    )
    assert show("meet.lecture", own)["settings"] == [
        {"from": "2026-07-01", "to": "2026-12-31", "value": MONTHLY}
        | {"set_by": "示例公司党委", "instrument": "示委发〔2026〕3号", "level": 1}
    ]
    assert own.row("meet.lecture", date(2027, 1, 1)).setting is None


@pytest.mark.parametrize("missing", [{"set_by": " "}, {"instrument": ""}])
def test_a_setting_without_author_or_instrument_is_refused(missing):
    with pytest.raises(OverrideRefusedError):
        set_by_the_committee({"meet.lecture": MONTHLY}, **missing)


SEEN_MUST = sorted(row.rule for row in ROWS if row.force == "must" and row.status in SEEN_IN_TEXT)


@pytest.mark.parametrize("rule", SEEN_MUST)
def test_a_superior_may_not_set_what_the_text_fixes(rule):
    row = next(row for row in BOOK.history(rule) if row.force == "must" and row.status in SEEN_IN_TEXT)
    with pytest.raises(OverrideRefusedError):
        set_by_the_committee({rule: row.value}, since=row.since)


@pytest.mark.parametrize("rule", sorted(BOOK.versions.keys() - set(SEEN_MUST)))
def test_a_superior_may_set_every_other_row(rule):
    own = set_by_the_committee({rule: BOOK.history(rule)[0].value})
    assert own.row(rule, TODAY).setting is not None


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("meet.lecture", "month"),
        ("meet.lecture", {"times": "1", "per": "month"}),
        ("meet.lecture", {"often": 1}),
        ("dues.rounding", 1),
        ("dues.fixed_year", 1),
    ],
)
def test_a_setting_has_the_form_of_the_row(rule, value):
    with pytest.raises(OverrideRefusedError):
        set_by_the_committee({rule: value})


def test_a_setting_may_leave_out_what_stays():
    own = set_by_the_committee({"meet.online": {"vote": True}})
    assert dict(own.value("meet.online", TODAY)) == {"study": True, "vote": True, "election": False}


@pytest.mark.parametrize("high_first", [True, False])
def test_the_higher_level_prevails_whichever_came_first(high_first):
    low, high = ({"meet.lecture": MONTHLY}, 1), ({"meet.lecture": YEARLY}, 2)
    own = BOOK
    for overrides, level in [high, low] if high_first else [low, high]:
        own = set_by_the_committee(overrides, book=own, level=level)
    assert own.value("meet.lecture", TODAY)["per"] == "year"


def test_of_one_level_the_later_prevails_and_the_earlier_keeps_its_days():
    own = set_by_the_committee({"meet.lecture": MONTHLY})
    own = set_by_the_committee({"meet.lecture": YEARLY}, book=own, since=date(2026, 8, 1))
    assert [own.value("meet.lecture", day)["per"] for day in (date(2026, 7, 31), TODAY)] == ["month", "year"]


def test_a_setting_ends_when_the_text_is_replaced():
    own = set_by_the_committee({"dev.training": {"days": 5}}, since=date(2025, 1, 1))
    assert own.value("dev.training", date(2026, 5, 17))["days"] == 5
    assert own.value("dev.training", date(2026, 5, 18))["days"] == 3


def test_a_superior_may_settle_a_disputed_row():
    own = set_by_the_committee({"el.win": {"base": "present"}})
    assert own.value("el.win", TODAY)["base"] == "present"
    facts = {"on": "2026-09-01", "should_attend": 20, "present": 16, "seats": 1, "votes": {"甲": 9}}
    assert [ask("election.result", facts, book=book)["verdict"] for book in (BOOK, own)] == ["ASK", "OK"]


def test_values_cannot_be_changed_in_place():
    with pytest.raises(TypeError):
        BOOK.value("el.quorum", TODAY)["share"] = "1/2"


def test_an_overlay_reaches_the_verdict():
    own = set_by_the_committee({"dev.vote.written": "counted"})
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
