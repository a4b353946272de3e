"""Which meeting to call first: the kinds of each branch and group, by what is due."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from zhibu.activities import terms
from zhibu.activities.queries import convening, required
from zhibu.organisations.models import Organisation
from zhibu.organisations.terms import OrganisationKind


@dataclass(frozen=True)
class Choice:
    """One line of the first step."""

    place: Organisation
    kind: str
    period: str
    people: int
    chip: str
    chip_state: str
    done: bool
    icon: str


ICONS = {
    terms.Kind.ASSEMBLY: "users",
    terms.Kind.COMMITTEE: "landmark",
    terms.Kind.GROUP: "network",
    terms.Kind.LECTURE: "book-open",
    terms.Kind.THEME_DAY: "flag",
    terms.Kind.ORGANISATION_LIFE: "heart-handshake",
}


def kinds_by_urgency(places: Sequence[Organisation], *, on: dt.date, now: dt.datetime) -> list[Choice]:
    """Every meeting this person can call, what is overdue or due soon first, what is done already last."""
    branches = {convening.branch_of(place).pk: convening.branch_of(place) for place in places}
    asked = [one for branch in branches.values() for one in required.required_of(branch, on=on, now=now)]
    found: list[tuple[tuple[int, dt.date, int], Choice]] = []
    for place in places:
        register = convening.register_of(place)
        for rank, kind in enumerate(convening.kinds_held_by(place, on=on)):
            own = [one for one in asked if one.organisation == place and one.kind == kind]
            first = next((one for one in own if one.status in required.STILL_TO_DO), own[0] if own else None)
            open_now = first is not None and first.status in required.STILL_TO_DO
            choice = Choice(
                place=place,
                kind=kind,
                period=required.period_words(first.period) if first else "",
                people=len(convening.who_must_come(place, kind, register, on=on)),
                chip=terms.days_left_words(first.due_on, on=on) if first and open_now else "",
                chip_state=terms.urgency(first.due_on, on=on) if first and open_now else "",
                done=first is not None and not open_now,
                icon=ICONS[terms.Kind(kind)],
            )
            group_last = rank + (10 if place.kind == OrganisationKind.GROUP else 0)
            due_on = first.due_on if first else dt.date.max
            found.append(((0 if open_now else 1, due_on, group_last), choice))
    return [choice for _order, choice in sorted(found, key=lambda pair: pair[0])]
