"""Membership: from which day it counts, when probation ends and from when dues are paid."""

from datetime import date

from zhibu.rules.book import Rulebook, load
from zhibu.rules.facts import invalid
from zhibu.rules.months import add_months
from zhibu.rules.verdict import Answer, answer


def may_vote(*, kind: str, restriction: str | None = None) -> bool:
    """Whether a member has the vote: full members without a restriction (章程第7条, 选举工作条例第5条)."""
    return kind == "full" and restriction is None


def probation_ends_on(
    admitted_on: date, *, extension_months: int = 0, on: date, book: Rulebook | None = None
) -> date:
    """The day probation ends: a year from the vote that admitted the member, and the extension on top."""
    months: int = (book or load()).value("dev.prob.start", on)["months"]
    return add_months(admitted_on, months + extension_months)


def extension_is_lawful(months: int, on: date, book: Rulebook | None = None) -> bool:
    """Whether an extension of probation has a lawful length: half a year to a year (发展党员工作细则)."""
    limits = (book or load()).value("dev.extend", on)
    return bool(limits["least_months"] <= months <= limits["most_months"])


def judge_dates(
    *,
    admitted_on: date | None,
    approved_on: date | None,
    extension_months: int | None = 0,
    on: date,
    book: Rulebook | None = None,
) -> Answer:
    """The dates that follow from the vote of admission; they stand once the committee has approved."""
    book = book or load()
    if admitted_on is None:
        unknown = book.reason(None, "党员大会通过的日期还不知道。", "mem.party_member_since", on)
        empty = {"member_since": None, "probation_ends_on": None, "dues_from": None}
        return answer("membership.dates", on, empty, [unknown])
    if approved_on is not None and approved_on < admitted_on:
        raise invalid("批准日期不能早于党员大会通过的日期。", "$.approved_on")
    approved = True if approved_on is not None else None
    text = f"入党时间从 {admitted_on.isoformat()} 党员大会通过那天算" + (
        "。" if approved else "，要等上级批准。"
    )
    extended = extension_months or 0
    ends_on = probation_ends_on(admitted_on, extension_months=extended, on=on, book=book)
    reasons = [
        book.reason(approved, text, "mem.party_member_since", on),
        book.reason(True, f"预备期到 {ends_on.isoformat()}。", "dev.prob.start", on),
    ]
    dues_from = admitted_on if book.find("dues.prob.start", on) else None
    if dues_from:
        reasons.append(book.reason(True, "从大会通过那天起交党费。", "dues.prob.start", on))
    if extension_months is None:
        text = f"预备期延长过没有，还不知道；没有延长的话到 {ends_on.isoformat()}。"
        reasons.append(book.reason(None, text, "dev.extend", on))
    elif extension_months:
        lawful = extension_is_lawful(extension_months, on, book)
        reasons.append(book.reason(lawful, f"延长 {extension_months} 个月。", "dev.extend", on))
    values = {"member_since": admitted_on, "probation_ends_on": ends_on, "dues_from": dues_from}
    return answer("membership.dates", on, values, reasons, computes=True)
