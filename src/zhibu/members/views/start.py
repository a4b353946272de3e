"""The first run in three steps; what is filled in stays in the session until the last one."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.accounts.entrance import sign_in
from zhibu.accounts.models import OneTimeLink
from zhibu.accounts.queries import is_open, link_by_secret
from zhibu.accounts.terms import DeviceKind, LinkPurpose
from zhibu.kernel import clock
from zhibu.kernel.refusal import Refused
from zhibu.members.entry_forms import BranchForm, CommitteeForm, SecretaryForm
from zhibu.members.operations.set_up import FirstBranch, set_up
from zhibu.members.views.invite import card
from zhibu.organisations.models import Organisation
from zhibu.scheduling import from_today, positions, presets

KEPT = "start"


@require_safe
@never_cache
def begin(request: HttpRequest, secret: str) -> HttpResponse:
    """The set-up link: remembered in the session, used up only by the last step."""
    link = link_by_secret(secret)
    if (
        link is None
        or link.purpose != LinkPurpose.SETUP
        or not is_open(link, now=clock.now())
        or Organisation.objects.exists()
    ):
        return _closed(request)
    request.session[KEPT] = {
        "link": link.public_id,
        **{k: v for k, v in _kept(request).items() if k != "link"},
    }
    return redirect("entrance:start_committee")


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Nobody has set up this machine yet: the link stands where it was started."""
    if Organisation.objects.exists():
        return redirect("account_login")
    return render(request, "members/start_wait.html", {})


def _closed(request: HttpRequest) -> HttpResponse:
    return render(
        request, "members/start_closed.html", {"empty": not Organisation.objects.exists()}, status=410
    )


def _kept(request: HttpRequest) -> dict[str, Any]:
    kept = request.session.get(KEPT)
    return kept if isinstance(kept, dict) else {}


def _may_go_on(request: HttpRequest) -> bool:
    link = OneTimeLink.objects.filter(public_id=_kept(request).get("link", "")).first()
    return link is not None and is_open(link, now=clock.now()) and not Organisation.objects.exists()


def _keep(request: HttpRequest, step: str, said: dict[str, Any]) -> None:
    request.session[KEPT] = {**_kept(request), step: said}


@require_http_methods(["GET", "POST"])
@never_cache
def committee(request: HttpRequest) -> HttpResponse:
    """Step 1."""
    if not _may_go_on(request):
        return _closed(request)
    form = CommitteeForm(request.POST or None, initial=_kept(request).get("committee"))
    if form.is_bound and form.is_valid():
        _keep(request, "committee", form.cleaned_data)
        return redirect("entrance:start_branch")
    return render(
        request, "members/start_committee.html", {"form": form}, status=422 if form.is_bound else 200
    )


@require_http_methods(["GET", "POST"])
@never_cache
def branch(request: HttpRequest) -> HttpResponse:
    """Step 2."""
    if not _may_go_on(request):
        return _closed(request)
    before = _kept(request).get("committee")
    if not before:
        return redirect("entrance:start_committee")
    form = BranchForm(request.POST or None, initial=_kept(request).get("branch"))
    if form.is_bound and form.is_valid():
        if form.cleaned_data["branch_code"].strip() == before["code"].strip():
            form.add_error("branch_code", _("代码不能和党委的一样。"))
        else:
            _keep(request, "branch", form.cleaned_data)
            return redirect("entrance:start_secretary")
    context = {"form": form, "above": before["organisation"]}
    return render(request, "members/start_branch.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@never_cache
def secretary(request: HttpRequest) -> HttpResponse:
    """Step 3: everything is written at once, and the secretary comes in."""
    if not _may_go_on(request):
        return _closed(request)
    kept = _kept(request)
    if not kept.get("committee") or not kept.get("branch"):
        return redirect("entrance:start_committee")
    form = SecretaryForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            return _finish(request, kept, form)
        except Refused as refused:
            form.refuse(refused)
    context = {"form": form, "above": kept["committee"]["organisation"], "branch": kept["branch"]["branch"]}
    return render(request, "members/start_secretary.html", context, status=422 if form.is_bound else 200)


def _finish(request: HttpRequest, kept: dict[str, Any], form: SecretaryForm) -> HttpResponse:
    now = clock.now()
    at_hand = form.cleaned_data["holder"] == "secretary"
    first = FirstBranch(
        committee_name=kept["committee"]["organisation"],
        committee_code=kept["committee"]["code"],
        branch_name=kept["branch"]["branch"],
        branch_code=kept["branch"]["branch_code"],
        preset=kept["branch"].get("preset", ""),
        today_positions=_positions(kept["branch"].get("position", "")),
    )
    started = set_up(
        link_id=kept["link"],
        first=first,
        name=form.cleaned_data["name"],
        phone=form.cleaned_data["phone"],
        at_hand=at_hand,
        now=now,
    )
    request.session.pop(KEPT, None)
    if at_hand:
        sign_in(request, started.secretary, kind=DeviceKind.PHONE, now=now)
        return HttpResponseRedirect(reverse("entrance:started"))
    context = {"card": card(request, started.secretary.name, started.secret), "name": started.secretary.name}
    return render(request, "members/start_link.html", context)


def _positions(said: str) -> dict[str, tuple[str, int]]:
    """Where each crew stands today, from where the first one does."""
    if not said:
        return {}
    code, letter, nth = said.split(":")
    preset = presets()[code]
    places = positions(preset.pattern)
    crews = from_today(preset, (letter, int(nth)), clock.today())
    return {crew.name: places[crew.offset] for crew in crews}
