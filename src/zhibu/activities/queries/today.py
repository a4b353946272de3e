"""What is due for one person now: the next meeting, and what waits for them, by date; nothing else."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.accounts.models import User
from zhibu.activities import permissions, terms
from zhibu.activities.models import Change, Confirmation, Decision, Meeting
from zhibu.activities.queries import confirming, decisions, shifts
from zhibu.activities.queries.notice import instant
from zhibu.activities.queries.running import leads_now
from zhibu.kernel.clock import local
from zhibu.kernel.prepared import Given, Question
from zhibu.members.models import Member
from zhibu.organisations import access
from zhibu.organisations.models import EntryRequest
from zhibu.organisations.permissions import MAKE_LINKS
from zhibu.organisations.seen import SeenQuestion
from zhibu.web.templatetags.web import zh_datetime, zh_day

ROWS = 5
READ = 100
NEAR = dt.timedelta(days=7)
MADE_UP_WITHIN = dt.timedelta(days=90)


@dataclass(frozen=True)
class Card:
    """One thing that is due: what, the fact beside it, the verb, and by when."""

    title: str
    fact: str
    verb: str
    href: str
    icon: str
    due_on: dt.date | None = None
    chip: str = ""
    chip_state: str = ""


@dataclass(frozen=True)
class NextMeeting:
    """The meeting at the top of the page, with this person's answer and how it falls on their shift."""

    meeting: Meeting
    answer: str
    present: bool
    may_answer: bool
    may_check_in: bool
    old_starts_at: dt.datetime | None
    old_place: str
    shift_words: str
    can_come: bool
    is_today: bool
    agenda_changed: bool
    leads: bool  # chairs it or called it, and it is today

    @property
    def changed(self) -> bool:
        """Whether time or place are not what was first said."""
        return self.old_starts_at is not None or bool(self.old_place)


@dataclass(frozen=True)
class Today:
    """One person's Today."""

    member: Member | None
    shift: str
    hero: NextMeeting | None
    rows: tuple[Card, ...]
    later: tuple[Card, ...]
    next_at: dt.datetime | None

    @property
    def nothing(self) -> bool:
        """Whether there is nothing at all to do."""
        return self.hero is None and not self.rows


Provider = Callable[..., Iterable[Card]]
_providers: list[Provider] = []


def offer(provider: Provider) -> None:
    """Let another room put cards on Today: `provider(user, member=, on=, now=)`. `config` wires upper rooms."""
    if provider not in _providers:
        _providers.append(provider)


def today(user: User, *, on: dt.date, now: dt.datetime) -> Today:
    """Everything due for this person, by date, in a fixed number of queries."""
    member = next(iter(_ME.ask(user, on=on, now=now)), None)
    meetings = _meetings(member, now=now) if member else []
    hero = _hero(meetings, user, member, on=on, now=now) if member else None
    cards = [card for meeting in meetings for card in _meeting_cards(meeting, hero, member, on=on, now=now)]
    cards += _decision_cards(user, member, on=on)
    cards += _door_cards(member, on=on)
    for provider in _providers:
        cards += provider(user, member=member, on=on, now=now)
    cards.sort(key=lambda card: (card.due_on is None, card.due_on or on))
    coming = [meeting.starts_at for meeting in meetings if _to_come(meeting, now=now)]
    return Today(
        member=member,
        shift=shifts.shift_today(member, now=now) if member else "",
        hero=hero,
        rows=tuple(cards[:ROWS]),
        later=tuple(cards[ROWS:]),
        next_at=min(coming, default=None),
    )


def _me(reader: Any, on: Any) -> QuerySet[Member]:
    """The person's register entry, and how many stand at the door of the branch they may let people into."""
    waiting = EntryRequest.objects.filter(
        access.reach(reader, MAKE_LINKS, on=on),
        expires_at__gt=Given("now", DateTimeField()),
        admitted_at__isnull=True,
        declined_at__isnull=True,
    )
    counted = waiting.order_by().values("organisation").annotate(n=Count("pk")).values("n")
    found = Member.objects.on_register().select_related("crew").filter(user=reader)
    return found.annotate(at_the_door=Subquery(counted[:1])).order_by("pk")[:1]


_ME = SeenQuestion(_me)


def _door_cards(member: Member | None, *, on: dt.date) -> Iterable[Card]:
    waiting = member.at_the_door if member is not None else None  # type: ignore[attr-defined]
    if waiting:
        title = _("%(n)d人等您请进来") % {"n": waiting}
        yield Card(title, _("看是不是本人，再点请进"), _("去看"), reverse("entrance:invite"), "user-plus", on)


def _meetings(member: Member, *, now: dt.datetime) -> list[Meeting]:
    """Called or called off and not over, missed and not made up, or waiting for one's name under the minutes."""
    return _MEETINGS.ask(
        member=member.pk,
        branch=member.branch_id,
        now=now,
        yesterday=now - dt.timedelta(days=1),
        not_before=now - MADE_UP_WITHIN,
    )


def _due_meetings() -> QuerySet[Meeting]:
    member, branch = Given("member"), Given("branch")
    now, yesterday, not_before = (Given(name, DateTimeField()) for name in ("now", "yesterday", "not_before"))
    last = Change.objects.filter(meeting=OuterRef("pk")).order_by("-pk")
    signed = Confirmation.objects.filter(meeting=OuterRef("pk"))
    states = terms.State
    running = Q(state=states.OPEN) | Q(state=states.CALLED, starts_at__gte=yesterday)
    called_off = Q(state__in=(states.CANCELLED, states.WITHDRAWN), starts_at__gte=now)
    missed = Q(
        state=states.CLOSED,
        mine__observer=False,
        mine__present_at__isnull=True,
        mine__made_up_at__isnull=True,
        starts_at__gte=not_before,
    )
    unsigned = Q(state=states.CLOSED) & (
        (Q(chair=member) & ~Exists(signed.filter(role=Confirmation.As.CHAIR)))
        | (Q(recorder=member) & ~Exists(signed.filter(role=Confirmation.As.RECORDER)))
    )
    unrecorded = Q(state=states.CALLED, starts_at__lt=now, chair=member)
    return (
        Meeting.objects.select_related("organisation", "chair", "recorder")
        .filter(Q(organisation=branch) | Q(organisation__parent=branch))  # a part in it ends with the branch
        .annotate(mine=FilteredRelation("attendees", condition=Q(attendees__member=member)))
        .filter((Q(mine__isnull=False) & (running | called_off | missed)) | unsigned | unrecorded)
        .annotate(
            my_answer=F("mine__answer"),
            my_presence=F("mine__present_at"),
            my_made_up=F("mine__made_up_at"),
            observing=F("mine__observer"),
            old_start=Subquery(last.filter(field="starts_at").values("old")[:1]),
            old_place=Subquery(last.filter(field="place").values("old")[:1]),
            agenda_changed=Exists(last.filter(field="item")),
            why_off=Subquery(last.filter(field="state").values("why")[:1]),
            chair_signed=Exists(signed.filter(role=Confirmation.As.CHAIR)),
            recorder_signed=Exists(signed.filter(role=Confirmation.As.RECORDER)),
        )
        .order_by("starts_at", "pk")[:READ]
    )


_MEETINGS = Question(_due_meetings)


def _to_come(meeting: Meeting, *, now: dt.datetime) -> bool:
    if meeting.state == terms.State.OPEN:
        return True
    return meeting.state == terms.State.CALLED and meeting.ends_at > now


def _hero(
    meetings: list[Meeting], user: User, member: Member, *, on: dt.date, now: dt.datetime
) -> NextMeeting | None:
    """The nearest meeting that still needs an answer or is near enough to be kept in mind."""
    coming = [meeting for meeting in meetings if _to_come(meeting, now=now)]
    meeting = next(
        (one for one in coming if one.starts_at - now <= NEAR or not one.my_answer),  # type: ignore[attr-defined]
        None,
    )
    if meeting is None:
        return None
    shift_words, can_come = shifts.shift_beside(member, meeting.starts_at, meeting.ends_at)
    return NextMeeting(
        meeting=meeting,
        answer=meeting.my_answer,  # type: ignore[attr-defined]
        present=meeting.my_presence is not None,  # type: ignore[attr-defined]
        may_answer=terms.may_answer(state=meeting.state, starts_at=meeting.starts_at, now=now),
        may_check_in=terms.may_check_in(
            state=meeting.state, starts_at=meeting.starts_at, ends_at=meeting.ends_at, now=now
        ),
        old_starts_at=instant(meeting.old_start) if meeting.old_start else None,  # type: ignore[attr-defined]
        old_place=meeting.old_place or "",  # type: ignore[attr-defined]
        shift_words=shift_words,
        can_come=can_come,
        is_today=local(meeting.starts_at).date() == local(now).date(),
        agenda_changed=meeting.agenda_changed and meeting.state == terms.State.CALLED,  # type: ignore[attr-defined]
        leads=leads_now(user, meeting, on=on, now=now),
    )


def _meeting_cards(
    meeting: Meeting, hero: NextMeeting | None, member: Member | None, *, on: dt.date, now: dt.datetime
) -> Iterable[Card]:
    page = reverse("activities:meeting", args=[meeting.public_id])
    day = local(meeting.starts_at).date()
    if meeting.state in (terms.State.CANCELLED, terms.State.WITHDRAWN):
        why = meeting.why_off or _("通知撤回了，不用来")  # type: ignore[attr-defined]
        fact = _("原定%(when)s · %(why)s") % {"when": zh_datetime(meeting.starts_at), "why": why}
        yield Card(_("%(title)s不开了") % {"title": meeting.title}, fact, _("看"), page, "calendar-clock", on)
    elif _to_come(meeting, now=now):
        if hero is not None and hero.meeting.pk != meeting.pk and not meeting.my_answer:  # type: ignore[attr-defined]
            yield Card(
                meeting.title, zh_datetime(meeting.starts_at), _("去回复"), page, "calendar-check", day
            )
    elif meeting.state == terms.State.CALLED:
        if member is not None and meeting.chair_id == member.pk:
            record = reverse("activities:record") + f"?from={meeting.public_id}"
            fact = _("%(when)s的会，还没有记") % {"when": zh_datetime(meeting.starts_at)}
            yield Card(meeting.title, fact, _("去记实"), record, "file-text", day)
    elif meeting.state == terms.State.CLOSED and member is not None:
        missed = meeting.observing is False and meeting.my_presence is None  # type: ignore[attr-defined]
        if missed and meeting.my_made_up is None:  # type: ignore[attr-defined]
            pack = reverse("activities:make_up", args=[meeting.public_id])
            fact = _("%(day)s您没到，看看定了什么") % {"day": zh_day(meeting.starts_at)}
            yield Card(_("补%(title)s") % {"title": meeting.title}, fact, _("去补"), pack, "book-open", day)
        to_sign = (meeting.chair_id == member.pk and not meeting.chair_signed) or (  # type: ignore[attr-defined]
            meeting.recorder_id == member.pk and not meeting.recorder_signed  # type: ignore[attr-defined]
        )
        if to_sign:
            fact = _("%(title)s，%(day)s") % {"title": meeting.title, "day": zh_day(meeting.starts_at)}
            yield Card(_("会议记录等您确认"), fact, _("去确认"), page, "file-text", day)


def _due_decisions(reader: Any, on: Any) -> QuerySet[Decision]:
    """Said to be done and waiting for this person, theirs to do, or theirs to give to somebody else."""
    open_ones = Q(state=terms.DecisionState.OPEN)
    wanted = decisions.waiting_for(reader, on=on)
    wanted |= Q(owner__user=reader, owner__left_on__isnull=True) & open_ones
    mine_to_arrange = access.reach(reader, permissions.CONFIRM_DECISIONS, on=on)
    wanted |= mine_to_arrange & confirming.whose_owner_is_gone() & open_ones
    return Decision.objects.filter(wanted).select_related("owner", "asker").order_by("due_on", "pk")[:READ]


_DECISIONS = SeenQuestion(_due_decisions)


def _decision_cards(user: User, member: Member | None, *, on: dt.date) -> Iterable[Card]:
    for decision in _DECISIONS.ask(user, on=on):
        href = reverse("activities:decision", args=[decision.public_id])
        if decision.state == terms.DecisionState.REPORTED:
            asked = member is not None and decision.asker_id == member.pk
            words = {"name": decision.owner.name}
            fact = (
                _("您提的 · %(name)s说办好了") % words if asked else _("%(name)s说办好了，请您看过") % words
            )
            yield Card(decision.what, fact, _("去确认"), href, "check", decision.due_on)
        elif member is None or decision.owner_id != member.pk:
            fact = _("%(name)s不在支部了，看谁接着办") % {"name": decision.owner.name}
            yield Card(decision.what, fact, _("去看"), href, "list-checks", decision.due_on)
        else:
            state = terms.urgency(decision.due_on, on=on)
            yield Card(
                decision.what,
                _("您来办 · %(day)s前") % {"day": zh_day(decision.due_on)},
                _("去办"),
                href,
                "list-checks",
                decision.due_on,
                terms.days_left_words(decision.due_on, on=on) if state == "late" else "",
                state,
            )
