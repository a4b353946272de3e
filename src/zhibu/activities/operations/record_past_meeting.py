"""记实: a meeting that was held already is recorded on one screen."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from zhibu.accounts import journal, replay
from zhibu.accounts.models import User
from zhibu.activities import permissions, terms
from zhibu.activities.models import AgendaItem, Attendee, Meeting
from zhibu.activities.operations.close_item import Decided, settle_item
from zhibu.activities.operations.open_meeting import complete_roll
from zhibu.activities.operations.running import somebody, taken
from zhibu.activities.queries.recording import record_due_on
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import lock, writes
from zhibu.members.models import Member
from zhibu.members.terms import MEMBER_KINDS
from zhibu.organisations import access
from zhibu.organisations.models import Organisation
from zhibu.organisations.queries import committee_posts


@dataclass(frozen=True)
class Past:
    """What the screen says of the meeting; people by public id."""

    kind: str
    starts_at: dt.datetime
    place: str
    chair: str
    recorder: str
    present: tuple[str, ...]
    done_what: str = ""
    decisions: tuple[Decided, ...] = ()
    nothing_to_do: bool = False
    minutes: int = 60
    title: str = ""
    matter: str = terms.Matter.DISCUSSION
    person: str = ""
    why_late: str = ""


@writes
def record_past_meeting(
    *,
    by: User,
    organisation: Organisation,
    past: Past,
    meeting: Meeting | None = None,
    op: str = "",
    now: dt.datetime,
) -> Meeting:
    """Record a meeting after it was held; `meeting` is the called one it completes, if there was a notice.

    Within the unit's working days that is normal; later it is marked late, with who and why. Refused for the
    future, for a meeting that was cancelled, and without decisions or an explicit 「无需落实」.
    """
    on = local(now).date()
    if meeting is not None:
        meeting = taken(meeting, by=by, now=now)
        organisation = meeting.organisation
    else:
        access.require(by, permissions.RUN, organisation, on=on)
    said = asdict(past) | {"meeting": meeting.public_id if meeting else ""}
    before = replay.earlier(by=by, op=op, kind="meeting.record", said=said)
    if before is not None:
        return Meeting.objects.get(public_id=before["meeting"])
    _require_past(past, meeting, now)
    held_on = local(past.starts_at).date()
    due_on = record_due_on(organisation, held_on=held_on)
    why = past.why_late.strip()[:200]
    if on > due_on and not why:
        raise Refused(
            _("已过%(n)d个工作日，请写为什么补记。") % {"n": organisation.record_within_days},
            field="why",
            code="late",
        )
    called = meeting is not None
    meeting = meeting or _unannounced(organisation, past, by=by, now=now)
    _write(meeting, past, by=by, now=now, due_on=due_on, why=why if on > due_on else "")
    _mark_presence(meeting, past.present, by=by, on=held_on, called=called)
    _settle(meeting, past, by=by, now=now)
    replay.remember(by=by, op=op, kind="meeting.record", said=said, result={"meeting": meeting.public_id})
    journal.record(by=by, action="meeting.record_past", subject=meeting, organisation=organisation, now=now)
    return meeting


def _require_past(past: Past, meeting: Meeting | None, now: dt.datetime) -> None:
    if past.starts_at > now:
        raise Refused(_("这个时间还没到，开过的会才能记实。"), field="on", code="future")
    if meeting is not None and meeting.state == terms.State.CLOSED:
        raise Refused(_("这场会已经有记录了。"), code="closed")
    if meeting is not None and meeting.state != terms.State.CALLED:
        raise Refused(_("这场会正在开或已取消，不能记实。"), code="cancelled")
    if past.kind not in terms.Kind.values:
        raise Refused(_("请选开的是什么会。"), field="kind")
    if not past.place.strip():
        raise Refused(_("请写在哪里开的。"), field="place")
    if meeting is None and past.matter in terms.SECRET and not past.person:
        raise Refused(_("请选讨论的是谁，一个人一项。"), field="person")
    if not past.present:
        raise Refused(_("请点出谁到了。"), field="present")


def _unannounced(organisation: Organisation, past: Past, *, by: User, now: dt.datetime) -> Meeting:
    lock(f"meetings of {organisation.public_id}")
    twin = Meeting.objects.filter(
        organisation=organisation, kind=past.kind, starts_at=past.starts_at
    ).standing()
    if twin.exists():
        raise Refused(_("这个时间已经有一场同样的会，请从那场会记实。"), field="on", code="twin")
    return Meeting.objects.create(
        organisation=organisation,
        kind=past.kind,
        title=terms.title_of(past.kind, organisation.name),
        starts_at=past.starts_at,
        place=past.place.strip(),
        called_by=by,
        called_at=now,
    )


def _write(meeting: Meeting, past: Past, *, by: User, now: dt.datetime, due_on: dt.date, why: str) -> None:
    meeting.kind = past.kind
    meeting.starts_at = past.starts_at
    meeting.minutes = past.minutes
    meeting.place = past.place.strip()[:80]
    meeting.chair = somebody(meeting, past.chair, field="chair")
    meeting.recorder = somebody(meeting, past.recorder, field="recorder")
    meeting.done_what = past.done_what.strip()[: terms.RESOLUTION_LENGTH]
    meeting.state = terms.State.CLOSED
    meeting.recorded_afterwards_at = now
    meeting.recorded_by = by
    meeting.record_due_on = due_on
    meeting.recorded_late_why = why
    meeting.version += 1
    meeting.save()


def _mark_presence(
    meeting: Meeting, present: Collection[str], *, by: User, on: dt.date, called: bool
) -> None:
    if meeting.kind == terms.Kind.COMMITTEE and not called:
        seats = {post.user_id for post in committee_posts(meeting.organisation, on=on)}
        committee = Member.objects.filter(branch=meeting.organisation, user_id__in=seats)
        Attendee.objects.bulk_create(
            Attendee(meeting=meeting, member=member, kind=member.kind, restriction=member.restriction)
            for member in committee
        )
    complete_roll(meeting, on=on)
    chosen = Attendee.objects.filter(meeting=meeting, member__public_id__in=set(present))
    found = chosen.update(present_at=meeting.starts_at, checked_way=terms.CheckInWay.SHEET, checked_by=by)
    if found != len(set(present)):
        extra = set(present) - set(chosen.values_list("member__public_id", flat=True))
        _observe(meeting, extra, by=by)
    Attendee.objects.filter(meeting=meeting, present_at__isnull=False).exclude(
        member__public_id__in=set(present)
    ).update(present_at=None, checked_way="", checked_by=None)
    if not chosen.filter(member=meeting.chair).exists():
        raise Refused(_("主持人也要在到会的人里。"), field="present", code="chair_absent")


def _observe(meeting: Meeting, public_ids: Collection[str], *, by: User) -> None:
    """People of the branch who were there without a seat are observers."""
    for public_id in sorted(public_ids):
        member = somebody(meeting, public_id, field="present")
        if member.kind not in MEMBER_KINDS:
            raise Refused(_("%(name)s不是党员，请记为列席。") % {"name": member.name}, field="present")
        Attendee.objects.create(
            meeting=meeting,
            member=member,
            observer=True,
            kind=member.kind,
            restriction=member.restriction,
            present_at=meeting.starts_at,
            checked_way=terms.CheckInWay.SHEET,
            checked_by=by,
        )


def _settle(meeting: Meeting, past: Past, *, by: User, now: dt.datetime) -> None:
    """Decisions go with the first matter discussed; items of the notice that carry none have nothing to do."""
    items = list(meeting.items.order_by("position"))
    subject = next((item for item in items if item.matter != terms.Matter.OPEN_DECISIONS), None)
    if subject is None:
        subject = AgendaItem.objects.create(
            meeting=meeting,
            position=len(items) + 1,
            title=(past.title.strip() or str(terms.Kind(meeting.kind).label))[:120],
            matter=past.matter if past.matter in terms.Matter.values else terms.Matter.DISCUSSION,
            person=somebody(meeting, past.person, field="person") if past.person else None,
        )
        items.append(subject)
    for item in items:
        own: Sequence[Decided] = past.decisions if item.pk == subject.pk else ()
        nothing = past.nothing_to_do if item.pk == subject.pk else True
        settle_item(meeting, item, "", own, nothing, by=by, now=now)
