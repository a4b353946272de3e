"""Which crews a branch has, how they turn, and who works in which."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db.models import F
from django.utils.translation import gettext as _

from zhibu import scheduling
from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.kernel import transactions
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes
from zhibu.members import permissions
from zhibu.members.models import Crew, Member
from zhibu.members.shifts import shift_table
from zhibu.organisations import access
from zhibu.organisations.models import Organisation

LONGEST_NAME = 40
MOST_CREWS = 24


@writes
def set_crews(
    *,
    by: User,
    branch: Organisation,
    preset: str,
    today_positions: Mapping[str, tuple[str, int]],
    now: dt.datetime,
) -> list[Crew]:
    """Give crews their shift system, from where each stands today: {"甲班": ("夜", 2)} is its second day of 夜.

    A crew of that name keeps its people; crews not named stay as they are.
    """
    today = local(now).date()
    access.require(by, permissions.ARRANGE_CREWS, branch, on=today)
    system = scheduling.presets().get(preset)
    if system is None:
        raise Refused(_("请选一种倒班。"), field="preset")
    if not today_positions or len(today_positions) > MOST_CREWS:
        raise Refused(_("请说明各班今天上什么班。"), field="position")
    places = scheduling.positions(system.pattern)
    transactions.lock(f"register {branch.pk}")
    crews = []
    for name, position in today_positions.items():
        if not name.strip() or len(name) > LONGEST_NAME:
            raise Refused(_("班名要写，最多%(most)d个字。") % {"most": LONGEST_NAME}, field="names")
        if tuple(position) not in places:
            raise Refused(_("%(name)s今天的位置不在这种倒班里。") % {"name": name}, field="position")
        crew, _made = Crew.objects.update_or_create(
            branch=branch,
            name=name.strip(),
            defaults={
                "preset": preset,
                "pattern": scheduling.pattern_text(system.pattern),
                "anchor_on": today,
                "offset": places.index(tuple(position)),
                "office": system.office,
                "shifts": shift_table(system),
            },
        )
        crews.append(crew)
    journal.record(by=by, action="crews.set", subject=branch, organisation=branch, fields=["crews"], now=now)
    return crews


@writes
def put_into_crew(*, by: User, crew: Crew, members: Iterable[str], now: dt.datetime) -> int:
    """The people of a crew are exactly these (public ids); who was in it and is not named has none. Counts changes."""
    access.require(by, permissions.ARRANGE_CREWS, crew.branch, on=local(now).date())
    transactions.lock(f"register {crew.branch_id}")
    own = Member.objects.on_register().filter(branch=crew.branch)
    wanted = set(own.filter(public_id__in=set(members)).values_list("pk", flat=True))
    changed = own.filter(pk__in=wanted).exclude(crew=crew).update(crew=crew, version=F("version") + 1)
    changed += own.filter(crew=crew).exclude(pk__in=wanted).update(crew=None, version=F("version") + 1)
    if changed:
        journal.record(
            by=by, action="crew.people", subject=crew, organisation=crew.branch, fields=["crew"], now=now
        )
    return changed
