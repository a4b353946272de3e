"""Founds the reference organisations and enters their people."""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass

from zhibu.accounts.models import User
from zhibu.config.demo import people
from zhibu.config.demo.people import Person
from zhibu.members.models import Crew, Member, WorkArea
from zhibu.members.names import name_key, search_keys
from zhibu.members.numbers import last4_index
from zhibu.organisations.models import Organisation
from zhibu.organisations.operations import appoint, found_organisation
from zhibu.organisations.terms import OrganisationKind, Role
from zhibu.rules.months import add_months, add_years
from zhibu.scheduling import presets


@dataclass(frozen=True)
class Ground:
    """What the history is written on."""

    console: User
    committee: Organisation
    branch: Organisation
    groups: tuple[Organisation, ...]
    members: dict[str, Member]

    def secretary(self) -> User:
        """The account of the branch secretary."""
        return User.objects.get(login="secretary")


def found(*, now: dt.datetime, password: str) -> Ground:
    """The committee R, the branch R20 with its groups, crews and people, the twin R21, and the other accounts."""
    console = User.objects.console()
    committee = found_organisation(
        by=console, code="R", name="示例公司党委", kind=OrganisationKind.COMMITTEE, parent=None, now=now
    )
    branch = _branch(console, committee, "R20", "示例一支部", now)
    groups = tuple(
        found_organisation(
            by=console, code=f"R20-{n}", name=name, kind=OrganisationKind.GROUP, parent=branch, now=now
        )
        for n, name in enumerate(people.GROUPS, start=1)
    )
    areas = [
        WorkArea.objects.create(branch=branch, name=name, workers=workers) for name, workers in people.AREAS
    ]
    crews = _crews(branch, today=now.date())
    members = _enter(console, branch, people.BRANCH, groups, areas, crews, password=password, now=now)
    _enter(console, branch, (people.ON_THE_WAY,), groups, areas, crews, password=password, now=now)
    twin = _branch(console, committee, "R21", "示例二支部", now)
    _enter(console, twin, people.TWIN, (), (), {}, password=password, now=now)
    by_code = {"R": committee, "R20": branch}
    for name, role, login, code in people.OTHERS:
        user = User.objects.person(name=name, login=login, password=password)
        appoint(by=console, user=user, organisation=by_code[code], role=role, from_on=_since(now), now=now)
    return Ground(console, committee, branch, groups, members)


def _since(now: dt.datetime) -> dt.date:
    return add_months(now.date(), -18)


def _years_ago(now: dt.datetime, chance: random.Random, fewest: int, most: int) -> dt.date:
    return add_years(now.date(), -chance.randint(fewest, most)) - dt.timedelta(days=chance.randint(0, 364))


def _branch(console: User, committee: Organisation, code: str, name: str, now: dt.datetime) -> Organisation:
    return found_organisation(
        by=console, code=code, name=name, kind=OrganisationKind.BRANCH, parent=committee, now=now
    )


def _crews(branch: Organisation, *, today: dt.date) -> dict[str, Crew]:
    """Four crews in 四班三倒 and the office."""
    known = presets()
    turning, office = known["four_crews_three_shifts"], known["office"]
    crews = {
        letter: Crew.objects.create(
            branch=branch,
            name=f"{letter}班",
            preset="four_crews_three_shifts",
            pattern="白2中2夜2休2",
            anchor_on=today,
            offset=place,
            shifts=_shift_table(turning),
        )
        for letter, place in sorted(people.STANDS_TODAY.items())
    }
    crews["日"] = Crew.objects.create(
        branch=branch, name="常白班", preset="office", pattern="班", anchor_on=today, office=True,
        shifts=_shift_table(office),
    )  # fmt: skip
    return crews


def _shift_table(preset: object) -> dict[str, dict[str, object]]:
    return {
        shift.code: {
            "start": f"{shift.start // 60:02d}:{shift.start % 60:02d}",
            "minutes": shift.minutes,
            "night": shift.night,
        }
        for shift in preset.shifts  # type: ignore[attr-defined]
    }


def _enter(
    console: User,
    branch: Organisation,
    persons: Sequence[Person],
    groups: Sequence[Organisation],
    areas: Sequence[WorkArea],
    crews: dict[str, Crew],
    *,
    password: str,
    now: dt.datetime,
) -> dict[str, Member]:
    chance = random.Random(branch.code)  # noqa: S311 - invented dates, the same each time
    entered = {}
    for number, person in enumerate(persons, start=1):
        group = groups[person.group - 1] if person.group else None
        user = None
        if person.kind in ("full", "probationary"):
            user = User.objects.person(
                name=person.name, login=person.login or None, password=password if person.login else None
            )
        probation = add_months(now.date(), -chance.randint(3, 9))
        admitted = _years_ago(now, chance, 3, 30)
        entered[person.name] = Member.objects.create(
            branch=branch,
            group=group,
            user=user,
            name=person.name,
            name_key=name_key(person.name),
            pinyin=search_keys(person.name),
            kind=person.kind,
            sex=chance.choice(("male", "female")),
            nation="汉族",
            born_on=_years_ago(now, chance, 33, 57),
            phone=(phone := f"1390000{branch.code[-2:]}{number:02d}"),
            phone_last4_index=last4_index(phone),
            admitted_on={"full": admitted, "probationary": probation}.get(person.kind),
            full_on=add_years(admitted, 1) if person.kind == "full" else None,
            party_post=str(Role(person.role).label) if person.role else "",
            job=person.job,
            area=areas[person.area - 1] if person.area else None,
            crew=crews.get(person.crew),
            away="" if person.crew or not person.area else "外派",
        )
        if user is not None:
            _post(console, user, branch, group, person, now)
    return entered


def _post(
    console: User,
    user: User,
    branch: Organisation,
    group: Organisation | None,
    person: Person,
    now: dt.datetime,
) -> None:
    standing = Role.MEMBER if person.kind == "full" else Role.PROBATIONARY
    appoint(by=console, user=user, organisation=branch, role=standing, from_on=_since(now), now=now)
    if person.role:
        where = group if person.role == Role.LEADER and group else branch
        appoint(by=console, user=user, organisation=where, role=person.role, from_on=_since(now), now=now)
