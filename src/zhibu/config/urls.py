"""The root map of addresses; each room brings its own, and the rooms that are asked most come first."""

from django.urls import include, path

from zhibu.config.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("zhibu.activities.urls")),
    path("", include("zhibu.members.urls")),
    path("", include("zhibu.duties.urls")),
    path("", include("zhibu.web.urls")),
    path("", include("zhibu.accounts.urls")),
    path("", include("zhibu.accounts.sign_in_urls")),
    path("", include("zhibu.members.entrance_urls")),
    path("", include("zhibu.members.me_urls")),
]

handler400 = "zhibu.web.views.bad_request"
handler403 = "zhibu.web.views.forbidden"
handler404 = "zhibu.web.views.not_found"
handler500 = "zhibu.web.views.server_error"
