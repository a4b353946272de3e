"""The tab of this room, for those who hold an office or look from above; the register lies inside it."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhibu.kernel import clock
from zhibu.organisations.queries import is_officer, is_superior
from zhibu.web.nav import Tab, register


def _officers(request: HttpRequest) -> bool:
    on = clock.today()
    return is_officer(request.user, on=on) or is_superior(request.user, on=on)


register(
    Tab(
        "month",
        _("本月"),
        "list-checks",
        "duties:month",
        50,
        covers=("/members/", "/invite/", "/posts/", "/papers/", "/organisation/"),
        visible=_officers,
    )
)
