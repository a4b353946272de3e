"""Terms of office: when one ends, when to remind and when to ask the superior."""

from datetime import date

from zhibu.rules.book import Rulebook, load
from zhibu.rules.facts import invalid
from zhibu.rules.months import add_months, add_years
from zhibu.rules.verdict import Answer, Reason, Verdict, answer

BODIES = ("committee", "general_branch", "branch")


def expires_on(*, body: str, elected_on: date, on: date, book: Rulebook | None = None) -> date:
    """The day the term ends: five years for a basic committee, three for a general branch or branch."""
    return add_years(elected_on, (book or load()).value("term.length", on)[body])


def judge_dates(
    *,
    body: str | None,
    elected_on: date | None,
    postponed_to: date | None = None,
    on: date,
    book: Rulebook | None = None,
) -> Answer:
    """The dates of a term; a shifted end needs the superior's consent, beyond a year it warns as well."""
    book = book or load()
    if elected_on is None or body is None:
        reason = book.reason(None, "是哪一级组织、哪天选举的，还不知道。", "term.length", on)
        return answer("term.dates", on, {"expires_on": None, "remind_on": None, "request_by": None}, [reason])
    regular = expires_on(body=body, elected_on=elected_on, on=on, book=book)
    years = book.value("term.length", on)[body]
    reasons = [book.reason(True, f"任期 {years} 年，到 {regular.isoformat()}。", "term.length", on)]
    if elected_on < date.fromisoformat(book.value("term.transition", on)):
        text = "选举早于任期意见，先按原来的任期做满；原任期几年，请上级确认。"
        reasons.append(book.reason(None, text, "term.transition", on))
    ends_on = postponed_to or regular
    if postponed_to is not None:
        if postponed_to <= elected_on:
            raise invalid("改期后的日期不能早于选举日期。", "$.postponed_to")
        reasons.extend(_shift_reasons(regular, postponed_to, on, book))
    values = {
        "expires_on": ends_on,
        "remind_on": _before(ends_on, "term.remind.6m", on, book),
        "request_by": _before(ends_on, "term.request.1m", on, book),
    }
    return answer("term.dates", on, values, reasons, computes=True)


def _before(ends_on: date, rule: str, on: date, book: Rulebook) -> date | None:
    """The day that many months before the end; None where nothing was said about it yet."""
    row = book.find(rule, on)
    return None if row is None else add_months(ends_on, -row.value["months"])


def _shift_reasons(regular: date, shifted: date, on: date, book: Rulebook) -> list[Reason]:
    rule = "term.end_action"
    if shifted == regular:
        return []
    word = "延期" if shifted > regular else "提前"
    reasons = [book.reason(None, f"{word}到 {shifted.isoformat()}，要有上级批准。", rule, on)]
    years = book.value(rule, on)["years"]
    if not add_years(regular, -years) <= shifted <= add_years(regular, years):
        text = f"{word}超过 {years} 年，一般不超过。"
        reasons.append(book.reason(False, text, rule, on, fails_as=Verdict.WARN))
    return reasons
