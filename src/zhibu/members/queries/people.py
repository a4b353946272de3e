"""Single people and their names, for other rooms."""

import datetime as dt
from collections.abc import Iterable

from zhibu.accounts.models import User
from zhibu.members.models import Member, MemberQuerySet
from zhibu.members.names import name_key
from zhibu.organisations.models import Organisation
from zhibu.organisations.terms import OrganisationKind


def member_of(user: User) -> Member | None:
    """The register entry of an account that has not left."""
    return Member.objects.on_register().select_related("branch", "group", "crew").filter(user=user).first()


def roster_of(organisation: Organisation, *, on: dt.date) -> MemberQuerySet:
    """Full and probationary members of a branch or group on a day, by the sound of their names."""
    where = (
        {"group": organisation} if organisation.kind == OrganisationKind.GROUP else {"branch": organisation}
    )
    there = Member.objects.filter(**where, kind__in=("full", "probationary"))
    return (there.filter(left_on__isnull=True) | there.filter(left_on__gt=on)).order_by("pinyin", "pk")


def names_for(user_public_ids: Iterable[str]) -> dict[str, str]:
    """Names by the public ids of accounts, in one query."""
    return dict(User.objects.filter(public_id__in=set(user_public_ids)).values_list("public_id", "name"))


def people_named(branch: Organisation, text: str) -> tuple[list[Member], list[str]]:
    """The members a pasted list of names means, and the names that mean nobody or more than one."""
    wanted = [word for line in text.splitlines() for word in _words(line) if name_key(word)][:500]
    asked = {name_key(one) for word in wanted for one in (word, *word.split())}
    found: dict[str, list[Member]] = {}
    for member in (
        Member.objects.on_register().filter(branch=branch, name_key__in=asked).defer("identity", "phone")
    ):
        found.setdefault(member.name_key, []).append(member)
    # A space stands inside a name (张 三) or between two: only where the whole names nobody, it is between.
    meant = [one for word in wanted for one in ([word] if name_key(word) in found else word.split())]
    keys = {name_key(word) for word in meant}
    people = [some[0] for key, some in found.items() if key in keys and len(some) == 1]
    unclear = [word for word in dict.fromkeys(meant) if len(found.get(name_key(word), ())) != 1]
    return people, unclear


def _words(line: str) -> list[str]:
    for sign in "、，,;；\t":
        line = line.replace(sign, "\n")
    return [word.strip() for word in line.splitlines() if word.strip()]
