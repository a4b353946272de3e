"""What was said and resolved on each item: notes, votes, elections, decisions."""

from django.utils.translation import gettext as _

from zhibu.activities import terms
from zhibu.activities.models import AgendaItem, Decision, Meeting, Note, VoidedBallot, Vote
from zhibu.activities.queries import election_record
from zhibu.activities.queries.minutes.said import (
    DecisionSaid,
    ItemSaid,
    Said,
    Source,
    VoteSaid,
    day_and_time,
    or_unrecorded,
)


def items_said(meeting: Meeting, notes: list[Note]) -> tuple[ItemSaid, ...]:
    """The agenda in its order; `notes` are all notes of the meeting, oldest first."""
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
        resolution = or_unrecorded(item.resolution, own)
    return ItemSaid(
        id=item.public_id,
        number=item.position,
        title=Said(item.title, own),
        matter=item.matter,
        person=item.person.name if item.person else "",
        notes=tuple(note_said(note) for note in notes),
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


def note_said(note: Note) -> Said:
    """A note; written or put right after the meeting, it says so, by whom and when."""
    text = f"{note.speaker.name}：{note.text}" if note.speaker else note.text
    if note.after_closing:
        word = _("更正") if note.corrects_id else _("补记")
        text = _("%(text)s（%(day)s由%(by)s%(word)s）") % {
            "text": text,
            "day": day_and_time(note.at),
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
