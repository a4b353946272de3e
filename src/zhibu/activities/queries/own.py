"""What meetings keep about one person, for that person's own export."""

from typing import Any

from django.db.models import Q

from zhibu.activities.models import Attendee, BallotCount, BallotLine, Candidate, Decision, Note
from zhibu.kernel.clock import local
from zhibu.members.models import Member

Rows = list[dict[str, Any]]


def attendance(member: Member) -> Rows:
    """Every meeting this person was invited to: what they answered, whether they were there, what they made up."""
    rows = Attendee.objects.filter(member=member).select_related("meeting__organisation", "checked_by")
    return [
        {
            "meeting": row.meeting.title,
            "organisation": row.meeting.organisation.name,
            "starts_at": local(row.meeting.starts_at),
            "observer": row.observer,
            "answer": row.get_answer_display(),
            "answered_at": local(row.answered_at) if row.answered_at else None,
            "leave_reason": row.leave_reason,
            "told_in_person": row.told_in_person,
            "present_at": local(row.present_at) if row.present_at else None,
            "checked": row.get_checked_way_display(),
            "checked_by": row.checked_by.name if row.checked_by else "",
            "late_why": row.late_why,
            "made_up_at": local(row.made_up_at) if row.made_up_at else None,
            "question": row.made_up_answer,
        }
        for row in rows.order_by("meeting__starts_at", "pk")
    ]


def decisions(member: Member) -> Rows:
    """What was decided that this person does or asked for, and what they said about it."""
    found = Decision.objects.filter(Q(owner=member) | Q(asker=member)).select_related("owner", "asker")
    return [
        {
            "what": decision.what,
            "owner": decision.owner.name,
            "asker": decision.asker.name if decision.asker else "",
            "due_on": decision.due_on,
            "state": decision.get_state_display(),
            "made_at": local(decision.made_at),
            "mine": "；".join(
                f"{event.get_step_display()} {local(event.at):%Y-%m-%d %H:%M} {event.words}".strip()
                for event in decision.events.all()
                if event.by_id == member.user_id
            ),
        }
        for decision in found.prefetch_related("events").order_by("due_on", "pk")
    ]


def said(member: Member) -> Rows:
    """What the minutes note this person as having said; a note put right stands beside the one it replaces."""
    notes = Note.objects.filter(speaker=member).select_related("meeting", "corrected_by")
    return [
        {
            "meeting": note.meeting.title,
            "at": local(note.at),
            "text": note.text,
            "corrected": hasattr(note, "corrected_by"),
        }
        for note in notes.order_by("at", "pk")
    ]


def elections(member: Member) -> Rows:
    """Elections this person stood in, got votes in or counted; the figures of everybody else stay out."""
    stood = Candidate.objects.filter(member=member).select_related("election__item__meeting")
    lines = BallotLine.objects.filter(member=member).select_related("count__election__item__meeting")
    counted = BallotCount.objects.filter(Q(scrutineer=member) | Q(teller=member))
    found: Rows = [
        {
            "meeting": one.election.item.meeting.title,
            "office": one.election.get_office_display(),
            "withdrawn_at": local(one.withdrawn_at) if one.withdrawn_at else None,
            "withdrawn_why": one.withdrawn_why,
        }
        for one in stood.order_by("pk")
    ]
    found += [
        {
            "meeting": line.count.election.item.meeting.title,
            "office": line.count.election.get_office_display(),
            "vote": line.count.number,
            "yes": line.yes,
            "no": line.no,
            "abstain": line.abstain,
        }
        for line in lines.order_by("pk")
    ]
    return found + [
        {
            "meeting": count.election.item.meeting.title,
            "office": count.election.get_office_display(),
            "counted": count.number,
        }
        for count in counted.select_related("election__item__meeting").order_by("pk")
    ]
