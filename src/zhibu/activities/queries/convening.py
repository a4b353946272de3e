"""What an officer needs to know to call a meeting: who must come, who leads it, what is still open."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from zhibu.accounts.models import User
from zhibu.activities import permissions, terms
from zhibu.activities.models import AgendaItem, Decision, Meeting
from zhibu.activities.queries import ruling
from zhibu.kernel.clock import local
from zhibu.members.models import Member
from zhibu.members.terms import MEMBER_KINDS
from zhibu.organisations import access
from zhibu.organisations.models import Organisation, Post
from zhibu.organisations.queries import committee_posts, groups_of
from zhibu.organisations.terms import OrganisationKind, Role

EARLIER_MEETINGS = 12
USUAL_START = dt.time(16, 30)


@dataclass(frozen=True)
class Usual:
    """How this kind of meeting was held before: place, length, time of day, weekday, and its own items."""

    place: str
    minutes: int
    time: dt.time
    weekday: int | None
    lines: tuple[terms.AgendaLine, ...]


def branch_of(organisation: Organisation) -> Organisation:
    """The branch itself, or the branch a Party group belongs to."""
    if organisation.kind == OrganisationKind.GROUP and organisation.parent is not None:
        return organisation.parent
    return organisation


def places_to_convene(user: User, *, on: dt.date) -> list[Organisation]:
    """The branches and groups this person may call a meeting in, the branch first."""
    wanted = (OrganisationKind.BRANCH, OrganisationKind.GROUP)
    if user.is_console:
        return list(Organisation.objects.filter(kind__in=wanted).order_by("path"))
    own = [s for s in access.standings(user, on=on) if s.kind in wanted]
    near = Q(pk__in=[s.organisation_id for s in own])
    near |= Q(parent_id__in=[s.organisation_id for s in own], kind=OrganisationKind.GROUP)
    found = Organisation.objects.filter(near, kind__in=wanted).select_related("parent").order_by("path")
    return [place for place in found if access.may(user, permissions.CONVENE, place, on=on)]


def may_convene_somewhere(user: User, *, on: dt.date) -> bool:
    """Whether `places_to_convene` has any place, without asking for the places."""
    if user.is_console:
        return bool(places_to_convene(user, on=on))
    wanted = (OrganisationKind.BRANCH, OrganisationKind.GROUP)
    # Whoever may call a meeting in a group of their branch may call one in the branch or is in that group.
    own = [standing for standing in access.standings(user, on=on) if standing.kind in wanted]
    return any(access.may(user, permissions.CONVENE, place, on=on) for place in own)


def acting_for(user: User, organisation: Organisation, *, on: dt.date) -> User | None:
    """For whom this person stands in at the branch today; written into the journal beside their own name."""
    post = (
        Post.objects.held_on(on)
        .filter(user=user, organisation=branch_of(organisation), acting_for__isnull=False)
        .select_related("acting_for")
        .first()
    )
    return post.acting_for if post else None


def has_committee(branch: Organisation, *, on: dt.date) -> bool:
    """Whether this branch has a committee: by the number of its full members (支部工作条例)."""
    members = Member.objects.party_members().filter(branch=branch)
    kinds = Counter(members.values_list("kind", flat=True))
    return ruling.needs_committee(kinds["full"], on=on)


def kinds_held_by(organisation: Organisation, *, on: dt.date) -> tuple[str, ...]:
    """The kinds of meeting this branch or group can call."""
    kinds = terms.KINDS_HELD_BY.get(organisation.kind, ())
    if organisation.kind == OrganisationKind.BRANCH and not has_committee(organisation, on=on):
        return tuple(kind for kind in kinds if kind != terms.Kind.COMMITTEE)
    return tuple(kinds)


def register_of(organisation: Organisation) -> list[Member]:
    """Everybody on the register of the branch, in the order of the register."""
    found = Member.objects.on_register().filter(branch=branch_of(organisation))
    return list(found.select_related("user", "group", "crew", "area").order_by("pk"))


def who_must_come(
    organisation: Organisation, kind: str, register: Sequence[Member], *, on: dt.date
) -> list[Member]:
    """Those the kind of meeting asks for: all Party members, the committee's seats, or the group's members."""
    members = [member for member in register if member.kind in MEMBER_KINDS]
    if kind == terms.Kind.COMMITTEE:
        seats = {post.user_id for post in committee_posts(organisation, on=on)}
        return [member for member in members if member.user_id in seats]
    if organisation.kind == OrganisationKind.GROUP:
        return [member for member in members if member.group_id == organisation.pk]
    return members


def leaders(
    organisation: Organisation, attending: Sequence[Member], *, on: dt.date
) -> tuple[Member | None, Member | None]:
    """Who chairs and who records unless somebody else is named.

    The secretary chairs, or whoever stands in for them that day; if they are away on a long trip, the deputy.
    A group is led by its leader. The organisation member of the committee records.
    """
    by_user = {member.user_id: member for member in attending if member.user_id}
    branch = branch_of(organisation)
    posts = list(
        Post.objects.held_on(on)
        .filter(organisation__in={branch.pk, organisation.pk})
        .order_by("from_on", "pk")
    )

    def holders(role: str, place: Organisation, *, acting: bool = False) -> list[Member]:
        return [
            by_user[post.user_id]
            for post in posts
            if post.role == role
            and post.organisation_id == place.pk
            and (post.acting_for_id is not None) == acting
            and post.user_id in by_user
        ]

    ranked: list[Member] = []
    if organisation.kind == OrganisationKind.GROUP:
        ranked += holders(Role.LEADER, organisation)
    ranked += holders(Role.SECRETARY, branch, acting=True)
    ranked += [member for member in holders(Role.SECRETARY, branch) if not member.away]
    ranked += holders(Role.DEPUTY, branch)
    ranked += holders(Role.SECRETARY, branch)
    chair = ranked[0] if ranked else None
    writers = [
        member
        for role in (Role.ORGANISER, Role.PUBLICITY, Role.DISCIPLINE, Role.COMMITTEE, Role.DEPUTY)
        for member in holders(role, branch)
        if member != chair
    ]
    return chair, writers[0] if writers else None


def open_decisions(organisation: Organisation, *, seen_by: User, on: dt.date) -> list[Decision]:
    """What this person may see of the decisions of the branch and its groups that are not finished, by date.

    At a group's meeting only the group's own.
    """
    places = [organisation.pk]
    if organisation.kind == OrganisationKind.BRANCH:
        places += [group.pk for group in groups_of(organisation)]
    found = Decision.objects.visible_to(seen_by, on=on).unfinished().filter(organisation__in=places)
    return list(found.select_related("owner", "asker").order_by("due_on", "pk"))


def times_taken(organisation: Organisation, *, now: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
    """When the branch or one of its groups already has a meeting called."""
    branch = branch_of(organisation)
    near = Meeting.objects.filter(
        Q(organisation=branch) | Q(organisation__parent=branch), state=terms.State.CALLED, starts_at__gt=now
    )
    return [(meeting.starts_at, meeting.ends_at) for meeting in near]


def usual(organisation: Organisation, kind: str) -> Usual:
    """What the last meetings of this kind here had in common, so that it need not be typed again."""
    earlier = list(
        Meeting.objects.standing()
        .filter(organisation=organisation)
        .order_by("-starts_at")
        .values_list("pk", "kind", "place", "minutes", "starts_at")[:EARLIER_MEETINGS]
    )
    same = [row for row in earlier if row[1] == kind] or earlier
    if not same:
        return Usual("", terms.USUAL_LENGTH[terms.Kind(kind)], USUAL_START, None, ())
    places = Counter(row[2] for row in same if row[2])
    begins = [local(row[4]) for row in same]
    weekdays = Counter(begin.weekday() for begin in begins).most_common(1)
    return Usual(
        place=places.most_common(1)[0][0] if places else "",
        minutes=same[0][3] if same[0][1] == kind else terms.USUAL_LENGTH[terms.Kind(kind)],
        time=Counter(begin.time().replace(second=0, microsecond=0) for begin in begins).most_common(1)[0][0],
        weekday=weekdays[0][0] if len(begins) > 1 and weekdays[0][1] > 1 else None,
        lines=_usual_lines([row[0] for row in earlier if row[1] == kind]),
    )


def _usual_lines(meetings: Sequence[int]) -> tuple[terms.AgendaLine, ...]:
    """Items that stood on at least two of the last meetings of this kind."""
    if len(meetings) < 2:
        return ()
    rows = (
        AgendaItem.objects.filter(meeting__in=meetings)
        .exclude(matter__in=(terms.Matter.OPEN_DECISIONS, *terms.SECRET))
        .order_by("position")
        .values_list("title", "matter")
    )
    seen = Counter(rows)
    return tuple(terms.AgendaLine(title, matter) for (title, matter), times in seen.items() if times > 1)
