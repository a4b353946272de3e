"""The development of members, step by step: the earliest and latest day of each, and what it must rest on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from zhibu.rules.book import Rulebook, load
from zhibu.rules.calendar import Calendar, shipped
from zhibu.rules.facts import invalid
from zhibu.rules.months import add_months, add_years
from zhibu.rules.verdict import Answer, Reason, Verdict, answer


@dataclass
class _Case:
    """One step being judged: the facts, the reasons found so far, and the two limits."""

    facts: Mapping[str, Any]
    done_on: date | None
    on: date
    book: Rulebook
    calendar: Calendar
    reasons: list[Reason] = field(default_factory=list)
    earliest: date | None = None
    latest: date | None = None

    def say(self, holds: bool | None, text: str, rule: str, fails_as: Verdict | None = None) -> None:
        self.reasons.append(self.book.reason(holds, text, rule, self.on, fails_as=fails_as))

    def months(self, rule: str) -> int | None:
        """The deadline in months of a row in force that day, None when that text has none."""
        row = self.book.find(rule, self.on)
        months: int | None = None if row is None else row.value["months"]
        return months

    def not_before(self, day: date | None, rule: str) -> None:
        """The step cannot be done before that day; not knowing the day leaves it to people."""
        self.earliest = day
        if day is None:
            self.say(None, "起算的日期还不知道。", rule)
        elif self.done_on is None or self.done_on >= day:
            self.say(True, f"最早 {day.isoformat()}。", rule)
        else:
            self.say(False, f"最早 {day.isoformat()}，{self.done_on.isoformat()} 早了。", rule)

    def not_after(self, start: date | None, rule: str, most: int | None = None) -> None:
        """The step has a deadline some months after `start`: late warns, beyond `most` months it fails."""
        months = self.months(rule)
        if start is None or months is None:
            return
        self.latest = add_months(start, months)
        if self.done_on is None or self.done_on <= self.latest:
            self.say(True, f"最晚 {self.latest.isoformat()}。", rule)
            return
        text = f"应在 {self.latest.isoformat()} 前，{self.done_on.isoformat()} 晚了。"
        beyond = most is not None and self.done_on > add_months(start, most)
        self.say(False, text, rule, None if beyond else Verdict.WARN)


def _apply(case: _Case) -> None:
    born = case.facts["birth_on"]
    case.not_before(born and add_years(born, case.book.value("mem.age", case.on)["years"]), "mem.age")


def _talk(case: _Case) -> None:
    case.not_before(case.facts["applied_on"], "dev.talk")
    case.not_after(case.facts["applied_on"], "dev.talk")


def _activist(case: _Case) -> None:
    case.not_before(case.facts["applied_on"], "dev.activist")


def _object(case: _Case) -> None:
    began = case.facts["activist_on"]
    ripe = began and add_years(began, case.book.value("dev.one_year", case.on)["years"])
    case.not_before(ripe, "dev.one_year")
    if publicity_is_asked(case.on, case.book):
        _publicity(case)
        if case.done_on is not None:
            _consent(case, case.done_on)


def _publicity(case: _Case) -> None:
    rule, first, last = "dev.object.publicity", case.facts["publicity_from"], case.facts["publicity_to"]
    if first is None or last is None:
        case.earliest = None
        case.say(None, "公示的起止日期还不知道。", rule)
        return
    if last < first:
        raise invalid("公示的结束日期早于开始日期。", "$.publicity_to")
    after = last + timedelta(days=1)
    case.earliest = case.earliest and max(case.earliest, after)
    if case.done_on is None:
        return
    wanted = case.book.value(rule, case.on)["workdays"]
    days = (last - first).days + 1
    counted = case.calendar.workdays_between(first, last) if wanted <= days <= _LONGEST else None
    if days < wanted:
        case.say(False, f"公示 {days} 天，不少于 {wanted} 个工作日。", rule)
    elif days > _LONGEST:
        case.say(True, f"公示 {days} 天，不少于 {wanted} 个工作日。", rule)
    elif counted is None:
        case.say(None, "公示跨到的年份还没有放假安排，数不出工作日。", rule)
    else:
        case.say(counted >= wanted, f"公示 {counted} 个工作日，不少于 {wanted} 个。", rule)
    if case.done_on < after:
        case.say(False, f"公示到 {last.isoformat()} 结束后才能列为发展对象。", rule)


def _consent(case: _Case, done_on: date) -> None:
    rule, consented = "dev.object.consent", case.facts["consented_on"]
    if consented is None:
        case.say(None, "上级党委同意的日期还没有。", rule)
    elif done_on < consented:
        case.say(False, f"上级 {consented.isoformat()} 才同意，{done_on.isoformat()} 早了。", rule)
    else:
        case.say(True, f"上级 {consented.isoformat()} 同意。", rule)


def _training(case: _Case) -> None:
    rule = "dev.training"
    least = case.book.value(rule, case.on)
    given = {"days": case.facts.get("training_days"), "hours": case.facts.get("training_hours")}
    enough = any(given[unit] is not None and given[unit] >= least[unit] for unit in given)
    unknown = any(f"training_{unit}" in case.facts and given[unit] is None for unit in given)
    had = f"培训 {given['days'] or 0} 天、{given['hours'] or 0} 学时"
    text = f"{had}，不少于 {least['days']} 天或 {least['hours']} 学时。"
    if enough:
        case.say(True, text, rule)
    elif unknown:
        case.say(None, "培训的天数或学时还不知道。", rule)
    elif not any(given.values()):
        case.say(None, "没有培训过，除个别特殊情况外不能接收，请上级定。", rule)
    else:
        case.say(False, text, rule)


def _introducers(case: _Case) -> None:
    rule, count = "dev.introducers", case.facts["introducers"]
    wanted = case.book.value(rule, case.on)["count"]
    if count is None:
        case.say(None, "介绍人还没有定。", rule)
    else:
        case.say(count == wanted, f"符合条件的介绍人 {count} 名，要 {wanted} 名。", rule)


def _assembly(case: _Case) -> None:
    case.not_before(case.facts["precheck_on"], "dev.precheck")
    case.not_after(case.facts["precheck_on"], "dev.meeting.1m")
    if case.done_on is not None:
        _training(case)


def _start_of(case: _Case, *names: str) -> date | None:
    days = (case.facts.get(name) for name in names)
    return next((day for day in days if day is not None), None)


def _not_reported_before(case: _Case, held: str) -> None:
    reported, decided = case.facts.get("reported_on"), case.facts.get(held)
    if reported is not None and decided is not None and reported < decided:
        raise invalid("报告日期不能早于党员大会的日期。", "$.reported_on")


def _approval(case: _Case) -> None:
    rule = "dev.approve.3m"
    _not_reported_before(case, "admitted_on")
    start = _start_of(case, "reported_on", "admitted_on")
    case.not_before(start, rule)
    case.not_after(start, rule, case.book.value(rule, case.on)["most"])


def _oath(case: _Case) -> None:
    case.not_before(case.facts["approved_on"], "dev.oath")
    case.not_after(case.facts["approved_on"], "dev.oath")


def _conversion(case: _Case) -> None:
    case.not_before(case.facts["probation_ends_on"], "dev.full.timely")


def _conversion_approval(case: _Case) -> None:
    _not_reported_before(case, "converted_on")
    start = _start_of(case, "reported_on", "converted_on")
    case.not_before(start, "dev.full.approve")
    case.not_after(start, "dev.full.approve")


def _extension(case: _Case) -> None:
    rule, months, before = "dev.extend", case.facts["extension_months"], case.facts["extensions_before"]
    limits = case.book.value(rule, case.on)
    if months is None:
        case.say(None, "延长几个月还不知道。", rule)
    else:
        lawful = limits["least_months"] <= months <= limits["most_months"]
        text = f"延长 {months} 个月，最短 {limits['least_months']} 个月，最长 {limits['most_months']} 个月。"
        case.say(lawful, text, rule)
    if before is None:
        case.say(None, "以前延长过没有，还不知道。", rule)
    else:
        case.say(before < limits["times"], f"以前延长过 {before} 次，只能延长 {limits['times']} 次。", rule)


_LONGEST = 3660
_JUDGES: Mapping[str, Callable[[_Case], None]] = {
    "apply": _apply,
    "talk": _talk,
    "activist": _activist,
    "object": _object,
    "training": _training,
    "introducers": _introducers,
    "assembly": _assembly,
    "approval": _approval,
    "oath": _oath,
    "conversion": _conversion,
    "conversion_approval": _conversion_approval,
    "extension": _extension,
}
STEPS = tuple(_JUDGES)
_WITHOUT_DATES = frozenset({"training", "introducers", "extension"})


def publicity_is_asked(on: date, book: Rulebook | None = None) -> bool:
    """Whether the text of that day asks for publicity and consent before an object is listed (2026 on)."""
    return (book or load()).find("dev.object.publicity", on) is not None


def judge_step(
    *,
    step: str | None,
    done_on: date | None,
    facts: Mapping[str, Any],
    on: date,
    calendar: Calendar | None = None,
    book: Rulebook | None = None,
) -> Answer:
    """Judge one step by the text in force `on`; with `done_on` None only its earliest and latest day.

    `facts` are the dates and numbers the step rests on, by name; None is "not known".
    """
    case = _Case(facts, done_on, on, book or load(), calendar or shipped())
    if step is None:
        case.say(None, "是哪一步还不知道。", "dev.steps")
    elif done_on is not None or step not in _WITHOUT_DATES:
        _JUDGES[step](case)
    values = {"earliest": case.earliest, "latest": case.latest}
    return answer("development.step", on, values, case.reasons, computes=done_on is None)
