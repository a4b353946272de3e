"""A year of the reference branch: what a branch of twenty holds, records, decides and carries out, up to today."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

from zhibu.activities import terms
from zhibu.activities.models import Decision, Meeting
from zhibu.activities.operations.answer import answer
from zhibu.activities.operations.close_item import Decided
from zhibu.activities.operations.confirm_decision import confirm_decision
from zhibu.activities.operations.confirm_minutes import confirm_minutes
from zhibu.activities.operations.convene import convene
from zhibu.activities.operations.record_past_meeting import Past, record_past_meeting
from zhibu.activities.operations.report_decision import report_decision
from zhibu.config.demo.register import Ground
from zhibu.kernel import clock
from zhibu.members.models import Member
from zhibu.organisations.models import Organisation
from zhibu.rules.months import add_months

_ROOM = "二号楼三层党员活动室"
_DONE = {
    terms.Kind.ASSEMBLY: ("通报上季度工作和党费收缴情况，讨论下季度重点。", "学习文件，讨论如何落实到班组。"),
    terms.Kind.COMMITTEE: (
        "研究本月工作安排，分工到人。",
        "研究意见建议的答复。",
        "研究主题党日的内容和时间。",
    ),
    terms.Kind.GROUP: (
        "学习文件两篇，三人结合岗位发言。",
        "讨论班组安全隐患，提出三条改进。",
        "学习党章有关章节，交流体会。",
    ),
    terms.Kind.LECTURE: ("书记讲党课：在岗位上怎样起作用。", "宣传委员讲党课：文件要点和身边的事。"),
    terms.Kind.THEME_DAY: (
        "到三号作业区清理巡检通道，查出隐患两处。",
        "集中学习后，结对帮带新员工。",
        "义务检修更衣室设施。",
    ),
    terms.Kind.ORGANISATION_LIFE: ("会前谈心、征求意见，会上查摆问题，开展批评和自我批评。",),
}
_TASKS = (
    "更衣室排风修好", "巡检通道照明换新", "夜班热饭柜加一台", "新员工结对名单定下来", "备件领用改成一次签字",
    "三号作业区饮水点移到门口", "班前会讲一次防滑", "中控室椅子报修", "合理化建议逐条答复", "停车棚加灯",
)  # fmt: skip


@dataclass(frozen=True)
class _Occasion:
    kind: terms.Kind
    organisation: Organisation
    day: dt.date
    time: dt.time


def write_history(ground: Ground, *, now: dt.datetime) -> None:
    """Twelve months that end today, and one meeting that is called for the coming days."""
    chance = random.Random(20)  # noqa: S311 - the same year each time
    tasks = iter(_TASKS * 10)
    for occasion in sorted(_occasions(ground, today=now.date()), key=lambda one: (one.day, one.time)):
        _hold(ground, occasion, chance, tasks)
    _carry_out(ground, now=now)
    _call_the_next(ground, now=now)


def _occasions(ground: Ground, *, today: dt.date) -> Iterator[_Occasion]:
    """What was held, month by month; this month's theme day is still to come."""
    first = add_months(today, -12).replace(day=1)
    for step in range(13):
        month = add_months(first, step)
        quarter_ends = month.month % 3 == 0
        found = [
            _Occasion(terms.Kind.COMMITTEE, ground.branch, month.replace(day=4), dt.time(16, 30)),
            *(
                _Occasion(terms.Kind.GROUP, group, month.replace(day=8 + n), dt.time(16, 20))
                for n, group in enumerate(ground.groups)
            ),
        ]
        if (month.year, month.month) != (today.year, today.month):
            found.append(
                _Occasion(terms.Kind.THEME_DAY, ground.branch, month.replace(day=15), dt.time(15, 0))
            )
        if quarter_ends:
            found.append(
                _Occasion(terms.Kind.ASSEMBLY, ground.branch, month.replace(day=20), dt.time(16, 30))
            )
        if month.month % 3 == 2:
            found.append(_Occasion(terms.Kind.LECTURE, ground.branch, month.replace(day=18), dt.time(16, 0)))
        if month.month == 12:
            found.append(
                _Occasion(terms.Kind.ORGANISATION_LIFE, ground.branch, month.replace(day=27), dt.time(14, 0))
            )
        yield from (one for one in found if add_months(today, -12) <= one.day < today)


def _hold(ground: Ground, occasion: _Occasion, chance: random.Random, tasks: Iterator[str]) -> None:
    """One meeting, recorded the next day by whoever leads it."""
    starts_at = clock.at(occasion.day, occasion.time)
    people = _invited(ground, occasion)
    present = tuple(m for m in people if m.party_post or chance.random() < 0.8)
    chair = next(m for m in present if m.user is not None and m.party_post)
    if occasion.kind != terms.Kind.GROUP:
        chair = ground.members["党员乙"]
    recorder = next((m for m in present if m.pk != chair.pk), chair)
    decisions: tuple[Decided, ...] = ()
    if occasion.kind in (terms.Kind.COMMITTEE, terms.Kind.ASSEMBLY):
        owners = chance.sample([m for m in present if m.pk != chair.pk], k=2)
        decisions = tuple(
            Decided(
                what=next(tasks),
                owner=owner.public_id,
                due_on=occasion.day + dt.timedelta(days=chance.choice((14, 21, 28))),
                asker=chair.public_id,
            )
            for owner in owners
        )
    meeting = record_past_meeting(
        by=chair.user if chair.user else ground.secretary(),
        organisation=occasion.organisation,
        past=Past(
            kind=occasion.kind,
            starts_at=starts_at,
            place=_ROOM,
            chair=chair.public_id,
            recorder=recorder.public_id,
            present=tuple(m.public_id for m in present),
            done_what=chance.choice(_DONE[occasion.kind]),
            decisions=decisions,
            nothing_to_do=not decisions,
            minutes=terms.USUAL_LENGTH[occasion.kind],
        ),
        now=starts_at + dt.timedelta(hours=20),
    )
    for role, member in (("chair", chair), ("recorder", recorder)):
        if member.user is not None:
            confirm_minutes(
                by=member.user, meeting=meeting, role=role, now=starts_at + dt.timedelta(hours=22)
            )


def _invited(ground: Ground, occasion: _Occasion) -> list[Member]:
    people = list(ground.members.values())
    if occasion.kind == terms.Kind.GROUP:
        return [m for m in people if m.group_id == occasion.organisation.pk]
    if occasion.kind == terms.Kind.COMMITTEE:
        return [m for m in people if m.party_post and m.party_post != "党小组长"]
    return people


def _carry_out(ground: Ground, *, now: dt.datetime) -> None:
    """What was decided is done and confirmed; of the newest four, one is late, one is reported, two are in hand."""
    secretary = ground.secretary()
    decided = (
        Decision.objects.filter(organisation=ground.branch).order_by("due_on", "pk").select_related("owner")
    )
    owned = [(one, one.owner.user) for one in decided if one.owner.user is not None]
    *old, _late, (reported, reporter), _first, _second = owned
    for decision, owner in old:
        done_at = min(clock.at(decision.due_on, dt.time(17, 0)), now - dt.timedelta(days=2))
        report_decision(by=owner, decision=decision, words="办好了，请看。", now=done_at)
        confirm_decision(by=secretary, decision=decision, words="", now=done_at + dt.timedelta(days=1))
    report_decision(by=reporter, decision=reported, words="办好了，请看。", now=now - dt.timedelta(days=1))


def _call_the_next(ground: Ground, *, now: dt.datetime) -> Meeting:
    """The coming assembly, answered by some."""
    secretary = ground.secretary()
    meeting = convene(
        by=secretary,
        organisation=ground.branch,
        kind=terms.Kind.ASSEMBLY,
        starts_at=clock.at(now.date() + dt.timedelta(days=4), dt.time(16, 20)),
        minutes=60,
        place=_ROOM,
        items=(
            terms.AgendaLine("通报第三季度党费收缴", terms.Matter.REPORT),
            terms.AgendaLine("讨论下季度重点工作", terms.Matter.ORDINARY),
        ),
        op="reference branch: the next assembly",
        now=now - dt.timedelta(days=1),
    )
    for name, said in (
        ("党员甲", "yes"),
        ("党员丙", "yes"),
        ("党员戊", "yes"),
        ("党员未", "yes"),
        ("党员辛", "leave"),
    ):
        user = ground.members[name].user
        if user is not None:
            answer(by=user, meeting=meeting, answer=said, now=now)
    return meeting
