"""The minutes of a meeting as its events stand now."""

from zhibu.activities.queries.minutes.said import (
    DecisionSaid,
    ItemSaid,
    Minutes,
    PersonSaid,
    Said,
    Source,
    VoteSaid,
)
from zhibu.activities.queries.minutes.whole import minutes

__all__ = [
    "DecisionSaid",
    "ItemSaid",
    "Minutes",
    "PersonSaid",
    "Said",
    "Source",
    "VoteSaid",
    "minutes",
]
