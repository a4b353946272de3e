"""The register as its page shows it: all names for the members, the whole entry for the committee."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Q

from zhibu.accounts.models import User
from zhibu.members import names, permissions
from zhibu.members.models import Member, MemberQuerySet
from zhibu.members.queries.duty import shift_words
from zhibu.members.terms import Kind
from zhibu.organisations import access
from zhibu.organisations.models import Organisation, Post
from zhibu.organisations.terms import OFFICER_ROLES, OrganisationKind, Role

PAGE = 60
_IN_BRANCH = Q(members__left_on__isnull=True)
_ORDER = [
    Role.SECRETARY,
    Role.DEPUTY,
    Role.ORGANISER,
    Role.PUBLICITY,
    Role.DISCIPLINE,
    Role.COMMITTEE,
    Role.LEADER,
]


@dataclass(frozen=True)
class Line:
    """One person in the list: the name, the public duty, and for the committee the address of the entry."""

    public_id: str
    name: str
    duty: str
    kind: str
    crew: str
    today: str


@dataclass(frozen=True)
class Crewline:
    """The people of one crew in one area."""

    crew: str
    today: str
    people: tuple[Line, ...]


@dataclass(frozen=True)
class Area:
    """One section of the page: a place of work with its crews."""

    name: str
    members: int
    workers: int | None
    crews: tuple[Crewline, ...]


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to; `after` is the last entry of the page before."""

    text: str = ""
    group: str = ""
    kind: str = ""
    after: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.text or self.group or self.kind)


@dataclass(frozen=True)
class Register:
    """The page: how many, who, by area where all fit on one page, else in a row."""

    branch: Organisation
    groups: tuple[Organisation, ...]
    members: int
    voters: int
    on_the_way: int
    areas: tuple[Area, ...]
    lines: tuple[Line, ...]
    next_after: str


def register(*, seen_by: User, on: dt.date, asked: Asked) -> Register | None:
    """The register of the viewer's branch, or None when they belong to none."""
    own = {s.organisation_id for s in access.standings(seen_by, on=on) if s.kind == OrganisationKind.BRANCH}
    there = list(
        Organisation.objects.filter(Q(pk__in=own) | Q(parent__in=own, kind=OrganisationKind.GROUP))
        .annotate(
            full=Count("members", filter=_IN_BRANCH & Q(members__kind=Kind.FULL)),
            voters=Count("members", filter=_IN_BRANCH & Q(members__kind=Kind.FULL, members__restriction="")),
            probationary=Count("members", filter=_IN_BRANCH & Q(members__kind=Kind.PROBATIONARY)),
            others=Count("members", filter=_IN_BRANCH),
        )
        .order_by("path")
    )
    branch = next((one for one in there if one.kind == OrganisationKind.BRANCH), None)
    if branch is None:
        return None
    groups = tuple(one for one in there if one.parent_id == branch.pk)
    whole = access.may(seen_by, permissions.SEE, branch, on=on)
    found = _narrowed(Member.objects.named_to(seen_by, on=on).filter(branch=branch), asked, whole=whole)
    rows = list(
        found.select_related("area", "crew", "group").defer("identity", "phone", "remark")[: PAGE + 1]
    )
    more, rows = len(rows) > PAGE, rows[:PAGE]
    posts = _posts(branch, on)
    lines = [_line(member, posts, whole=whole, on=on) for member in rows]
    by_area = whole and not more and not asked.narrowed and not asked.after
    members = branch.full + branch.probationary
    return Register(
        branch=branch,
        groups=groups,
        members=members,
        voters=branch.voters,
        on_the_way=branch.others - members,
        areas=_areas(rows, lines) if by_area else (),
        lines=() if by_area else tuple(lines),
        next_after=rows[-1].public_id if more else "",
    )


def _narrowed(found: MemberQuerySet, asked: Asked, *, whole: bool) -> MemberQuerySet:
    found = found.on_register().order_by("pinyin", "pk")
    if not whole:
        found = found.party_members()
    if asked.kind in Kind.values:
        found = found.filter(kind=asked.kind)
    if asked.group:
        found = found.filter(group__public_id=asked.group)
    if asked.text:
        found = found.filter(sounds_like(asked.text))
    if asked.after:
        last = Member.objects.filter(public_id=asked.after).values_list("pinyin", "pk").first()
        if last is not None:
            found = found.filter(pinyin__gte=last[0]).exclude(pinyin=last[0], pk__lte=last[1])
    return found


def sounds_like(text: str) -> Q:
    """Names that hold these characters, or sound like these letters from the beginning (zhangsan, zs)."""
    wanted = names.sought(text)
    if not wanted:
        return Q(pk__in=[])
    if wanted.isascii():
        return Q(pinyin__startswith=wanted) | Q(pinyin__contains=" " + wanted) | Q(name_key__icontains=wanted)
    return Q(name_key__contains=names.name_key(text))


def _posts(branch: Organisation, on: dt.date) -> dict[int, str]:
    held = (
        Post.objects.held_on(on)
        .filter(organisation__path__startswith=branch.path, role__in=OFFICER_ROLES, acting_for__isnull=True)
        .values_list("user_id", "role")
    )
    best: dict[int, Role] = {}
    for user, role in held:
        if user not in best or _ORDER.index(Role(role)) < _ORDER.index(best[user]):
            best[user] = Role(role)
    return {user: str(role.label) for user, role in best.items()}


def _line(member: Member, posts: dict[int, str], *, whole: bool, on: dt.date) -> Line:
    duty = posts.get(member.user_id, "") if member.user_id else member.party_post
    if not whole:
        return Line("", member.name, duty, "", "", "")
    kind = "" if member.kind == Kind.FULL else str(Kind(member.kind).label)
    marks = [mark for mark in (duty, kind, member.away) if mark]
    return Line(
        public_id=member.public_id,
        name=member.name,
        duty="，".join(marks),
        kind=kind,
        crew=member.crew.name if member.crew else "",
        today=shift_words(member.crew, on=on),
    )


def _areas(rows: list[Member], lines: list[Line]) -> tuple[Area, ...]:
    def place(pair: tuple[Member, Line]) -> tuple[bool, int, bool, tuple[int, str]]:
        member = pair[0]
        crew = member.crew
        turn = names.in_series(crew.name) if crew else (0, "")
        return member.area_id is None, member.area_id or 0, crew is None or crew.office, turn

    pairs = sorted(zip(rows, lines, strict=True), key=place)
    areas = []
    for _number, there in groupby(pairs, key=lambda pair: pair[0].area_id):
        of_area = list(there)
        area = of_area[0][0].area
        crews = [
            Crewline(some[0].crew, some[0].today, tuple(some))
            for _crew, crewed in groupby(of_area, key=lambda pair: pair[0].crew_id)
            if (some := [line for _member, line in crewed])
        ]
        areas.append(
            Area(
                name=area.name if area else "",
                members=sum(member.kind in (Kind.FULL, Kind.PROBATIONARY) for member, _line in of_area),
                workers=area.workers if area else None,
                crews=tuple(crews),
            )
        )
    return tuple(areas)
