"""A synthetic enterprise of any size: a tree of committees and branches with invented members, the same for a seed."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from itertools import islice

from zhibu.kernel.transactions import writing
from zhibu.members.models import Member
from zhibu.members.names import name_key, search_keys
from zhibu.organisations.models import Organisation
from zhibu.organisations.terms import OrganisationKind

_LOT = 5_000
_CHILDREN = 12  # committees below a committee, until there is room for all branches
_BRANCHES = 15  # branches below a committee of the lowest level
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN = "一二三四五六七八九十春夏秋冬东南西北山川河海松柏竹梅星月云雨"


def write_crowd(
    *,
    branches: int,
    members: int,
    seed: int,
    today: dt.date,
    tell: Callable[[str], None] = lambda words: None,
) -> None:
    """Enter `branches` branches under a tree of committees, and `members` members spread over them.

    Codes begin with S and the seed, so several crowds can stand side by side; one that is there already is
    left alone. Names are drawn from signs and are nobody's.
    """
    root_code = f"S{seed}"
    if Organisation.objects.filter(code=root_code).exists():
        return
    chance = random.Random(seed)  # noqa: S311 - invented people, the same each time
    with writing():
        leaves = _tree(root_code, branches)
        tell(f"{branches} branches")
        written = 0
        rows = _people(chance, leaves, members, today)
        while lot := list(islice(rows, _LOT)):
            Member.objects.bulk_create(lot)
            written += len(lot)
            tell(f"{written} members")


def _tree(root_code: str, branches: int) -> list[Organisation]:
    """Committees level by level until their branches have room; returns the branches."""
    level = Organisation.objects.bulk_create(
        [
            Organisation(
                code=root_code,
                name="示例集团党委",
                kind=OrganisationKind.COMMITTEE,
                path=_free_root(),
                parent=None,
            )
        ]
    )
    while len(level) * _BRANCHES < branches:
        wanted = min(len(level) * _CHILDREN, -(-branches // _BRANCHES))
        level = _below(level, wanted, OrganisationKind.COMMITTEE, "党委")
    return _below(level, branches, OrganisationKind.BRANCH, "支部")


def _below(parents: list[Organisation], how_many: int, kind: str, word: str) -> list[Organisation]:
    """Children spread evenly over the parents."""
    made, places = [], [0] * len(parents)
    for number in range(how_many):
        at = number % len(parents)
        parent, place = parents[at], places[at]
        places[at] += 1
        made.append(
            Organisation(
                code=f"{parent.code}-{place + 1}",
                name=f"{parent.name.removesuffix('党委').removesuffix('集团')}{place + 1}{word}"[:120],
                kind=kind,
                parent=parent,
                path=parent.path + _four(place),
            )
        )
    return Organisation.objects.bulk_create(made, batch_size=_LOT)


def _people(
    chance: random.Random, branches: list[Organisation], members: int, today: dt.date
) -> Iterator[Member]:
    for number in range(members):
        branch = branches[number % len(branches)]
        name = chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=chance.choice((1, 2, 2))))
        probationary = chance.random() < 0.05
        admitted = today - dt.timedelta(
            days=chance.randint(30, 300) if probationary else chance.randint(800, 14_000)
        )
        yield Member(
            branch=branch,
            name=name,
            name_key=name_key(name),
            pinyin=search_keys(name),
            kind="probationary" if probationary else "full",
            sex=chance.choice(("male", "female")),
            born_on=today - dt.timedelta(days=chance.randint(19 * 366, 60 * 365)),
            admitted_on=admitted,
            full_on=None if probationary else admitted + dt.timedelta(days=365),
        )


def _free_root() -> str:
    last = Organisation.objects.filter(parent=None).order_by("-path").values_list("path", flat=True).first()
    return _four(int(last, 36) + 1 if last else 0)


def _four(number: int) -> str:
    figure = ""
    for _place in range(4):
        number, digit = divmod(number, 36)
        figure = _DIGITS[digit] + figure
    return figure
