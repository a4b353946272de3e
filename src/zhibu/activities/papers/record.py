"""The papers of a meeting that was held: minutes, resolution, record-book page, and its line in the ledger."""

from django.utils.translation import gettext as _

from zhibu.activities import terms
from zhibu.activities.models import Meeting
from zhibu.activities.papers import cells
from zhibu.activities.queries.minutes import ItemSaid, Minutes, Said
from zhibu.documents import sheets
from zhibu.documents.sheets import Text
from zhibu.kernel.clock import local
from zhibu.organisations.terms import OrganisationKind


def minutes_sheet(meeting: Meeting, said: Minutes) -> sheets.MinutesSheet:
    """The minutes as they stand; corrections keep the old words."""
    return sheets.MinutesSheet(
        organisation=cells.organisation(meeting),
        title=Text(_("%(title)s记录") % {"title": meeting.title}, cells.own(meeting)),
        kind=cells.kind(meeting),
        when=cells.held(meeting),
        where=cells.where(meeting),
        chair=cells.text(said.chair),
        recorder=cells.text(said.recorder),
        should_attend=cells.number(said.should_attend, said),
        present_count=cells.number(said.present, said),
        quorum=_quorum(meeting, said),
        present=cells.attendees(said.present),
        absent=cells.absences(said.absent),
        guests=cells.beside(said.observers, said.guests),
        items=_items(meeting, said),
        corrections=_corrections(meeting),
        remarks=_remarks(said),
        signatures=_signatures(said),
    )


def resolution_sheet(meeting: Meeting, said: Minutes) -> sheets.ResolutionSheet:
    """What was voted on, with the words and the counts, and who carries it out."""
    voted = [item for item in said.items if item.vote or item.elected]
    leader = _("党小组组长") if meeting.organisation.kind == OrganisationKind.GROUP else _("党支部书记")
    return sheets.ResolutionSheet(
        organisation=cells.organisation(meeting),
        title=Text(_("%(title)s决议") % {"title": meeting.title}, cells.own(meeting)),
        kind=cells.kind(meeting),
        when=cells.held(meeting),
        where=cells.where(meeting),
        chair=cells.text(said.chair),
        should_attend=cells.number(said.should_attend, said),
        present_count=cells.number(said.present, said),
        quorum=_quorum(meeting, said),
        paragraphs=tuple(words for item in voted for words in _resolved(item)),
        votes=tuple(cells.vote(item, item.vote) for item in voted if item.vote),
        decisions=tuple(cells.decision(made) for item in voted for made in item.decisions),
        signatures=(sheets.Signature(label=leader),),
        issued_on=Text(cells.day(said.starts_at.date()), cells.own(meeting)),
    )


def record_book_page(meeting: Meeting, said: Minutes) -> sheets.RecordBookPage:
    """The page of the record book."""
    content = [cells.text(said.done_what)]
    for item in said.items:
        if item.matter == terms.Matter.OPEN_DECISIONS and not item.notes:
            continue
        if not _is_the_meeting(item, said):
            content.append(Text(f"{item.number}. {item.title.text}", cells.source(item.title.source)))
        content += map(cells.text, (*_standing(item.notes), *item.voided, *_standing(item.election)))
        if item.resolution.recorded:
            content.append(cells.text(item.resolution))
    content += map(cells.text, _standing(said.notes))
    return sheets.RecordBookPage(
        organisation=cells.organisation(meeting),
        title=Text(_("%(kind)s记录") % {"kind": said.kind_label}, cells.own(meeting)),
        when=cells.held(meeting),
        where=cells.where(meeting),
        kind=cells.kind(meeting),
        chair=cells.text(said.chair),
        recorder=cells.text(said.recorder),
        should_attend=cells.number(said.should_attend, said),
        present_count=cells.number(said.present, said),
        absent=cells.absences(said.absent),
        guests=cells.beside(said.observers, said.guests),
        topic=cells.text(said.title),
        content=tuple(words for words in content if words.words),
        decisions=_decided(said),
        votes=tuple(cells.vote(item, item.vote) for item in said.items if item.vote),
        nothing_voted=not _to_vote_on(said),
        signatures=_signatures(said),
    )


def ledger_row(meeting: Meeting, said: Minutes) -> sheets.LedgerRow:
    """One meeting as a line of the year's ledger."""
    return sheets.LedgerRow(
        held_on=said.starts_at.date(),
        kind=said.kind_label,
        title=_named(meeting),
        where=cells.where(meeting),
        chair=cells.text(said.chair),
        recorder=cells.text(said.recorder),
        should_attend=len(said.should_attend) if said.should_attend else None,
        present=len(said.present) if said.should_attend else None,
        absent=_("、").join(f"{person.name}（{person.detail}）" for person in said.absent)
        or (_("无") if said.present else ""),
        agenda=_listed(
            [
                said.done_what.text if said.done_what.recorded else "",
                *(
                    item.title.text
                    for item in said.items
                    if item.matter != terms.Matter.OPEN_DECISIONS and not _is_the_meeting(item, said)
                ),
            ]
        ),
        decisions=_listed([made.sentence.text for item in said.items for made in item.decisions])
        or (_("无需落实") if any(item.nothing_to_do for item in said.items) else ""),
        votes=_listed(
            [
                f"{item.title.text}：{item.vote.sentence.text}{item.vote.outcome}"
                for item in said.items
                if item.vote
            ]
            + [f"{item.title.text}：{item.resolution.text}" for item in said.items if item.elected]
        )
        or ("" if _to_vote_on(said) else _("无")),
        minutes=_confirmed(said),
        source=cells.own(meeting),
    )


def _resolved(item: ItemSaid) -> list[Text]:
    """The words of a resolution; of an election also who stood, the figures, and who counted."""
    words = []
    if item.resolution.recorded:
        words.append(Text(f"{item.title.text}：{item.resolution.text}", cells.source(item.resolution.source)))
    return words + [cells.text(line) for line in _standing(item.election)]


def _decided(said: Minutes) -> tuple[sheets.Decision, ...]:
    """What was decided; where nothing was, the matters that were left with 「无需落实」."""
    made = tuple(cells.decision(one) for item in said.items for one in item.decisions)
    return made or tuple(
        sheets.Decision(words=cells.text(item.title), no_action=True)
        for item in said.items
        if item.nothing_to_do and item.matter != terms.Matter.OPEN_DECISIONS
    )


def _listed(entries: list[str]) -> str:
    return "\n".join(entry for entry in entries if entry)


def _named(meeting: Meeting) -> Text:
    """A group's meeting with its group, as a branch keeps them all in one ledger."""
    unit = meeting.organisation
    tells = unit.kind != OrganisationKind.GROUP or unit.name in meeting.title
    return Text(meeting.title if tells else f"{unit.name}{meeting.title}", cells.own(meeting))


def _confirmed(said: Minutes) -> str:
    words = _("已确认") if len(said.confirmations) == 2 else _("待确认")
    if said.recorded_late:
        return _("补记，%(words)s") % {"words": words}
    return _("记实，%(words)s") % {"words": words} if said.recorded_afterwards else words


def _is_the_meeting(item: ItemSaid, said: Minutes) -> bool:
    """A meeting recorded without an agenda has one item that only repeats its name."""
    return said.recorded_afterwards is not None and item.title.text == said.title.text


def _to_vote_on(said: Minutes) -> bool:
    return any(item.matter in terms.VOTED or item.vote or item.elected for item in said.items)


def _quorum(meeting: Meeting, said: Minutes) -> Text:
    if not _to_vote_on(said):
        return Text(_("没有表决事项"), cells.own(meeting))
    words = _("应到会有表决权%(should)d人，到会%(here)d人") % {
        "should": said.voters,
        "here": said.voters_present,
    }
    return Text(words, cells.own(meeting))


def _items(meeting: Meeting, said: Minutes) -> tuple[sheets.Item, ...]:
    """What was done, told as the meeting's one item or before its items, then each item."""
    items = [_item(item) for item in said.items]
    if not said.done_what.recorded:
        return tuple(items)
    done = (sheets.Point(words=cells.text(said.done_what)),)
    title = Text(_("会议内容"), cells.own(meeting))
    if len(said.items) == 1 and _is_the_meeting(said.items[0], said):
        only = items[0]
        return (
            sheets.Item(title=title, points=done + only.points, votes=only.votes, decisions=only.decisions),
        )
    return (sheets.Item(title=title, points=done), *items)


def _item(item: ItemSaid) -> sheets.Item:
    told = (*_standing(item.notes), *item.voided, *item.election)
    points = [sheets.Point(words=_told(note)) for note in told]
    if item.resolution.recorded and not (
        item.vote and item.resolution.text.rstrip("。") == item.vote.outcome
    ):
        points.append(
            sheets.Point(words=cells.text(item.resolution), speaker=_("决议") if item.discussed else "")
        )
    if item.nothing_to_do:
        points.append(sheets.Point(words=cells.text(item.nothing_to_do)))
    return sheets.Item(
        title=cells.text(item.title),
        points=tuple(points),
        votes=(cells.vote(item, item.vote, named=False),) if item.vote else (),
        decisions=tuple(cells.decision(made) for made in item.decisions),
    )


def _told(said: Said) -> Text:
    """A sentence as a paper tells it; figures put right later stay, and say so."""
    words = cells.text(said)
    return Text(_("（已更正）%(words)s") % {"words": words.words}, words.source) if said.struck else words


def _standing(notes: tuple[Said, ...]) -> tuple[Said, ...]:
    return tuple(note for note in notes if not note.struck)


def _corrections(meeting: Meeting) -> tuple[sheets.Correction, ...]:
    corrected = meeting.notes.filter(corrects__isnull=False).select_related("corrects", "by").order_by("at")
    return tuple(
        sheets.Correction(
            was=Text(note.corrects.text, f"note_{note.corrects.public_id}"),
            now=Text(note.text, f"note_{note.public_id}"),
            by=Text(note.by.name, f"note_{note.public_id}"),
            at=Text(f"{local(note.at):%Y-%m-%d %H:%M}", f"note_{note.public_id}"),
        )
        for note in corrected
        if note.corrects is not None
    )


def _remarks(said: Minutes) -> tuple[Text, ...]:
    lines = [*said.changes, *said.late_presence, *_standing(said.notes)]
    lines += [one for one in (said.recorded_afterwards, said.recorded_late) if one]
    return tuple(cells.text(line) for line in lines)


def _signatures(said: Minutes) -> tuple[sheets.Signature, ...]:
    confirmed = {one.source.id: one for one in said.confirmations}
    labels = (("chair", _("主持人")), ("recorder", _("记录人")))
    return tuple(
        sheets.Signature(
            label=label, confirmed=_without(label, cells.text(confirmed[role])) if role in confirmed else ""
        )
        for role, label in labels
    )


def _without(label: str, words: Text) -> Text:
    """「主持人党员乙11月26日确认」 beside its label: the label once."""
    return Text(words.words.removeprefix(label), words.source)
