"""The door: a personal link, the link from the group, and the wait for the secretary."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.accounts import guesses
from zhibu.accounts.entrance import address_of, sign_in
from zhibu.accounts.queries import is_open, link_by_secret
from zhibu.accounts.terms import DeviceKind, Outcome
from zhibu.kernel import clock
from zhibu.kernel.refusal import Refused
from zhibu.members.entry_forms import AskForm, ClaimForm
from zhibu.members.models import Member
from zhibu.members.operations.let_in import come_in
from zhibu.organisations.models import BranchLink, EntryRequest
from zhibu.organisations.operations import ask_to_enter, enter_admitted

WAITING = "waiting"


@require_safe
@never_cache
def open_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Opening a link changes nothing: chat programs open links to draw a preview."""
    link = link_by_secret(secret)
    if link is None or link.user is None or not is_open(link, now=clock.now()):
        return _closed(request, taken=False)
    return render(request, "members/come_in.html", {"form": ClaimForm(initial={"secret": secret})})


@require_POST
@never_cache
def claim(request: HttpRequest) -> HttpResponse:
    """Name and last four digits; the secret comes in the body, so that it never stands in a log."""
    form = ClaimForm(request.POST)
    if not form.is_valid():
        return render(request, "members/come_in.html", {"form": form}, status=422)
    now = clock.now()
    claimed = come_in(**form.cleaned_data, now=now)
    if claimed.outcome is Outcome.IN and claimed.user is not None:
        sign_in(request, claimed.user, kind=DeviceKind.PHONE, now=now)
        return redirect("entrance:welcome")
    if claimed.outcome is Outcome.NO_PHONE and claimed.user is not None:
        member = get_object_or_404(Member.objects.select_related("branch"), user=claimed.user)
        row = ask_to_enter(organisation=member.branch, name=member.name, user=claimed.user, now=now)
        return _wait_for(request, row)
    if claimed.outcome is Outcome.WRONG:
        form.add_error(None, _("姓名或后四位对不上，还可以试%(left)s次。") % {"left": claimed.tries_left})
        return render(request, "members/come_in.html", {"form": form}, status=422)
    return _closed(request, taken=claimed.outcome is Outcome.TAKEN)


def _closed(request: HttpRequest, *, taken: bool) -> HttpResponse:
    return render(request, "members/link_closed.html", {"taken": taken}, status=410)


@require_http_methods(["GET", "POST"])
@never_cache
def join(request: HttpRequest, code: str) -> HttpResponse:
    """The link from the group: a name, and then the secretary decides."""
    now = clock.now()
    link = (
        BranchLink.objects.select_related("organisation").filter(code=code.lower(), withdrawn_at=None).first()
    )
    if link is None or link.expires_at <= now:
        return _closed(request, taken=False)
    form = AskForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            if not guesses.may_try(what="join", who=address_of(request), now=now):
                raise Refused(_("试得太多了，先歇一歇，过几分钟再试。"))
            row = ask_to_enter(organisation=link.organisation, name=form.cleaned_data["name"], now=now)
        except Refused as refused:
            form.refuse(refused)
        else:
            return _wait_for(request, row)
    context = {"form": form, "branch": link.organisation}
    return render(request, "members/join.html", context, status=422 if form.is_bound else 200)


def _wait_for(request: HttpRequest, row: EntryRequest) -> HttpResponse:
    request.session[WAITING] = row.public_id
    request.session.set_expiry(3600)
    return redirect("entrance:wait")


@require_http_methods(["GET", "POST"])
@never_cache
def wait(request: HttpRequest) -> HttpResponse:
    """Four digits to show the secretary; the page asks by itself whether they said yes."""
    now = clock.now()
    row = (
        EntryRequest.objects.select_related("organisation")
        .filter(public_id=request.session.get(WAITING, ""))
        .first()
    )
    if row is None:
        return _closed(request, taken=False)
    htmx = request.headers.get("HX-Request") == "true"
    if request.method == "POST":
        user = enter_admitted(request_id=row.public_id, now=now)
        if user is not None:
            request.session.pop(WAITING, None)
            sign_in(request, user, kind=DeviceKind.PHONE, now=now)
            return _go(htmx)
    over = row.declined_at is not None or row.expires_at <= now
    if htmx and not over:
        return HttpResponse(status=204)
    template = "members/wait.html#state" if htmx else "members/wait.html"
    return render(request, template, {"row": row, "over": over, "declined": row.declined_at is not None})


def _go(htmx: bool) -> HttpResponse:
    if not htmx:
        return HttpResponseRedirect("/in/welcome/")
    answer = HttpResponse()
    answer["HX-Redirect"] = "/in/welcome/"
    return answer
