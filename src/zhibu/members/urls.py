"""Addresses of the register."""

from django.urls import path

from zhibu.members.views import crews, entry, register, roster_import

app_name = "members"
urlpatterns = [
    path("members/", register.members, name="list"),
    path("members/new/", entry.new, name="new"),
    path("members/left/", register.left, name="left"),
    path("members/import/", roster_import.imports, name="import"),
    path("members/import/<slug:public_id>/", roster_import.one_import, name="one_import"),
    path("members/import/<slug:public_id>/cell/", roster_import.cell, name="import_cell"),
    path("members/import/<slug:public_id>/confirm/", roster_import.confirm, name="import_confirm"),
    path("members/import/<slug:public_id>/drop/", roster_import.drop, name="import_drop"),
    path("members/import/<slug:public_id>/undo/", roster_import.undo, name="import_undo"),
    path("members/crews/", crews.crews, name="crews"),
    path("members/crews/<slug:public_id>/", crews.crew, name="crew"),
    path("members/<slug:public_id>/", register.card, name="card"),
    path("members/<slug:public_id>/show/", register.show, name="show"),
    path("members/<slug:public_id>/edit/", entry.edit, name="edit"),
    path("members/<slug:public_id>/move/", entry.move, name="move"),
    path("members/<slug:public_id>/leave/", entry.leave, name="leave"),
    path("members/<slug:public_id>/full/", entry.full, name="full"),
    path("members/<slug:public_id>/restore/", register.restore, name="restore"),
]
