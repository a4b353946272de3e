"""The crews of a branch: how they turn, where they stand today, and who is in which."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu import scheduling
from zhibu.kernel import clock
from zhibu.kernel.refusal import Refused
from zhibu.members import operations, permissions, queries
from zhibu.members.models import Crew, Member
from zhibu.members.names import in_series
from zhibu.members.shifts import shift_calendar, shift_name
from zhibu.members.views.invite import branch_of
from zhibu.web.numbers import whole

OFFICE = "office"


@dataclass(frozen=True)
class Strip:
    """A crew and its next two weeks; `first` is what the page sends back."""

    name: str
    days: tuple[scheduling.StripDay, ...]
    first: str = ""
    crew: Crew | None = None
    people: int = 0


@login_required
@require_http_methods(["GET", "POST"])
def crews(request: HttpRequest) -> HttpResponse:
    """Choose the system and where the first crew stands today; the strip of all crews asks: is that right?"""
    user, branch = branch_of(request, permissions.ARRANGE_CREWS)
    today = clock.today()
    chosen = request.POST.get("preset") or request.GET.get("preset", "")
    system = scheduling.presets().get(chosen)
    own = sorted(Crew.objects.filter(branch=branch), key=lambda one: (one.office, in_series(one.name)))
    context = {
        "branch": branch,
        "presets": list(scheduling.presets().values()),
        "system": system,
        "names": _names(request, system, own) if system else "",
        "places": _places(system) if system else (),
        "position": request.POST.get("position") or request.GET.get("position", ""),
        "strips": _strips(own, branch.pk),
        "refused": None,
    }
    try:
        proposed = _proposed(context) if system and context["position"] else ()
        if request.method == "POST":
            positions = {strip.name: _position(strip.first) for strip in proposed}
            operations.set_crews(
                by=user, branch=branch, preset=chosen, today_positions=positions, now=clock.now()
            )
            return redirect("members:crews")
        context["proposed"] = proposed
    except (Refused, scheduling.PatternError) as refused:
        words = refused.message if isinstance(refused, Refused) else _("请说明第一个班今天上什么班。")
        context |= {"refused": words, "today": today}
        return render(request, "members/crews.html", context, status=422)
    return render(request, "members/crews.html", context | {"today": today})


@login_required
@require_http_methods(["GET", "POST"])
def crew(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who is in this crew: ticks, or a pasted list of names."""
    user, branch = branch_of(request, permissions.ARRANGE_CREWS)
    held = get_object_or_404(Crew.objects.filter(branch=branch), public_id=public_id)
    unclear: list[str] = []
    if request.method == "POST":
        ticked = request.POST.getlist("member")
        named, unclear = queries.people_named(branch, request.POST.get("names", "")[:20_000])
        ticked += [member.public_id for member in named]
        if not unclear:
            operations.put_into_crew(by=user, crew=held, members=ticked, now=clock.now())
            return redirect("members:crews")
    else:
        ticked = list(Member.objects.on_register().filter(crew=held).values_list("public_id", flat=True))
    there = (
        Member.objects.on_register().filter(branch=branch).select_related("crew").defer("identity", "phone")
    )
    near: list[dict[str, object]] = []
    elsewhere: list[dict[str, object]] = []
    for one in there.order_by("pinyin", "pk"):
        tick = {"value": one.public_id, "label": one.name, "checked": one.public_id in ticked}
        (near if one.crew_id in (None, held.pk) else elsewhere).append(tick)
    context = {
        "crew": held,
        "near": near,
        "elsewhere": elsewhere,
        "unclear": unclear,
        "names": request.POST.get("names", ""),
    }
    return render(request, "members/crew.html", context, status=422 if unclear else 200)


def _names(request: HttpRequest, system: scheduling.Preset, own: list[Crew]) -> str:
    asked = request.POST.get("names") or request.GET.get("names", "")
    if asked.strip():
        return asked[:400]
    if system.code == OFFICE:
        return _("常白班")
    kept = [one.name for one in own if not one.office]
    return "、".join(kept if len(kept) == len(system.crews) else [f"{letter}班" for letter in system.crews])


def _places(system: scheduling.Preset) -> list[tuple[str, str]]:
    places = scheduling.positions(system.pattern)
    many = {code for code, nth in places if nth > 1}
    return [
        (
            f"{code}{nth}",
            _("%(code)s，第%(nth)d天") % {"code": _code(code), "nth": nth} if code in many else _code(code),
        )
        for code, nth in places
    ]


def _code(code: str) -> str:
    return _("轮休") if code == scheduling.FREE else shift_name(code)


def _position(text: str) -> tuple[str, int]:
    return text[:1], whole(text[1:]) or 0


def _proposed(context: dict) -> tuple[Strip, ...]:
    system, today = context["system"], clock.today()
    names = [
        name.strip()
        for name in context["names"].replace("，", "、").replace(",", "、").split("、")
        if name.strip()
    ]
    turning = scheduling.from_today(system, _position(context["position"]), today, names=names)
    places = scheduling.positions(system.pattern)
    return tuple(
        Strip(one.name, scheduling.strip(one, today), "".join(map(str, places[one.offset])))
        for one in turning
    )


def _strips(own: list[Crew], branch: int) -> list[Strip]:
    counted: dict[int | None, int] = {}
    for pk in (
        Member.objects.on_register().filter(branch=branch, crew__in=own).values_list("crew_id", flat=True)
    ):
        counted[pk] = counted.get(pk, 0) + 1
    strips = []
    for one in own:
        known = shift_calendar(one)
        days = scheduling.strip(known, clock.today()) if known else ()
        strips.append(Strip(one.name, days, crew=one, people=counted.get(one.pk, 0)))
    return strips
