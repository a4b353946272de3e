"""The pack for those who were not there."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from zhibu.activities import operations, permissions, terms
from zhibu.activities.forms.calling import MakeUpForm
from zhibu.activities.models import Decision, Meeting
from zhibu.activities.queries import decisions
from zhibu.kernel import clock
from zhibu.kernel.refusal import Refused
from zhibu.organisations import access


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def make_up(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was decided and handed out, one question back; officers also see who has made up and what was asked."""
    on = clock.today()
    seen = Meeting.objects.visible_to(request.user, on=on).select_related("organisation__parent")
    meeting = get_object_or_404(seen, public_id=public_id, state=terms.State.CLOSED)
    form = MakeUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        for_whom = request.POST.get("member", "")
        person = get_object_or_404(meeting.attendees, member__public_id=for_whom) if for_whom else None
        try:
            operations.make_up(
                by=request.user,
                meeting=meeting,
                member=person.member if person else None,
                question=form.cleaned_data["question"],
                now=clock.now(),
            )
            return redirect("activities:make_up", meeting.public_id)
        except Refused as refused:
            form.refuse(refused)
    absent = meeting.attendees.filter(present_at__isnull=True, observer=False).select_related("member")
    officer = access.may(request.user, permissions.RUN, meeting.organisation, on=on)
    context = {
        "meeting": meeting,
        "form": form,
        "mine": meeting.attendees.of(request.user).first(),
        "items": meeting.items.order_by("position"),
        "papers": meeting.papers.filter(removed_at__isnull=True, what="paper").order_by("pk"),
        "decisions": decisions.of_meeting(
            Decision.objects.filter(item__meeting=meeting), request.user, on=on
        ),
        "absent": list(absent.order_by("pk")) if officer else [],
    }
    return render(request, "activities/make_up.html", context, status=422 if form.errors else 200)
