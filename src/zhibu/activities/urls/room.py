"""Addresses of the room part of meetings."""

from django.urls import path

from zhibu.activities.views import checkin, minutes, photos, record, roll, room, votes

urlpatterns = [
    path("c/<slug:meeting_id>/", checkin.check_in, name="check_in"),
    path("c/<slug:meeting_id>/<slug:code>", checkin.check_in, name="check_in"),
    path("meetings/record/", record.record, name="record"),
    path("meetings/<slug:meeting_id>/room/", roll.wall, name="wall"),
    path("meetings/<slug:meeting_id>/roll/", roll.roll, name="roll"),
    path("meetings/<slug:meeting_id>/sheet/", roll.sheet, name="sheet"),
    path("meetings/<slug:meeting_id>/guests/", roll.guests, name="guests"),
    path("meetings/<slug:meeting_id>/guests/<slug:guest_id>/remove/", roll.guest_remove, name="guest_remove"),
    path("meetings/<slug:meeting_id>/presence/", roll.late_presence, name="late_presence"),
    path("meetings/<slug:meeting_id>/begin/", room.begin, name="begin"),
    path("meetings/<slug:meeting_id>/leaders/", room.leaders, name="leaders"),
    path("meetings/<slug:meeting_id>/notes/", room.note, name="note"),
    path("meetings/<slug:meeting_id>/notes/<slug:note_id>/", minutes.correct, name="correct"),
    path("meetings/<slug:meeting_id>/items/<slug:item_id>/take/", room.take_up, name="take_up"),
    path("meetings/<slug:meeting_id>/items/<slug:item_id>/end/", room.end_item, name="end_item"),
    path("meetings/<slug:meeting_id>/items/<slug:item_id>/vote/", votes.count, name="vote"),
    path("meetings/<slug:meeting_id>/items/<slug:item_id>/vote/check/", votes.check, name="vote_check"),
    path("meetings/<slug:meeting_id>/items/<slug:item_id>/vote/result/", votes.result, name="vote_result"),
    path("meetings/<slug:meeting_id>/end/", room.end, name="end"),
    path("meetings/<slug:meeting_id>/minutes/", minutes.minutes, name="minutes"),
    path("meetings/<slug:meeting_id>/minutes/confirm/", minutes.confirm, name="confirm"),
    path("meetings/<slug:meeting_id>/photos/", photos.photos, name="photos"),
    path("meetings/<slug:meeting_id>/photos/<slug:paper_id>/", photos.photo, name="photo"),
    path("meetings/<slug:meeting_id>/photos/<slug:paper_id>/remove/", photos.remove, name="photo_remove"),
]
