"""What can be done with accounts. Rights are asked upstairs, where the tree is known."""

from zhibu.accounts.operations.corrections import answer_correction, ask_correction
from zhibu.accounts.operations.desktop import let_desktop_in, pick_up_entry
from zhibu.accounts.operations.devices import (
    close_account,
    remember_device,
    reopen_account,
    withdraw_all_devices,
    withdraw_device,
)
from zhibu.accounts.operations.links import (
    Claim,
    claim_link,
    make_link,
    make_setup_link,
    read_notice,
    use_setup_link,
    withdraw_links,
)

__all__ = [
    "Claim",
    "answer_correction",
    "ask_correction",
    "claim_link",
    "close_account",
    "let_desktop_in",
    "make_link",
    "make_setup_link",
    "pick_up_entry",
    "read_notice",
    "remember_device",
    "reopen_account",
    "use_setup_link",
    "withdraw_all_devices",
    "withdraw_device",
    "withdraw_links",
]
