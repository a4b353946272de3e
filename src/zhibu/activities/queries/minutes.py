"""The minutes of a meeting, built from events only: every sentence names the event it comes from."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from zhibu.activities import terms
from zhibu.activities.models import (
    AgendaItem,
    Attendee,
    Change,
    Confirmation,
    Decision,
    Guest,
    Meeting,
    Note,
    Paper,
    VoidedBallot,
    Vote,
)
from zhibu.activities.queries import election_record
from zhibu.activities.queries.notice import instant
from zhibu.activities.queries.roll import why_not_counted
from zhibu.kernel.clock import local
from zhibu.members.terms import Kind as MemberKind


@dataclass(frozen=True)
class Source:
    """The event behind a sentence: the kind of row and its id; kind "none" for 未记录."""

    kind: str
    id: str


@dataclass(frozen=True)
class Said:
    """One sentence or value of the minutes, with the event it comes from."""

    text: str
    source: Source
    at: dt.datetime | None = None
    struck: bool = False  # corrected later: shown, struck through
    after_closing: bool = False

    @property
    def recorded(self) -> bool:
        """Whether anything was recorded here at all."""
        return self.source.kind != "none"


@dataclass(frozen=True)
class PersonSaid:
    """Somebody on the roll, as the minutes name them."""

    name: str
    detail: str
    source: Source
    votes: bool = False


@dataclass(frozen=True)
class VoteSaid:
    """A vote: how, the counts, what the rules said, who counted."""

    method: str
    should_attend: int
    present: int
    issued: int | None
    returned: int | None
    yes: int
    no: int
    abstain: int
    invalid: int
    scrutineer: str
    teller: str
    verdict: str
    outcome: str
    reasons: tuple[dict[str, Any], ...]
    sentence: Said


@dataclass(frozen=True)
class DecisionSaid:
    """Who does what by when."""

    id: str
    what: str
    owner: str
    asker: str
    due_on: dt.date
    sentence: Said


@dataclass(frozen=True)
class ItemSaid:
    """One item of the agenda with all that was said and resolved on it."""

    id: str
    number: int
    title: Said
    matter: str
    person: str
    notes: tuple[Said, ...]
    voided: tuple[Said, ...]
    vote: VoteSaid | None
    resolution: Said
    decisions: tuple[DecisionSaid, ...]
    nothing_to_do: Said | None
    discussed: bool
    election: tuple[Said, ...] = ()  # who stood, each count, what the superior answered
    elected: bool = False  # whether ballots were counted


@dataclass(frozen=True)
class Minutes:
    """The whole record; `Said` and `PersonSaid` carry their sources, nothing is computed but counts of rows."""

    meeting_id: str
    title: Said
    kind: str
    kind_label: str
    organisation: str
    starts_at: dt.datetime
    place: Said
    held: str
    chair: Said
    recorder: Said
    opened: Said
    closed: Said
    should_attend: tuple[PersonSaid, ...]
    present: tuple[PersonSaid, ...]
    absent: tuple[PersonSaid, ...]
    not_counted: tuple[PersonSaid, ...]
    observers: tuple[PersonSaid, ...]
    guests: tuple[PersonSaid, ...]
    late_presence: tuple[Said, ...]
    changes: tuple[Said, ...]
    done_what: Said
    items: tuple[ItemSaid, ...]
    notes: tuple[Said, ...]  # on no item
    photos: tuple[Said, ...]
    confirmations: tuple[Said, ...]
    recorded_afterwards: Said | None
    recorded_late: Said | None

    @property
    def voters(self) -> int:
        """How many should attend with a vote."""
        return sum(person.votes for person in self.should_attend)

    @property
    def voters_present(self) -> int:
        """How many of them were there."""
        return sum(person.votes for person in self.present)

    @property
    def sentences(self) -> tuple[Said, ...]:
        """Everything that is said, flat: for tests, for tracing a cell of a paper to its event."""
        flat = [self.title, self.place, self.chair, self.recorder, self.opened, self.closed, self.done_what]
        people = (
            *self.should_attend,
            *self.present,
            *self.absent,
            *self.not_counted,
            *self.observers,
            *self.guests,
        )
        flat += [Said(" ".join(filter(None, (p.name, p.detail))), p.source) for p in people]
        flat += [*self.late_presence, *self.changes, *self.notes, *self.photos, *self.confirmations]
        flat += [said for said in (self.recorded_afterwards, self.recorded_late) if said]
        for item in self.items:
            flat += [item.title, *item.notes, *item.voided, *item.election, item.resolution]
            flat += [item.vote.sentence] if item.vote else []
            flat += [decision.sentence for decision in item.decisions]
            flat += [item.nothing_to_do] if item.nothing_to_do else []
        return tuple(flat)


UNRECORDED = Source("none", "")


def minutes(meeting: Meeting) -> Minutes:
    """Build the minutes of a meeting as its events stand now; what was not recorded says 未记录.

    The record is in Chinese, whatever language the reader has chosen.
    """
    with override("zh-hans"):
        return _built(meeting)


def _built(meeting: Meeting) -> Minutes:
    rows = list(
        Attendee.objects.filter(meeting=meeting).select_related("member", "checked_by").order_by("member_id")
    )
    notes = list(
        Note.objects.filter(meeting=meeting)
        .select_related("speaker", "by", "corrected_by__by")
        .order_by("at", "pk")
    )
    own = Source("meeting", meeting.public_id)
    expected = [row for row in rows if not row.observer]
    return Minutes(
        meeting_id=meeting.public_id,
        title=Said(meeting.title, own),
        kind=meeting.kind,
        kind_label=str(terms.Kind(meeting.kind).label),
        organisation=meeting.organisation.name,
        starts_at=local(meeting.starts_at),
        place=_or_unrecorded(meeting.place, own),
        held=str(terms.Place(meeting.held).label),
        chair=_or_unrecorded(meeting.chair.name if meeting.chair else "", own),
        recorder=_or_unrecorded(meeting.recorder.name if meeting.recorder else "", own),
        opened=_instant(meeting.opened_at, own),
        closed=_instant(meeting.closed_at, own),
        should_attend=tuple(_person(row) for row in expected),
        present=tuple(_person(row) for row in expected if row.present_at),
        absent=tuple(_absent(row) for row in expected if not row.present_at),
        not_counted=tuple(_person(row) for row in expected if not row.may_vote),
        observers=tuple(_person(row) for row in rows if row.observer and row.present_at),
        guests=tuple(
            PersonSaid(guest.name, guest.duty, Source("guest", guest.public_id))
            for guest in Guest.objects.filter(meeting=meeting).order_by("pk")
        ),
        late_presence=tuple(_late(row) for row in rows if row.checked_way == terms.CheckInWay.LATE),
        changes=tuple(
            _change(change) for change in meeting.changes.select_related("by").order_by("at", "pk")
        ),
        done_what=_or_unrecorded(meeting.done_what, own),
        items=_items(meeting, notes),
        notes=tuple(_note(note) for note in notes if note.item_id is None),
        photos=tuple(
            Said(paper.name, Source("paper", paper.public_id), paper.added_at)
            for paper in meeting.papers.filter(removed_at__isnull=True)
            .exclude(what=Paper.What.PAPER)
            .order_by("added_at", "pk")
        ),
        confirmations=_confirmations(meeting),
        recorded_afterwards=_afterwards(meeting, own),
        recorded_late=Said(_("补记原因：%(why)s") % {"why": meeting.recorded_late_why}, own)
        if meeting.recorded_late_why
        else None,
    )


def _or_unrecorded(text: str, source: Source) -> Said:
    return Said(text, source) if text else Said(_("未记录"), UNRECORDED)


def _instant(moment: dt.datetime | None, source: Source) -> Said:
    if moment is None:
        return Said(_("未记录"), UNRECORDED)
    return Said(f"{local(moment):%H:%M}", source, moment)


def _attendance(row: Attendee) -> Source:
    return Source("attendee", row.member.public_id)


def _person(row: Attendee) -> PersonSaid:
    return PersonSaid(row.member.name, why_not_counted(row), _attendance(row), votes=row.may_vote)


def _absent(row: Attendee) -> PersonSaid:
    """Absent and why: the kind of reason only, the words of a leave stay with the secretary."""
    detail = _("请假") if row.answer == terms.Answer.LEAVE else _("原因未记录")
    if row.kind == MemberKind.PROBATIONARY:
        detail = _("预备党员，%(why)s") % {"why": detail}
    if row.made_up_at is not None:
        detail = _("%(why)s，会后已补学") % {"why": detail}
    return PersonSaid(row.member.name, detail, _attendance(row), votes=row.may_vote)


def _late(row: Attendee) -> Said:
    said = _("%(name)s到会，%(day)s由%(by)s会后补记：%(why)s") % {
        "name": row.member.name,
        "day": _day(row.entered_late_at) if row.entered_late_at else "",
        "by": row.checked_by.name if row.checked_by else "",
        "why": row.late_why,
    }
    return Said(said, _attendance(row), row.entered_late_at, after_closing=True)


def _change(change: Change) -> Said:
    words = {
        "chair": _("主持人由%(old)s改为%(new)s"),
        "recorder": _("记录人由%(old)s改为%(new)s"),
        "place": _("地点由%(old)s改为%(new)s"),
        "starts_at": _("时间由%(old)s改为%(new)s"),
        "minutes": _("时长由%(old)s分钟改为%(new)s分钟"),
        "held": _("由%(old)s改为%(new)s"),
    }
    timed = change.field == "starts_at"
    if change.field == "item":
        words["item"] = _("议题「%(old)s」改为「%(new)s」")
        if not change.old or not change.new:
            words["item"] = _("会前议程去掉「%(old)s」") if change.old else _("会前议程加上「%(new)s」")
    elif change.field == "invited":
        words["invited"] = _("会前不再请%(old)s") if change.old else _("会前加请%(new)s")
    text = words.get(change.field, _("%(old)s改为%(new)s")) % {
        "old": _day(instant(change.old)) if timed else change.old or _("未定"),
        "new": _day(instant(change.new)) if timed else change.new,
    }
    if change.why:
        text += f"（{change.why}）"
    return Said(text, Source("change", change.public_id), change.at)


def _note(note: Note) -> Said:
    text = f"{note.speaker.name}：{note.text}" if note.speaker else note.text
    if note.after_closing:
        word = _("更正") if note.corrects_id else _("补记")
        text = _("%(text)s（%(day)s由%(by)s%(word)s）") % {
            "text": text,
            "day": _day(note.at),
            "by": note.by.name,
            "word": word,
        }
    return Said(
        text,
        Source("note", note.public_id),
        note.at,
        struck=hasattr(note, "corrected_by"),
        after_closing=note.after_closing,
    )


def _items(meeting: Meeting, notes: list[Note]) -> tuple[ItemSaid, ...]:
    votes = {
        vote.item_id: vote
        for vote in Vote.objects.filter(item__meeting=meeting, settled_at__isnull=False).select_related(
            "scrutineer", "teller"
        )
    }
    voided = list(VoidedBallot.objects.filter(item__meeting=meeting).order_by("at", "pk"))
    decisions = list(
        Decision.objects.filter(item__meeting=meeting)
        .select_related("owner", "asker")
        .order_by("made_at", "pk")
    )
    elections = election_record.of_meeting(meeting)
    return tuple(
        _item(
            item,
            [note for note in notes if note.item_id == item.pk],
            votes.get(item.pk),
            [ballot for ballot in voided if ballot.item_id == item.pk],
            [decision for decision in decisions if decision.item_id == item.pk],
            elections.get(item.pk),
        )
        for item in meeting.items.select_related("person").order_by("position")
    )


def _item(
    item: AgendaItem,
    notes: list[Note],
    vote: Vote | None,
    voided: list[VoidedBallot],
    decisions: list[Decision],
    election: election_record.ElectionSaid | None,
) -> ItemSaid:
    own = Source("item", item.public_id)
    if item.closed_at is None and item.opened_at is None:
        resolution = Said(_("这次没有议"), own)
    else:
        resolution = _or_unrecorded(item.resolution, own)
    return ItemSaid(
        id=item.public_id,
        number=item.position,
        title=Said(item.title, own),
        matter=item.matter,
        person=item.person.name if item.person else "",
        notes=tuple(_note(note) for note in notes),
        voided=tuple(
            Said(
                _("发出%(out)d张，收回%(back)d张，收回多于发出，作废，重新投票。")
                % {"out": ballot.issued, "back": ballot.returned},
                Source("voided_ballot", ballot.public_id),
                ballot.at,
            )
            for ballot in voided
        ),
        vote=_vote(vote) if vote else None,
        resolution=resolution,
        decisions=tuple(_decision(decision) for decision in decisions),
        nothing_to_do=Said(_("无需落实"), own) if item.nothing_to_do else None,
        discussed=item.closed_at is not None or item.opened_at is not None,
        election=tuple(
            Said(line.text, Source(line.kind, line.id), line.at, struck=line.struck)
            for line in (election.lines if election else ())
        ),
        elected=election is not None and election.settled,
    )


def _vote(vote: Vote) -> VoteSaid:
    counts = _("赞成%(yes)d，反对%(no)d，弃权%(abstain)d") % vars(vote)
    if vote.method == terms.Method.PAPER:
        text = _("无记名投票：发出%(issued)d张，收回%(returned)d张；") % vars(vote)
        text += counts + _("，无效%(n)d。") % {"n": vote.invalid}
        text += _("监票%(s)s，计票%(t)s。") % {
            "s": vote.scrutineer.name if vote.scrutineer else _("未记录"),
            "t": vote.teller.name if vote.teller else _("未记录"),
        }
    else:
        text = _("举手表决：") + counts + "。"
    text = _("应到会有表决权%(should_attend)d人，到会%(present)d人。") % vars(vote) + text
    word = str(vote.verdict.get("verdict", ""))
    return VoteSaid(
        method=str(terms.Method(vote.method).label),
        should_attend=vote.should_attend,
        present=vote.present,
        issued=vote.issued,
        returned=vote.returned,
        yes=vote.yes,
        no=vote.no,
        abstain=vote.abstain,
        invalid=vote.invalid,
        scrutineer=vote.scrutineer.name if vote.scrutineer else "",
        teller=vote.teller.name if vote.teller else "",
        verdict=word,
        outcome="" if word == "INFO" else terms.outcome_words(word).rstrip("。"),
        reasons=tuple(vote.verdict.get("reasons", ())),
        sentence=Said(text, Source("vote", vote.public_id), vote.settled_at),
    )


def _decision(decision: Decision) -> DecisionSaid:
    due = f"{decision.due_on.month}月{decision.due_on.day}日"
    text = _("%(what)s：%(owner)s，%(due)s前") % {
        "what": decision.what,
        "owner": decision.owner.name,
        "due": due,
    }
    return DecisionSaid(
        id=decision.public_id,
        what=decision.what,
        owner=decision.owner.name,
        asker=decision.asker.name if decision.asker else "",
        due_on=decision.due_on,
        sentence=Said(text, Source("decision", decision.public_id), decision.made_at),
    )


def _confirmations(meeting: Meeting) -> tuple[Said, ...]:
    words = {Confirmation.As.CHAIR: _("主持人"), Confirmation.As.RECORDER: _("记录人")}
    said = []
    for row in meeting.confirmations.select_related("member", "by").order_by("at", "pk"):
        text = _("%(role)s%(name)s%(day)s确认") % {
            "role": words[Confirmation.As(row.role)],
            "name": row.member.name,
            "day": _day(row.at),
        }
        if row.member.user_id != row.by_id:
            text += _("，由%(by)s代点") % {"by": row.by.name}
        said.append(Said(text, Source("confirmation", row.role), row.at))
    return tuple(said)


def _afterwards(meeting: Meeting, own: Source) -> Said | None:
    if meeting.recorded_afterwards_at is None:
        return None
    late = _("补记") if meeting.recorded_late_why else _("记实")
    text = _("%(day)s由%(by)s会后%(late)s") % {
        "day": _day(meeting.recorded_afterwards_at),
        "by": meeting.recorded_by.name if meeting.recorded_by else "",
        "late": late,
    }
    return Said(text, own, meeting.recorded_afterwards_at)


def _day(moment: dt.datetime) -> str:
    day = local(moment)
    return f"{day.month}月{day.day}日{day:%H:%M}"
