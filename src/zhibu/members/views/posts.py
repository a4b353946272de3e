"""任职: who holds which office of the branch from when to when, and who stands in for the secretary."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.accounts.models import User
from zhibu.kernel import clock
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writing
from zhibu.members.entry_forms import PostForm, StandInForm
from zhibu.members.models import Member
from zhibu.members.operations.ensure_account import ensure_account
from zhibu.members.queries.proposals import Proposal, proposed_posts
from zhibu.members.views.invite import branch_of
from zhibu.organisations import access, permissions
from zhibu.organisations.models import Organisation, Post
from zhibu.organisations.operations import appoint, end_post, stand_in
from zhibu.organisations.queries import groups_of
from zhibu.organisations.terms import OFFICES, Role


def _people(branch: Organisation) -> list[Member]:
    return list(Member.objects.party_members().filter(branch=branch).order_by("pinyin", "pk"))


def _proposed(user: User, branch: Organisation) -> list[tuple[Proposal, Organisation]]:
    """What the register mentions and this person may give: whom, and where."""
    today, groups = clock.today(), groups_of(branch)
    found = []
    for one in proposed_posts(branch, on=today):
        place = branch if one.role != Role.LEADER else _led(one, groups)
        if place is not None and access.may(user, permissions.to_appoint(one.role), branch, on=today):
            found.append((one, place))
    return found


def _led(one: Proposal, groups: list[Organisation]) -> Organisation | None:
    """The group the words name, else the one the person is in."""
    return next((group for group in groups if group.name in one.words), one.member.group)


def _context(user: User, branch: Organisation, **more: Any) -> dict[str, Any]:
    today = clock.today()
    posts = (
        Post.objects.filter(organisation__path__startswith=branch.path, role__in=OFFICES)
        .select_related("user", "organisation", "acting_for")
        .order_by("-from_on", "pk")
    )
    people, groups = _people(branch), groups_of(branch)
    return {
        "branch": branch,
        "now_held": [post for post in posts if post.to_on is None or post.to_on >= today],
        "ended": [post for post in posts if post.to_on is not None and post.to_on < today][:50],
        "today": today,
        "proposed": _proposed(user, branch),
        "post_form": PostForm(people=people, groups=groups, initial={"from_on": today}, prefix="post"),
        "stand_in_form": StandInForm(people=people, initial={"from_on": today}, prefix="stand"),
        **more,
    }


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """All offices; the two forms below post here."""
    user, branch = branch_of(request, permissions.APPOINT)
    if request.method != "POST":
        return render(request, "members/posts.html", _context(user, branch))
    people = _people(branch)
    if "stand" in request.POST:
        stand = StandInForm(request.POST, people=people, prefix="stand")
        done = stand.is_valid() and _done(stand, lambda said: _stand_in(user, branch, said))
        failed: dict[str, Any] = {"stand_in_form": stand, "form": stand}
    else:
        post = PostForm(request.POST, people=people, groups=groups_of(branch), prefix="post")
        done = post.is_valid() and _done(post, lambda said: _appoint(user, branch, said))
        failed = {"post_form": post, "form": post}
    if done:
        return redirect("organisations:posts")
    return render(request, "members/posts.html", _context(user, branch, **failed), status=422)


def _done(form: PostForm | StandInForm, act: Callable[[dict[str, Any]], object]) -> bool:
    try:
        with writing():
            act(form.cleaned_data)
    except Refused as refused:
        form.refuse(refused)
        return False
    return True


def _appoint(user: User, branch: Organisation, said: dict[str, Any]) -> None:
    now = clock.now()
    member = get_object_or_404(Member.objects.party_members(), branch=branch, public_id=said["member"])
    place = branch
    if said["role"] == Role.LEADER:
        place = next(group for group in groups_of(branch) if group.public_id == said["group"])
    appoint(
        by=user,
        user=ensure_account(by=user, member=member, now=now),
        organisation=place,
        role=said["role"],
        from_on=said["from_on"],
        to_on=said["to_on"],
        now=now,
    )


def _stand_in(user: User, branch: Organisation, said: dict[str, Any]) -> None:
    now = clock.now()
    member = get_object_or_404(Member.objects.party_members(), branch=branch, public_id=said["member"])
    secretary = (
        Post.objects.held_on(said["from_on"])
        .filter(organisation=branch, role=Role.SECRETARY, acting_for__isnull=True)
        .select_related("user")
        .first()
    )
    if secretary is None:
        raise Refused(_("那天支部没有书记，请上级先任命。"), field="from_on")
    stand_in(
        by=user,
        user=ensure_account(by=user, member=member, now=now),
        acting_for=secretary.user,
        organisation=branch,
        from_on=said["from_on"],
        to_on=said["to_on"],
        now=now,
    )


@login_required
@require_POST
def end(request: HttpRequest, public_id: str) -> HttpResponse:
    """The office ends today; its history stays."""
    user, branch = branch_of(request, permissions.APPOINT)
    post = get_object_or_404(
        Post, organisation__path__startswith=branch.path, role__in=OFFICES, public_id=public_id
    )
    today = clock.today()
    end_post(by=user, post=post, to_on=max(post.from_on, today), now=clock.now())
    return redirect("organisations:posts")
