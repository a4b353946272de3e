"""A meeting with everything a paper can show, made by the real operations."""

import contextlib
import datetime as dt

from tests.activities.scenes import STARTS, an_open_meeting
from zhibu.activities.models import Meeting
from zhibu.activities.operations.add_guest import add_guest
from zhibu.activities.operations.change_chair import change_chair
from zhibu.activities.operations.close_item import Decided, close_item
from zhibu.activities.operations.close_meeting import close_meeting
from zhibu.activities.operations.confirm_minutes import confirm_minutes
from zhibu.activities.operations.correct_note import correct_note
from zhibu.activities.operations.enter_late_presence import enter_late_presence
from zhibu.activities.operations.record_vote import Counts, check_count, record_vote
from zhibu.activities.operations.take_note import take_note
from zhibu.kernel.refusal import Refused


def a_rich_meeting():
    """Closed: notes, a show of hands, a paper ballot after a void one, decisions, a guest, a correction,
    a change of recorder, presence entered late. Fourteen of seventeen voters and two probationary are there."""
    meeting, people = an_open_meeting(
        17, 3, matters=("open_decisions", "report", "ordinary", "conversion"), person=None
    )
    by = people[0].user
    gone = people[14:17] + people[19:]
    meeting.attendees.filter(member__in=gone).update(present_at=None, checked_way="")
    first, report, ordinary, conversion = meeting.items.order_by("position")
    conversion.person = people[17]
    conversion.save()

    def at(minute):
        return STARTS + dt.timedelta(minutes=minute)

    change_chair(
        by=by,
        meeting=meeting,
        chair=people[0].public_id,
        recorder=people[2].public_id,
        why="记录人倒班",
        now=at(1),
    )
    meeting = Meeting.objects.get(pk=meeting.pk)
    add_guest(by=by, meeting=meeting, name="来宾赵", duty="公司组织部干事", now=at(2))
    take_note(
        by=by, meeting=meeting, text="上次的都办了。", item=first, speaker=people[3].public_id, now=at(3)
    )
    close_item(by=by, meeting=meeting, item=first, nothing_to_do=True, now=at(4))
    wrong = take_note(by=by, meeting=meeting, text="党费全部交齐。", item=report, now=at(5))
    close_item(by=by, meeting=meeting, item=report, nothing_to_do=True, now=at(6))
    record_vote(by=by, meeting=meeting, item=ordinary, method="open", counts=Counts(13, 0, 1), now=at(7))
    close_item(
        by=by,
        meeting=meeting,
        item=ordinary,
        resolution="同意加一台热饭柜。",
        decisions=(Decided("夜班热饭柜加一台", people[4].public_id, at(0).date() + dt.timedelta(days=20)),),
        now=at(8),
    )
    two = {"scrutineer": people[5], "teller": people[6]}
    ids = {role: person.public_id for role, person in two.items()}
    with contextlib.suppress(Refused):
        record_vote(
            by=by,
            meeting=meeting,
            item=conversion,
            method="secret",
            counts=Counts(14, 0, 0, 2, 14, 16),
            now=at(9),
            **ids,
        )
    record_vote(
        by=by,
        meeting=meeting,
        item=conversion,
        method="secret",
        counts=Counts(12, 1, 0, 1, 14, 14),
        now=at(10),
        **ids,
    )
    for role, person in two.items():
        check_count(by=person.user, meeting=meeting, item=conversion, role=role, now=at(11))
    close_item(
        by=by,
        meeting=meeting,
        item=conversion,
        resolution="同意按期转为正式党员。",
        decisions=(Decided("整理转正材料", people[7].public_id, at(0).date() + dt.timedelta(days=5)),),
        now=at(12),
    )
    take_note(by=by, meeting=meeting, text="下月主题党日请先报名。", now=at(13))
    meeting = close_meeting(by=by, meeting=meeting, now=at(20))
    confirm_minutes(by=people[0].user, meeting=meeting, role="chair", now=at(30))
    confirm_minutes(by=people[2].user, meeting=meeting, role="recorder", now=at(31))
    correct_note(by=by, meeting=meeting, note=wrong, text="党费交了十九人，一人出差。", now=at(40))
    enter_late_presence(by=by, meeting=meeting, member=people[16].public_id, why="签到时手机没电", now=at(41))
    return Meeting.objects.get(pk=meeting.pk), people
