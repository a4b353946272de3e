"""Who works when, and when people can meet: plain values in, plain values out, no Django and no database.

The planner is `Problem` with rank_slots, why_not, dial, rescue, swaps, split, plan and groups; `cli` is its command.
"""

from zhibu.scheduling.availability import State, states
from zhibu.scheduling.certificate import Certificate, certificate, next_date
from zhibu.scheduling.groups import Grouping, GroupRules, groups
from zhibu.scheduling.lint import Finding, Slip, lint
from zhibu.scheduling.patterns import (
    FREE,
    PatternError,
    Preset,
    Shift,
    minutes_of,
    parse_pattern,
    pattern_text,
    positions,
    presets,
    recorded_on_leaving_day,
)
from zhibu.scheduling.planning import Meeting, Plan, plan
from zhibu.scheduling.problem import Member, Problem, Room, WayUnknownError, Weights
from zhibu.scheduling.ranking import Barrier, Explanation, Ranking, Slot, dial, rank_slots, why_not
from zhibu.scheduling.rescue import Rescue, rescue
from zhibu.scheduling.sessions import Split, split
from zhibu.scheduling.shifts import (
    Crew,
    Duty,
    RestNote,
    RestRules,
    StripDay,
    Touch,
    busy_between,
    duty_at,
    duty_on,
    from_today,
    is_assumed,
    rest_note,
    shift_on,
    strip,
)
from zhibu.scheduling.swaps import Substitute, Swaps, swaps

__all__ = [
    "FREE",
    "Barrier",
    "Certificate",
    "Crew",
    "Duty",
    "Explanation",
    "Finding",
    "GroupRules",
    "Grouping",
    "Meeting",
    "Member",
    "PatternError",
    "Plan",
    "Preset",
    "Problem",
    "Ranking",
    "Rescue",
    "RestNote",
    "RestRules",
    "Room",
    "Shift",
    "Slip",
    "Slot",
    "Split",
    "State",
    "StripDay",
    "Substitute",
    "Swaps",
    "Touch",
    "WayUnknownError",
    "Weights",
    "busy_between",
    "certificate",
    "dial",
    "duty_at",
    "duty_on",
    "from_today",
    "groups",
    "is_assumed",
    "lint",
    "minutes_of",
    "next_date",
    "parse_pattern",
    "pattern_text",
    "plan",
    "positions",
    "presets",
    "rank_slots",
    "recorded_on_leaving_day",
    "rescue",
    "rest_note",
    "shift_on",
    "split",
    "states",
    "strip",
    "swaps",
    "why_not",
]
