"""The ballot and the counting sheet of an election, printed before it is held. Paper stays paper."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from zhibu.activities.election_terms import Round
from zhibu.activities.models import Meeting
from zhibu.activities.papers import cells
from zhibu.activities.queries import election_record, elections
from zhibu.activities.queries.elections import Standing
from zhibu.activities.queries.roll import roll
from zhibu.documents import ballots
from zhibu.documents.sheets import Text

BALLOT, TALLY = "ballot", "tally"
MOST_FREE_LINES = 5


def election_paper(meeting: Meeting, stands: Standing, kind: str, form: str) -> bytes:
    """The ballot or the counting sheet for the next vote, as .docx or .pdf."""
    # The drawing engines are large: a worker that never draws should not carry them.
    from zhibu.documents import pdf, word

    with override("zh-hans"):
        if kind == BALLOT:
            paper = ballots.ballot(ballot_sheet(meeting, stands))
        else:
            paper = ballots.tally(tally_sheet(meeting, stands))
    return pdf.draw(paper) if form == "pdf" else word.draw(paper)


def ballot_sheet(meeting: Meeting, stands: Standing) -> ballots.BallotSheet:
    """One ballot, to be copied as often as there are voters in the room."""
    seats, source = stands.open_seats, f"election_{stands.election.public_id}"
    names = tuple(Text(one.name, source) for one in stands.on_the_next_ballot)
    revote = stands.next_round == Round.REVOTE
    how = [
        _("应选%(seats)d名，选票上%(names)d名。赞成、不赞成、弃权，在一栏里画“○”。")
        % {"seats": seats, "names": len(names)},
    ]
    if not revote:
        how.append(_("不赞成的，可以在空行写上另选的人并画“○”；弃权的不另选。"))
    how.append(_("赞成的人数（连同另选的人）等于或少于应选名额的有效，多于应选名额的作废。"))
    return ballots.BallotSheet(
        organisation=cells.organisation(meeting),
        title=Text(_("%(title)s选票") % {"title": election_record.title(stands.election)}, source),
        names=names,
        free_lines=0 if revote else min(seats, MOST_FREE_LINES),
        how=tuple(how),
        on=Text(cells.day(elections.day_of(meeting)), cells.own(meeting)),
    )


def tally_sheet(meeting: Meeting, stands: Standing) -> ballots.TallySheet:
    """What is counted on, with blanks for everything that is only known in the room."""
    source = f"election_{stands.election.public_id}"
    number = stands.last_number + 1
    return ballots.TallySheet(
        organisation=cells.organisation(meeting),
        title=Text(_("%(title)s计票单") % {"title": election_record.title(stands.election)}, source),
        round=Text(_("第%(n)d次投票，选%(seats)d名") % {"n": number, "seats": stands.open_seats}, source),
        names=tuple(Text(one.name, source) for one in stands.on_the_next_ballot),
        free_lines=2,
        should_attend=Text(str(roll(meeting).voters), cells.own(meeting)),
        when=cells.planned(meeting),
        where=cells.where(meeting),
    )
