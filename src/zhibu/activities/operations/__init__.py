"""What can be done with meetings and decisions; one act a file."""

from zhibu.activities.operations.add_guest import add_guest
from zhibu.activities.operations.answer import answer
from zhibu.activities.operations.cancel_meeting import cancel_meeting
from zhibu.activities.operations.change_agenda import change_agenda
from zhibu.activities.operations.change_chair import change_chair
from zhibu.activities.operations.change_meeting import change_meeting
from zhibu.activities.operations.check_in import check_in
from zhibu.activities.operations.close_item import Decided, close_item
from zhibu.activities.operations.close_meeting import close_meeting
from zhibu.activities.operations.confirm_decision import confirm_decision
from zhibu.activities.operations.confirm_minutes import confirm_minutes
from zhibu.activities.operations.convene import convene
from zhibu.activities.operations.correct_note import correct_note
from zhibu.activities.operations.drop_decision import drop_decision
from zhibu.activities.operations.enter_late_presence import enter_late_presence
from zhibu.activities.operations.enter_sheet import enter_sheet
from zhibu.activities.operations.explain_decision import explain_decision
from zhibu.activities.operations.hand_over_decision import hand_over_decision
from zhibu.activities.operations.keep_paper import keep_paper
from zhibu.activities.operations.make_up import make_up
from zhibu.activities.operations.move_decision import move_decision
from zhibu.activities.operations.open_item import open_item
from zhibu.activities.operations.open_meeting import open_meeting
from zhibu.activities.operations.record_past_meeting import Past, record_past_meeting
from zhibu.activities.operations.record_vote import Counts, check_count, record_vote
from zhibu.activities.operations.remove_guest import remove_guest
from zhibu.activities.operations.remove_paper import drop_old_photos, remove_paper
from zhibu.activities.operations.report_decision import report_decision
from zhibu.activities.operations.return_decision import return_decision
from zhibu.activities.operations.roll_call import roll_call
from zhibu.activities.operations.take_note import take_note
from zhibu.activities.operations.told_in_person import told_in_person
from zhibu.activities.operations.withdraw_meeting import withdraw_meeting

__all__ = [
    "Counts",
    "Decided",
    "Past",
    "add_guest",
    "answer",
    "cancel_meeting",
    "change_agenda",
    "change_chair",
    "change_meeting",
    "check_count",
    "check_in",
    "close_item",
    "close_meeting",
    "confirm_decision",
    "confirm_minutes",
    "convene",
    "correct_note",
    "drop_decision",
    "drop_old_photos",
    "enter_late_presence",
    "enter_sheet",
    "explain_decision",
    "hand_over_decision",
    "keep_paper",
    "make_up",
    "move_decision",
    "open_item",
    "open_meeting",
    "record_past_meeting",
    "record_vote",
    "remove_guest",
    "remove_paper",
    "report_decision",
    "return_decision",
    "roll_call",
    "take_note",
    "told_in_person",
    "withdraw_meeting",
]
