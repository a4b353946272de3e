"""The one who asked, or benefits, says that it is really done."""

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
def confirm_decision(*, by: User, decision: Decision, words: str = "", now: dt.datetime) -> Decision:
    """Confirm that a decision is carried out. Never its owner; the secretary where nobody else is left to ask."""
    decision = decision_step.in_hand(decision)
    allowed = confirming.may_confirm(by, decision, on=local(now).date())
    decision_step.only(allowed, _("办好没有，由提的人或用的人确认，不由办的人自己点。"))
    words = decision_step.said(words)
    if decision.state == terms.DecisionState.CONFIRMED:
        return decision
    decision_step.still_open(decision)
    decision.state = terms.DecisionState.CONFIRMED
    return decision_step.written(decision, by=by, step=terms.DecisionStep.CONFIRMED, words=words, now=now)
