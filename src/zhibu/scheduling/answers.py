"""The planner's answers as plain values that can be written as JSON, with what looked wrong in the question."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from zhibu.scheduling.availability import State
from zhibu.scheduling.certificate import Certificate
from zhibu.scheduling.groups import Contact, Group, groups
from zhibu.scheduling.lint import LEAST_GAP, Finding, Slip, lint
from zhibu.scheduling.planning import plan
from zhibu.scheduling.ranking import Slot, rank_slots
from zhibu.scheduling.reading import Question
from zhibu.scheduling.rescue import rescue
from zhibu.scheduling.sessions import split
from zhibu.scheduling.shifts import is_assumed
from zhibu.scheduling.swaps import swaps

Answer = dict[str, Any]


def ranked(question: Question) -> Answer:
    """`rank`: the best slots, or the nearest ones and the certificate."""
    found = rank_slots(question.problem, question.k)
    told: Answer = {
        "need": found.need,
        "feasible": found.feasible,
        "slots": [_slot(slot) for slot in found.slots],
    }
    if not found.feasible:
        told["nearest"] = [_slot(slot) for slot in found.nearest]
    told["certificate"] = _certificate(found.certificate)
    told["warnings"] = warnings(question)
    return told


def sessions(question: Question) -> Answer:
    """`split`: the sessions; who cannot come to any is named in `left_out`."""
    found = split(question.problem)
    told: Answer = {
        "sessions": [
            {"start": _minute(one.start), "room": one.room, "ids": list(one.ids)} for one in found.sessions
        ],
        "own_minutes": found.own_minutes,
    }
    if found.left_out:
        told["left_out"] = list(found.left_out)
    if not found.proven:
        told["proven"] = False
    return _warned(told, question)


def rescued(question: Question) -> Answer:
    """`rescue`: the fewest releases; with substitutes also named swaps; the next day on which none is needed."""
    found = rescue(question.problem, question.k)
    told: Answer = {
        "slots": [_release(one) for one in found.slots],
        "certificate": _certificate(found.certificate),
    }
    if found.next_on is not None:
        told["next"] = found.next_on.isoformat()
    if question.substitutes:
        for row, one in zip(told["slots"], found.slots, strict=True):
            row["swaps"] = _swaps(question, one.start, one.room)
    return _warned(told, question)


def planned(question: Question) -> Answer:
    """`plan`: every meeting's place, what it costs, and the proven bound."""
    found = plan(question.problem, question.meetings)
    told: Answer = {
        "meetings": [
            {
                "id": one.id,
                "start": None if one.start is None else _minute(one.start),
                "room": one.room,
                "voters": one.voters,
            }
            for one in found.meetings
        ],
        "status": found.status,
        "cost": found.cost,
        "bound": found.bound,
    }
    if any(meeting.was for meeting in question.meetings):
        told["moved"] = list(found.moved)
    return _warned(told, question)


def grouped(question: Question) -> Answer:
    """`groups`: who sits together and why, and who needs a contact."""
    assert question.group_rules is not None
    found = groups(question.problem, question.group_rules)
    told: Answer = {
        "groups": [
            {"ids": list(one.ids), "leader_ok": one.leader_ok, "reason": _why_together(one)}
            for one in found.groups
        ],
        "contacts": [_contact(one) for one in found.contacts],
        "cost": found.cost,
    }
    if not found.exact:
        told["exact"] = False
    return _warned(told, question)


def _minute(instant: datetime) -> str:
    return instant.isoformat(timespec="minutes")


def _slot(slot: Slot) -> Answer:
    return {
        "start": _minute(slot.start),
        "room": slot.room,
        "present": slot.present,
        "voters": slot.voters,
        "margin": slot.margin,
        "own_minutes": slot.own_minutes,
        "cost": slot.cost,
        "can": [_coming(one) for one in slot.can],
        "cannot": [{"id": one.id, "reason": one.reason} for one in slot.cannot],
    }


def _coming(one: State) -> Answer:
    return {"id": one.id, "how": one.how, "minutes": one.minutes}


def _certificate(proof: Certificate | None) -> Answer | None:
    if proof is None:
        return None
    return {"period_days": proof.period_days, "best": proof.best, "need": proof.need}


def _release(one: Any) -> Answer:
    return {
        "start": _minute(one.start),
        "room": one.room,
        "need": one.need,
        "voters": one.voters,
        "release": dict(one.release),
    }


def _swaps(question: Question, start: datetime, room: str) -> Answer:
    found = swaps(question.problem, start, room, question.substitutes)
    return {
        "swaps": [
            {
                "id": one.member,
                "substitute": one.substitute,
                "from": _minute(one.shift_starts_at),
                "to": _minute(one.shift_ends_at),
            }
            for one in found.swaps
        ],
        "still_short": found.still_short,
    }


def _why_together(group: Group) -> str:
    parts = "、".join(
        f"{'' if crew is None else crew + '班'}{site} {number} 人" for crew, site, number in group.classes
    )
    when = f"最合适 {_minute(group.start)} 在 {group.room}，能来 {group.present} 人"
    joined = "同班同点" if len(group.classes) == 1 else "合在一起"
    return f"{parts}，{joined}；{when}。"


def _contact(one: Contact) -> Answer:
    why = "这段时间都来不了，确定一名党员联系" if one.never else "人数不够成立小组，确定一名党员联系"
    return {"id": one.id, "contact": one.contact, "reason": f"{why}。"}


def _warned(told: Answer, question: Question) -> Answer:
    found = warnings(question)
    return {**told, "warnings": found} if found else told


def warnings(question: Question) -> list[dict[str, str]]:
    """What looked wrong, in plain words: the calendar, the shifts, people and times that are not there."""
    problem = question.problem
    told = []
    if not question.has_calendar:
        told.append(_warning("calendar_missing", "没有节假日表，坐班的按周一至周五上班算。"))
    else:
        told.extend(_unknown_years(question))
    told.extend(_slip(finding) for finding in lint(list(problem.crews.values())))
    if not any(member.voting and member.counted for member in problem.members):
        told.append(_warning("no_voters", "没有计入应到的有表决权的人。"))
    if not problem.starts() or not problem.rooms:
        told.append(_warning("no_slots", "没有可选的时间或地点。"))
    return told


def _unknown_years(question: Question) -> list[dict[str, str]]:
    problem = question.problem
    offices = [crew for crew in problem.crews.values() if crew.calendar is not None]
    last = problem.first_day + timedelta(days=max(0, problem.days - 1))
    years = [
        str(year)
        for year in range(problem.first_day.year, last.year + 1)
        if any(
            is_assumed(crew, max(problem.first_day, last.replace(year=year, month=1, day=1)))
            for crew in offices
        )
    ]
    if not years:
        return []
    text = f"节假日表里没有 {'、'.join(years)} 年，坐班的按周一至周五上班算。"
    return [_warning("calendar_year_missing", text)]


def _slip(finding: Finding) -> dict[str, str]:
    if finding.slip is Slip.SHORT_GAP:
        before = "" if finding.before is None else finding.before.shift.code
        after = "" if finding.after is None else finding.after.shift.code
        pair = f"{finding.crew}班“{before}”和“{after}”之间只隔 {finding.minutes} 分钟"
        text = f"{pair}，不到 {LEAST_GAP // 60} 小时，请核对夜班记在哪天。"
    elif finding.slip is Slip.UNCOVERED:
        text = f"各班合起来，一个周期里有 {finding.minutes} 分钟没有人上班，第一次是 {_minute(finding.at)}。"
    else:
        text = f"各班合起来，一个周期里有 {finding.minutes} 分钟重复上班，第一次是 {_minute(finding.at)}。"
    return _warning(str(finding.slip), text)


def _warning(code: str, text: str) -> dict[str, str]:
    return {"code": code, "text": text}


VERBS: Mapping[str, Any] = {
    "rank": ranked,
    "split": sessions,
    "rescue": rescued,
    "plan": planned,
    "groups": grouped,
}
