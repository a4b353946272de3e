"""Looking at it and finding that it is not done yet."""

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
def return_decision(*, by: User, decision: Decision, words: str, now: dt.datetime) -> Decision:
    """Say in one line what is still missing; the decision goes back to its owner."""
    decision = decision_step.in_hand(decision)
    allowed = confirming.may_confirm(by, decision, on=local(now).date())
    decision_step.only(allowed, _("办好没有，由提的人或用的人确认，不由办的人自己点。"))
    words = decision_step.said(words, needed=_("请写还差什么，一句话即可。"))
    if decision_step.said_last(decision, terms.DecisionStep.RETURNED, words, by):
        return decision
    decision_step.still_open(decision)
    if decision.state != terms.DecisionState.REPORTED:
        raise Refused(_("办的人还没有说办好，不用退回。"))
    decision.state = terms.DecisionState.OPEN
    return decision_step.written(decision, by=by, step=terms.DecisionStep.RETURNED, words=words, now=now)
