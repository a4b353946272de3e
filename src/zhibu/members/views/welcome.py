"""The first page after the door: who you are here, and that nothing else is needed."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_required
@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """This device is remembered."""
    return render(request, "members/welcome.html", {})


@login_required
@require_safe
def started(request: HttpRequest) -> HttpResponse:
    """The house is set up and the secretary is in: next comes the roster."""
    return render(request, "members/started.html", {})
