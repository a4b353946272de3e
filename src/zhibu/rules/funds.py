"""The yearly work budget of a Party organisation: how much is allotted, and when nothing new is."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from zhibu.rules.book import Rulebook, load
from zhibu.rules.verdict import Answer, answer

_CENT = Decimal("0.01")


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)


def judge_year(
    *, last_payroll: Decimal | None, balance: Decimal | None, on: date, book: Rulebook | None = None
) -> Answer:
    """The ceiling of what may be carried over and this year's allocation (组通字〔2017〕38号)."""
    book = book or load()
    if last_payroll is None or balance is None:
        unknown = book.reason(None, "上年度工资总额或结余还不知道。", "fund.rate", on)
        return answer("funds.year", on, {"ceiling": None, "allocation": None}, [unknown])
    rate, most = Decimal(book.value("fund.rate", on)), Decimal(book.value("fund.carry", on))
    full = balance > last_payroll * most
    ceiling = _cents(last_payroll * most)
    allocation = _cents(Decimal(0) if full else last_payroll * rate)
    text = f"累计结余 {balance} 元，上限 {ceiling} 元，" + ("当年不再安排。" if full else "可以照常安排。")
    reasons = [
        book.reason(True, f"按上年度工资总额的 {rate:.2%} 安排。", "fund.rate", on),
        book.reason(True, text, "fund.carry", on),
    ]
    return answer("funds.year", on, {"ceiling": ceiling, "allocation": allocation}, reasons, computes=True)
