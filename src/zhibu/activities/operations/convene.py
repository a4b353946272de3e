"""Calling a meeting: the notice is the meeting itself, standing in each person's Today from this moment."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from zhibu.accounts import journal, replay
from zhibu.accounts.models import User
from zhibu.activities import permissions, terms
from zhibu.activities.models import AgendaItem, Attendee, Meeting, Paper
from zhibu.activities.operations.agenda import agenda_lines
from zhibu.activities.queries import convening, ruling
from zhibu.kernel import filestore
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import lock, writes
from zhibu.members.models import Member
from zhibu.organisations import access
from zhibu.organisations.models import Organisation

PAPERS_KEPT = dt.timedelta(days=366)


@writes
def convene(
    *,
    by: User,
    organisation: Organisation,
    kind: str,
    starts_at: dt.datetime,
    minutes: int,
    place: str,
    items: Sequence[terms.AgendaLine],
    attendees: Sequence[Member] | None = None,
    observers: Sequence[Member] = (),
    chair: Member | None = None,
    recorder: Member | None = None,
    held: str = terms.Place.IN_PERSON,
    papers: Sequence[terms.Enclosure] = (),
    op: str,
    now: dt.datetime,
) -> Meeting:
    """Call a meeting of a branch, its committee or a Party group (支部工作条例第11–14条).

    Who must come follows from the kind; at an assembly, committee, group or organisation-life meeting nobody
    may be left out, because the quorum is counted from them. The first item is always what was decided before.
    Whom an admission is about is invited too, without a vote.
    The same `op` answers with the same meeting. Refused with the field to mend: a kind this branch does not
    hold, a time gone by or already taken, no place, an empty or impossible agenda, an item that needs people
    in one room called online, a chair who is not invited.
    """
    on = local(now).date()
    access.require(by, permissions.CONVENE, organisation, on=on)
    said = _said(
        organisation, kind, starts_at, minutes, place, items, attendees, observers, chair, recorder, held
    )
    before = replay.earlier(by=by, op=op, kind="meeting.convene", said=said)
    if before is not None:
        return Meeting.objects.get(public_id=before["meeting"])

    _kind_fits(organisation, kind, on=on)
    time_is_possible(starts_at=starts_at, minutes=minutes, now=now)
    place = place_is_named(place)
    if len(papers) > terms.MOST_ENCLOSURES:
        raise Refused(_("材料最多5份，请并一并。"), field="papers")
    register = convening.register_of(organisation)
    lines = agenda_lines(items, kind, register)
    presence_fits([line.matter for line in lines], held, on=local(starts_at).date())
    lock(f"meetings of {organisation.public_id}")
    _time_is_free(organisation, kind, starts_at, minutes)

    discussed = [line.person for line in lines if line.person]
    coming, beside = _invited(organisation, kind, register, attendees, [*observers, *discussed], on=on)
    first, second = convening.leaders(organisation, coming, on=on)
    chair, recorder = chair or first, recorder or second
    _led_by_those_invited(chair, recorder, coming, beside)

    meeting = Meeting.objects.create(
        organisation=organisation,
        kind=kind,
        title=terms.title_of(kind, organisation.name),
        starts_at=starts_at,
        minutes=minutes,
        place=place,
        held=held,
        chair=chair,
        recorder=recorder,
        called_by=by,
        called_at=now,
    )
    _write_down(meeting, lines, coming, beside)
    _enclose(meeting, papers, by=by, now=now)
    journal.record(
        by=by,
        action="meeting.convene",
        subject=meeting,
        organisation=organisation,
        on_behalf_of=convening.acting_for(by, organisation, on=on),
        now=now,
    )
    replay.remember(by=by, op=op, kind="meeting.convene", said=said, result={"meeting": meeting.public_id})
    return meeting


def _write_down(
    meeting: Meeting, lines: Sequence[terms.AgendaLine], coming: Sequence[Member], beside: Sequence[Member]
) -> None:
    """The agenda, headed by what was decided before, and the roll: those who must come and those who listen."""
    first_line = terms.AgendaLine(terms.FIRST_ITEM, terms.Matter.OPEN_DECISIONS)
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, position=number, title=line.title, matter=line.matter, person=line.person)
        for number, line in enumerate([first_line, *lines], start=1)
    )
    Attendee.objects.bulk_create(
        Attendee(
            meeting=meeting,
            member=member,
            observer=observer,
            kind=member.kind,
            restriction=member.restriction,
        )
        for group, observer in ((coming, False), (beside, True))
        for member in group
    )


def _enclose(meeting: Meeting, papers: Sequence[terms.Enclosure], *, by: User, now: dt.datetime) -> None:
    """The papers sent with the notice, each once, for a year after the meeting."""
    kept = {filestore.keep(paper.content): paper for paper in papers}
    Paper.objects.bulk_create(
        Paper(
            meeting=meeting,
            what=Paper.What.PAPER,
            name=paper.name[:120],
            content_type=paper.content_type,
            digest=digest,
            size=len(paper.content),
            added_by=by,
            added_at=now,
            delete_on=local(meeting.starts_at + PAPERS_KEPT).date(),
        )
        for digest, paper in kept.items()
    )


def _said(
    organisation: Organisation,
    kind: str,
    starts_at: dt.datetime,
    minutes: int,
    place: str,
    items: Sequence[terms.AgendaLine],
    attendees: Sequence[Member] | None,
    observers: Sequence[Member],
    chair: Member | None,
    recorder: Member | None,
    held: str,
) -> list[object]:
    return [
        organisation.public_id,
        str(kind),
        starts_at.astimezone(dt.UTC).isoformat(),
        minutes,
        place.strip(),
        [
            [line.title.strip(), str(line.matter), line.person.public_id if line.person else ""]
            for line in items
        ],
        None if attendees is None else sorted(member.public_id for member in attendees),
        sorted(member.public_id for member in observers),
        chair.public_id if chair else "",
        recorder.public_id if recorder else "",
        str(held),
    ]


def _kind_fits(organisation: Organisation, kind: str, *, on: dt.date) -> None:
    possible = terms.KINDS_HELD_BY.get(organisation.kind, ())
    if kind not in possible:
        raise Refused(_("「%(name)s」不开这种会，请另选一种。") % {"name": organisation.name}, field="kind")
    if kind == terms.Kind.COMMITTEE and not convening.has_committee(convening.branch_of(organisation), on=on):
        least = ruling.least_for_committee(on=on)
        raise Refused(
            _("正式党员不足%(n)d人的支部不设支委会，这件事请开支部党员大会。") % {"n": least}, field="kind"
        )


def time_is_possible(*, starts_at: dt.datetime, minutes: int, now: dt.datetime) -> None:
    """Refuse a time gone by, one more than a year ahead, or a length no meeting has."""
    if starts_at <= now:
        raise Refused(_("这个时间已经过了。开过的会请用「记实」。"), field="starts_at")
    if starts_at - now > terms.FURTHEST_AHEAD:
        raise Refused(_("这个时间在一年以后，请看看年份。"), field="starts_at")
    if not 5 <= minutes <= terms.LONGEST_MEETING:
        raise Refused(_("时长请填5到480分钟。"), field="minutes")


def place_is_named(place: str) -> str:
    """The place as it will stand in the notice; refuse an empty or endless one."""
    place = " ".join(place.split())
    if not place:
        raise Refused(_("请写在哪里开；线上开的写会议号。"), field="place")
    if len(place) > 80:
        raise Refused(_("地点最多80个字。"), field="place")
    return place


def presence_fits(matters: Sequence[str], held: str, *, on: dt.date) -> None:
    """Refuse to hold online, on that day, what must be decided by people in one room."""
    if held not in terms.Place.values:
        raise Refused(_("请选到场还是线上。"), field="held")
    if held == terms.Place.ONLINE:
        for matter in matters:
            words = ruling.presence_words(matter, on=on)
            if words:
                raise Refused(_("%(why)s请改成到场，或把那一项删去。") % {"why": words}, field="held")


def _time_is_free(organisation: Organisation, kind: str, starts_at: dt.datetime, minutes: int) -> None:
    ends_at = starts_at + dt.timedelta(minutes=minutes)
    near = Meeting.objects.standing().filter(
        organisation=organisation,
        kind=kind,
        starts_at__lt=ends_at,
        starts_at__gt=starts_at - dt.timedelta(minutes=terms.LONGEST_MEETING),
    )
    for other in near:
        if other.ends_at > starts_at:
            words = {"title": other.title, "name": other.called_by.name}
            raise Refused(_("那个时间已经有一场「%(title)s」，是%(name)s排的。") % words, field="starts_at")


def _invited(
    organisation: Organisation,
    kind: str,
    register: Sequence[Member],
    attendees: Sequence[Member] | None,
    observers: Sequence[Member],
    *,
    on: dt.date,
) -> tuple[list[Member], list[Member]]:
    by_key = {member.pk: member for member in register}
    due = convening.who_must_come(organisation, kind, register, on=on)
    if any(member.pk not in by_key for member in (*(attendees or ()), *observers)):
        raise Refused(_("有人不在本支部名册上，请重新选。"), field="attendees")
    if attendees is None:
        coming = due
    else:
        wanted = {member.pk for member in attendees}
        missing = [member.name for member in due if member.pk not in wanted]
        if missing and kind in terms.WHOLE_ROLL:
            words = {"names": "、".join(missing[:3]), "n": len(missing)}
            raise Refused(_("应到会的人一个不能少，还差%(names)s等%(n)d人。") % words, field="attendees")
        allowed = {member.pk for member in due}
        coming = [member for member in register if member.pk in wanted & allowed]
        observers = [*observers, *(by_key[pk] for pk in wanted - allowed)]
    if not coming:
        raise Refused(_("没有应到会的人。请先在名册里把人和职务补上。"), field="attendees")
    there = {member.pk for member in coming}
    beside = [member for member in register if member.pk in {each.pk for each in observers} - there]
    return coming, beside


def _led_by_those_invited(
    chair: Member | None, recorder: Member | None, coming: Sequence[Member], beside: Sequence[Member]
) -> None:
    if chair is None:
        raise Refused(_("请选主持人。"), field="chair")
    if chair not in coming:
        raise Refused(_("主持人要是应到会的人。"), field="chair")
    if recorder is not None and recorder not in coming and recorder not in beside:
        raise Refused(_("记录人要是到会或列席的人。"), field="recorder")
    if recorder == chair and len(coming) > 1:
        raise Refused(_("主持人和记录人请分开。"), field="recorder")
