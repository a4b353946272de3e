"""Elections in the branch: quorum, slate, ballots returned, and who is elected under both readings of "half"."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from zhibu.rules.book import Rulebook, load
from zhibu.rules.facts import invalid, path_to
from zhibu.rules.shares import Share, share
from zhibu.rules.verdict import Answer, Reason, Verdict, answer
from zhibu.rules.voting import RESTRICTIONS

POSTS = ("committee", "delegate", "secretary")
CATEGORIES = {
    "watch": "留党察看",
    "detained": "被留置或逮捕",
    "incapable": "因病不能表达意志",
    "abroad": "自费出国半年以上",
    "bedridden": "年老体弱卧床或长期病重",
    "away6m": "外出半年以上没有转关系",
    "retired_away": "退休后长住老家",
}


def needed_to_elect(should_attend: int, on: date, book: Rulebook | None = None) -> int:
    """How many members with election rights must be present: four fifths of those who should (选举工作条例)."""
    return share((book or load()).value("el.quorum", on)).least(should_attend)


def least_candidates(seats: int, post: str, on: date, book: Rulebook | None = None) -> int:
    """The least number of candidates: a fifth more than seats, rounded up; as many as seats for a secretary."""
    rule = "el.secretary" if post == "secretary" else "el.diff"
    surplus = Fraction((book or load()).value(rule, on)["surplus"]) * seats
    return seats + -int(-surplus // 1)


def judge_quorum(
    *,
    members: int | None,
    present: int | None,
    excluded: Sequence[Mapping[str, Any]] | None = (),
    on: date,
    book: Rulebook | None = None,
) -> Answer:
    """Judge whether an election can be held; `excluded` are `{category, count, superior_agreed, assembly_voted}`.

    Being on leave excludes nobody; an exclusion needs its category and both consents (None = not known).
    """
    book = book or load()
    lawful, waiting, named, uncertain = 0, 0, 0, excluded is None
    reasons: list[Reason] = []
    for entry in excluded or ():
        category, count = entry["category"], entry["count"]
        consents = (entry.get("superior_agreed"), entry.get("assembly_voted"))
        reason = _exclusion(category, count, consents, on, book)
        if reason is not None:
            reasons.append(reason)
        if count is None:
            uncertain = uncertain or reason is None
            continue
        named += count
        lawful += count if reason is not None and reason.holds else 0
        waiting += count if reason is None else 0
    if members is not None and named > members:
        raise invalid("减去的人比党员还多。", "$.excluded")
    should_attend = None if members is None else members - lawful
    if should_attend is not None and present is not None and present > should_attend:
        raise invalid("实到人数比应到人数多。", "$.present")
    if uncertain:
        waiting = (should_attend or 0) - (present or 0)
    quorum = _quorum_reason(should_attend, present, on, book, waiting)
    if quorum.holds is None and waiting:
        who = "有没有人、有多少人" if uncertain else f"有 {waiting} 人"
        text = f"{who}能减去，要看是什么情形、上级是否同意、大会是否通过，这会改变结果。"
        reasons.append(book.reason(None, text, "el.should_attend.exclude", on))
    values = {
        "should_attend": should_attend,
        "quorum": None if should_attend is None else needed_to_elect(should_attend, on, book),
    }
    return answer("election.quorum", on, values, [quorum, *reasons])


def _exclusion(
    category: str | None, count: int | None, consents: tuple[bool | None, ...], on: date, book: Rulebook
) -> Reason | None:
    """Whether these people leave the base; None while nobody knows who, how many or whether it was agreed."""
    rule = "el.should_attend.exclude"
    if category is None:
        return None
    name = CATEGORIES.get(category, category)
    who = f"“{name}”" if count is None else f"“{name}” {count} 人"
    if category in RESTRICTIONS:
        if count is None:
            return None
        return book.reason(True, f"{who}，依条文没有选举权，不计入应到。", RESTRICTIONS[category], on)
    if category not in book.value(rule, on):
        return book.reason(False, f"{who}，不是可以减去的情形，仍计入应到。", rule, on)
    if False in consents:
        return book.reason(False, f"{who}，没有上级同意或没有经大会通过，仍计入应到。", rule, on)
    if count is None or None in consents:
        return None
    return book.reason(True, f"{who}，上级同意、大会通过，不计入应到。", rule, on)


def _quorum_reason(
    should_attend: int | None, present: int | None, on: date, book: Rulebook, open_count: int = 0
) -> Reason:
    limit = share(book.value("el.quorum", on))
    if should_attend is None or present is None:
        return book.reason(None, "应到或实到人数还不知道。", "el.quorum", on)
    text = (
        f"应到有选举权的党员 {should_attend} 人，实到 {present} 人，至少要 {limit.least(should_attend)} 人。"
    )
    holds: bool | None = limit.reached(present, should_attend)
    if not holds and limit.reached(present, should_attend - open_count):
        holds = None
    return book.reason(holds, text, "el.quorum", on)


def judge_slate(
    *,
    seats: int | None,
    candidates: int | None,
    post: str | None = "committee",
    on: date,
    book: Rulebook | None = None,
) -> Answer:
    """Judge the number of candidates (选举工作条例第13条, 第9条; a secretary is usually the only candidate)."""
    book = book or load()
    rule = "el.secretary" if post == "secretary" else "el.diff"
    if seats == 0:
        raise invalid("应选名额至少一名。", "$.seats")
    if seats is None or post is None:
        unknown = book.reason(None, "应选名额或选的是什么还不知道。", rule, on)
        return answer("election.slate", on, {"minimum": None}, [unknown])
    minimum = least_candidates(seats, post, on, book)
    text = f"应选 {seats} 名，候选人 {candidates} 名，至少要 {minimum} 名。"
    holds: bool | None = None
    if candidates is None:
        text = f"候选人数还不知道，至少要 {minimum} 名。"
    elif post == "secretary":
        holds = candidates == minimum
        text = f"应选 {seats} 名，候选人 {candidates} 名，书记、副书记通常等额。"
    else:
        holds = candidates >= minimum
    reason = book.reason(holds, text, rule, on)
    article = book.value(rule, on).get("articles", {}).get(post, reason.article)
    return answer("election.slate", on, {"minimum": minimum}, [replace(reason, article=article)])


def judge_counters(*, standing: Sequence[str], on: date, book: Rulebook | None = None) -> Answer:
    """Judge who counts: `standing` names those of scrutineer and teller who are candidates (选举工作条例第22条)."""
    book = book or load()
    text = "监票人、计票人都不是候选人。"
    if standing:
        text = f"{'、'.join(standing)} 是候选人，不能监票、计票。"
    reason = book.reason(not standing, text, "el.scrutineer", on)
    return answer("election.counters", on, {}, [reason])


def needed_to_win(whole: int, on: date, book: Rulebook | None = None) -> int:
    """How many votes are more than half of `whole` people."""
    return share((book or load()).value("el.win", on)).least(whole)


def result_goes(post: str, on: date, book: Rulebook | None = None) -> str:
    """Whether a result is `filed` with the superior or `approved` by it; empty where the row does not say."""
    return str((book or load()).value("el.result", on).get(post, ""))


def judge_count(
    *, voters: int | None, returned: int | None, on: date, book: Rulebook | None = None
) -> Answer:
    """Judge the ballots returned: fewer than handed out is valid, more is void."""
    book = book or load()
    if voters is None or returned is None:
        reason = book.reason(None, "发出或收回的票数还不知道。", "el.ballot.count", on)
    else:
        text = f"发出 {voters} 张，收回 {returned} 张。"
        reason = book.reason(returned <= voters, text, "el.ballot.count", on)
    return answer("election.count", on, {}, [reason])


class Outcome(NamedTuple):
    """Who is elected under one reading, and who must be voted on again because of a tie at the cut."""

    elected: tuple[str, ...]
    tied: tuple[str, ...]


def outcome(votes: Mapping[str, int], seats: int, limit: Share, whole: int) -> Outcome:
    """Rank those with more than half of `whole`; a tie across the last seat elects none of the tied."""
    ranked = sorted(
        (name for name, number in votes.items() if limit.reached(number, whole)),
        key=lambda name: -votes[name],
    )
    if len(ranked) <= seats:
        return Outcome(tuple(ranked), ())
    cut = votes[ranked[seats]]
    safe = tuple(name for name in ranked if votes[name] > cut)
    if len(safe) == seats:
        return Outcome(safe, ())
    return Outcome(safe, tuple(name for name in ranked if votes[name] == cut))


def judge_result(
    *,
    should_attend: int | None,
    present: int | None,
    seats: int | None,
    votes: Mapping[str, int] | None,
    revote: bool = False,
    on: date,
    book: Rulebook | None = None,
) -> Answer:
    """Judge who is elected, computing both readings of "more than half": of those who should attend, and of
    those present. Where a superior has set the base, only that reading decides. In a `revote` among the tied,
    whoever leads without more than half is for the superior to decide: the row does not say."""
    book = book or load()
    if should_attend is not None and present is not None and present > should_attend:
        raise invalid("实到人数比应到人数多。", "$.present")
    if seats == 0:
        raise invalid("应选名额至少一名。", "$.seats")
    most = present if present is not None else should_attend
    for name, number in (votes or {}).items():
        if most is not None and number > most:
            raise invalid("得票比到会的人多。", path_to("$.votes", name))
    quorum = _quorum_reason(should_attend, present, on, book)
    if should_attend is None or present is None or seats is None or votes is None:
        unknown = book.reason(None, "应到、实到、名额或得票还不知道。", "el.win", on)
        return answer("election.result", on, _no_values(), [quorum, unknown])
    rule = book.value("el.win", on)
    limit = share(rule)
    strict_reading = outcome(votes, seats, limit, should_attend)
    loose_reading = outcome(votes, seats, limit, present)
    base = rule["base"]
    deciding = loose_reading if base == "present" else strict_reading
    other = deciding if base != "both" else loose_reading
    sure = (*deciding.elected, *deciding.tied)
    disputed = tuple(name for name in (*other.elected, *other.tied) if name not in sure)
    open_seats = seats - len(deciding.elected)
    leading: tuple[str, ...] = ()
    if revote and not disputed and open_seats and not deciding.tied:
        first = outcome(votes, seats, Share(Fraction(0), strict=True), should_attend).elected
        leading = tuple(name for name in first if name not in deciding.elected)
    reasons = [quorum] if leading else [quorum, _win_reason(deciding, disputed, on, book)]
    if leading:
        text = f"{'、'.join(leading)} 重新投票得票多，没有超过半数，算不算当选，请上级定。"
        reasons.append(book.reason(None, text, "el.rank", on))
        disputed, sure = leading, (*sure, *leading)
    if deciding.tied:
        text = f"{'、'.join(deciding.tied)} 票数相同，对他们重新投票。"
        reasons.append(book.reason(False, text, "el.rank", on, fails_as=Verdict.WARN))
    if open_seats and sure:
        text = f"应选 {seats} 名，还缺 {open_seats} 名，不足的另行选举。"
        reasons.append(book.reason(False, text, "el.short", on, fails_as=Verdict.WARN))
    values = {
        "elected": deciding.elected,
        "disputed": disputed,
        "revote": deciding.tied,
        "open_seats": open_seats,
        "readings": {"should_attend": strict_reading.elected, "present": loose_reading.elected},
    }
    return answer("election.result", on, values, reasons)


def _win_reason(deciding: Outcome, disputed: Sequence[str], on: date, book: Rulebook) -> Reason:
    part = share(book.value("el.win", on)).words
    if disputed:
        text = f"{'、'.join(disputed)} 按实到超过{part}，按应到没有超过，请上级定。"
        return book.reason(None, text, "el.win", on)
    if not deciding.elected and not deciding.tied:
        return book.reason(False, f"怎么算都没有人超过{part}。", "el.win", on, fails_as=Verdict.NO)
    return book.reason(
        True, f"得票超过{part}：{'、'.join((*deciding.elected, *deciding.tied))}。", "el.win", on
    )


def _no_values() -> dict[str, Any]:
    return {
        "elected": (),
        "disputed": (),
        "revote": (),
        "open_seats": None,
        "readings": {"should_attend": (), "present": ()},
    }
