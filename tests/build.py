"""Words for setting a scene: a branch with people in it. Everybody is visibly invented."""

import datetime as dt
from itertools import count

from zhibu.accounts.models import User
from zhibu.kernel.clock import ZONE
from zhibu.members.models import Crew, Member, WorkArea
from zhibu.organisations.models import Organisation
from zhibu.organisations.operations import appoint, found_organisation
from zhibu.organisations.terms import OrganisationKind, Role

NOW = dt.datetime(2026, 11, 22, 10, 0, tzinfo=ZONE)
TODAY = NOW.date()
_number = count(1)


def console() -> User:
    """The command line as an actor."""
    return User.objects.console()


def a_committee(code: str = "R", name: str = "示例公司党委") -> Organisation:
    """The committee at the top."""
    found = Organisation.objects.filter(code=code).first()
    return found or found_organisation(
        by=console(), code=code, name=name, kind=OrganisationKind.COMMITTEE, parent=None, now=NOW
    )


def a_branch(code: str = "R20", name: str = "示例一支部", under: Organisation | None = None) -> Organisation:
    """A branch under the committee."""
    return found_organisation(
        by=console(),
        code=code,
        name=name,
        kind=OrganisationKind.BRANCH,
        parent=under or a_committee(),
        now=NOW,
    )


def a_group(branch: Organisation, name: str = "第一党小组") -> Organisation:
    """A Party group of a branch."""
    return found_organisation(
        by=console(),
        code=f"{branch.code}-G{next(_number)}",
        name=name,
        kind=OrganisationKind.GROUP,
        parent=branch,
        now=NOW,
    )


def a_user(name: str = "党员甲", login: str | None = None, password: str | None = None) -> User:
    """An account without any post."""
    return User.objects.person(name=name, login=login or f"user{next(_number)}", password=password)


def posted(user: User, role: str, organisation: Organisation, since: dt.date = dt.date(2024, 1, 1)) -> User:
    """The same user, now with a post."""
    appoint(by=console(), user=user, organisation=organisation, role=role, from_on=since, now=NOW)
    return user


def a_member(
    branch: Organisation,
    name: str | None = None,
    *,
    kind: str = "full",
    role: str | None = None,
    group: Organisation | None = None,
    crew: Crew | None = None,
    area: WorkArea | None = None,
    restriction: str = "",
    account: bool = True,
) -> Member:
    """A member on the register, by default with an account that stands in the branch as what they are."""
    name = name or f"党员{next(_number)}"
    user = None
    if account:
        user = a_user(name)
        posted(user, Role.PROBATIONARY if kind == "probationary" else Role.MEMBER, branch)
        if role:
            posted(user, role, group if role == Role.LEADER and group else branch)
    return Member.objects.create(
        branch=branch,
        group=group,
        crew=crew,
        area=area,
        user=user,
        name=name,
        name_key=name,
        kind=kind,
        restriction=restriction,
        admitted_on=dt.date(2015, 7, 1),
        full_on=dt.date(2016, 7, 1) if kind == "full" else None,
    )


def a_full_branch(full: int = 17, probationary: int = 3) -> tuple[Organisation, list[Member]]:
    """A branch like the reference one: the first member is secretary, the next four its committee."""
    branch = a_branch(code=f"B{next(_number)}")
    roles = [Role.SECRETARY, Role.DEPUTY, Role.ORGANISER, Role.PUBLICITY, Role.DISCIPLINE]
    people = [a_member(branch, role=roles[i] if i < len(roles) else None) for i in range(full)]
    people += [a_member(branch, kind="probationary") for _ in range(probationary)]
    return branch, people
