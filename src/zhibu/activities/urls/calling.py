"""Addresses of Today, of meetings before they are held, and of decisions after them."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from zhibu.activities.views import calling as called
from zhibu.activities.views import change, convene, decisions, make_up, notice, today


class PublicId(StringConverter):
    """The random id of a row; other words in the same place belong to other pages."""

    regex = "[0-9a-hjkmnp-tv-z]{20}"


register_converter(PublicId, "public_id")

urlpatterns: list[URLPattern] = [
    path("", today.today, name="today"),
    path("meetings/", called.meetings, name="meetings"),
    path("meetings/new/", convene.kinds, name="convene"),
    path("meetings/new/when/", convene.when, name="convene_when"),
    path("meetings/new/what/", convene.what, name="convene_what"),
    path("meetings/new/review/", convene.review, name="convene_review"),
    path("meetings/new/send/", convene.send, name="convene_send"),
    path("meetings/<public_id:public_id>/", notice.meeting_page, name="meeting"),
    path("meetings/<public_id:public_id>/sent/", notice.sent, name="sent"),
    path("meetings/<public_id:public_id>/notice/", notice.sheet, name="notice_sheet"),
    path("meetings/<public_id:public_id>/answer/", notice.answer, name="answer"),
    path("meetings/<public_id:public_id>/told/", notice.told, name="told"),
    path("meetings/<public_id:public_id>/change/", change.change, name="change"),
    path("meetings/<public_id:public_id>/agenda/", change.agenda, name="change_agenda"),
    path("meetings/<public_id:public_id>/cancel/", change.cancel, name="cancel"),
    path("meetings/<public_id:public_id>/withdraw/", change.withdraw, name="withdraw"),
    path("meetings/<public_id:public_id>/makeup/", make_up.make_up, name="make_up"),
    path("m/<slug:short>/", notice.short, name="short"),
    path("decisions/", decisions.board, name="decisions"),
    path("decisions/<public_id:public_id>/", decisions.decision, name="decision"),
    path("decisions/<public_id:public_id>/<slug:step>/", decisions.step, name="decision_step"),
]
