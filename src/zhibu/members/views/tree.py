"""For superiors and administrators: branches are added, their secretaries appointed and let back in."""

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.accounts.models import User
from zhibu.kernel import clock
from zhibu.kernel.refusal import NotAllowed, Refused
from zhibu.members.entry_forms import NewOrganisationForm, NewSecretaryForm
from zhibu.members.operations.set_up import make_secretary
from zhibu.members.views.invite import card, show_card
from zhibu.organisations.models import Organisation, Post
from zhibu.organisations.operations import found_organisation, recover_officer
from zhibu.organisations.terms import OrganisationKind, Role

ABOVE_BRANCHES = (OrganisationKind.COMMITTEE, OrganisationKind.GENERAL_BRANCH)


def _within_reach(user: User, *, on: dt.date) -> list[Organisation]:
    found = list(
        Organisation.objects.arranged_by(user, on=on).exclude(kind=OrganisationKind.GROUP).order_by("path")
    )
    if not found:
        raise NotAllowed(_("这一页给上级组织部门和管理员用。"))
    return found


@login_required
@require_http_methods(["GET", "POST"])
def tree(request: HttpRequest) -> HttpResponse:
    """What lies below, and a form to add to it."""
    user: User = request.user  # type: ignore[assignment]
    reach = _within_reach(user, on=clock.today())
    parents = [organisation for organisation in reach if organisation.kind in ABOVE_BRANCHES]
    form = NewOrganisationForm(request.POST or None, parents=parents)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            made = found_organisation(
                by=user,
                code=said["code"],
                name=said["name"],
                kind=said["kind"],
                parent=next(parent for parent in parents if parent.public_id == said["parent"]),
                now=clock.now(),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("organisations:one", made.public_id)
    secretaries = {
        post.organisation_id: post.user.name
        for post in Post.objects.held_on(clock.today())
        .filter(organisation__in=reach, role=Role.SECRETARY, acting_for__isnull=True)
        .select_related("user")
    }
    rows = [(organisation, secretaries.get(organisation.pk, "")) for organisation in reach]
    return render(
        request, "members/tree.html", {"rows": rows, "form": form}, status=422 if form.is_bound else 200
    )


def _one(request: HttpRequest, public_id: str) -> tuple[User, Organisation]:
    user: User = request.user  # type: ignore[assignment]
    return user, get_object_or_404(
        Organisation.objects.arranged_by(user, on=clock.today()), public_id=public_id
    )


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One branch: its secretary, and the form to appoint another."""
    user, organisation = _one(request, public_id)
    form = NewSecretaryForm(request.POST or None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            make_secretary(
                by=user, branch=organisation, name=said["name"], phone=said["phone"], now=clock.now()
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("organisations:one", organisation.public_id)
    posts = (
        Post.objects.held_on(clock.today())
        .filter(organisation=organisation, role__in=(Role.SECRETARY, Role.DEPUTY), acting_for__isnull=True)
        .select_related("user")
        .order_by("role", "pk")
    )
    context = {"organisation": organisation, "posts": posts, "form": form}
    return render(request, "members/organisation.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
@never_cache
def recover(request: HttpRequest, public_id: str, person: str) -> HttpResponse:
    """A link for the secretary who cannot get in; used, it stops their earlier devices."""
    user, organisation = _one(request, public_id)
    post = get_object_or_404(
        Post.objects.held_on(clock.today()).filter(role__in=(Role.SECRETARY, Role.DEPUTY)),
        organisation=organisation,
        public_id=person,
    )
    secret = recover_officer(by=user, user=post.user, organisation=organisation, now=clock.now())
    return show_card(
        request,
        card(request, post.user.name, secret),
        back=reverse("organisations:one", args=[organisation.public_id]),
        back_words=organisation.name,
    )
