"""What every page of the room begins with: the meeting this person may see, or "no such page"."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from zhibu.activities import terms
from zhibu.activities.models import AgendaItem, Meeting
from zhibu.activities.queries.elections import Standing, election_of, standing
from zhibu.activities.queries.running import may_run
from zhibu.kernel import clock
from zhibu.kernel.refusal import NotAllowed
from zhibu.members.models import Member


def seen_meeting(request: HttpRequest, meeting_id: str) -> Meeting:
    """The meeting, or 404 when it is not theirs to see."""
    known = Meeting.objects.visible_to(request.user, on=clock.today())
    return get_object_or_404(known.select_related("organisation", "chair", "recorder"), public_id=meeting_id)


def run_meeting(request: HttpRequest, meeting_id: str) -> Meeting:
    """The meeting, for those who run it."""
    meeting = seen_meeting(request, meeting_id)
    if not may_run(request.user, meeting, on=clock.today()):
        raise NotAllowed(_("只有主持人、记录人和支部的管理人员可以办这一步。"))
    return meeting


def item_of(meeting: Meeting, item_id: str) -> AgendaItem:
    """The agenda item, or 404 when it belongs elsewhere."""
    return get_object_or_404(AgendaItem.objects.select_related("person"), meeting=meeting, public_id=item_id)


def election_item(meeting: Meeting, item_id: str) -> AgendaItem:
    """The agenda item of an election, or 404 when it is none."""
    item = item_of(meeting, item_id)
    if item.matter != terms.Matter.ELECTION:
        raise Http404
    return item


def standing_of(item: AgendaItem) -> Standing:
    """How the election of an item stands, or 404 while nobody has written a slate."""
    election = election_of(item)
    if election is None:
        raise Http404
    return standing(election)


def branch_pk(meeting: Meeting) -> int:
    """The branch behind a meeting of a branch or of one of its groups."""
    organisation = meeting.organisation
    above = organisation.parent_id if organisation.kind == "group" else None
    return above or organisation.pk


def party_people(branch: int) -> list[tuple[str, str]]:
    """Members of the branch as choices: those who can own a decision, chair, or speak."""
    found = Member.objects.party_members().filter(branch_id=branch).order_by("pk")
    return list(found.values_list("public_id", "name"))


def everybody(branch: int) -> list[tuple[str, str]]:
    """Everybody on the register, members and workers: those who can ask for something."""
    found = Member.objects.on_register().filter(branch_id=branch).order_by("pk")
    return list(found.values_list("public_id", "name"))
