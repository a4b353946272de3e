"""Addresses of this room."""

from django.urls import path

from zhibu.accounts.views import desktop, devices, sign_in

app_name = "accounts"
urlpatterns = [
    path("accounts/desktop/", desktop.pick_up, name="pick_up"),
    path("accounts/desktop/<str:ticket>/", desktop.let_in, name="let_in"),
    path("accounts/name/", sign_in.choose_name, name="login_name"),
    path("me/devices/<slug:public_id>/withdraw/", devices.withdraw, name="withdraw_device"),
    path("me/notices/<slug:public_id>/read/", devices.read, name="read_notice"),
]
