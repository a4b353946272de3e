"""What the rules require of a branch, group or committee in each calendar period, and how it stands."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from zhibu.rules.book import Rulebook, load
from zhibu.rules.facts import FactError, invalid
from zhibu.rules.months import MONTHS, Period, period_containing, periods_between
from zhibu.rules.verdict import Answer, Reason, Verdict, answer

BODIES = ("branch", "group", "committee")
RULES = {
    "assembly": "meet.assembly.freq",
    "committee": "meet.committee.freq",
    "group": "meet.group.freq",
    "theme_day": "meet.theme",
    "organisation_life": "meet.orglife",
    "review": "meet.review",
    "lecture": "meet.lecture",
    "talk": "meet.talk",
    "dues": "dues.collect_day",
    "disclosure": "open.branch_items",
    "plan": "open.plan",
}
KINDS = tuple(RULES)
BY_SETTING = ("lecture", "talk", "dues", "disclosure", "plan")
NAMES = {
    "assembly": "支部党员大会",
    "committee": "支委会",
    "group": "党小组会",
    "theme_day": "主题党日",
    "organisation_life": "组织生活会",
    "review": "民主评议党员",
    "lecture": "党课",
    "talk": "谈心谈话",
    "dues": "收缴党费",
    "disclosure": "党务公开",
    "plan": "工作计划",
}
_OF_BODY = {
    "branch": ("assembly", "committee", "theme_day", "organisation_life", "review"),
    "group": ("group",),
    "committee": ("committee",),
}
DUE_SOON_DAYS = 14


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that one calendar period requires; `status` is done, open, due_soon, overdue, missed or exempt."""

    kind: str
    period: str
    starts_on: date
    due_on: date
    status: str
    rule: str


def _status(
    starts_on: date, due_on: date, unit: str, held: Iterable[date], exempt: bool, times: int, on: date
) -> str:
    if sum(starts_on <= day <= min(due_on, on) for day in held) >= times:
        return "done"
    if exempt:
        return "exempt"
    if on <= due_on:
        return "due_soon" if (due_on - on).days <= DUE_SOON_DAYS else "open"
    following = period_containing(due_on + timedelta(days=1), unit)
    return "overdue" if on <= following.ends_on else "missed"


def _periods(
    rule: str, chosen: str | None, since: date, until: date, book: Rulebook
) -> Iterator[tuple[str, Period, int]]:
    """The periods of a rule, each by the version in force on its last day; a unit may be `chosen` by setting."""
    units = {chosen} if chosen else {row.value["per"] for row in book.rows(rule)}
    for unit in sorted(units, key=MONTHS.__getitem__):
        for period in periods_between(since, until, unit):
            row = book.find(rule, period.ends_on)
            if row is not None and unit == (chosen or row.value["per"]):
                yield unit, period, row.value["times"]


def for_period(
    body: str,
    since: date,
    until: date,
    held: Iterable[tuple[str, date]],
    settings: Mapping[str, bool | str] | None = None,
    on: date | None = None,
    *,
    has_committee: bool = True,
    exempt: Iterable[tuple[str, str]] = (),
    book: Rulebook | None = None,
) -> tuple[Duty, ...]:
    """Every duty whose calendar period shares a day with the days from `since` to `until`, as it stands `on`.

    `held` are (kind, day) pairs; days after `on` do not count yet. `settings` switches the duties on that
    the regulations leave to the unit (`lecture talk dues disclosure plan`): True for the usual period, or
    "month", "quarter" or "year". `exempt` are (kind, period) pairs that a superior has waived. A period that
    ended before the rule came into force requires nothing.
    """
    book = book or load()
    on = on or until
    settings = settings or {}
    days: dict[str, list[date]] = {}
    for kind, day in held:
        days.setdefault(kind, []).append(day)
    waived = set(exempt)
    kinds = [kind for kind in _OF_BODY[body] if has_committee or body != "branch" or kind != "committee"]
    kinds += [kind for kind in BY_SETTING if settings.get(kind)]
    found = []
    for kind in kinds:
        rule, own = RULES[kind], settings.get(kind)
        for unit, period, times in _periods(rule, own if isinstance(own, str) else None, since, until, book):
            waiver = (kind, period.name) in waived
            status = _status(period.starts_on, period.ends_on, unit, days.get(kind, ()), waiver, times, on)
            found.append(Duty(kind, period.name, period.starts_on, period.ends_on, status, rule))
    return tuple(sorted(found, key=lambda duty: (duty.due_on, KINDS.index(duty.kind))))


def judge(
    *,
    body: str | None,
    since: date | None,
    until: date | None,
    held: Iterable[tuple[str, date]] | None,
    settings: Mapping[str, bool | str] | None = None,
    on: date,
    has_committee: bool = True,
    exempt: Iterable[tuple[str, str]] = (),
    book: Rulebook | None = None,
) -> Answer:
    """The same duties with their sources; what is overdue or missed warns and never forbids.

    None is "not known": without knowing what was held, what is late is for people to say. Raises FactError
    no_rule_in_force when no rule was in force in any of the periods.
    """
    book = book or load()
    if body is None or since is None or until is None:
        text = "是支部、小组还是支委会，或者从哪天到哪天，还不知道。"
        unknown = book.reason(None, text, RULES["assembly"], on)
        return answer("duties.period", on, {"duties": ()}, [unknown])
    if until < since:
        raise invalid("结束日期早于开始日期。", "$.to")
    if (until - since).days > 366 * 10:
        raise invalid("一次最多看十年。", "$.to")
    duties = for_period(
        body, since, until, held or (), settings, on, has_committee=has_committee, exempt=exempt, book=book
    )
    if not duties:
        raise FactError("no_rule_in_force", f"到 {until.isoformat()} 为止还没有这方面的规定。", "$.to")
    reasons: list[Reason] = []
    for kind in dict.fromkeys(duty.kind for duty in duties):
        own = [duty for duty in duties if duty.kind == kind]
        late = [duty.period for duty in own if duty.status in ("overdue", "missed")]
        text = f"{NAMES[kind]}：" + (f"{'、'.join(late)} 没有记录。" if late else "没有落下的。")
        holds = None if late and held is None else not late
        reasons.append(book.reason(holds, text, RULES[kind], own[-1].due_on, fails_as=Verdict.WARN))
    listed = [
        {"kind": duty.kind, "period": duty.period, "due_on": duty.due_on, "status": duty.status}
        for duty in duties
    ]
    return answer("duties.period", on, {"duties": listed}, reasons)
