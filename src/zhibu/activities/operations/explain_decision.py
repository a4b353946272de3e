"""A line on how it stands, above all when the date has passed."""

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
def explain_decision(*, by: User, decision: Decision, words: str, now: dt.datetime) -> Decision:
    """Write down how a decision stands; its owner may, and the officers. The same line twice is kept once."""
    on = local(now).date()
    decision = decision_step.in_hand(decision)
    allowed = confirming.is_owner(by, decision) or confirming.may_move(by, decision, on=on)
    decision_step.only(allowed, _("说明由办的人或支部来写。"))
    words = decision_step.said(words, needed=_("请写一句说明。"))
    if decision_step.said_last(decision, terms.DecisionStep.EXPLAINED, words, by):
        return decision
    decision_step.still_open(decision)
    return decision_step.written(
        decision, by=by, step=terms.DecisionStep.EXPLAINED, words=words, fields=("words",), now=now
    )
