"""我的: how pages look, what is kept about me, who looked, taking it along, devices, signing out."""

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.accounts import guesses, journal, queries
from zhibu.accounts.models import Correction, User
from zhibu.accounts.operations import answer_correction, ask_correction
from zhibu.kernel import clock
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writing
from zhibu.members import own_data
from zhibu.members.entry_forms import AnswerForm, WordsForm
from zhibu.members.models import Member
from zhibu.members.views.invite import branch_of
from zhibu.organisations import permissions
from zhibu.web.downloads import to_take_along

LOOKS_SHOWN = dt.timedelta(days=30)
LOOKS_KEPT_IN_VIEW = dt.timedelta(days=730)


def _mine(request: HttpRequest) -> tuple[User, Member | None]:
    user: User = request.user  # type: ignore[assignment]
    member = (
        Member.objects.select_related("branch", "group", "area", "crew")
        .filter(user=user, left_on=None)
        .first()
    )
    return user, member


@login_required
@require_safe
@never_cache
def me(request: HttpRequest) -> HttpResponse:
    """The page of everything that is mine."""
    user, member = _mine(request)
    now = clock.now()
    context = {
        "member": member,
        "phone_tail": member.phone[-4:] if member and member.phone else "",
        "looks": queries.looks_at(member.public_id, since=now - LOOKS_SHOWN) if member else 0,
        "notices": list(queries.notices_for(user)),
        "devices": queries.devices_of(user, now=now),
        "this_session": request.session.session_key,
        "waiting_corrections": queries.corrections_of(user).filter(answered_at=None).count(),
    }
    return render(request, "members/me.html", context)


@login_required
@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """My entry in the register, in full: it is mine."""
    _user, member = _mine(request)
    rows = own_data.register_entry(member) if member else []
    return render(request, "members/my_record.html", {"rows": rows, "member": member})


@login_required
@require_safe
def looked(request: HttpRequest) -> HttpResponse:
    """Who saw my record, when, and what for."""
    _user, member = _mine(request)
    now = clock.now()
    rows = queries.who_looked(member.public_id, since=now - LOOKS_KEPT_IN_VIEW) if member else []
    recent = sum(row.at >= now - LOOKS_SHOWN for row in rows)
    return render(request, "members/looked.html", {"rows": rows, "recent": recent})


@login_required
@require_safe
@never_cache
def export(request: HttpRequest) -> HttpResponse:
    """Everything kept about me, in one file, at once."""
    user, member = _mine(request)
    now = clock.now()
    if not guesses.may_try(what="export", who=str(user.pk), now=now):
        raise Refused(_("刚刚导出过几次了，请过一小时再导。"))
    packed = own_data.as_zip(own_data.collected(user, member, now=now), name=user.name, now=now)
    with writing():
        journal.record(by=user, action="own_data.export", subject=user, now=now)
    response = HttpResponse(packed, content_type="application/zip")
    return to_take_along(response, f"zhibu-{clock.today():%Y%m%d}.zip")


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest) -> HttpResponse:
    """Say what is wrong; see what was answered."""
    user, _member = _mine(request)
    form = WordsForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            ask_correction(
                by=user, words=form.cleaned_data["words"], op=form.cleaned_data["op"], now=clock.now()
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("me:correct")
    context = {"form": form, "rows": queries.corrections_of(user)}
    return render(request, "members/correct.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def corrections(request: HttpRequest) -> HttpResponse:
    """For secretary and organiser: what members of the branch ask to have corrected."""
    user, branch = branch_of(request, permissions.ANSWER_CORRECTIONS)
    members = {
        member.user_id: member
        for member in Member.objects.filter(branch=branch, user__isnull=False, left_on=None)
    }
    rows = (
        Correction.objects.filter(asked_by__in=list(members)).select_related("asked_by").order_by("asked_at")
    )
    form = AnswerForm(request.POST or None)
    wrong = ""
    if form.is_bound:
        wrong = request.POST.get("correction", "")
        correction = get_object_or_404(rows, public_id=wrong)
        if form.is_valid():
            try:
                answer_correction(
                    by=user, correction=correction, answer=form.cleaned_data["answer"], now=clock.now()
                )
            except Refused as refused:
                form.refuse(refused)
            else:
                return redirect("me:corrections")
    context = {
        "open": rows.filter(answered_at=None),
        "answered": rows.filter(answered_at__isnull=False).order_by("-answered_at")[:30],
        "form": form,
        "wrong": wrong,
    }
    return render(request, "members/corrections.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Before signing out: what has not been sent yet, and what will be wiped."""
    return render(request, "members/leave.html", {})


@login_required
@require_safe
def lost(request: HttpRequest) -> HttpResponse:
    """What to do when the phone is gone."""
    return render(request, "members/lost.html", {})
