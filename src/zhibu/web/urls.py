"""Addresses of the engine room."""

from django.urls import path

from zhibu.web.views import gallery, prefer, shell

app_name = "web"

urlpatterns = [
    path("prefer/", prefer.prefer, name="prefer"),
    path("sw.js", shell.service_worker, name="service_worker"),
    path("manifest.webmanifest", shell.manifest, name="manifest"),
    path("offline/", shell.offline, name="offline"),
    path("house/components/", gallery.components, name="components"),
    path("house/components/<slug:skeleton>/", gallery.skeleton, name="skeleton"),
]
