"""Changing a called meeting: the old value stays readable, and only those invited are told."""

import datetime as dt

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.activities import permissions, terms
from zhibu.activities.models import Attendee, Change, Meeting
from zhibu.activities.operations.convene import place_is_named, presence_fits, time_is_possible
from zhibu.activities.queries import convening
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Conflict, Refused
from zhibu.kernel.transactions import writes
from zhibu.organisations import access

WRITTEN = "%Y-%m-%dT%H:%M"  # how a changed time is kept in `Change`, as the wall clock shows it


@writes
def change_meeting(
    *,
    by: User,
    meeting: Meeting,
    version: int,
    starts_at: dt.datetime | None = None,
    minutes: int | None = None,
    place: str | None = None,
    held: str | None = None,
    why: str = "",
    now: dt.datetime,
) -> Meeting:
    """Move a meeting, change its place, its length or whether people come together; None keeps a value.

    A new time asks everybody for a new answer; any other change keeps the answers. `version` is the one the
    officer saw: if somebody else changed the meeting meanwhile, Conflict carries what stands there now. The
    same values again change nothing.
    """
    on = local(now).date()
    meeting = (
        Meeting.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=meeting.pk)
    )
    access.require(by, permissions.CONVENE, meeting.organisation, on=on)
    wanted = _differences(meeting, starts_at, minutes, place, held)
    if not wanted:
        return meeting
    if meeting.state != terms.State.CALLED:
        raise Refused(_("会已经开了或不开了，不能再改。"))
    if meeting.version != version:
        raise Conflict(_("别人刚改过这场会。下面是现在的样子，您填的还在，请看过再定。"), theirs=meeting)
    old = {name: getattr(meeting, name) for name in wanted}
    for name, value in wanted.items():
        setattr(meeting, name, value)
    time_is_possible(starts_at=meeting.starts_at, minutes=meeting.minutes, now=now)
    matters = list(meeting.items.values_list("matter", flat=True))
    presence_fits(matters, meeting.held, on=local(meeting.starts_at).date())
    meeting.version = F("version") + 1
    meeting.save(update_fields=[*wanted, "version"])
    meeting.refresh_from_db(fields=["version"])
    Change.objects.bulk_create(
        Change(
            meeting=meeting,
            field=name,
            old=_written(name, old[name]),
            new=_written(name, value),
            why=why.strip()[:200],
            by=by,
            at=now,
        )
        for name, value in wanted.items()
    )
    invited = Attendee.objects.filter(meeting=meeting)
    invited.update(told_in_person=False)
    if "starts_at" in wanted:
        invited.update(answer="", answered_at=None, leave_reason="")
    journal.record(
        by=by,
        action="meeting.change",
        subject=meeting,
        organisation=meeting.organisation,
        on_behalf_of=convening.acting_for(by, meeting.organisation, on=on),
        fields=list(wanted),
        now=now,
    )
    return meeting


def _differences(
    meeting: Meeting, starts_at: dt.datetime | None, minutes: int | None, place: str | None, held: str | None
) -> dict[str, object]:
    given = {
        "starts_at": starts_at,
        "minutes": minutes,
        "place": None if place is None else place_is_named(place),
        "held": held,
    }
    return {
        name: value for name, value in given.items() if value is not None and value != getattr(meeting, name)
    }


def _written(name: str, value: object) -> str:
    if isinstance(value, dt.datetime):
        return local(value).strftime(WRITTEN)
    if name == "held":
        with override("zh-hans"):
            return str(terms.Place(str(value)).label)
    return str(value)
