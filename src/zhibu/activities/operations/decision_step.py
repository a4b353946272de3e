"""What every step of a decision shares: take it in hand, and write the step down."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.activities import terms
from zhibu.activities.models import Decision, DecisionEvent
from zhibu.activities.queries import convening
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import NotAllowed, Refused
from zhibu.members.models import Member

LONGEST = 300


def in_hand(decision: Decision) -> Decision:
    """The decision as it stands now, held until the act is written."""
    return (
        Decision.objects.select_for_update(of=("self",))
        .select_related(
            "organisation__parent", "owner__user", "asker", "item__meeting__chair", "item__meeting__recorder"
        )
        .get(pk=decision.pk)
    )


def still_open(decision: Decision) -> None:
    """Refuse a step on what is already confirmed or dropped."""
    if decision.state == terms.DecisionState.CONFIRMED:
        raise Refused(_("这件事已经确认办好了。"))
    if decision.state == terms.DecisionState.DROPPED:
        raise Refused(_("这件事已经定了不办。"))


def said(words: str, *, needed: str = "") -> str:
    """The words that go with a step; `needed` is the sentence for when there must be some."""
    words = " ".join(words.split())
    if needed and not words:
        raise Refused(needed, field="words")
    if len(words) > LONGEST:
        raise Refused(_("最多300个字。"), field="words")
    return words


def only(allowed: bool, sentence: str) -> None:
    """Refuse whoever this step does not belong to."""
    if not allowed:
        raise NotAllowed(sentence)


def said_last(decision: Decision, step: str, words: str, by: User) -> bool:
    """Whether this very step is the last thing that happened, so that doing it twice equals once."""
    last = decision.events.order_by("-pk").first()
    return last is not None and (last.step, last.words, last.by_id) == (step, words, by.pk)


def written(
    decision: Decision,
    *,
    by: User,
    step: terms.DecisionStep,
    now: dt.datetime,
    words: str = "",
    old_due_on: dt.date | None = None,
    old_owner: Member | None = None,
    fields: tuple[str, ...] = ("state",),
) -> Decision:
    """Save the decision and append the step to its history and to the journal."""
    decision.save(update_fields=["state", "due_on", "owner"])
    DecisionEvent.objects.create(
        decision=decision, step=step, words=words, old_due_on=old_due_on, old_owner=old_owner, by=by, at=now
    )
    journal.record(
        by=by,
        action=f"decision.{step}",
        subject=decision,
        organisation=decision.organisation,
        on_behalf_of=convening.acting_for(by, decision.organisation, on=local(now).date()),
        fields=fields,
        now=now,
    )
    return decision
