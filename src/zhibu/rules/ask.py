"""Asks the rules: facts in, a cited verdict out, as plain values that can be written as JSON."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from zhibu.rules.book import NoRuleInForceError, Row, Rulebook, UnknownRuleError, load, thawed
from zhibu.rules.facts import DAY, Fact, FactError, invalid, path_to
from zhibu.rules.questions import QUESTIONS
from zhibu.rules.questions.shape import Question
from zhibu.rules.verdict import Answer, Document

_CHINA = timezone(timedelta(hours=8))
_LIFETIME = 1200  # months
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def ask(
    question: str, facts: Mapping[str, Any], *, today: date | None = None, book: Rulebook | None = None
) -> dict[str, Any]:
    """Answer a question about raw facts; raises FactError with a code, a sentence and the path of the fact.

    The rules of the day `on` decide: the fact `on`, else the day of the act where the facts have one,
    else `today` (by default today in China).
    """
    return as_json(answer(question, facts, today=today, book=book))


def answer(
    question: str, facts: Mapping[str, Any], *, today: date | None = None, book: Rulebook | None = None
) -> Answer:
    """The same as `ask`, as an Answer."""
    asked = find_question(question)
    if not isinstance(facts, Mapping):
        raise invalid("事实要写成一组“名称: 值”。", "$")
    on, named = _day_of_the_act(asked, facts, today)
    book = book or load()
    try:
        return asked.judge(asked.read(facts, on, book), on, book)
    except NoRuleInForceError as absent:
        text = f"{on.isoformat()} 那天，{absent.rule} 这一条还没有规定或已经失效。"
        raise FactError("no_rule_in_force", text, f"$.{named}") from absent
    except OverflowError as beyond:
        raise invalid("日期太远，算不出来。", _farthest(facts)) from beyond


def find_question(name: str) -> Question:
    """The question of that name; raises FactError question_unknown."""
    try:
        return QUESTIONS[name]
    except (KeyError, TypeError):
        raise FactError("question_unknown", f"没有“{name}”这个问题。", "$") from None


def _day_of_the_act(asked: Question, facts: Mapping[str, Any], today: date | None) -> tuple[date, str]:
    """The day whose rules decide, and the name of the fact that says so."""
    for name in ("on", asked.act_on):
        if name is not None and facts.get(name) is not None:
            return Fact(name, DAY).read(facts, "$"), name
    return today or datetime.now(_CHINA).date(), "on"


def _farthest(facts: Mapping[str, Any]) -> str:
    """The path of the fact that leads out of the calendar: a vast number of months, else the latest day."""
    if isinstance(months := facts.get("extension_months"), int) and months > _LIFETIME:
        return "$.extension_months"
    days = [
        (name not in ("on", "done_on"), text, name)
        for name, text in facts.items()
        if isinstance(text, str) and _DAY.fullmatch(text)
    ]
    return path_to("$", max(days)[2]) if days else "$"


def schema(question: str) -> dict[str, Any]:
    """The JSON Schema of a question's facts; raises FactError question_unknown."""
    asked = find_question(question)
    described = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"zhibu:rules:{asked.name}",
        "title": asked.title,
        **asked.schema(load()),
    }
    on = {"on": {"anyOf": [dict(DAY.schema), {"type": "null"}]}}
    return described | {"type": "object", "properties": dict(described.get("properties", {})) | on}


def as_json(found: Answer) -> dict[str, Any]:
    """An answer as plain values: dates ISO, money and rates as text."""
    return {
        "question": found.question,
        "on": found.on.isoformat(),
        "verdict": str(found.verdict),
        "values": plain(found.values),
        "reasons": [
            {
                "rule": reason.rule,
                "holds": reason.holds,
                "text": reason.text,
                "document": _document(reason.document),
                "article": reason.article,
                "status": reason.status,
                "force": reason.force,
            }
            for reason in found.reasons
        ],
    }


def plain(value: Any) -> Any:
    """Any computed value as JSON writes it."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _document(document: Document | None) -> dict[str, str] | None:
    return None if document is None else {"id": document.id, "title": document.title}


def list_rules(book: Rulebook | None = None) -> list[dict[str, Any]]:
    """Every rule as it stands now, with all its dated values, oldest first."""
    book = book or load()
    return [_listed(history) for _, history in sorted(book.versions.items())]


def _listed(history: tuple[Row, ...]) -> dict[str, Any]:
    newest = history[0]
    return {
        "rule": newest.rule,
        "title": newest.title,
        "document": _document(newest.document),
        "article": newest.article,
        "status": newest.status,
        "force": newest.force,
        "values": [{"from": row.since.isoformat(), "value": thawed(row.value)} for row in reversed(history)],
    }


def show(rule: str, book: Rulebook | None = None) -> dict[str, Any]:
    """One rule with its text for people, its note, its other sources, the source of every version, what
    superiors have set, and of each document from when it is applied and when somebody last looked.

    Raises FactError rule_unknown.
    """
    book = book or load()
    try:
        history = book.history(rule)
    except UnknownRuleError:
        raise FactError("rule_unknown", f"没有“{rule}”这一条。", "$") from None
    newest = history[0]
    listed = _listed(history)
    ends = [None, *(row.since - timedelta(days=1) for row in history)]
    listed["values"] = [
        {
            "from": row.since.isoformat(),
            "to": plain(row.until or end),
            "value": thawed(row.value),
            "document": _document(row.document),
            "article": row.article,
            "status": row.status,
            "force": row.force,
            "text": row.text,
        }
        for row, end in reversed(list(zip(history, ends, strict=False)))
    ]
    also = [{"document": _document(document), "article": article} for document, article in newest.also]
    settings = [_set(row) for row in book.settings.get(rule, ())]
    cited = {row.document.id for row in history if row.document} | {
        document.id for document, _ in newest.also
    }
    documents = [{"id": name, **thawed(book.documents[name])} for name in sorted(cited)]
    told = {"text": newest.text, "note": newest.note, "also": also, "settings": settings}
    return listed | told | {"documents": documents}


def _set(row: Row) -> dict[str, Any]:
    shown = {"from": row.since.isoformat(), "to": plain(row.until), "value": thawed(row.value)}
    return shown if row.setting is None else shown | asdict(row.setting)
