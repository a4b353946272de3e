"""Which tables are append-only, over all rooms."""

from zhibu.accounts.models import JournalEntry, Replay
from zhibu.activities.models import Change, DecisionEvent

APPEND_ONLY = tuple(model._meta.db_table for model in (JournalEntry, Replay, Change, DecisionEvent))
