"""What minutes are made of: sentences, each with the event it comes from."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhibu.kernel.clock import local


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


UNRECORDED = Source("none", "")  # the event behind what nobody recorded


def or_unrecorded(text: str, source: Source) -> Said:
    """These words, or 未记录 where nobody wrote any."""
    return Said(text, source) if text else Said(_("未记录"), UNRECORDED)


def day_and_time(moment: dt.datetime) -> str:
    """An instant as a sentence has it: 11月22日19:30."""
    there = local(moment)
    return f"{there.month}月{there.day}日{there:%H:%M}"
