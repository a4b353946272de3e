"""Words for an election in a running meeting."""

from tests.activities.scenes import STARTS, an_open_meeting
from zhibu.activities.election_terms import Counted, Slate, Tally
from zhibu.activities.models import AgendaItem, Election
from zhibu.activities.operations.count_election import check_election, count_election
from zhibu.activities.operations.set_slate import set_slate

SCRUTINEER, TELLER = 14, 15  # neither of them ever stands


def an_election(full=20, present=17, candidates=6, seats=5, office="committee", kind="assembly", **more):
    """A running meeting whose only item is an election; the first members stand."""
    meeting, people = an_open_meeting(full, 0, present, matters=("election",), kind=kind, **more)
    item = meeting.items.get()
    AgendaItem.objects.filter(pk=item.pk).update(opened_at=STARTS, title="选举支部委员会委员")
    item.refresh_from_db()
    if candidates:
        slated(meeting, people, item, people[:candidates], seats=seats, office=office)
    return meeting, people, item


def slated(meeting, people, item, standing, *, seats=5, office="committee", why="", by=None, **more):
    """Seats and candidates are written down."""
    slate = Slate(office, seats, tuple(member.public_id for member in standing), **more)
    return set_slate(by=by or people[0].user, meeting=meeting, item=item, slate=slate, why=why, now=STARTS)


def counted(
    meeting,
    people,
    item,
    votes,
    *,
    ballots=17,
    invalid=0,
    issued=None,
    returned=None,
    written=(),
    number=1,
    two=(SCRUTINEER, TELLER),
    by=None,
    **more,
):
    """Figures are entered: `votes` by name or member, a number or (yes, no, abstain)."""
    tallies = []
    for who, figures in votes.items():
        three = figures if isinstance(figures, tuple) else (figures, None, None)
        tallies.append(Tally(getattr(who, "name", who), *three))
    tallies += [Tally(name, yes, write_in=True) for name, yes in written]
    returned = ballots if returned is None else returned
    figures = Counted(
        ballots if issued is None else issued, returned, returned - invalid, invalid, tuple(tallies)
    )
    return count_election(
        by=by or people[0].user,
        meeting=meeting,
        item=item,
        number=number,
        counted=figures,
        scrutineer=people[two[0]].public_id,
        teller=people[two[1]].public_id,
        now=STARTS,
        **more,
    )


def checked(meeting, people, item, two=(SCRUTINEER, TELLER)):
    """Both say that the figures are right."""
    check_election(by=people[two[0]].user, meeting=meeting, item=item, role="scrutineer", now=STARTS)
    return check_election(by=people[two[1]].user, meeting=meeting, item=item, role="teller", now=STARTS)


def voted(meeting, people, item, votes, **more):
    """Counted and checked."""
    counted(meeting, people, item, votes, **more)
    return checked(meeting, people, item)


def of(people, *numbers):
    """These votes for the first members, in their order."""
    return dict(zip(people, numbers, strict=False))


def the_election():
    """The only one there is."""
    return Election.objects.get()
