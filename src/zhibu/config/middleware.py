"""A refusal that no view caught is still a sentence on a page, never a fault."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhibu.kernel.refusal import NotAllowed, Refused


class refusals:  # noqa: N801 - Django calls it like a function
    """Turns `Refused` into a page with its sentence: 403 without the right, 422 otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        status = 403 if isinstance(exception, NotAllowed) else 422
        return render(request, "web/refused.html", {"refusal": exception}, status=status)
