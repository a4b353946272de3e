"""Questions about money: dues and the work budget."""

from datetime import date

from zhibu.rules import dues, funds
from zhibu.rules.book import Rulebook
from zhibu.rules.facts import MONEY, MONTH, TEXT, Fact, choice, list_of, read_all, record, schema_of
from zhibu.rules.questions.shape import Facts, Question, question
from zhibu.rules.verdict import Answer

_ITEM = record(Fact("kind", TEXT, nullable=True), Fact("amount", MONEY, nullable=True))


def _base(facts: Facts, on: date, book: Rulebook) -> Answer:
    items = facts["items"]
    if items is not None:
        items = [(item["kind"], item["amount"]) for item in items]
    return dues.judge_base(items=items, on=on, book=book)


_CATEGORY = Fact("category", choice(*dues.BY_SLAB, *dues.FLAT), nullable=True)
_BASE = Fact("base", MONEY, nullable=True)


def _read_month(facts: Facts, on: date, book: Rulebook) -> Facts:
    found = read_all((_CATEGORY,), facts)
    return found | read_all((_BASE,), facts) if found["category"] in dues.BY_SLAB else found


def _month(facts: Facts, on: date, book: Rulebook) -> Answer:
    return dues.judge_month(**facts, on=on, book=book)


def _arrears(facts: Facts, on: date, book: Rulebook) -> Answer:
    return dues.judge_arrears(
        unpaid=facts["unpaid_months"], relieved=facts["relieved_months"], on=on, book=book
    )


def _funds(facts: Facts, on: date, book: Rulebook) -> Answer:
    return funds.judge_year(**facts, on=on, book=book)


_MONTH_SCHEMA = {
    "oneOf": [
        schema_of((Fact("category", choice(*dues.BY_SLAB)), _BASE)),
        schema_of((Fact("category", choice(*dues.FLAT), nullable=True),)),
    ]
}
MONEY_MATTERS = (
    question("dues.base", "党费基数是多少", (Fact("items", list_of(_ITEM), nullable=True),), _base),
    Question("dues.month", "这个月交多少党费", _read_month, _month, lambda book: _MONTH_SCHEMA),
    question(
        "dues.arrears",
        "欠交党费怎么办",
        (
            Fact("unpaid_months", list_of(MONTH), nullable=True),
            Fact("relieved_months", list_of(MONTH), nullable=True, default=()),
        ),
        _arrears,
    ),
    question(
        "funds.year",
        "今年安排多少工作经费",
        (Fact("last_payroll", MONEY, nullable=True), Fact("balance", MONEY, nullable=True)),
        _funds,
    ),
)
