"""The register: the list, and one person's card."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhibu.accounts import journal
from zhibu.kernel import clock
from zhibu.kernel.refusal import Refused
from zhibu.members import operations, permissions, queries, terms
from zhibu.members.models import Member
from zhibu.members.register_forms import ShowForm
from zhibu.members.views.invite import branch_of
from zhibu.organisations import access
from zhibu.web.lists import list_page


@login_required
@require_GET
def members(request: HttpRequest) -> HttpResponse:
    """Everybody of the branch: names and public posts for the members, the register for the committee."""
    on = clock.today()
    asked = queries.Asked(
        **{name: request.GET.get(name, "")[:64] for name in ("text", "group", "kind", "after")}
    )
    page = queries.register(seen_by=request.user, on=on, asked=asked)
    if page is None:
        return render(request, "members/no_branch.html")
    context = {
        "page": page,
        "asked": asked,
        "kinds": terms.Kind.choices,
        "whole": access.may(request.user, permissions.SEE, page.branch, on=on),
        "may_edit": access.may(request.user, permissions.EDIT, page.branch, on=on),
    }
    return list_page(request, "members/register.html", context, part="members/people.html")


def found(request: HttpRequest, public_id: str) -> Member:
    """The person whose record this reader may open, or 404."""
    visible = Member.objects.visible_to(request.user, on=clock.today())
    return get_object_or_404(visible.select_related("branch", "group", "area", "crew"), public_id=public_id)


@login_required
@require_GET
def card(request: HttpRequest, public_id: str) -> HttpResponse:
    """One person. Opening it leaves a line in what that person sees under 谁看过我."""
    member = found(request, public_id)
    journal.looked(viewer=request.user, subject=member, seen=_("名册信息"), now=clock.now())
    return _card(request, member)


@login_required
@require_POST
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """One masked value in full, for a reason that is written down."""
    member = found(request, public_id)
    access.require(request.user, permissions.UNMASK, member.branch, on=clock.today())
    form = ShowForm(request.POST)
    if form.is_valid():
        try:
            value = operations.show_number(
                by=request.user, member=member, now=clock.now(), **form.cleaned_data
            )
            return _card(request, member, shown={form.cleaned_data["which"]: value})
        except Refused as refused:
            form.refuse(refused)
    return _card(request, member, form=form, status=422)


def _card(
    request: HttpRequest,
    member: Member,
    *,
    shown: dict[str, str] | None = None,
    form: ShowForm | None = None,
    status: int = 200,
) -> HttpResponse:
    seen = queries.card(member=member, seen_by=request.user, on=clock.today())
    shown = shown or {}
    opened = form["which"].value() if form is not None else ""
    hidden = []
    for one in seen.hidden:
        asked = form if form is not None and opened == one.which else ShowForm(initial={"which": one.which})
        asked.auto_id = f"{one.which}_%s"
        hidden.append((one, shown.get(one.which, ""), asked))
    context = {"card": seen, "hidden": hidden, "opened": opened, "form": form}
    return render(request, "members/card.html", context, status=status)


@login_required
@require_GET
def left(request: HttpRequest) -> HttpResponse:
    """Those who left, so that an error can be put right."""
    user, branch = branch_of(request, permissions.EDIT)
    gone = Member.objects.visible_to(user, on=clock.today()).filter(branch=branch, left_on__isnull=False)
    people = gone.defer("identity", "phone").order_by("-left_on", "pinyin", "pk")[:200]
    return render(request, "members/left.html", {"branch": branch, "people": people})


@login_required
@require_POST
def restore(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put somebody back who was taken off by mistake."""
    member = found(request, public_id)
    operations.restore_member(by=request.user, member=member, now=clock.now())
    return redirect("members:card", member.public_id)
