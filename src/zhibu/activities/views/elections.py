"""Pages of an election in a meeting: the slate, the count, two people check it, the result, the superior's answer."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.activities import terms
from zhibu.activities.election_models import BallotCount, Election
from zhibu.activities.election_terms import BY_STROKES, ELECTED_BY, MOST_WRITE_INS, ROLES_OF, Office
from zhibu.activities.forms.elections import FIRST_WRITE_INS, AnswerForm, CountForm, PostsForm, SlateForm
from zhibu.activities.models import AgendaItem, Meeting
from zhibu.activities.operations.answer_election import answer_election
from zhibu.activities.operations.count_election import check_election, count_election
from zhibu.activities.operations.enter_elected import enter_elected
from zhibu.activities.operations.set_slate import set_slate
from zhibu.activities.papers import ballots
from zhibu.activities.papers.kinds import CONTENT_TYPES
from zhibu.activities.queries import election_record, elections
from zhibu.activities.queries.checking import checks
from zhibu.activities.queries.elections import Standing
from zhibu.activities.queries.quorum import cited, quorum
from zhibu.activities.queries.running import may_run
from zhibu.activities.views.finding import item_of, run_meeting, seen_meeting
from zhibu.kernel import clock
from zhibu.kernel.refusal import Refused
from zhibu.members.models import Member
from zhibu.organisations import access
from zhibu.organisations.permissions import to_appoint
from zhibu.web.downloads import to_take_along


def _election_item(meeting: Meeting, item_id: str) -> AgendaItem:
    item = item_of(meeting, item_id)
    if item.matter != terms.Matter.ELECTION:
        raise Http404
    return item


def _stands(item: AgendaItem) -> Standing:
    election = elections.election_of(item)
    if election is None:
        raise Http404
    return elections.standing(election)


# the slate


@login_required
@require_http_methods(["GET", "POST"])
def slate(request: HttpRequest, meeting_id: str, item_id: str) -> HttpResponse:
    """What is elected, how many, and who stands; every button keeps what was typed."""
    meeting = run_meeting(request, meeting_id)
    item = _election_item(meeting, item_id)
    election = elections.election_of(item)
    people = {member.public_id: member for member in elections.electable(meeting)}
    offices = sorted(ELECTED_BY.get(terms.Kind(meeting.kind), ()), key=list(Office).index)
    if request.method != "POST":
        form = SlateForm(initial=_slate_initial(election, offices), offices=offices)
        return _slate_page(request, meeting, item, form, people, _slated(election))
    form = SlateForm(request.POST, offices=offices)
    chosen, by_hand = _chosen(request.POST, people)
    step = request.POST.get("do", "")
    if step:
        form.unchecked()
        return _slate_page(request, meeting, item, form, people, chosen, by_hand=by_hand)
    if form.is_valid():
        try:
            set_slate(
                by=request.user,
                meeting=meeting,
                item=item,
                slate=form.slate(chosen),
                version=form.cleaned_data["version"],
                why=form.cleaned_data["why"],
                now=clock.now(),
            )
            running = meeting.state == terms.State.OPEN and item.opened_at
            return redirect(
                "activities:meeting" if running else "activities:election_slate",
                *([meeting.public_id] if running else [meeting.public_id, item.public_id]),
            )
        except Refused as refused:
            form.refuse(refused)
    return _slate_page(request, meeting, item, form, people, chosen, by_hand=by_hand, status=422)


def _slate_initial(election: Election | None, offices: Sequence[Office]) -> dict[str, Any]:
    if election is None:
        return {"office": offices[0] if offices else "", "seats": 3 if len(offices) > 2 else 1}
    names = ("office", "by_election", "seats", "approval_ref", "approval_on", "version")
    return {name: getattr(election, name) for name in names} | {"by_hand": "1"}


def _slated(election: Election | None) -> list[str]:
    if election is None:
        return []
    there = election.candidates.filter(withdrawn_at__isnull=True).order_by("place", "pk")
    return list(there.values_list("member__public_id", flat=True))


def _chosen(said: QueryDict, people: dict[str, Member]) -> tuple[list[str], bool]:
    """The candidates in order after the button that was pressed, and whether the order was made by hand."""
    step, _colon, whom = said.get("do", "").partition(":")
    known = [public_id for public_id in dict.fromkeys(said.getlist("chosen")) if public_id in people]
    new = [one for one in dict.fromkeys(said.getlist("add")) if one in people and one not in known]
    by_hand = bool(said.get("by_hand"))
    if step == "drop" and whom in known:
        known.remove(whom)
    elif step == "up" and whom in known:
        place = known.index(whom)
        known.insert(max(place - 1, 0), known.pop(place))
        by_hand = True
    elif step == "strokes":
        by_hand = False
    known += new
    strokes = said.get("office") in {str(office) for office in BY_STROKES}
    if step == "strokes" or (new and strokes and not by_hand):
        known = [member.public_id for member in elections.in_ballot_order([people[one] for one in known])]
    return known, by_hand


def _slate_page(
    request: HttpRequest,
    meeting: Meeting,
    item: AgendaItem,
    form: SlateForm,
    people: dict[str, Member],
    chosen: Sequence[str],
    *,
    by_hand: bool | None = None,
    status: int = 200,
) -> HttpResponse:
    election = elections.election_of(item)
    stands = elections.standing(election) if election else None
    chosen = [public_id for public_id in chosen if public_id in people]
    text = form["q"].value() or ""
    rest = [member for public_id, member in people.items() if public_id not in chosen]
    office, seats = form["office"].value(), _whole(form["seats"].value())
    said = None
    if office in Office.values and seats:
        said = elections.slate_judged(meeting, office=office, seats=seats, candidates=len(chosen))
    leaving = stands is not None and meeting.state == terms.State.OPEN
    slated = set(_slated(election))
    context = {
        "meeting": meeting,
        "item": item,
        "form": form,
        "chosen": [people[public_id] for public_id in chosen],
        "by_hand": bool(form["by_hand"].value()) if by_hand is None else by_hand,
        "found": elections.found(rest, text),
        "asked": text,
        "many": not text and len(rest) > elections.FOUND_AT_MOST,
        "said": said,
        "stands": stands,
        "gone": leaving and bool(slated - set(chosen)),
        "saved": stands is not None and not form.is_bound,
        "ends": meeting.state not in (terms.State.CALLED, terms.State.OPEN) or item.closed_at is not None,
    }
    return render(request, "activities/election_slate.html", context, status=status)


def _whole(value: Any) -> int:
    text = str(value or "")
    return int(text) if text.isdecimal() and len(text) < 4 else 0


@login_required
@require_safe
def paper(request: HttpRequest, meeting_id: str, item_id: str, kind: str, form: str) -> HttpResponse:
    """The ballot or the counting sheet for the next vote."""
    meeting = run_meeting(request, meeting_id)
    item = _election_item(meeting, item_id)
    stands = _stands(item)
    if kind not in (ballots.BALLOT, ballots.TALLY) or form not in CONTENT_TYPES or not stands.next_round:
        raise Http404
    content = ballots.election_paper(meeting, stands, kind, form)
    name = _("选票") if kind == ballots.BALLOT else _("计票单")
    answer = HttpResponse(content, content_type=CONTENT_TYPES[form])
    return to_take_along(answer, f"{meeting.organisation.name}{name}.{form}")


# the count


@login_required
@require_http_methods(["GET", "POST"])
def count(request: HttpRequest, meeting_id: str, item_id: str) -> HttpResponse:
    """Enter what came out of the box; `?again=1` counts the last vote anew and says why."""
    meeting = run_meeting(request, meeting_id)
    item = _election_item(meeting, item_id)
    election = elections.election_of(item)
    if election is None:
        return redirect("activities:election_slate", meeting.public_id, item.public_id)
    stands = elections.standing(election)
    again = bool(request.GET.get("again") or request.POST.get("again"))
    before, current = _at_the_box(stands, again=again)
    form = _count_form(request, meeting, item, before, current, again=again)
    more = "more" in request.POST
    if request.method == "POST" and more:
        form.unchecked()
    elif request.method == "POST" and form.is_valid():
        try:
            count_election(
                by=request.user,
                meeting=meeting,
                item=item,
                number=form.cleaned_data["number"],
                counted=form.counted(),
                scrutineer=form.cleaned_data["scrutineer"],
                teller=form.cleaned_data["teller"],
                void=form.cleaned_data["void"],
                why=form.cleaned_data["why"],
                now=clock.now(),
            )
            return redirect("activities:election_check", meeting.public_id, item.public_id)
        except Refused as refused:
            form.refuse(refused)
            return _count_page(request, meeting, item, before, form, again=again, refusal=refused)
    return _count_page(request, meeting, item, before, form, again=again)


def _at_the_box(stands: Standing, *, again: bool) -> tuple[Standing, BallotCount | None]:
    """The election as it stood when these ballots were cast, and the figures that are there already."""
    pending = stands.pending
    if pending is not None:
        return (elections.before(stands, pending.number), pending)
    last = [one for one in stands.counts if elections.stands(one)]
    if again and last:
        return (elections.before(stands, last[-1].number), last[-1])
    return (stands, None)


def _count_form(
    request: HttpRequest,
    meeting: Meeting,
    item: AgendaItem,
    before: Standing,
    current: BallotCount | None,
    *,
    again: bool,
) -> CountForm:
    state = quorum(meeting, item=item)
    slated = {one.member.public_id for one in before.candidates}
    people = [(person.id, person.name) for person in state.roll.here if person.id not in slated]
    initial: dict[str, Any] = {
        "issued": state.present,
        "returned": state.present,
        "valid": state.present,
        "invalid": 0,
        "number": max((one.number for one in before.counts if elections.stands(one)), default=0) + 1,
        "written": FIRST_WRITE_INS,
    }
    if current is not None:
        initial |= _figures(current)
    posted: QueryDict | None = request.POST if request.method == "POST" else None
    write_ins = _whole(posted.get("written")) if posted else int(initial["written"])
    if posted and "more" in posted:
        write_ins += FIRST_WRITE_INS
        longer = posted.copy()
        longer["written"] = str(min(write_ins, MOST_WRITE_INS))
        posted = longer
    return CountForm(
        posted,
        people=people,
        ballot=before.on_the_next_ballot,
        write_ins=min(write_ins, MOST_WRITE_INS),
        initial=initial,
    )


def _figures(count: BallotCount) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: getattr(count, name)
        for name in ("issued", "returned", "valid", "invalid", "number", "void", "why")
    }
    found |= {"scrutineer": count.scrutineer.public_id, "teller": count.teller.public_id}
    lines = elections.lines_of(count)
    printed = [line for line in lines if not line.write_in]
    for place, line in enumerate(printed):
        found |= {f"yes_{place}": line.yes, f"no_{place}": line.no, f"abstain_{place}": line.abstain}
    written = [line for line in lines if line.write_in]
    for place, line in enumerate(written):
        found |= {f"written_{place}": line.name, f"written_yes_{place}": line.yes}
    return found | {"written": max(FIRST_WRITE_INS, len(written))}


def _count_page(
    request: HttpRequest,
    meeting: Meeting,
    item: AgendaItem,
    before: Standing,
    form: CountForm,
    *,
    again: bool,
    refusal: Refused | None = None,
) -> HttpResponse:
    state = quorum(meeting, item=item)
    context = {
        "meeting": meeting,
        "item": item,
        "state": state,
        "stands": before,
        "form": form,
        "again": again,
        "why_asked": again or bool(form["why"].value()),
        "void_asked": bool(form["void"].value())
        or (refusal is not None and refusal.code == "more_than_issued"),
        "reasons": refusal.reasons if refusal else (),
        "electable": elections.electable(meeting),
        "may_count": state.enough,
    }
    return render(
        request, "activities/election_count.html", context, status=422 if form.errors or refusal else 200
    )


@login_required
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, meeting_id: str, item_id: str) -> HttpResponse:
    """Scrutineer and teller each say that the figures are right."""
    meeting = seen_meeting(request, meeting_id)
    item = _election_item(meeting, item_id)
    refusal = None
    if request.method == "POST":
        try:
            check_election(
                by=request.user,
                meeting=meeting,
                item=item,
                role=request.POST.get("role", ""),
                now=clock.now(),
            )
        except Refused as refused:
            refusal = refused
        else:
            return redirect("activities:election_check", meeting.public_id, item.public_id)
    stands = _stands(item)
    pending = stands.pending
    if pending is None:
        return redirect("activities:election_result", meeting.public_id, item.public_id)
    runs = may_run(request.user, meeting, on=clock.today())
    lines = checks(pending, request.user, runs=runs)
    if not any(line.may for line in lines):
        raise Http404  # figures that nobody has checked yet
    context = {
        "meeting": meeting,
        "item": item,
        "count": pending,
        "figures": elections.lines_of(pending),
        "runs": runs,
        "lines": lines,
        "refusal": refusal,
    }
    return render(request, "activities/election_check.html", context, status=422 if refusal else 200)


@login_required
@require_safe
def result(request: HttpRequest, meeting_id: str, item_id: str) -> HttpResponse:
    """Who is elected and why, each vote with its figures: the rules' answer with its sources."""
    meeting = seen_meeting(request, meeting_id)
    item = _election_item(meeting, item_id)
    stands = _stands(item)
    shown = [one for one in stands.counts if one.settled_at is not None]
    if not shown:
        raise Http404
    runs = may_run(request.user, meeting, on=clock.today())
    running = meeting.state == terms.State.OPEN and item.closed_at is None
    context = {
        "meeting": meeting,
        "item": item,
        "stands": stands,
        "outcome": election_record.outcome(stands),
        "last": shown[-1],
        "rounds": [_round(one, meeting) for one in reversed(shown)],
        "runs": runs,
        "running": running,
        "goes": elections.goes_to_superior(stands.election, meeting),
    }
    return render(request, "activities/election_result.html", context)


def _round(count: BallotCount, meeting: Meeting) -> dict[str, Any]:
    of_all, of_present = elections.needed_votes(count, meeting)
    values = count.verdict.get("values", {})
    lines = sorted(count.lines.all(), key=lambda line: (-line.yes, line.place))
    return {
        "count": count,
        "stands": elections.stands(count),
        "word": count.verdict.get("verdict", ""),
        "lines": [
            {"line": line}
            | {word: line.name in values.get(word, ()) for word in ("elected", "revote", "disputed")}
            for line in lines
        ],
        "reasons": cited(count.verdict.get("reasons", [])),
        "sums": _("应到%(should)d ÷ 2，要%(a)d票；到会%(here)d ÷ 2，要%(b)d票。两种都算。")
        % {"should": count.should_attend, "a": of_all, "here": count.present, "b": of_present},
    }


# after the meeting


@login_required
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, meeting_id: str, item_id: str) -> HttpResponse:
    """What the superior answered; then the posts of those it named."""
    meeting = run_meeting(request, meeting_id)
    item = _election_item(meeting, item_id)
    stands = _stands(item)
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
    item = _election_item(meeting, item_id)
    stands = _stands(item)
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
