"""Deciding that something need not be done after all."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import Decision
from zhibu.activities.operations import decision_step
from zhibu.activities.queries import confirming
from zhibu.kernel.clock import local
from zhibu.kernel.transactions import writes


@writes
def drop_decision(*, by: User, decision: Decision, words: str, now: dt.datetime) -> Decision:
    """Close a decision as not to be done, with the reason; whoever could confirm it may, never its owner."""
    decision = decision_step.in_hand(decision)
    allowed = confirming.may_confirm(by, decision, on=local(now).date())
    decision_step.only(allowed, _("不办了，要由提的人或书记来定，不由办的人自己定。"))
    words = decision_step.said(words, needed=_("请写为什么不办了，一句话即可。"))
    if decision.state == terms.DecisionState.DROPPED:
        return decision
    decision_step.still_open(decision)
    decision.state = terms.DecisionState.DROPPED
    return decision_step.written(decision, by=by, step=terms.DecisionStep.DROPPED, words=words, now=now)
