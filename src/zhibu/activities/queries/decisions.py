"""The board of what was decided: what waits to be confirmed, what is late, what is under way, what is done."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from zhibu.accounts.models import User
from zhibu.activities import permissions, terms
from zhibu.activities.models import Decision, DecisionEvent
from zhibu.activities.queries import confirming
from zhibu.organisations import access

FINISHED_DAYS = 30
SHOWN = 200
_Step = terms.DecisionStep


@dataclass(frozen=True)
class DecisionRow:
    """One decision as one person sees it, with what this person may do about it."""

    decision: Decision
    events: tuple[DecisionEvent, ...]
    mine_to_confirm: bool
    mine_to_report: bool
    may_move: bool
    may_hand_over: bool
    may_explain: bool
    as_secretary: bool
    owner_gone: bool
    chip: str
    chip_state: str

    @property
    def old_due_on(self) -> dt.date | None:
        """The date before it was last moved."""
        return next((event.old_due_on for event in reversed(self.events) if event.step == _Step.MOVED), None)

    @property
    def last(self) -> DecisionEvent | None:
        """The last thing that happened to it."""
        return self.events[-1] if self.events else None


@dataclass(frozen=True)
class Board:
    """The four parts of the board, each by date."""

    to_confirm: tuple[DecisionRow, ...]
    late: tuple[DecisionRow, ...]
    open: tuple[DecisionRow, ...]
    finished: tuple[DecisionRow, ...]

    @property
    def rows(self) -> tuple[DecisionRow, ...]:
        """All of them in the order of the page."""
        return (*self.to_confirm, *self.late, *self.open, *self.finished)


def waiting_for(user: User, *, on: dt.date) -> Q:
    """A filter for decisions somebody said are done and this person is to look at; never their own."""
    nobody_to_ask = (
        Q(asker__isnull=True)
        | Q(asker__left_on__isnull=False)
        | Q(asker__user__isnull=True)
        | Q(asker=F("owner"))
    )
    instead = access.reach(user, permissions.CONFIRM_DECISIONS, on=on) | _led_by(user)
    others = Q(owner__user__isnull=True) | ~Q(owner__user=user)
    asked_by_me = Q(asker__user=user, asker__left_on__isnull=True)
    return Q(state=terms.DecisionState.REPORTED) & others & (asked_by_me | (nobody_to_ask & instead))


def _led_by(user: User) -> Q:
    """Who led the meeting that decided it, as long as they are on the register of its branch."""
    chair = "item__meeting__chair"
    here = Q(**{f"{chair}__branch": F("organisation")}) | Q(**{f"{chair}__branch": F("organisation__parent")})
    return here & Q(**{f"{chair}__user": user, f"{chair}__left_on__isnull": True})


def board(user: User, *, on: dt.date) -> Board:
    """Everything this person may see: unfinished by date, and what was finished in the last thirty days."""
    recent = DecisionEvent.objects.filter(
        decision=OuterRef("pk"),
        step__in=(_Step.CONFIRMED, _Step.DROPPED),
        at__date__gte=on - dt.timedelta(days=FINISHED_DAYS),
    )
    mine = Decision.objects.visible_to(user, on=on)
    unfinished = list(_with_people(mine.unfinished()).order_by("due_on", "pk")[:SHOWN])
    done = (terms.DecisionState.CONFIRMED, terms.DecisionState.DROPPED)
    over = mine.filter(Exists(recent), state__in=done)
    finished = list(_with_people(over).order_by("-due_on", "-pk")[:SHOWN])
    prefetch_related_objects([*unfinished, *finished], _events())
    rows = [row_of(decision, user, on=on) for decision in unfinished]
    confirm = [
        row for row in rows if row.mine_to_confirm and row.decision.state == terms.DecisionState.REPORTED
    ]
    rest = [row for row in rows if row not in confirm]
    return Board(
        to_confirm=tuple(confirm),
        late=tuple(row for row in rest if row.decision.due_on < on),
        open=tuple(row for row in rest if row.decision.due_on >= on),
        finished=tuple(row_of(decision, user, on=on) for decision in finished),
    )


def one(user: User, public_id: str, *, on: dt.date) -> DecisionRow | None:
    """One decision with its whole history, or None if it is not this person's to see."""
    found = _with_all(Decision.objects.visible_to(user, on=on)).filter(public_id=public_id).first()
    return row_of(found, user, on=on) if found else None


def of_meeting(decisions: QuerySet[Decision], user: User, *, on: dt.date) -> tuple[DecisionRow, ...]:
    """The decisions of one meeting, for its minutes and its make-up pack."""
    return tuple(row_of(decision, user, on=on) for decision in _with_all(decisions).order_by("pk"))


def row_of(decision: Decision, user: User, *, on: dt.date) -> DecisionRow:
    """A decision, ready for a page."""
    finished = decision.state in (terms.DecisionState.CONFIRMED, terms.DecisionState.DROPPED)
    may_move = not finished and confirming.may_move(user, decision, on=on)
    confirm = not finished and confirming.may_confirm(user, decision, on=on)
    chip, chip_state = _chip(decision, confirm, on=on)
    return DecisionRow(
        decision=decision,
        events=tuple(decision.events.all()),
        mine_to_confirm=confirm,
        mine_to_report=decision.state == terms.DecisionState.OPEN
        and confirming.may_report(user, decision, on=on),
        may_move=may_move,
        may_hand_over=may_move and decision.state == terms.DecisionState.OPEN,
        may_explain=not finished and (may_move or confirming.is_owner(user, decision)),
        as_secretary=not confirming.asker_can_be_asked(decision),
        owner_gone=not finished and confirming.owner_is_gone(decision),
        chip=chip,
        chip_state=chip_state,
    )


def _with_all(found: QuerySet[Decision]) -> QuerySet[Decision]:
    return _with_people(found).prefetch_related(_events())


def _events() -> Prefetch:
    return Prefetch("events", queryset=DecisionEvent.objects.select_related("by", "old_owner").order_by("pk"))


def _with_people(found: QuerySet[Decision]) -> QuerySet[Decision]:
    return found.select_related(
        "organisation__parent",
        "owner__user",
        "asker",
        "item__meeting__chair",
        "item__meeting__recorder",
    )


def _chip(decision: Decision, mine: bool, *, on: dt.date) -> tuple[str, str]:
    words: dict[str, tuple[str, str]] = {
        terms.DecisionState.CONFIRMED: (_("已确认"), "ok"),
        terms.DecisionState.DROPPED: (_("不办了"), ""),
    }
    if decision.state in words:
        return words[decision.state]
    if decision.state == terms.DecisionState.REPORTED:
        return (_("等您确认") if mine else _("等确认"), "due")
    return terms.days_left_words(decision.due_on, on=on), terms.urgency(decision.due_on, on=on)
