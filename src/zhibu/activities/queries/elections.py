"""How an election inside a meeting stands: who stands, what was counted, who is elected, what may follow."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.election_models import BallotCount, BallotLine, Candidate, Election, ElectionAnswer
from zhibu.activities.election_terms import POST_OF_RULE, ROLES_OF, Office, Round
from zhibu.activities.models import AgendaItem, Meeting
from zhibu.activities.queries.convening import branch_of
from zhibu.activities.queries.quorum import Cited, cited
from zhibu.kernel.clock import local
from zhibu.members.models import Member
from zhibu.members.names import name_key, sought
from zhibu.members.strokes import by_strokes
from zhibu.organisations.models import Post
from zhibu.rules import election as rules
from zhibu.rules.ask import as_json
from zhibu.rules.verdict import Answer, worst

FOUND_AT_MOST = 40


@dataclass(frozen=True)
class Named:
    """Somebody with votes: the name as it stood on the ballot, and the register entry where there is one."""

    name: str
    member: Member | None
    yes: int
    number: int = 0  # of the count


@dataclass(frozen=True)
class OnBallot:
    """A printed name, and the register entry where there is one."""

    name: str
    member: Member | None


@dataclass(frozen=True)
class InRoom:
    """The election that is being held, for somebody who has something to do in it now."""

    item: AgendaItem
    stands: "Standing | None"
    step: str  # slate, count, check or end
    checks: bool  # whether this person is one of the two who check the figures
    said: "Judged | None" = None  # of the number of candidates

    @property
    def mark(self) -> str:
        """Changes when somebody else moves the election on."""
        return f"{self.step}{len(self.stands.counts) if self.stands else ''}"


@dataclass(frozen=True)
class Judged:
    """What the rules say to one question, ready to be shown."""

    verdict: str
    reasons: tuple[Cited, ...]
    values: dict[str, Any]

    @property
    def words(self) -> str:
        """The first sentence of the gravest reason, for a line on the page."""
        return self.reasons[0].text if self.reasons else ""


@dataclass(frozen=True)
class Standing:
    """An election as it stands now."""

    election: Election
    candidates: tuple[Candidate, ...]  # those who stand
    withdrawn: tuple[Candidate, ...]
    counts: tuple[BallotCount, ...]  # every count, in order, those put right included
    labels: dict[int, str]  # what each candidate is called on the ballot, by member
    pending: BallotCount | None = None  # entered, not yet checked by both
    elected: tuple[Named, ...] = ()
    disputed: tuple[Named, ...] = ()
    revote: tuple[Named, ...] = ()
    open_seats: int = 0

    @property
    def in_force(self) -> tuple[BallotCount, ...]:
        """The counts that stand, void ones included."""
        return tuple(count for count in self.counts if is_in_force(count))

    @property
    def last_number(self) -> int:
        """How many times ballots were cast and counted so far."""
        return max((count.number for count in self.in_force), default=0)

    @property
    def settled(self) -> tuple[BallotCount, ...]:
        """The counts that stand and were not void."""
        return tuple(count for count in self.in_force if not count.void)

    @property
    def begun(self) -> bool:
        """Whether anything has been counted that stands."""
        return bool(self.settled)

    @property
    def next_round(self) -> str:
        """Why people would vote next; empty when no seat is open."""
        if not self.begun:
            return str(Round.FIRST)
        if not self.open_seats:
            return ""
        return str(Round.REVOTE if self.revote else Round.FURTHER)

    @property
    def on_the_next_ballot(self) -> tuple["OnBallot", ...]:
        """Whose names stand on the next ballot: all, only those tied, or those not elected so far."""
        if self.next_round == Round.REVOTE:
            gone = {one.member_id for one in self.withdrawn}
            return tuple(
                OnBallot(named.name, named.member)
                for named in self.revote
                if named.member is None or named.member.pk not in gone
            )
        done = {named.member.pk for named in self.elected if named.member}
        return tuple(
            OnBallot(self.labels[one.member_id], one.member)
            for one in self.candidates
            if one.member_id not in done
        )


def is_in_force(count: BallotCount) -> bool:
    """Whether these figures count: checked by both, and not put right since."""
    if count.settled_at is None:
        return False
    later = getattr(count, "corrected_by", None)
    return later is None or later.settled_at is None


def election_of(item: AgendaItem) -> Election | None:
    """The election of an item, once its seats and candidates have been written down."""
    if item.matter != terms.Matter.ELECTION:
        return None
    return Election.objects.filter(item=item).first()


def standing(election: Election) -> Standing:
    """How an election stands, in three questions to the database."""
    everybody = list(election.candidates.select_related("member").order_by("place", "pk"))
    counts = tuple(
        election.counts.select_related(
            "scrutineer", "teller", "scrutineer_checked_by", "teller_checked_by", "corrected_by", "corrects"
        )
        .prefetch_related("lines__member")
        .order_by("number", "pk")
    )
    return as_of(
        Standing(
            election=election,
            candidates=tuple(one for one in everybody if one.withdrawn_at is None),
            withdrawn=tuple(one for one in everybody if one.withdrawn_at is not None),
            counts=counts,
            labels=labels([one.member for one in everybody]),
        )
    )


def in_room(meeting: Meeting, item: AgendaItem | None, user: User, *, runs: bool) -> InRoom | None:
    """The election under way for those who run the meeting or count in it; None for everybody else."""
    if item is None or item.matter != terms.Matter.ELECTION:
        return None
    election = election_of(item)
    stands = standing(election) if election else None
    pending = stands.pending if stands else None
    checks = pending is not None and user.pk in (pending.scrutineer.user_id, pending.teller.user_id)
    if not runs and not checks:
        return None
    if stands is None or election is None:
        return InRoom(item, None, "slate", checks=False)
    step = "check" if pending else "end" if stands.begun else "count"
    said = slate_judged(
        meeting, office=election.office, seats=election.seats, candidates=len(stands.candidates)
    )
    return InRoom(item, stands, step, checks, said)


def as_of(known: Standing) -> Standing:
    """The same election with everything computed anew from its counts."""
    valid = known.settled
    elected = tuple(named for count in valid for named in _named(count, "elected"))
    last = valid[-1] if valid else None
    return replace(
        known,
        pending=next((count for count in known.counts if count.settled_at is None), None),
        elected=elected,
        disputed=tuple(_named(last, "disputed")) if last else (),
        revote=tuple(_named(last, "revote")) if last else (),
        open_seats=max(known.election.seats - len(elected), 0),
    )


def before(known: Standing, number: int) -> Standing:
    """The election as it stood before the `number`th vote was counted."""
    return as_of(replace(known, counts=tuple(count for count in known.counts if count.number < number)))


def _named(count: BallotCount, word: str) -> Iterable[Named]:
    lines = {line.name: line for line in count.lines.all()}
    for name in count.verdict.get("values", {}).get(word, ()):
        line = lines.get(name)
        if line is not None:
            yield Named(line.name, line.member, line.yes, count.number)


def lines_of(count: BallotCount) -> list[BallotLine]:
    """The figures of a count: the ballot's names in its order, then those written in."""
    return sorted(count.lines.all(), key=lambda line: (line.write_in, line.place))


def labels(members: Sequence[Member]) -> dict[int, str]:
    """What each is called on the ballot: two of one name are told apart by their job, else by a number."""
    times = Counter(member.name for member in members)
    used: Counter[str] = Counter()
    found = {}
    for member in members:
        label = member.name
        if times[member.name] > 1:
            label = f"{member.name}（{member.job}）" if member.job else label
            used[label] += 1
            if used[label] > 1 or label == member.name:
                label = f"{label}（{used[label]}）"
        found[member.pk] = label
    return found


def electable(meeting: Meeting) -> list[Member]:
    """Who may be elected: full members of the branch whose rights are not suspended (选举工作条例第5条)."""
    found = Member.objects.party_members().filter(branch=branch_of(meeting.organisation), kind="full")
    return list(found.filter(restriction="").order_by("pinyin", "pk"))


def found(members: Sequence[Member], text: str) -> list[Member]:
    """Those whose name holds the words, or whose name sounds like them from the start."""
    key = sought(text)
    if not key:
        return list(members) if len(members) <= FOUND_AT_MOST else []
    hits = [
        member
        for member in members
        if key in name_key(member.name) or any(word.startswith(key) for word in member.pinyin.split())
    ]
    return hits[:FOUND_AT_MOST]


def in_ballot_order(members: Sequence[Member]) -> list[Member]:
    """By the strokes of the surname."""
    return sorted(members, key=lambda member: (by_strokes(member.name), member.pk))


def day_of(meeting: Meeting) -> dt.date:
    """The day whose rules decide."""
    return local(meeting.starts_at).date()


def slate_judged(meeting: Meeting, *, office: str, seats: int, candidates: int) -> Judged:
    """Whether so many candidates for so many seats will do."""
    answer = rules.judge_slate(
        seats=seats, candidates=candidates, post=POST_OF_RULE[Office(office)], on=day_of(meeting)
    )
    return judged([answer])


def needed_votes(count: BallotCount, meeting: Meeting) -> tuple[int, int]:
    """How many votes are more than half of those who should attend, and of those present."""
    on = day_of(meeting)
    return rules.needed_to_win(count.should_attend, on), rules.needed_to_win(count.present, on)


def goes_to_superior(election: Election, meeting: Meeting) -> str:
    """`filed`, `approved`, or empty where the rulebook does not say."""
    return rules.result_goes(POST_OF_RULE[Office(election.office)], day_of(meeting))


def merged(answers: Sequence[Answer]) -> dict[str, Any]:
    """Several answers as one, as JSON keeps it: the gravest verdict, all reasons once, the last values."""
    plain = [as_json(answer) for answer in answers]
    reasons: list[dict[str, Any]] = []
    for one in plain:
        reasons += [reason for reason in one["reasons"] if reason not in reasons]
    return {
        "verdict": str(worst(reason for answer in answers for reason in answer.reasons)),
        "values": plain[-1]["values"],
        "reasons": reasons,
    }


def judged(answers: Sequence[Answer]) -> Judged:
    """Several answers as one, ready to be shown."""
    plain = merged(answers)
    return Judged(plain["verdict"], cited(plain["reasons"]), plain["values"])


def answers_of(election: Election) -> list[ElectionAnswer]:
    """What the superior said, first to last; the last one is in force."""
    return list(election.answers.select_related("by").prefetch_related("approved").order_by("pk"))


def approved_by(answer: ElectionAnswer, stands: Standing) -> list[Member]:
    """Those an answer names, in the order in which they were elected."""
    order = [named.member.pk for named in (*stands.elected, *stands.disputed) if named.member]
    there = list(answer.approved.all())
    return sorted(there, key=lambda member: order.index(member.pk) if member.pk in order else len(order))


def roles_now(election: Election, meeting: Meeting, members: Sequence[Member]) -> dict[str, str]:
    """Which of the posts that come with the office each holds today, by public id: the usual choice again."""
    posts = _posts(election, meeting, members).order_by("from_on", "pk")
    found = dict(posts.values_list("user_id", "role"))
    return {m.public_id: found[m.user_id] for m in members if m.user_id in found}


def entered_posts(election: Election, meeting: Meeting, members: Sequence[Member]) -> list[Post]:
    """The posts that began with this election; empty until everybody named has one."""
    posts = _posts(election, meeting, members).filter(from_on__gte=day_of(meeting))
    found = list(posts.select_related("user").order_by("pk"))
    return found if members and {post.user_id for post in found} >= {m.user_id for m in members} else []


def _posts(election: Election, meeting: Meeting, members: Sequence[Member]) -> QuerySet[Post]:
    return Post.objects.filter(
        organisation=branch_of(meeting.organisation),
        role__in=ROLES_OF.get(Office(election.office), ()),
        acting_for__isnull=True,
        user_id__in=[member.user_id for member in members if member.user_id],
    )
