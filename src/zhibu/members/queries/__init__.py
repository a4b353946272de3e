"""What can be asked of the register."""

from zhibu.members.queries.card import Card, card
from zhibu.members.queries.duty import DutyFact, duty_note, on_shift, shift_words
from zhibu.members.queries.people import member_of, names_for, people_named, roster_of
from zhibu.members.queries.proposals import Proposal, proposed_posts
from zhibu.members.queries.register import Asked, Register, register, sounds_like

__all__ = [
    "Asked",
    "Card",
    "DutyFact",
    "Proposal",
    "Register",
    "card",
    "duty_note",
    "member_of",
    "names_for",
    "on_shift",
    "people_named",
    "proposed_posts",
    "register",
    "roster_of",
    "shift_words",
    "sounds_like",
]
