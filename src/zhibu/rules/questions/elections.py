"""Questions about elections and terms of office."""

from datetime import date

from zhibu.rules import election, terms_of_office
from zhibu.rules.book import Rulebook
from zhibu.rules.facts import COUNT, DAY, FLAG, FROM_ONE, TEXT, Fact, choice, list_of, record, table_of
from zhibu.rules.questions.shape import Facts, question
from zhibu.rules.verdict import Answer

_EXCLUDED = record(
    Fact("category", TEXT, nullable=True),
    Fact("count", COUNT, nullable=True),
    Fact("superior_agreed", FLAG, nullable=True, default=None),
    Fact("assembly_voted", FLAG, nullable=True, default=None),
)


def _quorum(facts: Facts, on: date, book: Rulebook) -> Answer:
    return election.judge_quorum(**facts, on=on, book=book)


def _slate(facts: Facts, on: date, book: Rulebook) -> Answer:
    return election.judge_slate(**facts, on=on, book=book)


def _count(facts: Facts, on: date, book: Rulebook) -> Answer:
    return election.judge_count(**facts, on=on, book=book)


def _result(facts: Facts, on: date, book: Rulebook) -> Answer:
    return election.judge_result(**facts, on=on, book=book)


def _term(facts: Facts, on: date, book: Rulebook) -> Answer:
    return terms_of_office.judge_dates(**facts, on=on, book=book)


ELECTIONS = (
    question(
        "election.quorum",
        "选举到会人数够不够",
        (
            Fact("members", COUNT, nullable=True),
            Fact("present", COUNT, nullable=True),
            Fact("excluded", list_of(_EXCLUDED), nullable=True, default=()),
        ),
        _quorum,
    ),
    question(
        "election.slate",
        "候选人要几名",
        (
            Fact("seats", FROM_ONE, nullable=True),
            Fact("candidates", COUNT, nullable=True),
            Fact("post", choice(*election.POSTS), nullable=True, default="committee"),
        ),
        _slate,
    ),
    question(
        "election.count",
        "收回的选票有没有效",
        (Fact("voters", COUNT, nullable=True), Fact("returned", COUNT, nullable=True)),
        _count,
    ),
    question(
        "election.result",
        "谁当选",
        (
            Fact("should_attend", COUNT, nullable=True),
            Fact("present", COUNT, nullable=True),
            Fact("seats", FROM_ONE, nullable=True),
            Fact("votes", table_of(COUNT), nullable=True),
            Fact("revote", FLAG, default=False),
        ),
        _result,
    ),
    question(
        "term.dates",
        "任期到哪天、什么时候报请示",
        (
            Fact("body", choice(*terms_of_office.BODIES), nullable=True),
            Fact("elected_on", DAY, nullable=True),
            Fact("postponed_to", DAY, nullable=True, default=None),
        ),
        _term,
    ),
)
