"""Class hours a year: how many are asked of whom."""

from datetime import date
from decimal import Decimal

from zhibu.rules.book import Rulebook, load
from zhibu.rules.verdict import Answer, answer

ROLES = ("member", "secretary", "committee")


def required(role: str, on: date, book: Rulebook | None = None) -> int:
    """The class hours a year asked of a member, a secretary or a committee member."""
    hours: int = (book or load()).value(_rule(role), on)["hours"]
    return hours


def _rule(role: str) -> str:
    return "edu.hours.member" if role == "member" else "edu.hours.secretary"


def judge_year(
    *,
    role: str | None,
    hours: Decimal | int | None,
    exempt: bool | None = False,
    on: date,
    book: Rulebook | None = None,
) -> Answer:
    """Judge a year's hours; nothing is asked of the old, frail or seriously ill (教育管理条例第20条, 第23条)."""
    book = book or load()
    if exempt:
        reason = book.reason(True, "年老体弱、病重的党员，不作硬性要求。", "edu.exempt", on)
        return answer("hours.year", on, {"required": 0}, [reason])
    if role is None:
        unknown = book.reason(None, "是普通党员还是书记、委员，还不知道。", "edu.hours.member", on)
        return answer("hours.year", on, {"required": None}, [unknown])
    least = required(role, on, book)
    if hours is None:
        reason = book.reason(None, f"学时还不知道，要 {least} 学时。", _rule(role), on)
    elif exempt is None and hours < least:
        reason = book.reason(
            None, f"学了 {hours} 学时，要 {least} 学时；是否属于不作要求的，还不知道。", "edu.exempt", on
        )
    else:
        reason = book.reason(hours >= least, f"学了 {hours} 学时，要 {least} 学时。", _rule(role), on)
    return answer("hours.year", on, {"required": least}, [reason])
