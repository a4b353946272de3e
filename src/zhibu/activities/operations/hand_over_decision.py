"""Giving a decision to somebody else to do; who had it before stays readable."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import Decision
from zhibu.activities.operations import decision_step
from zhibu.activities.queries import confirming, convening
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes
from zhibu.members.models import Member


@writes
def hand_over_decision(*, by: User, decision: Decision, owner: str, words: str, now: dt.datetime) -> Decision:
    """Let another person on the branch's register (by public id) do it, with a reason.

    Whoever asked for it may, and the officers; never the owner alone. The same owner changes nothing. What was
    said to be done already is first confirmed or sent back.
    """
    decision = decision_step.in_hand(decision)
    allowed = confirming.may_move(by, decision, on=local(now).date())
    decision_step.only(allowed, _("换谁来办，由提的人或支部来定。"))
    after = _on_the_register(decision, owner)
    if after.pk == decision.owner_id:
        return decision
    words = decision_step.said(words, needed=_("请写为什么换人，一句话即可。"))
    decision_step.still_open(decision)
    if decision.state == terms.DecisionState.REPORTED:
        raise Refused(_("办的人说已经办好了，请先确认，或退回去再换人。"))
    before, decision.owner = decision.owner, after
    return decision_step.written(
        decision,
        by=by,
        step=terms.DecisionStep.HANDED,
        words=words,
        old_owner=before,
        fields=("owner",),
        now=now,
    )


def _on_the_register(decision: Decision, public_id: str) -> Member:
    if not public_id:
        raise Refused(_("请选换谁来办。"), field="owner")
    branch = convening.branch_of(decision.organisation)
    found = Member.objects.on_register().filter(branch=branch, public_id=public_id).first()
    if found is None:
        raise Refused(_("名册上没有这个人。"), field="owner")
    return found
