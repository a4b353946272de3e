"""Dues: the base, the month's amount by the slab, and the longest run of unpaid months."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from zhibu.rules.book import Rulebook, load
from zhibu.rules.verdict import Answer, Reason, Verdict, answer

BY_SLAB = {"employed": "dues.rate", "retired": "dues.retired"}
FLAT = ("student", "unemployed", "farmer")


def base(
    items: Iterable[tuple[str | None, Decimal | None]], on: date, book: Rulebook | None = None
) -> tuple[Decimal, tuple[str, ...]]:
    """The base of the dues from a pay slip, and the kinds of item nobody has ruled on (they are left out).

    None is "not known": such an item is left out and named too, unless it would be left out anyway.
    """
    book = book or load()
    counted = book.value("dues.base", on)
    left_out = book.find("dues.base.exclude", on)
    ignored = () if left_out is None else left_out.value
    total, unknown = Decimal(0), []
    for kind, amount in items:
        if kind is None or (amount is None and kind not in ignored):
            unknown.append(kind or "没有名目的一项")
        elif amount is None:
            continue
        elif kind in counted["add"]:
            total += amount
        elif kind in counted["subtract"]:
            total -= amount
        elif kind not in ignored:
            unknown.append(kind)
    return total, tuple(dict.fromkeys(unknown))


def judge_base(
    *, items: Sequence[tuple[str | None, Decimal | None]] | None, on: date, book: Rulebook | None = None
) -> Answer:
    """The base with its sources; unknown items and a base below zero are for people to decide."""
    book = book or load()
    if items is None:
        reason = book.reason(None, "工资项目还不知道。", "dues.base", on)
        return answer("dues.base", on, {"base": None}, [reason])
    total, unknown = base(items, on, book)
    reasons = [
        book.reason(True, f"税后固定、经常的部分合计 {max(total, Decimal(0)):.2f} 元。", "dues.base", on)
    ]
    if total < 0:
        reasons = [book.reason(None, "减去的比发的还多，请核对。", "dues.base", on)]
    source = "dues.base.exclude" if book.find("dues.base.exclude", on) else "dues.base"
    if unknown:
        text = f"{'、'.join(unknown)} 算不算进基数、算多少，没有写明，先没有算，请定一下。"
        reasons.append(book.reason(None, text, source, on))
    elif source == "dues.base.exclude":
        reasons.append(book.reason(True, "不计入的项目都没有算。", source, on))
    return answer("dues.base", on, {"base": f"{max(total, Decimal(0)):.2f}"}, reasons, computes=True)


def rate(category: str, amount: Decimal, on: date, book: Rulebook | None = None) -> Decimal:
    """The one rate that applies to the whole base: a slab, not a marginal tax."""
    for step in (book or load()).value(BY_SLAB[category], on):
        if step["up_to"] is None or amount <= Decimal(step["up_to"]):
            return Decimal(step["rate"])
    raise ValueError("the last step of a slab must be open")


def judge_month(
    *, category: str | None, base: Decimal | None = None, on: date, book: Rulebook | None = None
) -> Answer:
    """One month's dues; the general cap applies and warns when it does (党费规定, 2017年通知)."""
    book = book or load()
    if category is None:
        unknown = book.reason(None, "是在职、离退休还是其他，还不知道。", "dues.rate", on)
        return answer("dues.month", on, {"rate": None, "amount": None}, [unknown])
    if category in FLAT:
        amount = Decimal(book.value("dues.flat", on)[category])
        text = f"每月 {amount} 元。"
        if category == "farmer":
            text = f"每月 {amount} 元至 {book.value('dues.flat', on)['farmer_most']} 元，由支部定。"
        reasons = [book.reason(True, text, "dues.flat", on)]
        return answer("dues.month", on, {"rate": None, "amount": f"{amount:.2f}"}, reasons, computes=True)
    rule = BY_SLAB[category]
    if base is None:
        unknown = book.reason(None, "基数还不知道。", rule, on)
        return answer("dues.month", on, {"rate": None, "amount": None}, [unknown])
    share = rate(category, base, on, book)
    rounding = Decimal(book.value("dues.rounding", on))
    amount = (base * share / rounding).quantize(Decimal(1), ROUND_HALF_UP) * rounding
    reasons = [book.reason(True, f"{base} 元 × {share:%} = {amount:.2f} 元。", rule, on)]
    cap = book.find("dues.cap", on)
    if cap is not None and amount > Decimal(cap.value):
        text = f"按比例是 {amount:.2f} 元，一般不超过 {cap.value} 元，多交自愿。"
        reasons.append(book.reason(False, text, "dues.cap", on))
        amount = Decimal(cap.value)
    return answer("dues.month", on, {"rate": str(share), "amount": f"{amount:.2f}"}, reasons, computes=True)


def longest_run(unpaid: Iterable[int], relieved: Iterable[int] = ()) -> int:
    """The most unpaid months in a row; a month paid or relieved ends a run. Months are running numbers."""
    owed = set(unpaid) - set(relieved)
    longest = 0
    for month in owed:
        if month - 1 not in owed:
            length = 1
            while month + length in owed:
                length += 1
            longest = max(longest, length)
    return longest


def judge_arrears(
    *,
    unpaid: Iterable[int] | None,
    relieved: Iterable[int] | None = (),
    on: date,
    book: Rulebook | None = None,
) -> Answer:
    """Judge unpaid months: being late warns; six in a row open a procedure and never remove anybody."""
    book = book or load()
    if unpaid is None:
        unknown = book.reason(None, "哪些月份没交还不知道。", "dues.warn", on)
        return answer("dues.arrears", on, {"longest_run": None}, [unknown])
    run = longest_run(unpaid, relieved or ())
    if relieved is None and run:
        text = f"最多连续 {run} 个月没交；其中哪些月份批准过少交、免交，还不知道。"
        unknown = book.reason(None, text, "dues.relief", on)
        return answer("dues.arrears", on, {"longest_run": None}, [unknown])
    limit = book.value("dues.warn", on)["months"]
    reasons: list[Reason] = []
    if run == 0:
        reasons.append(book.reason(True, "没有拖欠。", "dues.frequency", on))
    elif run < limit:
        text = f"连续 {run} 个月没交，先提醒、限期补交。"
        reasons.append(book.reason(False, text, "dues.warn", on, fails_as=Verdict.WARN))
    else:
        text = f"连续 {run} 个月没交，先弄清原因；没有正当理由的，按程序开会决定并报上级。"
        reasons.append(book.reason(False, text, "dues.warn", on, fails_as=Verdict.ASK))
        text = "只是启动程序，不会自动除名；有没有正当理由要由人来定。"
        reasons.append(book.reason(None, text, "mem.selfexit.6m", on))
    return answer("dues.arrears", on, {"longest_run": run}, reasons)
