"""Entering, changing, moving and taking off one person."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu.accounts import journal
from zhibu.kernel import clock
from zhibu.kernel.refusal import Conflict, Refused
from zhibu.members import fields, operations, permissions
from zhibu.members.models import Crew, Member
from zhibu.members.operations.leave_register import may_hand_over
from zhibu.members.register_forms import EntryForm, FullForm, LeftForm, MoveForm
from zhibu.members.roster_store import plain_of
from zhibu.members.views.invite import branch_of
from zhibu.members.views.register import found
from zhibu.organisations import access
from zhibu.organisations.models import Organisation
from zhibu.organisations.queries import groups_of
from zhibu.organisations.terms import OrganisationKind
from zhibu.web.forms import ActForm


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Somebody who is not in the register yet."""
    user, branch = branch_of(request, permissions.EDIT)
    form = _form(branch, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member = operations.add_member(
                by=user, branch=branch, new=form.plain, op=form.cleaned_data["op"], now=clock.now()
            )
            return redirect("members:card", member.public_id)
        except Refused as refused:
            form.refuse(refused)
    status = 422 if form.is_bound else 200
    return render(request, "members/entry.html", {"form": form, "branch": branch}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change an entry; who comes second sees what stands there now beside what they typed."""
    member = _mine(request, public_id)
    stands = plain_of(member)
    form = _form(member.branch, request.POST or None, stands=stands, version=member.version)
    theirs: list[tuple[str, str]] = []
    journal.looked(viewer=request.user, subject=member, seen=_("名册信息"), now=clock.now())
    if request.method == "POST" and form.is_valid():
        try:
            operations.edit_member(
                by=request.user,
                member=member,
                version=form.cleaned_data["version"] or 0,
                new=form.plain,
                now=clock.now(),
            )
            return redirect("members:card", member.public_id)
        except Conflict as conflict:
            theirs = _differences(plain_of(conflict.theirs), form.plain)
            form.data = form.data.copy()
            form.data["version"] = str(conflict.theirs.version)  # having seen theirs, the next press is meant
            form.refuse(conflict)
        except Refused as refused:
            form.refuse(refused)
    context = {"form": form, "member": member, "branch": member.branch, "theirs": theirs}
    return render(request, "members/entry.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, public_id: str) -> HttpResponse:
    """To another Party group, or to another branch."""
    member = _mine(request, public_id)
    others = Organisation.objects.filter(
        kind=OrganisationKind.BRANCH, path__startswith=member.branch.path[:4]
    ).exclude(pk=member.branch_id)
    branches = [
        other
        for other in others.order_by("code")
        if may_hand_over(request.user, member.branch, other, on=clock.today())
    ]
    form = MoveForm(request.POST or None, groups=groups_of(member.branch), branches=branches)

    def act(said: dict[str, Any]) -> None:
        to = get_object_or_404(Organisation, public_id=said["to"])
        operations.move_member(by=request.user, member=member, to=to, now=clock.now())

    return _act(request, member, form, act, "members/move.html", back="members:list")


@login_required
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, public_id: str) -> HttpResponse:
    """Off the register: why and when."""
    member = _mine(request, public_id)
    form = LeftForm(request.POST or None, initial={"left_on": clock.today()})

    def act(said: dict[str, Any]) -> None:
        operations.mark_left(
            by=request.user, member=member, left_on=said["left_on"], why=said["why"], now=clock.now()
        )

    return _act(request, member, form, act, "members/leaving.html", back="members:left")


@login_required
@require_http_methods(["GET", "POST"])
def full(request: HttpRequest, public_id: str) -> HttpResponse:
    """A probationary member became a full one."""
    member = _mine(request, public_id)
    form = FullForm(request.POST or None, initial={"version": member.version})

    def act(said: dict[str, Any]) -> None:
        operations.record_full_membership(
            by=request.user, member=member, version=said["version"], full_on=said["full_on"], now=clock.now()
        )

    return _act(request, member, form, act, "members/full.html", back="")


def _act(
    request: HttpRequest,
    member: Member,
    form: ActForm,
    act: Callable[[dict[str, Any]], None],
    template: str,
    *,
    back: str,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
            return redirect(back) if back else redirect("members:card", member.public_id)
        except Refused as refused:
            form.refuse(refused)
    context = {"form": form, "member": member}
    return render(request, template, context, status=422 if form.is_bound else 200)


def _mine(request: HttpRequest, public_id: str) -> Member:
    member = found(request, public_id)
    access.require(request.user, permissions.EDIT, member.branch, on=clock.today())
    return member


def _form(
    branch: Organisation, posted: Any, *, stands: dict[str, str] | None = None, version: int = 0
) -> EntryForm:
    initial: dict[str, Any] = {a: value for a, value in (stands or {}).items() if a not in fields.MASKED}
    initial |= {flag: bool(initial.get(flag)) for flag in fields.FLAGS}
    crews = Crew.objects.filter(branch=branch).order_by("pk").values_list("name", flat=True)
    groups = [group.name for group in groups_of(branch)]
    return EntryForm(
        posted, groups=groups, crews=list(crews), stands=stands, initial={**initial, "version": version}
    )


def _differences(theirs: dict[str, str], mine: dict[str, str]) -> list[tuple[str, str]]:
    """What stands there now, field by field, where it is not what was typed."""
    return [
        (str(fields.LABELS[a]), fields.hinted(a, theirs.get(a, "")) or "—")
        for a, value in mine.items()
        if theirs.get(a, "") != value
    ]
