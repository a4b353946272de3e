"""What the record says of an election: who stood, each count with its figures, who is elected, the superior's answer.

The record is in Chinese, whatever language somebody reads.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from zhibu.activities.election_models import BallotCount, Candidate, Election, ElectionAnswer
from zhibu.activities.election_terms import Office, Round
from zhibu.activities.models import Meeting
from zhibu.activities.queries import elections
from zhibu.activities.queries.elections import Standing


@dataclass(frozen=True)
class Line:
    """One sentence of the record, and the row it comes from."""

    text: str
    kind: str
    id: str
    at: dt.datetime | None = None
    struck: bool = False  # put right later


@dataclass(frozen=True)
class ElectionSaid:
    """An election as the minutes tell it."""

    lines: tuple[Line, ...]
    outcome: str
    settled: bool  # whether any count stands


def of_meeting(meeting: Meeting) -> dict[int, ElectionSaid]:
    """What is to be said of each election of a meeting, by item; asks once where there is none."""
    found = Election.objects.filter(item__meeting=meeting, item__matter="election").select_related("item")
    return {election.item_id: said(election) for election in found}


def said(election: Election) -> ElectionSaid:
    """The whole record of one election."""
    with override("zh-hans"):
        stands = elections.standing(election)
        lines = [_slate(stands)]
        lines += [_withdrawn(one) for one in stands.withdrawn]
        for count in stands.counts:
            if count.settled_at is not None:
                lines += _count(count)
        lines += _answers(stands, elections.answers_of(election))
        settled = bool(stands.in_force)
        return ElectionSaid(tuple(lines), outcome(stands), settled)


def outcome(stands: Standing) -> str:
    """How the resolution on an election begins: from the counts and never from the keyboard."""
    with override("zh-hans"):
        if not stands.begun:
            return _("这次没有选出结果。")
        words = ""
        if stands.elected:
            words = _("%(names)s当选%(office)s。") % {
                "names": "、".join(named.name for named in stands.elected),
                "office": Office(stands.election.office).label,
            }
        if stands.revote:
            words += _("%(names)s票数相同，要重新投票。") % {"names": _names(stands.revote)}
        if stands.disputed:
            words += _("%(names)s是不是当选，先请示上级。") % {"names": _names(stands.disputed)}
        if stands.open_seats:
            words += _("应选%(seats)d名，还缺%(open)d名。") % {
                "seats": stands.election.seats,
                "open": stands.open_seats,
            }
        return words


def _names(people: Sequence[elections.Named]) -> str:
    return "、".join(named.name for named in people)


def to_report(election: Election, meeting: Meeting) -> str:
    """What is to be done once people are elected: the superior files or approves it (选举工作条例)."""
    with override("zh-hans"):
        how = {"filed": _("备案"), "approved": _("批准")}.get(
            elections.goes_to_superior(election, meeting), ""
        )
        return _("选举结果报上级党组织%(how)s") % {"how": how}


def title(election: Election) -> str:
    """支部委员会委员选举, or 补选."""
    office = Office(election.office).label
    return (
        _("%(office)s补选") % {"office": office}
        if election.by_election
        else _("%(office)s选举") % {"office": office}
    )


def _slate(stands: Standing) -> Line:
    election = stands.election
    text = _("%(title)s：应选%(seats)d名，候选人%(n)d名：%(names)s。") % {
        "title": title(election),
        "seats": election.seats,
        "n": len(stands.candidates),
        "names": "、".join(stands.labels[one.member_id] for one in stands.candidates),
    }
    if election.approval_on is not None:
        text += _("上级批复：%(ref)s，%(day)s。") % {
            "ref": election.approval_ref,
            "day": _day(election.approval_on),
        }
    return Line(text, "election", election.public_id)


def _withdrawn(one: Candidate) -> Line:
    text = _("%(name)s不再当候选人：%(why)s") % {"name": one.member.name, "why": one.withdrawn_why}
    return Line(text, "candidate", one.public_id, one.withdrawn_at)


def _count(count: BallotCount) -> list[Line]:
    struck = not elections.is_in_force(count)
    again = "" if count.round == Round.FIRST else f"{Round(count.round).label}，"
    words = _("第%(n)d次投票（%(again)s选%(seats)d名）：应到有选举权%(should)d人，到会%(here)d人；") % {
        "n": count.number,
        "again": again,
        "seats": count.seats,
        "should": count.should_attend,
        "here": count.present,
    }
    words += _("发出%(issued)d张，收回%(returned)d张") % vars(count)
    if count.void:
        words += _("，收回多于发出，选举无效，重新投票。")
    else:
        words += _("，有效%(valid)d张，无效%(invalid)d张。") % vars(count)
    words += _("监票%(s)s，计票%(t)s。") % {"s": count.scrutineer.name, "t": count.teller.name}
    if count.corrects_id:
        words += _("这是重新数过的票数，原来的照留：%(why)s") % {"why": count.why}
    lines = [Line(words, "count", count.public_id, count.settled_at, struck)]
    elected = set(count.verdict.get("values", {}).get("elected", ()))
    for line in sorted(count.lines.all(), key=lambda one: (-one.yes, one.place)):
        text = _("%(name)s：赞成%(yes)d") % {"name": line.name, "yes": line.yes}
        if line.no is not None:
            text += _("，不赞成%(n)d") % {"n": line.no}
        if line.abstain is not None:
            text += _("，弃权%(n)d") % {"n": line.abstain}
        if line.write_in:
            text += _("（另选人）") if line.member_id else _("（另选人，不在有被选举权的人里，不算）")
        if line.name in elected:
            text += _("，当选")
        lines.append(Line(text, "count", count.public_id, count.settled_at, struck))
    return lines


def _answers(stands: Standing, answers: Sequence[ElectionAnswer]) -> list[Line]:
    lines = []
    for answer in answers:
        names = "、".join(member.name for member in elections.approved_by(answer, stands))
        text = _("上级%(day)s答复（%(ref)s）：%(names)s。由%(by)s记下。") % {
            "day": _day(answer.answered_on),
            "ref": answer.reference,
            "names": _("同意%(names)s") % {"names": names} if names else _("没有同意"),
            "by": answer.by.name,
        }
        struck = answer is not answers[-1]
        lines.append(Line(text, "answer", answer.public_id, answer.at, struck))
    return lines


def _day(on: dt.date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
