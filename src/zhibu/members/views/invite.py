"""请人进来: links for members one by one or on a sheet of cards, the link for the group, and who waits at the door."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.accounts.models import User
from zhibu.accounts.qr import qr_picture
from zhibu.accounts.terms import LINK_LIVES
from zhibu.kernel import clock
from zhibu.kernel.refusal import NotAllowed, Refused
from zhibu.members import invitations
from zhibu.members.models import Member
from zhibu.members.operations.let_in import admit, invite, replace_phone
from zhibu.organisations import access, permissions
from zhibu.organisations.models import EntryRequest, Organisation
from zhibu.organisations.operations import decline_entry, end_branch_link, make_branch_link
from zhibu.organisations.queries import home_branch

MOST_CARDS = 100


@dataclass(frozen=True)
class Card:
    """One link on paper or on the screen; its secret is shown this once."""

    name: str
    address: str
    picture: str


def branch_of(request: HttpRequest, capability: str) -> tuple[User, Organisation]:
    """The signed-in person and the branch they serve; refused without the right there."""
    user = request.user
    assert isinstance(user, User) or user.is_authenticated
    branch = home_branch(user, on=clock.today())  # type: ignore[arg-type]
    if branch is None:
        raise NotAllowed(_("这一页给支部用，您现在不在任何支部任职。"))
    access.require(user, capability, branch, on=clock.today())  # type: ignore[arg-type]
    return user, branch  # type: ignore[return-value]


def card(request: HttpRequest, name: str, secret: str) -> Card:
    """A link with its picture."""
    address = request.build_absolute_uri(reverse("entrance:open_link", args=[secret]))
    return Card(name=name, address=address, picture=qr_picture(address))


def show_card(request: HttpRequest, made: Card, *, back: str, back_words: str) -> HttpResponse:
    """The page of one link: QR, text to send, print."""
    context = {
        "card": made,
        "only_here": urlsplit(made.address).hostname in ("localhost", "127.0.0.1", "::1"),
        "hours": int(LINK_LIVES.total_seconds() // 3600),
        "back": back,
        "back_words": back_words,
    }
    return render(request, "members/link.html", context)


@login_required
@require_safe
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """Who has no device yet, whose link is open or dead, who waits."""
    user, branch = branch_of(request, permissions.MAKE_LINKS)
    now = clock.now()
    people = invitations.invitees(branch, by=user, now=now)
    link = invitations.group_link(branch, now=now)
    context = {
        "branch": branch,
        "outside": [person for person in people if not person.has_phone],
        "inside": [person for person in people if person.has_phone],
        "waiting": invitations.waiting(branch, now=now),
        "group_link": link,
        "group_address": request.build_absolute_uri(reverse("entrance:join", args=[link.code]))
        if link
        else "",
    }
    return render(request, "members/invite.html", context)


@login_required
@require_POST
@never_cache
def invite_one(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make a link for one member and show it."""
    user, branch = branch_of(request, permissions.MAKE_LINKS)
    member = get_object_or_404(Member.objects.party_members(), branch=branch, public_id=public_id)
    made = card(request, member.name, invite(by=user, member=member, now=clock.now()))
    return show_card(request, made, back=reverse("entrance:invite"), back_words=_("请人进来"))


@login_required
@require_POST
@never_cache
def cards(request: HttpRequest) -> HttpResponse:
    """A sheet of cards to print and cut, one for each member ticked."""
    user, branch = branch_of(request, permissions.MAKE_LINKS)
    wanted = request.POST.getlist("member")[:MOST_CARDS]
    members = list(
        Member.objects.party_members().filter(branch=branch, public_id__in=wanted).order_by("pinyin", "pk")
    )
    if not members:
        raise Refused(_("请先选要给卡片的人。"))
    now = clock.now()
    made = [card(request, member.name, invite(by=user, member=member, now=now)) for member in members]
    return render(request, "members/cards.html", {"cards": made, "branch": branch})


@login_required
@require_POST
@never_cache
def replace(request: HttpRequest, public_id: str) -> HttpResponse:
    """A phone is lost or changed: it stops at once, and here is a new link."""
    user, branch = branch_of(request, permissions.WITHDRAW_DEVICES)
    member = get_object_or_404(Member.objects.party_members(), branch=branch, public_id=public_id)
    made = card(request, member.name, replace_phone(by=user, member=member, now=clock.now()))
    return show_card(request, made, back=reverse("entrance:invite"), back_words=_("请人进来"))


@login_required
@require_POST
def group(request: HttpRequest) -> HttpResponse:
    """Make the link for the group, or end it."""
    user, branch = branch_of(request, permissions.MAKE_LINKS)
    act = end_branch_link if "end" in request.POST else make_branch_link
    act(by=user, organisation=branch, now=clock.now())
    return redirect("entrance:invite")


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def at_the_door(request: HttpRequest, public_id: str) -> HttpResponse:
    """Somebody waits: compare the four digits, say who it is, let them in or not."""
    user, branch = branch_of(request, permissions.MAKE_LINKS)
    row = get_object_or_404(EntryRequest, organisation=branch, public_id=public_id)
    fault = ""
    if request.method == "POST":
        now = clock.now()
        try:
            if "decline" in request.POST:
                decline_entry(by=user, request=row, now=now)
            else:
                member = (
                    Member.objects.party_members()
                    .filter(branch=branch, public_id=request.POST.get("member", ""))
                    .first()
                )
                if member is None:
                    raise Refused(_("请选是名册上的哪一位。"))
                admit(by=user, request=row, member=member, now=now)
            return redirect("entrance:invite")
        except Refused as refused:
            fault = refused.message
    context = {
        "row": row,
        "people": invitations.likely(row),
        "chosen": request.POST.get("member", ""),
        "fault": fault,
        "decided": row.admitted_at or row.declined_at or row.expires_at <= clock.now(),
    }
    return render(request, "members/at_the_door.html", context, status=422 if fault else 200)
