"""Questions about people and their organisation: membership, development, hours, identity, form."""

from datetime import date
from typing import Any

from zhibu.rules import development, hours, identity, membership, organisation
from zhibu.rules.book import Rulebook
from zhibu.rules.calendar import calendar
from zhibu.rules.facts import (
    COUNT,
    DAY,
    FLAG,
    NUMBER,
    TEXT,
    Fact,
    FactError,
    choice,
    days_before,
    invalid,
    list_of,
    read_all,
    record,
    schema_of,
)
from zhibu.rules.questions.shape import Facts, Question, question
from zhibu.rules.verdict import Answer


def _identity(facts: Facts, on: date, book: Rulebook) -> Answer:
    return identity.judge(facts["number"], facts["birth"], on=on, book=book)


def _membership(facts: Facts, on: date, book: Rulebook) -> Answer:
    return membership.judge_dates(**facts, on=on, book=book)


def _hours(facts: Facts, on: date, book: Rulebook) -> Answer:
    return hours.judge_year(**facts, on=on, book=book)


def _form(facts: Facts, on: date, book: Rulebook) -> Answer:
    counts = {name: facts[name] if facts["kind"] else None for name in ("members", "full_members")}
    return organisation.judge_form(**counts, on=on, book=book)


_CALENDAR = record(
    Fact("holidays", list_of(DAY), default=()),
    Fact("workdays", list_of(DAY), default=()),
    Fact("years", list_of(COUNT), default=()),
)
_STEP = (
    Fact("step", choice(*development.STEPS), nullable=True),
    Fact("done_on", DAY, nullable=True),
    Fact("calendar", _CALENDAR, nullable=True, default=None),
)


def _days(*names: str) -> tuple[Fact, ...]:
    return tuple(Fact(name, DAY, nullable=True) for name in names)


_OF_STEP = {
    "apply": _days("birth_on"),
    "talk": _days("applied_on"),
    "activist": _days("applied_on"),
    "object": _days("activist_on"),
    "training": (),
    "introducers": (Fact("introducers", COUNT, nullable=True),),
    "assembly": _days("precheck_on"),
    "approval": (),
    "oath": _days("approved_on"),
    "conversion": _days("probation_ends_on"),
    "conversion_approval": (),
    "extension": tuple(
        Fact(name, COUNT, nullable=True) for name in ("extension_months", "extensions_before")
    ),
}
_PUBLICITY = _days("publicity_from", "publicity_to", "consented_on")
_TRAINING = tuple(Fact(name, NUMBER, nullable=True) for name in ("training_days", "training_hours"))
_ONE_OF_STEP = {
    "training": _TRAINING,
    "assembly": _TRAINING,
    "approval": _days("reported_on", "admitted_on"),
    "conversion_approval": _days("reported_on", "converted_on"),
}


def _read_step(facts: Facts, on: date, book: Rulebook) -> dict[str, Any]:
    found = read_all(_STEP, facts)
    for place, day in enumerate((found["calendar"] or {}).get("workdays", ())):
        if day in found["calendar"]["holidays"]:
            raise invalid("同一天不能既放假又上班。", f"$.calendar.workdays[{place}]")
    if found["step"] is None:
        return found | {"facts": {}}
    wanted = _OF_STEP[found["step"]]
    if found["step"] == "object" and development.publicity_is_asked(on, book):
        wanted += _PUBLICITY
    one_of = _ONE_OF_STEP.get(found["step"], ())
    given = tuple(fact for fact in one_of if fact.name in facts)
    if one_of and not given:
        names = " 或 ".join(fact.name for fact in one_of)
        raise FactError("fact_missing", f"缺少 {names}。", f"$.{one_of[0].name}")
    return found | {"facts": read_all((*wanted, *given), facts)}


def _step(facts: Facts, on: date, book: Rulebook) -> Answer:
    own = facts["calendar"]
    return development.judge_step(
        step=facts["step"],
        done_on=facts["done_on"],
        facts=facts["facts"],
        on=on,
        calendar=None if own is None else calendar(**own),
        book=book,
    )


def _schema_of_step(step: str) -> dict[str, Any]:
    one_of = _ONE_OF_STEP.get(step, ())
    described = schema_of((Fact("step", choice(step)), *_STEP[1:], *_OF_STEP[step]))
    described["properties"].update({fact.name: fact.schema() for fact in one_of})
    if one_of:
        described["anyOf"] = [{"required": [fact.name]} for fact in one_of]
    return described


def _schema_of_object(book: Rulebook) -> dict[str, Any]:
    """Publicity and consent are wanted from the day on which a text first asks for them."""
    described = _schema_of_step("object")
    earlier = days_before(book.history("dev.object.publicity")[-1].since)
    by_act = {"properties": {"on": {"type": "null"}, "done_on": earlier}}
    by_day = {"required": ["on"], "properties": {"on": earlier}}
    return described | {"anyOf": [by_day, by_act, schema_of(_PUBLICITY)]}


def _schema_of_steps(book: Rulebook) -> dict[str, Any]:
    steps = [_schema_of_step(step) for step in development.STEPS if step != "object"]
    nobody_knows = schema_of(_STEP)
    nobody_knows["properties"]["step"] = {"type": "null"}
    return {"oneOf": [*steps, _schema_of_object(book), nobody_knows]}


PEOPLE = (
    question(
        "identity.number",
        "身份证号对不对",
        (Fact("number", TEXT, nullable=True), Fact("birth", DAY, nullable=True, default=None)),
        _identity,
    ),
    question(
        "membership.dates",
        "入党时间、预备期、党费从哪天算",
        (
            Fact("admitted_on", DAY, nullable=True),
            Fact("approved_on", DAY, nullable=True),
            Fact("extension_months", COUNT, nullable=True, default=0),
        ),
        _membership,
    ),
    Question(
        "development.step",
        "发展党员这一步对不对",
        _read_step,
        _step,
        _schema_of_steps,
        act_on="done_on",
    ),
    question(
        "hours.year",
        "一年学了多少学时",
        (
            Fact("role", choice(*hours.ROLES), nullable=True),
            Fact("hours", NUMBER, nullable=True),
            Fact("exempt", FLAG, nullable=True, default=False),
        ),
        _hours,
    ),
    question(
        "organisation.form",
        "设党委、总支还是支部",
        (
            Fact("kind", choice("soe"), nullable=True),
            Fact("members", COUNT, nullable=True),
            Fact("full_members", COUNT, nullable=True),
        ),
        _form,
    ),
)
