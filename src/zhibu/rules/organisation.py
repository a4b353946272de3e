"""Which form of organisation an enterprise unit sets up, by its members."""

from datetime import date

from zhibu.rules.book import Rulebook, load
from zhibu.rules.facts import invalid
from zhibu.rules.verdict import Answer, answer


def form(*, members: int, full_members: int, on: date, book: Rulebook | None = None) -> str:
    """`committee`, `general_branch`, `branch` or `none`: 100 and 50 count all members, 3 counts full ones."""
    book = book or load()
    if members >= book.value("org.soe.committee", on)["members"]:
        return "committee"
    if members >= book.value("org.soe.general", on)["members"]:
        return "general_branch"
    if full_members >= book.value("org.soe.branch", on)["full_members"]:
        return "branch"
    return "none"


def least_for_branch_committee(on: date, book: Rulebook | None = None) -> int:
    """From how many full members on a branch elects a committee."""
    least: int = (book or load()).value("org.soe.branch", on)["committee_full_members"]
    return least


def needs_branch_committee(full_members: int, on: date, book: Rulebook | None = None) -> bool:
    """Whether a branch of so many full members elects a committee."""
    return full_members >= least_for_branch_committee(on, book)


_RULES = {
    "committee": ("org.soe.committee", "党员 {members} 人，设党委。"),
    "general_branch": ("org.soe.general", "党员 {members} 人，设党总支。"),
    "branch": ("org.soe.branch", "正式党员 {full_members} 人，设党支部。"),
    "none": ("org.joint", "正式党员 {full_members} 人，不够单独设支部，可以和相近单位建联合支部。"),
}


def judge_form(
    *, members: int | None, full_members: int | None, on: date, book: Rulebook | None = None
) -> Answer:
    """The form of organisation and whether a branch committee is elected (国有企业基层组织工作条例)."""
    book = book or load()
    if members is None or full_members is None:
        unknown = book.reason(None, "是什么单位、有多少党员，还不知道。", "org.soe.branch", on)
        return answer("organisation.form", on, {"form": None, "needs_branch_committee": None}, [unknown])
    if full_members > members:
        raise invalid("正式党员比党员总数多。", "$.full_members")
    found = form(members=members, full_members=full_members, on=on, book=book)
    rule, text = _RULES[found]
    reasons = [book.reason(True, text.format(members=members, full_members=full_members), rule, on)]
    elects = needs_branch_committee(full_members, on, book)
    if found == "branch":
        text = "设支委会。" if elects else "不设支委会，设书记一名，需要时设副书记一名。"
        reasons.append(book.reason(True, text, "org.soe.branch", on))
    values = {"form": found, "needs_branch_committee": elects}
    return answer("organisation.form", on, values, reasons, computes=True)
