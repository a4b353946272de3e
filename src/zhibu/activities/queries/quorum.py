"""Whether the people in the room may vote on an item: counted from the roll, judged by the rules of the day."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhibu.activities import terms
from zhibu.activities.models import AgendaItem, Meeting
from zhibu.activities.queries.roll import Roll, roll
from zhibu.kernel.clock import local
from zhibu.organisations.terms import OrganisationKind
from zhibu.rules import election
from zhibu.rules.ask import as_json
from zhibu.rules.verdict import Answer, Verdict
from zhibu.rules.voting import judge_assembly, judge_committee, needed_to_hold, needed_to_pass

COMMITTEE = "committee"
_STRICTNESS = (terms.Matter.ELECTION, terms.Matter.ADMISSION, terms.Matter.CONVERSION, terms.Matter.ORDINARY)


@dataclass(frozen=True)
class Cited:
    """A reason as a page shows it: what follows, and where it is written."""

    text: str
    document: str
    article: str
    status: str


@dataclass(frozen=True)
class Quorum:
    """What the meter shows: who should, who is there, how many it takes, and the sentence under it."""

    matter: str  # "" when nothing is voted
    should: int
    present: int
    needed: int | None
    passes_with: int | None
    enough: bool
    words: str
    state: str
    mark: str
    sums: str
    reasons: tuple[Cited, ...]
    roll: Roll

    @property
    def closed_because(self) -> str:
        """The label of a vote button that cannot be pressed yet; empty when it can."""
        return "" if self.enough else self.words


def cited(reasons: Iterable[Mapping[str, Any]]) -> tuple[Cited, ...]:
    """The reasons of an answer of the rules, as JSON keeps them, ready to be shown."""
    return tuple(
        Cited(
            reason["text"],
            f"《{reason['document']['title']}》" if reason["document"] else "",
            f"第{reason['article']}条" if reason["article"] else "",
            reason["status"],
        )
        for reason in reasons
    )


def quorum(meeting: Meeting, *, item: AgendaItem | None = None, known: Roll | None = None) -> Quorum:
    """The state of the room for one item, or for the strictest item of the agenda.

    Only full members without restriction count; observers and probationary members are there, not counted
    (章程第7条, 选举工作条例第5条).
    """
    people = known or roll(meeting)
    on = local(meeting.starts_at).date()
    if item is not None and item.matter == terms.Matter.ELECTION:
        return _election(people, on)
    if meeting.kind == terms.Kind.COMMITTEE:
        return _committee(people, on)
    matter = _matter(meeting, item, people)
    if matter == terms.Matter.ELECTION:
        return _election(people, on)
    should, present = people.voters, people.voters_here
    if not matter:
        return Quorum("", should, present, None, None, True, "", "", "", "", (), people)
    answer = judge_assembly(matter=matter, should_attend=should, present=present, on=on)
    needed = needed_to_hold(matter, should, on)
    passes = needed_to_pass(matter, should, on)
    return Quorum(
        matter=matter,
        should=should,
        present=present,
        needed=needed,
        passes_with=passes,
        enough=answer.verdict in (Verdict.OK, Verdict.WARN),
        words=_words(answer, present, needed),
        state="ok" if answer.verdict in (Verdict.OK, Verdict.WARN) else "due",
        mark=_("超过半数"),
        sums=_sums(people, should, needed, passes),
        reasons=cited(as_json(answer)["reasons"]),
        roll=people,
    )


def judge(
    meeting: Meeting,
    matter: str,
    *,
    should: int,
    present: int,
    yes: int,
    no: int,
    abstain: int,
    secret: bool,
) -> Answer:
    """What the rules of the day say of a vote with these counts; each person is voted on one by one."""
    on = local(meeting.starts_at).date()
    return judge_assembly(
        matter=matter,
        should_attend=should,
        present=present,
        yes=yes,
        no=no,
        abstain=abstain,
        ballot="secret" if secret else "open",
        joint=False,
        on=on,
    )


def judged_by_rules(meeting: Meeting) -> bool:
    """Whether the regulations say how many must agree here; for committee and group meetings they do not."""
    return meeting.kind != terms.Kind.COMMITTEE and meeting.organisation.kind != OrganisationKind.GROUP


def _matter(meeting: Meeting, item: AgendaItem | None, people: Roll) -> str:
    if not judged_by_rules(meeting):
        return ""
    if item is not None:
        return item.matter if item.matter in terms.VOTED else ""
    return next((str(matter.value) for matter in _STRICTNESS if matter in people.open_matters), "")


def _committee(people: Roll, on: dt.date) -> Quorum:
    seats = len(people.expected)
    present = sum(p.present for p in people.expected)
    answer = judge_committee(seats=seats, present=present, on=on)
    needed = needed_to_hold(COMMITTEE, seats, on)
    enough = answer.verdict == Verdict.OK
    words = (
        _("委员到了半数以上，可以开会") if enough else _("还差%(n)d人，先不议事") % {"n": needed - present}
    )
    sums = _("现有委员%(seats)d人，半数以上，正好一半也可以，即至少%(needed)d人。列席的不计入。") % {
        "seats": seats,
        "needed": needed,
    }
    state = "ok" if enough else "due"
    return Quorum(
        COMMITTEE,
        seats,
        present,
        needed,
        None,
        enough,
        words,
        state,
        _("半数以上"),
        sums,
        cited(as_json(answer)["reasons"]),
        people,
    )


def _election(people: Roll, on: dt.date) -> Quorum:
    should, present = people.voters, people.voters_here
    answer = election.judge_quorum(members=should, present=present, on=on)
    needed = election.needed_to_elect(should, on)
    enough = answer.verdict == Verdict.OK
    words = (
        _("到会人数够了，可以选举")
        if enough
        else _("还差%(n)d人，先不选举，可以先学习") % {"n": max(needed - present, 1)}
    )
    sums = _("应到有选举权%(should)d人，五分之四以上，正好五分之四也可以，即至少%(needed)d人。") % {
        "should": should,
        "needed": needed,
    }
    if people.probationary_here:
        sums += _("预备党员%(n)d人到会，不计入。") % {"n": people.probationary_here}
    return Quorum(
        matter=str(terms.Matter.ELECTION),
        should=should,
        present=present,
        needed=needed,
        passes_with=None,
        enough=enough,
        words=words,
        state="ok" if enough else "due",
        mark=_("五分之四"),
        sums=sums,
        reasons=cited(as_json(answer)["reasons"]),
        roll=people,
    )


def _words(answer: Answer, present: int, needed: int) -> str:
    if answer.verdict in (Verdict.OK, Verdict.WARN):
        return _("已超过半数，可以表决")
    if answer.verdict == Verdict.ASK:
        return _("正好半数，先请示上级")
    return _("还差%(n)d人，先不表决，可以先学习") % {"n": max(needed - present, 1)}


def _sums(people: Roll, should: int, needed: int, passes: int) -> str:
    half = f"{should // 2}" if should % 2 == 0 else f"{should / 2:.1f}"
    said = _("%(should)d ÷ 2 = %(half)s，超过%(half)s，即至少%(needed)d人。") % {
        "should": should,
        "half": half,
        "needed": needed,
    }
    if people.probationary_here:
        said += _("预备党员%(n)d人到会，不计入。") % {"n": people.probationary_here}
    return said + _("通过要赞成至少%(n)d票，按应到算，不按到会算。") % {"n": passes}
