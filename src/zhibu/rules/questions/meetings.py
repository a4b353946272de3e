"""Questions about meetings: votes of the assembly, quorum of the committee, duties of a period."""

from datetime import date
from typing import Any

from zhibu.rules import duties, voting
from zhibu.rules.book import Rulebook
from zhibu.rules.facts import (
    COUNT,
    DAY,
    FLAG,
    TEXT,
    Fact,
    Kind,
    choice,
    invalid,
    list_of,
    read_all,
    record,
    schema_of,
)
from zhibu.rules.months import MONTHS
from zhibu.rules.questions.shape import Facts, Question, question
from zhibu.rules.verdict import Answer

_FORM = (
    Fact("matter", choice(*voting.MATTERS), nullable=True),
    Fact("written_yes", COUNT, nullable=True, default=0),
    Fact("ballot", choice("secret", "open"), nullable=True, default=None),
    Fact("joint", FLAG, nullable=True, default=False),
)
_COUNTS = tuple(
    Fact(name, COUNT, nullable=True) for name in ("should_attend", "present", "yes", "no", "abstain")
)
_MEMBER = record(
    Fact("kind", choice("full", "probationary"), nullable=True),
    Fact("restriction", choice(*voting.RESTRICTIONS), nullable=True, default=None),
    Fact("present", FLAG, nullable=True),
    Fact("vote", choice("yes", "no", "abstain"), nullable=True, default=None),
)
_MEMBERS = (Fact("members", list_of(_MEMBER), nullable=True),)


def _read_vote(facts: Facts, on: date, book: Rulebook) -> dict[str, Any]:
    form = read_all(_FORM, facts)
    if "members" not in facts:
        return form | read_all(_COUNTS, facts)
    if any(fact.name in facts for fact in _COUNTS):
        raise invalid("人数和名单只能给一样。", "$.members")
    members = read_all(_MEMBERS, facts)["members"]
    if members is None:
        return form | {fact.name: None for fact in _COUNTS}
    counted = voting.roll(members)
    names = ("should_attend", "present", "yes", "no", "abstain", "intruders")
    return form | {name: getattr(counted, name) for name in names}


def _judge_vote(facts: Facts, on: date, book: Rulebook) -> Answer:
    return voting.judge_assembly(**facts, on=on, book=book)


def _judge_committee(facts: Facts, on: date, book: Rulebook) -> Answer:
    return voting.judge_committee(**facts, on=on, book=book)


def _setting(value: Any, at: str) -> bool | str:
    if not isinstance(value, bool) and (not isinstance(value, str) or value not in MONTHS):
        raise invalid("这里只能填 true、false、month、quarter 或 year。", at)
    return value  # type: ignore[no-any-return]


_SETTING = Kind(_setting, {"enum": [True, False, *MONTHS]})
_DUTIES = (
    Fact("body", choice(*duties.BODIES), nullable=True),
    Fact("from", DAY, nullable=True),
    Fact("to", DAY, nullable=True),
    Fact("held", list_of(record(Fact("kind", choice(*duties.KINDS)), Fact("on", DAY))), nullable=True),
    Fact(
        "settings", record(*(Fact(kind, _SETTING, default=False) for kind in duties.BY_SETTING)), default={}
    ),
    Fact("has_committee", FLAG, default=True),
    Fact("exempt", list_of(record(Fact("kind", choice(*duties.KINDS)), Fact("period", TEXT))), default=()),
)


def _judge_duties(facts: Facts, on: date, book: Rulebook) -> Answer:
    return duties.judge(
        body=facts["body"],
        since=facts["from"],
        until=facts["to"],
        held=None if facts["held"] is None else [(event["kind"], event["on"]) for event in facts["held"]],
        settings=facts["settings"],
        on=on,
        has_committee=facts["has_committee"],
        exempt=[(waiver["kind"], waiver["period"]) for waiver in facts["exempt"]],
        book=book,
    )


_VOTE = {
    "oneOf": [
        schema_of((*_FORM, *_COUNTS)) | {"not": {"required": ["members"]}},
        schema_of((*_FORM, *_MEMBERS)) | {"not": {"anyOf": [{"required": [fact.name]} for fact in _COUNTS]}},
    ]
}
MEETINGS = (
    Question("vote.assembly", "党员大会表决是否有效、是否通过", _read_vote, _judge_vote, lambda book: _VOTE),
    question(
        "quorum.committee",
        "支委会到会人数够不够",
        (Fact("seats", COUNT, nullable=True), Fact("present", COUNT, nullable=True)),
        _judge_committee,
    ),
    question("duties.period", "这段时间该做什么、做了没有", _DUTIES, _judge_duties),
)
