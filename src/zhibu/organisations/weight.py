"""Nobody gets into an account that may do more than they may: links, replaced phones and the door ask here."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from zhibu.accounts.models import User
from zhibu.kernel.refusal import NotAllowed
from zhibu.organisations import access, permissions
from zhibu.organisations.models import Organisation, Post
from zhibu.organisations.terms import FROM_ABOVE, WEIGHTS, Role


def weight_of(role: str, *, acting: bool = False) -> int:
    """How much a post carries; a stand-in weighs as much as a deputy, so that the secretary can still help them."""
    return WEIGHTS.get(Role.DEPUTY if acting else Role(role), 0)


def beyond(by: User, users: Iterable[int], *, branch: Organisation, on: dt.date) -> dict[int, str]:
    """Which of these accounts `by`, who lets people into this branch, may not let anybody into, and why.

    Those are accounts with a weightier post than `by` holds there. Secretaries, superiors, approvers and
    administrators are let in from above only: by whoever may recover accounts where that post is held.
    """
    if by.is_console:
        return {}
    held = [s for s in access.standings(by, on=on) if branch.path.startswith(s.path)]
    own = max((weight_of(s.role, acting=s.acting) for s in held), default=0)
    found: dict[int, str] = {}
    weighty = Post.objects.held_on(on).filter(user__in=list(users), role__in=WEIGHTS)
    for post in weighty.select_related("organisation").order_by("pk"):
        acting = post.acting_for_id is not None
        if access.may(by, permissions.RECOVER, post.organisation, on=on):
            continue
        if post.role in FROM_ABOVE and not acting:
            found[post.user_id] = _("书记和上级的账号，请上级组织部门或管理员来办。")
        elif weight_of(post.role, acting=acting) > own:
            found.setdefault(post.user_id, _("这位的职务权限比您大，请书记来办。"))
    return found


def require_not_beyond(by: User, user: User, *, branch: Organisation, on: dt.date) -> None:
    """Refuse letting anybody into an account that holds a weightier post than `by` holds in this branch."""
    words = beyond(by, [user.pk], branch=branch, on=on).get(user.pk)
    if words:
        raise NotAllowed(words)
