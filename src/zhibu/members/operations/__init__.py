"""What can be done with the register; one act a file."""

from zhibu.members.operations.add_member import add_member
from zhibu.members.operations.edit_member import edit_member, record_full_membership
from zhibu.members.operations.import_roster import (
    Outcome,
    begin_import,
    confirm_import,
    correct_cell,
    drop_import,
    import_roster,
    read_import,
    write_import,
)
from zhibu.members.operations.leave_register import mark_left, move_member, restore_member
from zhibu.members.operations.set_crews import put_into_crew, set_crews
from zhibu.members.operations.show_number import show_number
from zhibu.members.operations.undo_import import undo_import, undoing

__all__ = [
    "Outcome",
    "add_member",
    "begin_import",
    "confirm_import",
    "correct_cell",
    "drop_import",
    "edit_member",
    "import_roster",
    "mark_left",
    "move_member",
    "put_into_crew",
    "read_import",
    "record_full_membership",
    "restore_member",
    "set_crews",
    "show_number",
    "undo_import",
    "undoing",
    "write_import",
]
