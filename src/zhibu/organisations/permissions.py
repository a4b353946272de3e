"""Names of what may be done with the tree, posts and entry; the table of who may lies in policy."""

from zhibu.organisations.terms import Role

SEE = "organisations.see"
ARRANGE = "organisations.arrange"
APPOINT = "posts.appoint"
APPOINT_SECRETARY = "secretaries.appoint"
MAKE_LINKS = "links.make"
RECOVER = "links.recover"
WITHDRAW_DEVICES = "devices.withdraw"
ANSWER_CORRECTIONS = "corrections.answer"


def to_appoint(role: str) -> str:
    """What one must be allowed to do in order to give this post."""
    if role == Role.SECRETARY:
        return APPOINT_SECRETARY
    if role in (Role.SUPERIOR, Role.APPROVER, Role.ADMIN):
        return ARRANGE
    return APPOINT
