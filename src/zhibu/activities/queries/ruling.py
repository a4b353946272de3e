"""The questions that calling a meeting puts to the rulebook, in the words of this room."""

import datetime as dt
from collections.abc import Iterable

from zhibu.activities import terms
from zhibu.rules import organisation, presence, voting


def needs_committee(full_members: int, *, on: dt.date) -> bool:
    """Whether a branch with this many full members has a committee of its own (国有企业基层组织工作条例)."""
    return organisation.needs_branch_committee(full_members, on)


def least_for_committee(*, on: dt.date) -> int:
    """From how many full members on a branch has a committee."""
    return organisation.least_for_branch_committee(on)


def presence_words(matter: str, *, on: dt.date) -> str:
    """Why an item on this matter needs everybody in one room; empty when it may be held online."""
    found = presence.policy(matter, on)
    return found.text if found.in_person else ""


def voters_needed(kind: str, voters: int, *, matters: Iterable[str] = (), on: dt.date) -> int | None:
    """How many of those entitled to vote must be there so that a vote can be held; None where nothing is voted."""
    if not voters or kind in (terms.Kind.LECTURE, terms.Kind.THEME_DAY):
        return None
    if kind == terms.Kind.COMMITTEE:
        return voting.needed_to_hold("committee", voters, on)
    strictest = [matter for matter in matters if matter in (terms.Matter.ADMISSION, terms.Matter.CONVERSION)]
    return voting.needed_to_hold(strictest[0] if strictest else "ordinary", voters, on)
