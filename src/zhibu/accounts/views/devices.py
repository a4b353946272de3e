"""One's own devices and notices: withdrawn or read with one tap."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from zhibu.accounts.models import AccountNotice, Device
from zhibu.accounts.operations import read_notice, withdraw_device
from zhibu.kernel import clock


@login_required
@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make one of one's own devices stop at once."""
    device = get_object_or_404(Device, public_id=public_id, user=request.user)
    withdraw_device(by=request.user, device=device, now=clock.now())  # type: ignore[arg-type]
    return redirect("me:me")


@login_required
@require_POST
def read(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a notice about the account away."""
    notice = get_object_or_404(AccountNotice, public_id=public_id, user=request.user)
    read_notice(by=request.user, notice=notice, now=clock.now())  # type: ignore[arg-type]
    return redirect("me:me")
