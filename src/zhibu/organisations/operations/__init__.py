"""What can be done with the tree, with posts in it, and with those who wait to be let in."""

from zhibu.organisations.operations.appoint import appoint, end_post, stand_in
from zhibu.organisations.operations.enrol import end_all_posts, enrol
from zhibu.organisations.operations.entry import (
    admit_entry,
    ask_to_enter,
    decline_entry,
    end_branch_link,
    enter_admitted,
    make_branch_link,
)
from zhibu.organisations.operations.found_organisation import found_organisation, rename_organisation
from zhibu.organisations.operations.recover import recover_officer, stop_devices

__all__ = [
    "admit_entry",
    "appoint",
    "ask_to_enter",
    "decline_entry",
    "end_all_posts",
    "end_branch_link",
    "end_post",
    "enrol",
    "enter_admitted",
    "found_organisation",
    "make_branch_link",
    "recover_officer",
    "rename_organisation",
    "stand_in",
    "stop_devices",
]
