"""Whose word counts on a decision: who says it is done, and who confirms it."""

import datetime as dt

from django.db.models import F, Q

from zhibu.accounts.models import User
from zhibu.activities import permissions
from zhibu.activities.models import Decision
from zhibu.activities.queries.running import acts_as
from zhibu.organisations import access


def is_owner(user: User, decision: Decision) -> bool:
    """Whether this person is the one who does it."""
    return decision.owner.user_id is not None and decision.owner.user_id == user.pk


def owner_is_gone(decision: Decision) -> bool:
    """Whether the one who was to do it has left the register or went to another branch."""
    owner, organisation = decision.owner, decision.organisation
    return owner.left_on is not None or owner.branch_id not in (organisation.pk, organisation.parent_id)


def whose_owner_is_gone() -> Q:
    """The same as a filter for decisions."""
    here = Q(owner__branch=F("organisation")) | Q(owner__branch=F("organisation__parent"))
    return Q(owner__left_on__isnull=False) | ~here


def asker_can_be_asked(decision: Decision) -> bool:
    """Whether somebody asked for it who is still here, can be reached by an account, and is not the doer."""
    asker = decision.asker
    return (
        asker is not None
        and asker.left_on is None
        and asker.user_id is not None
        and asker.pk != decision.owner_id
    )


def may_report(user: User, decision: Decision, *, on: dt.date) -> bool:
    """The owner, or an officer for an owner who has no account or is no longer in the branch."""
    if user.is_console or is_owner(user, decision):
        return True
    unreachable = decision.owner.user_id is None or owner_is_gone(decision)
    return unreachable and access.may(user, permissions.RUN, decision.organisation, on=on)


def may_confirm(user: User, decision: Decision, *, on: dt.date) -> bool:
    """The one who asked; else the secretary or deputy (or group leader), or who led that meeting. Never the owner."""
    if user.is_console:
        return True
    if is_owner(user, decision):
        return False
    if asker_can_be_asked(decision):
        return decision.asker is not None and decision.asker.user_id == user.pk
    if access.may(user, permissions.CONFIRM_DECISIONS, decision.organisation, on=on):
        return True
    meeting = decision.item.meeting
    if any(acts_as(user, member, meeting) for member in (meeting.chair, meeting.recorder)):
        return True
    return _secretary_owns_it(decision, on=on) and access.may(
        user, permissions.RUN, decision.organisation, on=on
    )


def _secretary_owns_it(decision: Decision, *, on: dt.date) -> bool:
    """The secretary did it themselves: then another officer of the branch looks for the one who would confirm."""
    owner = decision.owner.user
    return owner is not None and access.may(
        owner, permissions.CONFIRM_DECISIONS, decision.organisation, on=on
    )


def may_move(user: User, decision: Decision, *, on: dt.date) -> bool:
    """The one who asked, and the officers of the branch; an owner asks them instead of moving it alone."""
    if user.is_console:
        return True
    if decision.asker is not None and decision.asker.user_id == user.pk and not is_owner(user, decision):
        return True
    return access.may(user, permissions.RUN, decision.organisation, on=on) and not is_owner(user, decision)
