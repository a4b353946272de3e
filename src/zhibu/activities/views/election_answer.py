"""After an election: what the superior answered, and the posts of those it named."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.activities.election_terms import ROLES_OF, Office
from zhibu.activities.forms.elections import AnswerForm, PostsForm
from zhibu.activities.models import AgendaItem, Meeting
from zhibu.activities.operations.answer_election import answer_election
from zhibu.activities.operations.enter_elected import enter_elected
from zhibu.activities.queries import elections
from zhibu.activities.queries.elections import Standing
from zhibu.activities.views.finding import election_item, run_meeting, standing_of
from zhibu.kernel import clock
from zhibu.kernel.refusal import Refused
from zhibu.members.models import Member
from zhibu.organisations import access
from zhibu.organisations.permissions import to_appoint


@login_required
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, meeting_id: str, item_id: str) -> HttpResponse:
    """What the superior answered; then the posts of those it named."""
    meeting = run_meeting(request, meeting_id)
    item = election_item(meeting, item_id)
    stands = standing_of(item)
    form = _answer_form(request.POST if request.method == "POST" else None, stands)
    if request.method == "POST" and form.is_valid():
        try:
            answer_election(
                by=request.user,
                meeting=meeting,
                item=item,
                reference=form.cleaned_data["reference"],
                answered_on=form.cleaned_data["answered_on"],
                approved=form.cleaned_data["approved"],
                now=clock.now(),
            )
            return redirect("activities:election_answer", meeting.public_id, item.public_id)
        except Refused as refused:
            form.refuse(refused)
    return _answer_page(request, meeting, item, stands, form=form)


def _answer_form(posted: QueryDict | None, stands: Standing) -> AnswerForm:
    people = [
        (named.member.public_id, named.name) for named in (*stands.elected, *stands.disputed) if named.member
    ]
    elected = [named.member.public_id for named in stands.elected if named.member]
    return AnswerForm(posted, people=people, initial={"approved": elected, "answered_on": clock.today()})


def _answer_page(
    request: HttpRequest,
    meeting: Meeting,
    item: AgendaItem,
    stands: Standing,
    *,
    form: AnswerForm | None = None,
    posts: PostsForm | None = None,
) -> HttpResponse:
    answers = elections.answers_of(stands.election)
    last = answers[-1] if answers else None
    approved = elections.approved_by(last, stands) if last else []
    possible = ROLES_OF.get(Office(stands.election.office), ())
    may = bool(possible) and access.may(
        request.user, to_appoint(possible[0]), meeting.organisation, on=clock.today()
    )
    if posts is None and approved and may:
        posts = _posts_form(None, meeting, stands, approved)
    entered = elections.entered_posts(stands.election, meeting, approved)
    context = {
        "meeting": meeting,
        "item": item,
        "stands": stands,
        "form": form or _answer_form(None, stands),
        "answers": [(one, elections.approved_by(one, stands), one is last) for one in answers],
        "last": last,
        "posts": posts if not entered or (posts is not None and posts.is_bound) else None,
        "entered": entered,
        "from_above": bool(possible) and not may and bool(approved),
        "goes": elections.goes_to_superior(stands.election, meeting),
        "closed": item.closed_at is not None,
    }
    bad = (form is not None and form.errors) or (posts is not None and posts.errors)
    return render(request, "activities/election_answer.html", context, status=422 if bad else 200)


def _posts_form(
    posted: QueryDict | None, meeting: Meeting, stands: Standing, approved: Sequence[Member]
) -> PostsForm:
    initial: dict[str, Any] = {"from_on": elections.day_of(meeting)}
    held = elections.roles_now(stands.election, meeting, approved)
    initial |= {f"role_{public_id}": role for public_id, role in held.items()}
    return PostsForm(posted, office=stands.election.office, elected=approved, initial=initial)


@login_required
@require_POST
def posts(request: HttpRequest, meeting_id: str, item_id: str) -> HttpResponse:
    """The posts of those the superior named, all at once."""
    meeting = run_meeting(request, meeting_id)
    item = election_item(meeting, item_id)
    stands = standing_of(item)
    answers = elections.answers_of(stands.election)
    approved = elections.approved_by(answers[-1], stands) if answers else []
    form = _posts_form(request.POST, meeting, stands, approved)
    if form.is_valid():
        try:
            enter_elected(
                by=request.user,
                meeting=meeting,
                item=item,
                roles=form.roles(),
                from_on=form.cleaned_data["from_on"],
                now=clock.now(),
            )
            return redirect("activities:election_answer", meeting.public_id, item.public_id)
        except Refused as refused:
            form.refuse(refused)
    return _answer_page(request, meeting, item, stands, posts=form)
