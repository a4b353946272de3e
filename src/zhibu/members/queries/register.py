"""The register as its page shows it: all names for the members, the whole entry for the committee."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Count, DateField, F, Q, QuerySet, TextField
from django.db.models.functions import Cast

from zhibu.accounts.models import User
from zhibu.kernel.prepared import Given, Question
from zhibu.members import names, permissions
from zhibu.members.models import Crew, Member, MemberQuerySet
from zhibu.members.queries.duty import shift_words
from zhibu.members.terms import Kind
from zhibu.organisations import access
from zhibu.organisations.models import Organisation, Post
from zhibu.organisations.seen import SeenQuestion
from zhibu.organisations.terms import OFFICER_ROLES, OFFICES, OrganisationKind, Role

PAGE = 60


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
    own = [s for s in access.standings(seen_by, on=on) if s.kind == OrganisationKind.BRANCH]
    if not own:
        return None
    first = min(own, key=lambda standing: standing.path)
    there = _THERE.ask(branch=first.organisation_id)
    branch = next(one for one in there if one.kind == OrganisationKind.BRANCH)
    whole = access.may(seen_by, permissions.SEE, branch, on=on)
    rows = _rows(seen_by, branch, asked, whole=whole, on=on)
    more, rows = len(rows) > PAGE, rows[:PAGE]
    posts = _posts(branch, on)
    words = _words_of_crews(rows, on=on) if whole else {}
    lines = [_line(row, posts, words, whole=whole) for row in rows]
    by_area = whole and not more and not asked.narrowed and not asked.after
    members = branch.full + branch.probationary  # type: ignore[attr-defined]
    return Register(
        branch=branch,
        groups=tuple(one for one in there if one.pk != branch.pk),
        members=members,
        voters=branch.voters,  # type: ignore[attr-defined]
        on_the_way=branch.others - members,  # type: ignore[attr-defined]
        areas=_areas(rows, lines) if by_area else (),
        lines=() if by_area else tuple(lines),
        next_after=rows[-1].public_id if more else "",
    )


class _Row(NamedTuple):
    """What the database says of one person in the list; `shifts` is still JSON, it is read once a crew."""

    public_id: str
    name: str
    user_id: int | None
    party_post: str
    kind: str
    away: str
    area_id: int | None
    area: str | None
    workers: int | None
    crew_id: int | None
    crew: str | None
    office: bool | None
    pattern: str | None
    anchor_on: dt.date | None
    offset: int | None
    shifts: str | None


def _columns(found: QuerySet[Member]) -> QuerySet[Member, Any]:
    crew = ("crew_id", "crew__name", "crew__office", "crew__pattern", "crew__anchor_on", "crew__offset")
    return found.order_by("pinyin", "pk").values_list(
        "public_id", "name", "user_id", "party_post", "kind", "away", "area_id", "area__name", "area__workers",
        *crew, Cast(F("crew__shifts"), TextField()),
    )[: PAGE + 1]  # fmt: skip


def _listed(seen_by: User, on: dt.date, *, whole: bool) -> MemberQuerySet:
    found = Member.objects.named_to(seen_by, on=on)
    return found.on_register() if whole else found.party_members()


def _rows(seen_by: User, branch: Organisation, asked: Asked, *, whole: bool, on: dt.date) -> list[_Row]:
    """One page of the people whose names the viewer may know, and one more."""
    if not asked.narrowed and not asked.after:
        found: Sequence[Any] = _FIRST_PAGE[whole].ask(seen_by, on=on, branch=branch.pk)
    else:
        listed = _listed(seen_by, on, whole=whole).filter(branch=branch)
        found = list(_columns(_narrowed(listed, asked)))
    return [_Row(*row) for row in found]


def _narrowed(found: MemberQuerySet, asked: Asked) -> MemberQuerySet:
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
    best: dict[int, Role] = {}
    for user, role in _POSTS.ask(branch=branch.pk, on=on):
        if user not in best or OFFICES.index(Role(role)) < OFFICES.index(best[user]):
            best[user] = Role(role)
    return {user: str(role.label) for user, role in best.items()}


def _words_of_crews(rows: Sequence[_Row], *, on: dt.date) -> dict[int, str]:
    """What each crew does today, by its key."""
    words: dict[int, str] = {}
    for row in rows:
        if row.crew_id is not None and row.crew_id not in words:
            crew = Crew(
                name=row.crew or "",
                pattern=row.pattern or "",
                anchor_on=row.anchor_on,
                offset=row.offset or 0,
                office=bool(row.office),
                shifts=json.loads(row.shifts or "{}"),
            )
            words[row.crew_id] = shift_words(crew, on=on)
    return words


def _line(row: _Row, posts: dict[int, str], words: dict[int, str], *, whole: bool) -> Line:
    duty = posts.get(row.user_id, "") if row.user_id else row.party_post
    if not whole:
        return Line("", row.name, duty, "", "", "")
    kind = "" if row.kind == Kind.FULL else str(Kind(row.kind).label)
    return Line(
        public_id=row.public_id,
        name=row.name,
        duty="，".join(mark for mark in (duty, kind, row.away) if mark),
        kind=kind,
        crew=row.crew or "",
        today=words.get(row.crew_id, "") if row.crew_id is not None else "",
    )


def _areas(rows: Sequence[_Row], lines: Sequence[Line]) -> tuple[Area, ...]:
    def place(pair: tuple[_Row, Line]) -> tuple[bool, int, bool, tuple[int, str]]:
        row = pair[0]
        turn = names.in_series(row.crew) if row.crew is not None else (0, "")
        return row.area_id is None, row.area_id or 0, row.crew is None or bool(row.office), turn

    pairs = sorted(zip(rows, lines, strict=True), key=place)
    areas = []
    for _number, there in groupby(pairs, key=lambda pair: pair[0].area_id):
        of_area = list(there)
        first = of_area[0][0]
        crews = [
            Crewline(some[0].crew, some[0].today, tuple(some))
            for _crew, crewed in groupby(of_area, key=lambda pair: pair[0].crew_id)
            if (some := [line for _row, line in crewed])
        ]
        areas.append(
            Area(
                name=first.area or "",
                members=sum(row.kind in (Kind.FULL, Kind.PROBATIONARY) for row, _line in of_area),
                workers=first.workers,
                crews=tuple(crews),
            )
        )
    return tuple(areas)


def _there() -> QuerySet[Organisation]:
    """The branch, with how many are on its register, and its groups."""
    on_register = Q(members__left_on__isnull=True)
    full = on_register & Q(members__kind=Kind.FULL)
    return (
        Organisation.objects.filter(
            Q(pk=Given("branch")) | Q(parent=Given("branch"), kind=OrganisationKind.GROUP)
        )
        .annotate(
            full=Count("members", filter=full),
            voters=Count("members", filter=full & Q(members__restriction="")),
            probationary=Count("members", filter=on_register & Q(members__kind=Kind.PROBATIONARY)),
            others=Count("members", filter=on_register),
        )
        .order_by("path")
    )


def _first_page_of_all(reader: Any, on: Any) -> QuerySet[Member, Any]:
    return _columns(_listed(reader, on, whole=True).filter(branch=Given("branch")))


def _first_page_of_members(reader: Any, on: Any) -> QuerySet[Member, Any]:
    return _columns(_listed(reader, on, whole=False).filter(branch=Given("branch")))


_THERE = Question(_there)
_FIRST_PAGE = {True: SeenQuestion(_first_page_of_all), False: SeenQuestion(_first_page_of_members)}
_POSTS = Question(
    lambda: (
        Post.objects.held_on(Given("on", DateField()))
        .filter(
            Q(organisation=Given("branch")) | Q(organisation__parent=Given("branch")),
            role__in=OFFICER_ROLES,
            acting_for__isnull=True,
        )
        .values_list("user_id", "role")
    )
)
