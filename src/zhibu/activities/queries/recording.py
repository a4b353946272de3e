"""What the screen for a meeting held already needs: until when it is in time, and what is usual there."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from zhibu.accounts.models import User
from zhibu.activities import permissions, terms
from zhibu.activities.models import Attendee, Meeting
from zhibu.kernel.clock import local
from zhibu.members.models import Member
from zhibu.members.terms import MEMBER_KINDS
from zhibu.organisations import access
from zhibu.organisations.models import Organisation
from zhibu.organisations.queries import committee_posts
from zhibu.organisations.terms import OrganisationKind
from zhibu.rules import calendar

LEFT_LATELY = dt.timedelta(days=62)  # who left within these days is still offered: two months, as meetings go


def record_due_on(organisation: Organisation, *, held_on: dt.date) -> dt.date:
    """The last day on which recording is normal: so many working days after the meeting's own day.

    In a year whose holidays are not published yet Monday to Friday count, and the page says so.
    """
    known = calendar.shipped().workday_after(held_on, organisation.record_within_days)
    if known is not None:
        return known
    day, left = held_on, organisation.record_within_days
    while left:
        day += dt.timedelta(days=1)
        left -= day.weekday() < 5
    return day


def holidays_are_known(day: dt.date) -> bool:
    """Whether the work calendar knows the year of this day."""
    return calendar.shipped().is_workday(day) is not None


def places_to_record(user: User, *, on: dt.date) -> list[Organisation]:
    """The branches and groups this person runs meetings in, the branch first."""
    held = (OrganisationKind.BRANCH, OrganisationKind.GROUP)
    mine = {standing.organisation_id for standing in access.standings(user, on=on)}
    near = Organisation.objects.filter(kind__in=held, pk__in=mine) | Organisation.objects.filter(
        kind=OrganisationKind.GROUP, parent_id__in=mine
    )
    return [place for place in near.order_by("path") if access.may(user, permissions.RUN, place, on=on)]


def members_of(organisation: Organisation) -> list[Member]:
    """The Party members of a branch or group, by name."""
    where = (
        {"group": organisation} if organisation.kind == OrganisationKind.GROUP else {"branch": organisation}
    )
    return list(Member.objects.party_members().filter(**where).order_by("pk"))


def left_lately(organisation: Organisation, *, on: dt.date) -> list[Member]:
    """Party members who left not long ago: they may have been at a meeting that is recorded only now."""
    where = (
        {"group": organisation} if organisation.kind == OrganisationKind.GROUP else {"branch": organisation}
    )
    gone = Member.objects.filter(**where, kind__in=MEMBER_KINDS, left_on__gt=on - LEFT_LATELY)
    return list(gone.order_by("pk"))


def _gone(member: Member) -> str:
    return _("%(name)s 已离开") % {"name": member.name}


def kinds_of(organisation: Organisation) -> list[tuple[str, str]]:
    """The kinds of meeting a branch or group holds."""
    return [(kind.value, str(kind.label)) for kind in terms.KINDS_HELD_BY.get(organisation.kind, ())]


def kind_asked(organisation: Organisation, called: Meeting | None, asked: str) -> str:
    """The kind the screen is about: that of the called meeting, the one asked for, or the first there is."""
    kinds = [kind for kind, _label in kinds_of(organisation)]
    if called is not None:
        return called.kind
    return asked if asked in kinds else (kinds or [""])[0]


def expected_at(organisation: Organisation, kind: str, *, on: dt.date) -> list[Member]:
    """Whose ticks the screen shows: the committee for a committee meeting, else all members."""
    people = members_of(organisation)
    if kind != terms.Kind.COMMITTEE:
        return people
    seats = {post.user_id for post in committee_posts(organisation, on=on)}
    return [member for member in people if member.user_id in seats]


def choices(organisation: Organisation, *, kind: str, on: dt.date) -> dict[str, Any]:
    """Whom and what the form offers."""
    gone = [(member.public_id, _gone(member)) for member in left_lately(organisation, on=on)]
    people = [(member.public_id, member.name) for member in members_of(organisation)] + gone
    expected = [(member.public_id, member.name) for member in expected_at(organisation, kind, on=on)] + gone
    branch = organisation.parent_id if organisation.kind == OrganisationKind.GROUP else organisation.pk
    register = Member.objects.on_register().filter(branch_id=branch).order_by("pk")
    everybody = list(register.values_list("public_id", "name"))
    return {
        "people": people,
        "expected": expected,
        "askers": everybody,
        "persons": everybody,
        "kinds": kinds_of(organisation),
    }


def usual(
    organisation: Organisation, *, called: Meeting | None, kind: str, user: User, on: dt.date
) -> dict[str, Any]:
    """What the screen shows before anything is typed: the called meeting, or how the last one was held."""
    past = Meeting.objects.filter(organisation=organisation, kind=kind, state=terms.State.CLOSED)
    like = called or past.select_related("chair", "recorder").order_by("-starts_at").first()
    own = Member.objects.filter(user=user, left_on__isnull=True).first()
    chair = like.chair if like and like.chair else own
    recorder = like.recorder if like and like.recorder else own
    starts = local(called.starts_at) if called else None
    return {
        "kind": kind,
        "on": starts.date() if starts else on,
        "at": starts.time() if starts else (local(like.starts_at).time() if like else dt.time(9, 0)),
        "minutes": like.minutes if like else terms.USUAL_LENGTH.get(terms.Kind(kind), 60),
        "place": like.place if like else "",
        "chair": chair.public_id if chair else "",
        "recorder": recorder.public_id if recorder else "",
        "present": _ticked(organisation, called, kind, on),
        "due_0": on + dt.timedelta(days=14),
        "due_1": on + dt.timedelta(days=14),
        "due_2": on + dt.timedelta(days=14),
        "matter": terms.Matter.DISCUSSION,
    }


def _ticked(organisation: Organisation, called: Meeting | None, kind: str, on: dt.date) -> list[str]:
    """Everybody, less those who said they cannot come to the called meeting."""
    if called is None:
        return [member.public_id for member in expected_at(organisation, kind, on=on)]
    rows = Attendee.objects.filter(meeting=called).exclude(answer=terms.Answer.LEAVE, present_at__isnull=True)
    return list(rows.values_list("member__public_id", flat=True))
