"""Agenda items are taken one at a time."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.activities.models import AgendaItem, Meeting
from zhibu.activities.operations.running import item_of, require_open, taken
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes


@writes
def open_item(*, by: User, meeting: Meeting, item: AgendaItem, now: dt.datetime) -> AgendaItem:
    """Take up an item. Refused while another one is open, and for one that is closed already."""
    meeting = taken(meeting, by=by, now=now)
    require_open(meeting)
    item = item_of(meeting, item)
    if item.closed_at is not None:
        raise Refused(_("这一项已经结束。"))
    if item.opened_at is not None:
        return item
    other = current_item(meeting)
    if other is not None:
        raise Refused(
            _("正在议第%(n)d项「%(title)s」，先结束它。") % {"n": other.position, "title": other.title}
        )
    item.opened_at = now
    item.save(update_fields=["opened_at"])
    journal.record(by=by, action="item.open", subject=item, organisation=meeting.organisation, now=now)
    return item


def current_item(meeting: Meeting) -> AgendaItem | None:
    """The item that is being discussed."""
    return meeting.items.filter(opened_at__isnull=False, closed_at__isnull=True).order_by("position").first()


def open_next_item(meeting: Meeting, *, now: dt.datetime) -> None:
    """Go on with the first item not yet taken up, if none is open: one tap less for the chair."""
    if current_item(meeting) is not None:
        return
    following = (
        meeting.items.filter(opened_at__isnull=True, closed_at__isnull=True).order_by("position").first()
    )
    if following is not None:
        following.opened_at = now
        following.save(update_fields=["opened_at"])
