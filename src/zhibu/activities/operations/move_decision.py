"""Giving a decision another date; the old one stays readable."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import Decision
from zhibu.activities.operations import decision_step
from zhibu.activities.queries import confirming
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes


@writes
def move_decision(*, by: User, decision: Decision, due_on: dt.date, words: str, now: dt.datetime) -> Decision:
    """Move the date, with a reason. Whoever asked for it may, and the officers; the same date changes nothing."""
    on = local(now).date()
    decision = decision_step.in_hand(decision)
    decision_step.only(confirming.may_move(by, decision, on=on), _("改期由提的人或支部来定。"))
    words = decision_step.said(words, needed=_("请写为什么改期，一句话即可。"))
    if due_on == decision.due_on:
        return decision
    decision_step.still_open(decision)
    if due_on < on:
        raise Refused(_("新的日期已经过了。"), field="due_on")
    if due_on - on > terms.FURTHEST_AHEAD * 3:
        raise Refused(_("新的日期太远，请看看年份。"), field="due_on")
    old, decision.due_on = decision.due_on, due_on
    return decision_step.written(
        decision,
        by=by,
        step=terms.DecisionStep.MOVED,
        words=words,
        old_due_on=old,
        fields=("due_on",),
        now=now,
    )
