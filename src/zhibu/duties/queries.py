"""The month of a branch: what is late, what is due, what is done, and the one next step for each."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.accounts.models import User
from zhibu.activities import permissions as meetings
from zhibu.activities import terms
from zhibu.activities.queries.required import Required, required_of, required_of_each
from zhibu.duties import permissions
from zhibu.members import permissions as register
from zhibu.organisations import access
from zhibu.organisations.models import Organisation
from zhibu.organisations.permissions import ANSWER_CORRECTIONS, APPOINT, MAKE_LINKS
from zhibu.organisations.queries import home_branch_and_groups
from zhibu.organisations.terms import OrganisationKind

BRANCHES_A_PAGE = 30


@dataclass(frozen=True)
class MonthRow:
    """One duty on the page: its chip, its next step, and whether that step is the red one."""

    duty: Required
    chip: str
    chip_state: str
    step: str  # call, record, see or nothing
    main: bool


@dataclass(frozen=True)
class Month:
    """The three parts of the page."""

    branch: Organisation
    late: tuple[MonthRow, ...]
    due: tuple[MonthRow, ...]
    done: tuple[MonthRow, ...]


def month_of(
    user: User, *, on: dt.date, now: dt.datetime, branch: Organisation | None = None
) -> Month | None:
    """The month of the branch this person serves, or of another they see from above. None for others.

    A group leader sees their group's part. From above it is only read.
    """
    groups = None
    if branch is None:
        branch, groups = home_branch_and_groups(user, on=on)
    if branch is None:
        return None
    duties = [
        duty
        for duty in required_of(branch, on=on, now=now, groups=groups)
        if access.may(user, permissions.SEE, duty.organisation, on=on)
    ]
    if not duties and not access.may(user, permissions.SEE, branch, on=on):
        return None
    late = sorted((duty for duty in duties if duty.late), key=lambda duty: duty.due_on)
    done = [duty for duty in duties if duty.status in ("done", "exempt")]
    due = sorted(
        (duty for duty in duties if duty not in late and duty not in done), key=lambda duty: duty.due_on
    )
    may_call = {
        duty.organisation.pk
        for duty in duties
        if access.may(user, meetings.CONVENE, duty.organisation, on=on)
    }
    may_see = {
        duty.organisation.pk for duty in duties if access.may(user, meetings.SEE, duty.organisation, on=on)
    }
    steps = {id(duty): _step(duty, may_call, may_see) for duty in duties}
    first = next((duty for duty in (*late, *due) if steps[id(duty)] in ("call", "record")), None)

    def rows(chosen: list[Required]) -> tuple[MonthRow, ...]:
        return tuple(MonthRow(duty, *_chip(duty, on=on), steps[id(duty)], duty is first) for duty in chosen)

    return Month(branch=branch, late=rows(late), due=rows(due), done=rows(done))


@dataclass(frozen=True)
class BranchMonth:
    """One branch below, in one line: how much is late and how much is still due this period."""

    branch: Organisation
    late: int
    due: int


@dataclass(frozen=True)
class BranchPage:
    """One page of the branches below; `before` and `after` are the codes at its ends where more follow there."""

    rows: tuple[BranchMonth, ...]
    before: str
    after: str


def branches_below(user: User, *, on: dt.date) -> QuerySet[Organisation]:
    """The branches whose month this person sees from above."""
    paths = access.paths_from(user, permissions.SEE, on=on)
    if not paths:
        return Organisation.objects.none()
    below = Q()
    for path in paths:
        below |= Q(path__startswith=path)
    return Organisation.objects.filter(below, kind=OrganisationKind.BRANCH)


def page_of_branches(
    below: QuerySet[Organisation], *, on: dt.date, now: dt.datetime, after: str = "", before: str = ""
) -> BranchPage:
    """The branches behind the code `after`, or those that end in front of `before`, by code, each with its month."""
    if before:
        found = list(below.filter(code__lt=before).order_by("-code")[: BRANCHES_A_PAGE + 1])
        more_before, more_after = len(found) > BRANCHES_A_PAGE, True
        shown = found[:BRANCHES_A_PAGE][::-1]
    else:
        found = list(below.filter(code__gt=after).order_by("code")[: BRANCHES_A_PAGE + 1])
        more_before, more_after = bool(after), len(found) > BRANCHES_A_PAGE
        shown = found[:BRANCHES_A_PAGE]
    return BranchPage(
        rows=tuple(months_of(shown, on=on, now=now)),
        before=shown[0].code if shown and more_before else "",
        after=shown[-1].code if shown and more_after else "",
    )


def months_of(branches: list[Organisation], *, on: dt.date, now: dt.datetime) -> list[BranchMonth]:
    """One line for each of these branches, in their order; nobody is compared with anybody."""
    required = required_of_each(branches, on=on, now=now)
    return [
        BranchMonth(
            branch=branch,
            late=sum(duty.late for duty in required[branch.pk]),
            due=sum(not duty.late and duty.status not in ("done", "exempt") for duty in required[branch.pk]),
        )
        for branch in branches
    ]


@dataclass(frozen=True)
class Door:
    """A page that is reached from 本月."""

    title: str
    fact: str
    icon: str
    href: str


def doors(user: User, branch: Organisation, *, on: dt.date) -> list[Door]:
    """Where an officer goes from here; only the pages that this person may open."""
    listed = (
        (register.SEE, Door(_("名册"), _("谁在哪个班，找人，改资料"), "users", reverse("members:list"))),
        (
            register.ARRANGE_CREWS,
            Door(_("班次"), _("各班今天上什么班"), "calendar-clock", reverse("members:crews")),
        ),
        (
            APPOINT,
            Door(
                _("职务"), _("谁任什么职，到哪天，谁代理"), "clipboard-list", reverse("organisations:posts")
            ),
        ),
        (MAKE_LINKS, Door(_("请人进来"), _("个人链接和二维码"), "user-plus", reverse("entrance:invite"))),
        (
            ANSWER_CORRECTIONS,
            Door(_("申请改的"), _("党员说自己哪里不对"), "message-square", reverse("me:corrections")),
        ),
        (
            meetings.PAPERS,
            Door(_("纸和台账"), _("会议记录、签到表、台账、模板"), "printer", reverse("activities:papers")),
        ),
        (
            meetings.DECISIONS,
            Door(_("决定的事"), _("谁办，几号前，办好没有"), "list-checks", reverse("activities:decisions")),
        ),
    )
    return [door for capability, door in listed if access.may(user, capability, branch, on=on)]


def _step(duty: Required, may_call: set[int], may_see: set[int]) -> str:
    see = "see" if duty.organisation.pk in may_see else ""
    if duty.status in ("done", "exempt"):
        return see if duty.held else ""
    if duty.to_record:
        return "record" if duty.organisation.pk in may_call else see
    if duty.called is not None:
        return see
    return "call" if duty.organisation.pk in may_call else ""


def _chip(duty: Required, *, on: dt.date) -> tuple[str, str]:
    if duty.status == "exempt":
        return "", "exempt"
    if duty.status == "done":
        return "", "done"
    if duty.to_record:
        return "", "to_record"
    return terms.days_left_words(duty.due_on, on=on), terms.urgency(duty.due_on, on=on)
