"""What the page skeletons need to know about the request; every part is worked out only when it is used."""

from typing import Any

from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.functional import SimpleLazyObject

from zhibu.web import nav, preferences


def account_key(request: HttpRequest) -> str:
    """A word that tells one account's drafts from another's on the same phone, and says nothing else."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    return salted_hmac("zhibu.web.drafts", str(user.pk)).hexdigest()[:16]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Tabs, look, and who is signed in."""
    return {
        "tabs": SimpleLazyObject(lambda: nav.tabs_for(request)),
        "look": preferences.look_of(request),
        "identity": SimpleLazyObject(lambda: nav.identity_for(request)),
        "account_key": SimpleLazyObject(lambda: account_key(request)),
    }
