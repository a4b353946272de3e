"""The one who does it says it is done; from then on it waits for the one who asked."""

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
def report_decision(*, by: User, decision: Decision, words: str = "", now: dt.datetime) -> Decision:
    """Say that a decision is carried out. Only its owner may, or an officer for an owner without an account."""
    decision = decision_step.in_hand(decision)
    allowed = confirming.may_report(by, decision, on=local(now).date())
    decision_step.only(allowed, _("办好没有，由办的人来说。"))
    words = decision_step.said(words)
    if decision.state == terms.DecisionState.REPORTED:
        return decision
    decision_step.still_open(decision)
    decision.state = terms.DecisionState.REPORTED
    return decision_step.written(decision, by=by, step=terms.DecisionStep.REPORTED, words=words, now=now)
