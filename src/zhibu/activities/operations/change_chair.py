"""Somebody else chairs or keeps the minutes."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import Attendee, Change, Meeting
from zhibu.activities.operations.running import somebody, taken
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Conflict, Refused
from zhibu.kernel.transactions import writes
from zhibu.members.models import Member
from zhibu.organisations.queries import committee_posts


@writes
def change_chair(
    *,
    by: User,
    meeting: Meeting,
    chair: str,
    recorder: str,
    why: str = "",
    version: int | None = None,
    now: dt.datetime,
) -> Meeting:
    """Name another chair or recorder before or during the meeting; the old name stays on record.

    An assembly and a committee meeting are chaired by the secretary, or by a deputy or committee member
    (支部工作条例第14条). Refused, with what stands now, when the meeting changed since the page with `version`.
    """
    meeting = taken(meeting, by=by, now=now)
    named = [member.public_id if member else "" for member in (meeting.chair, meeting.recorder)]
    if version is not None and version != meeting.version and named != [chair, recorder]:
        stands = _("现在是主持%(chair)s，记录%(recorder)s") % {
            "chair": meeting.chair.name if meeting.chair else _("未定"),
            "recorder": meeting.recorder.name if meeting.recorder else _("未定"),
        }
        raise Conflict(
            _("这场会刚才有人改过，%(stands)s。要换请再点一次。") % {"stands": stands},
            theirs=stands,
            field="chair",
        )
    if meeting.state not in (terms.State.CALLED, terms.State.OPEN):
        raise Refused(_("会已经结束，主持和记录不能再换。"))
    new_chair = somebody(meeting, chair, field="chair")
    new_recorder = somebody(meeting, recorder, field="recorder")
    _require_may_chair(meeting, new_chair, on=local(now).date())
    _require_there(meeting, new_chair)
    changed = []
    for field, new in (("chair", new_chair), ("recorder", new_recorder)):
        old = getattr(meeting, field)
        if old is not None and old.pk == new.pk:
            continue
        setattr(meeting, field, new)
        changed.append(field)
        Change.objects.create(
            meeting=meeting,
            field=field,
            old=old.name if old else "",
            new=new.name,
            why=why[:200],
            by=by,
            at=now,
        )
    if changed:
        meeting.version += 1
        meeting.save(update_fields=[*changed, "version"])
        journal.record(
            by=by,
            action="meeting.change_chair",
            subject=meeting,
            organisation=meeting.organisation,
            fields=changed,
            now=now,
        )
    return meeting


def _require_may_chair(meeting: Meeting, member: Member, *, on: dt.date) -> None:
    if meeting.kind not in (terms.Kind.ASSEMBLY, terms.Kind.COMMITTEE):
        return
    committee = {post.user_id for post in committee_posts(meeting.organisation, on=on)}
    if committee and member.user_id not in committee:
        raise Refused(
            _("党员大会和支委会由书记主持，书记不在由副书记或委员主持。"), field="chair", code="may_not_chair"
        )


def _require_there(meeting: Meeting, member: Member) -> None:
    if meeting.state != terms.State.OPEN:
        return
    if not Attendee.objects.filter(meeting=meeting, member=member, present_at__isnull=False).exists():
        raise Refused(_("%(name)s还没到，先点到。") % {"name": member.name}, field="chair")
