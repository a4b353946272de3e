"""What the regulations require of a branch and its groups, and which meetings were held or called for it."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.activities import terms
from zhibu.activities.models import Meeting
from zhibu.activities.queries import ruling
from zhibu.kernel import clock
from zhibu.kernel.clock import local
from zhibu.members.models import Member
from zhibu.organisations.models import Organisation
from zhibu.organisations.terms import OrganisationKind
from zhibu.rules import duties
from zhibu.rules.book import load
from zhibu.rules.verdict import Reason

STILL_TO_DO = ("overdue", "open", "due_soon")


@dataclass(frozen=True)
class Required:
    """One meeting that one calendar period asks for, as it stands today."""

    organisation: Organisation
    kind: str
    period: str
    due_on: dt.date
    status: str
    people: int
    held: Meeting | None
    called: Meeting | None
    to_record: bool  # its time is over and nothing has been written down
    reason: Reason
    sums: str

    @property
    def title(self) -> str:
        """支部党员大会（第四季度）, 党小组会（第二党小组，10月）."""
        words = period_words(self.period)
        if self.organisation.kind == OrganisationKind.GROUP:
            words = _("%(group)s，%(period)s") % {"group": self.organisation.name, "period": words}
        return _("%(kind)s（%(period)s）") % {"kind": terms.Kind(self.kind).label, "period": words}

    @property
    def late(self) -> bool:
        """Whether its period is over."""
        return self.status == "overdue"


def required_of(
    branch: Organisation, *, on: dt.date, now: dt.datetime, groups: Sequence[Organisation] | None = None
) -> list[Required]:
    """Core duties of a branch and its groups: what is late, what is due, and what this period has done already."""
    return required_of_each([branch], on=on, now=now, groups=groups)[branch.pk]


def required_of_each(
    branches: Sequence[Organisation],
    *,
    on: dt.date,
    now: dt.datetime,
    groups: Sequence[Organisation] | None = None,
) -> dict[int, list[Required]]:
    """The same for several branches, asked together; by the key of the branch. `groups` are theirs, if known."""
    pks = [branch.pk for branch in branches]
    if groups is None:
        below = Organisation.objects.filter(parent__in=pks, kind=OrganisationKind.GROUP)
        groups = list(below.order_by("code"))
    groups_in: dict[int | None, list[Organisation]] = defaultdict(list)
    for group in groups:
        groups_in[group.parent_id].append(group)
    by_group: Counter[int | None] = Counter()
    by_kind: dict[int, Counter[str]] = defaultdict(Counter)
    members = Member.objects.party_members().filter(branch__in=pks)
    for branch_id, kind, group_id in members.values_list("branch_id", "kind", "group_id"):
        by_kind[branch_id][kind] += 1
        by_group[group_id] += 1
    since = dt.date(on.year - 1, 1, 1)
    places = [*pks, *(group.pk for own in groups_in.values() for group in own)]
    held_in: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in (
        Meeting.objects.filter(organisation__in=places, starts_at__gte=clock.at(since, dt.time.min))
        .exclude(state__in=(terms.State.CANCELLED, terms.State.WITHDRAWN))
        .order_by("starts_at")
    ):
        held_in[meeting.organisation_id].append(meeting)
    found: dict[int, list[Required]] = {}
    for branch in branches:
        own_places = [branch, *groups_in[branch.pk]]
        dates = (local(meeting.starts_at).date() for place in own_places for meeting in held_in[place.pk])
        # Nothing is late in a period that was over before the branch's records begin.
        begins = min(dates, default=on)
        has_committee = ruling.needs_committee(by_kind[branch.pk]["full"], on=on)
        found[branch.pk] = []
        for place in own_places:
            is_group = place.kind == OrganisationKind.GROUP
            people = by_group[place.pk] if is_group else sum(by_kind[branch.pk].values())
            found[branch.pk] += _of(
                place, held_in[place.pk], people, has_committee, since=since, begins=begins, on=on, now=now
            )
    return found


_QUARTERS = (
    gettext_lazy("第一季度"),
    gettext_lazy("第二季度"),
    gettext_lazy("第三季度"),
    gettext_lazy("第四季度"),
)
_MONTHS = (
    *(
        gettext_lazy("1月"),
        gettext_lazy("2月"),
        gettext_lazy("3月"),
        gettext_lazy("4月"),
        gettext_lazy("5月"),
        gettext_lazy("6月"),
    ),
    *(
        gettext_lazy("7月"),
        gettext_lazy("8月"),
        gettext_lazy("9月"),
        gettext_lazy("10月"),
        gettext_lazy("11月"),
        gettext_lazy("12月"),
    ),
)


def period_words(period: str) -> str:
    """11月, 第四季度, 今年 in the words of the page."""
    if "Q" in period:
        return str(_QUARTERS[int(period[-1]) - 1])
    if "-" in period:
        return str(_MONTHS[int(period[-2:]) - 1])
    return _("%(year)s年") % {"year": period}


def _of(
    place: Organisation,
    meetings: Sequence[Meeting],
    people: int,
    has_committee: bool,
    *,
    since: dt.date,
    begins: dt.date,
    on: dt.date,
    now: dt.datetime,
) -> list[Required]:
    closed = [meeting for meeting in meetings if meeting.state == terms.State.CLOSED]
    body = "group" if place.kind == OrganisationKind.GROUP else "branch"
    listed = duties.for_period(
        body,
        since,
        on,
        [(meeting.kind, local(meeting.starts_at).date()) for meeting in closed],
        {"lecture": "quarter"} if place.lectures_each_quarter and body == "branch" else {},
        on,
        has_committee=has_committee,
    )
    found = []
    for duty in listed:
        current = duty.starts_on <= on <= duty.due_on
        shown = duty.status in STILL_TO_DO or (current and duty.status in ("done", "exempt"))
        if duty.kind not in terms.Kind.values or not shown or duty.due_on < begins:
            continue
        inside = [
            meeting
            for meeting in meetings
            if meeting.kind == duty.kind and duty.starts_on <= local(meeting.starts_at).date() <= duty.due_on
        ]
        held = [meeting for meeting in inside if meeting.state == terms.State.CLOSED]
        called = [meeting for meeting in inside if meeting.state in (terms.State.CALLED, terms.State.OPEN)]
        planned = _nearest(called, now=now)
        found.append(
            Required(
                organisation=place,
                kind=duty.kind,
                period=duty.period,
                due_on=duty.due_on,
                status=duty.status,
                people=people,
                held=held[0] if held else None,
                called=planned,
                to_record=planned is not None
                and planned.state == terms.State.CALLED
                and planned.ends_at < now,
                reason=_reason(duty),
                sums=_("%(period)s按自然周期算，应开1次，已开%(n)d次。")
                % {"period": period_words(duty.period), "n": len(held)},
            )
        )
    return found


def _nearest(called: Sequence[Meeting], *, now: dt.datetime) -> Meeting | None:
    over = [meeting for meeting in called if meeting.ends_at < now]
    coming = [meeting for meeting in called if meeting.ends_at >= now]
    return coming[0] if coming else over[-1] if over else None


def _reason(duty: duties.Duty) -> Reason:
    book = load()
    return book.reason(
        duty.status in ("done", "exempt"), book.row(duty.rule, duty.due_on).text, duty.rule, duty.due_on
    )
