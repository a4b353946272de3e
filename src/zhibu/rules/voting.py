"""Votes of the assembly and quorum of the committee: who counts, how many must come, how many must agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhibu.rules.book import Rulebook, load
from zhibu.rules.facts import invalid
from zhibu.rules.shares import Share, share
from zhibu.rules.verdict import Answer, Reason, Verdict, answer, worst

MATTERS = ("ordinary", "admission", "conversion")
RESTRICTIONS = {"watch": "mem.rights.watch", "detained": "mem.rights.detained"}
_WITHOUT_RIGHT = {
    "mem.rights.prob": "预备党员没有表决权",
    "mem.rights.watch": "留党察看期间没有表决权",
    "mem.rights.detained": "被留置或逮捕，表决权已中止",
}


@dataclass(frozen=True, slots=True)
class Roll:
    """The counts of one vote among those who have the right, and the votes of those who have not."""

    should_attend: int | None
    present: int | None
    yes: int | None
    no: int | None
    abstain: int | None
    intruders: Mapping[str, int]


def roll(members: Sequence[Mapping[str, Any]]) -> Roll:
    """Count a list of members (`kind restriction present vote`): only full, unrestricted ones have the vote.

    Somebody whose presence is not known makes the number present not known, somebody of whom it is not known
    whether they are full makes all counts not known. Raises FactError when somebody absent has a vote.
    """
    entitled, present, unknown, nobody_knows = 0, 0, False, False
    votes = {"yes": 0, "no": 0, "abstain": 0}
    intruders: dict[str, int] = {}
    for place, member in enumerate(members):
        if member["vote"] is not None and member["present"] is False:
            raise invalid("没有到会的人不能有表决。", f"$.members[{place}].vote")
        rule = RESTRICTIONS.get(member["restriction"] or "")
        if member["kind"] == "probationary":
            rule = "mem.rights.prob"
        elif member["kind"] is None and rule is None:
            nobody_knows = True
            continue
        if rule is not None:
            if member["vote"] is not None:
                intruders[rule] = intruders.get(rule, 0) + 1
            continue
        entitled += 1
        present += member["present"] is True
        unknown = unknown or member["present"] is None
        if member["vote"] is not None:
            votes[member["vote"]] += 1
    voted = any(votes.values()) or bool(intruders)
    if nobody_knows:
        return Roll(None, None, None, None, None, intruders)
    return Roll(
        should_attend=entitled,
        present=None if unknown else present,
        yes=votes["yes"] if voted else None,
        no=votes["no"] if voted else None,
        abstain=votes["abstain"] if voted else None,
        intruders=intruders,
    )


def _quorum_rule(matter: str) -> str:
    return "meet.assembly.vote.quorum" if matter == "ordinary" else "dev.vote.quorum"


def _pass_rule(matter: str) -> str:
    return "meet.assembly.vote.pass" if matter == "ordinary" else "dev.vote.pass"


def needed_to_hold(matter: str, should_attend: int, on: date, book: Rulebook | None = None) -> int:
    """How many members with voting rights must be present so that nobody can doubt the meeting.

    For the assembly that is the next whole person above half (支部工作条例第11条, 发展党员工作细则);
    for `matter="committee"` exactly half is enough (支部工作条例第12条).
    """
    book = book or load()
    if matter == "committee":
        return share(book.value("meet.committee.quorum", on)).least(should_attend)
    return share(book.value(_quorum_rule(matter), on)).least_above(should_attend)


def needed_to_pass(matter: str, should_attend: int, on: date, book: Rulebook | None = None) -> int:
    """The least number of yes votes that carries a matter: more than half of those who should attend."""
    book = book or load()
    return share(book.value(_pass_rule(matter), on)).least(should_attend)


def _quorum_reason(
    matter: str, should_attend: int | None, present: int | None, on: date, book: Rulebook
) -> Reason:
    rule = _quorum_rule(matter)
    limit = share(book.value(rule, on))
    if should_attend is None or present is None:
        return book.reason(None, "应到或实到人数还不知道。", rule, on)
    head = f"应到有表决权的党员 {should_attend} 人，实到 {present} 人"
    if limit.exactly(present, should_attend) and not limit.strict:
        return book.reason(None, f"{head}，正好{limit.words}，先请示上级。", rule, on)
    if limit.reached(present, should_attend):
        return book.reason(True, f"{head}，到会人数够了。", rule, on)
    return book.reason(False, f"{head}，至少要 {limit.least_above(should_attend)} 人。", rule, on)


def _pass_reason(
    matter: str, should_attend: int | None, yes: int | None, disputed: int, on: date, book: Rulebook
) -> Reason:
    rule = _pass_rule(matter)
    limit: Share = share(book.value(rule, on))
    if should_attend is None or yes is None:
        return book.reason(None, "赞成票数或应到人数还不知道。", rule, on)
    head = f"应到有表决权的党员 {should_attend} 人，赞成 {yes} 票"
    if limit.reached(yes, should_attend):
        return book.reason(True, f"{head}，超过应到{limit.words}，通过。", rule, on)
    if limit.reached(yes + disputed, should_attend):
        return book.reason(None, f"{head}，能不能通过，要看会前的书面意见怎么算，先请示上级。", rule, on)
    text = f"{head}，没有超过应到{limit.words}，至少要 {limit.least(should_attend)} 票。"
    return book.reason(False, text, rule, on)


def _check_counts(
    should_attend: int | None, present: int | None, votes: Mapping[str, int | None], written_yes: int | None
) -> None:
    if should_attend is not None and present is not None and present > should_attend:
        raise invalid("实到人数比应到人数多。", "$.present")
    ceiling = present if present is not None else should_attend
    cast = 0
    for name, number in votes.items():
        cast += number or 0
        if ceiling is not None and cast > ceiling:
            raise invalid("票数加起来比到会有表决权的人多。", f"$.{name}")
    if should_attend is not None and (written_yes or 0) > should_attend - (present or 0):
        raise invalid("书面意见比缺席的人多。", "$.written_yes")


def judge_assembly(
    *,
    matter: str | None,
    should_attend: int | None,
    present: int | None,
    yes: int | None = None,
    no: int | None = None,
    abstain: int | None = None,
    written_yes: int | None = 0,
    ballot: str | None = None,
    joint: bool | None = False,
    intruders: Mapping[str, int] | None = None,
    on: date,
    book: Rulebook | None = None,
) -> Answer:
    """Judge a vote of the assembly: quorum, result and form (支部工作条例第11条, 发展党员工作细则).

    All counts are of members with voting rights; None is "not known", and with yes, no and abstain all
    None only the quorum is judged. `intruders` counts votes by people without the right, by row.
    Raises FactError for counts that cannot be, NoRuleInForceError before the first text.
    """
    book = book or load()
    votes = {"yes": yes, "no": no, "abstain": abstain}
    _check_counts(should_attend, present, votes, written_yes)
    if matter is None:
        return _unknown_matter(should_attend, present, yes, on, book)
    voted = any(number is not None for number in votes.values())
    developing = matter != "ordinary"
    writing = "ignored"
    if developing and written_yes != 0:
        writing = book.value("dev.vote.written", on)
    counted = yes if yes is None or writing != "counted" else yes + (written_yes or 0)
    disputed = 0
    if written_yes is None and writing in ("counted", "unknown"):
        disputed = (should_attend or 0) - (present or 0)
    elif writing == "unknown":
        disputed = written_yes or 0

    quorum = _quorum_reason(matter, should_attend, present, on, book)
    reasons = [quorum]
    if voted:
        passing = _pass_reason(matter, should_attend, counted, disputed, on, book)
        reasons.append(passing)
        reasons.extend(
            _written_reasons(writing, written_yes, disputed > 0 and passing.holds is None, on, book)
        )
    if matter == "conversion":
        same = {Verdict.OK: True, Verdict.NO: False}.get(worst(reasons))
        reasons.append(book.reason(same, "转正表决的到会和通过要求与接收预备党员相同。", "dev.full.vote", on))
    if developing:
        reasons.extend(_form_reasons(ballot, joint, voted, on, book))
    for rule, number in (intruders or {}).items():
        reasons.append(book.reason(False, f"{_WITHOUT_RIGHT[rule]}，有 {number} 票不计入。", rule, on))
    known = should_attend is not None
    values = {
        "should_attend": should_attend,
        "present": present,
        "yes": counted,
        "quorum": needed_to_hold(matter, should_attend or 0, on, book) if known else None,
        "needed": needed_to_pass(matter, should_attend or 0, on, book) if known else None,
    }
    return answer("vote.assembly", on, values, reasons)


def _written_reasons(
    writing: str, written_yes: int | None, decides: bool, on: date, book: Rulebook
) -> list[Reason]:
    rule = "dev.vote.written"
    if writing == "counted" and written_yes:
        text = f"会前正式提出的书面意见 {written_yes} 票计入赞成票，不算到会。"
        return [book.reason(True, text, rule, on)]
    if not decides:
        return []
    if written_yes is None:
        return [book.reason(None, "会前有没有书面意见还不知道，会改变结果。", rule, on)]
    text = f"书面意见 {written_yes} 票算不算，会改变结果；现行条文是否保留还没有核实。"
    return [book.reason(None, text, rule, on)]


def _unknown_matter(
    should_attend: int | None, present: int | None, yes: int | None, on: date, book: Rulebook
) -> Answer:
    """What can be said of a vote when nobody knows what it was about: the numbers are the same for all."""
    known = should_attend is not None
    text = "表决的是哪一类事还不知道，各类要求不一样。"
    values = {
        "should_attend": should_attend,
        "present": present,
        "yes": yes,
        "quorum": needed_to_hold("ordinary", should_attend or 0, on, book) if known else None,
        "needed": needed_to_pass("ordinary", should_attend or 0, on, book) if known else None,
    }
    return answer("vote.assembly", on, values, [book.reason(None, text, "meet.assembly.vote.quorum", on)])


def _form_reasons(
    ballot: str | None, joint: bool | None, voted: bool, on: date, book: Rulebook
) -> list[Reason]:
    rule = "dev.vote.secret"
    reasons = []
    if ballot == "open":
        reasons.append(book.reason(False, "接收和转正要无记名投票，举手表决不行。", rule, on))
    elif ballot == "secret":
        reasons.append(book.reason(True, "采用无记名投票。", rule, on))
    elif voted:
        reasons.append(book.reason(None, "还不知道是不是无记名投票。", rule, on))
    if joint:
        reasons.append(book.reason(False, "有几个人的，要逐个讨论、逐个表决，不能合在一起表决。", rule, on))
    elif joint is None and voted:
        reasons.append(book.reason(None, "还不知道是不是逐个表决。", rule, on))
    return reasons


def judge_committee(
    *, seats: int | None, present: int | None, on: date, book: Rulebook | None = None
) -> Answer:
    """Judge whether the branch committee can meet: half of its filled seats or more (支部工作条例第12条)."""
    book = book or load()
    rule = "meet.committee.quorum"
    limit = share(book.value(rule, on))
    if seats is None or present is None:
        reason = book.reason(None, "委员人数或到会人数还不知道。", rule, on)
    elif present > seats:
        raise invalid("到会委员比现有委员多。", "$.present")
    else:
        text = f"现有委员 {seats} 人，到会 {present} 人，至少要 {limit.least(seats)} 人。"
        reason = book.reason(limit.reached(present, seats), text, rule, on)
    quorum = None if seats is None else limit.least(seats)
    return answer("quorum.committee", on, {"quorum": quorum}, [reason])
