"""Addresses of the door and of the first run."""

from django.urls import path

from zhibu.members.views import come_in, invite, start, welcome

app_name = "entrance"
urlpatterns = [
    path("in/", come_in.claim, name="claim"),
    path("in/wait/", come_in.wait, name="wait"),
    path("in/welcome/", welcome.welcome, name="welcome"),
    path("in/<str:secret>/", come_in.open_link, name="open_link"),
    path("j/<slug:code>/", come_in.join, name="join"),
    path("invite/", invite.page, name="invite"),
    path("invite/cards/", invite.cards, name="cards"),
    path("invite/group/", invite.group, name="group"),
    path("invite/door/<slug:public_id>/", invite.at_the_door, name="at_the_door"),
    path("invite/<slug:public_id>/", invite.invite_one, name="invite_one"),
    path("invite/<slug:public_id>/replace/", invite.replace, name="replace"),
    path("start/", start.start, name="start"),
    path("start/1/", start.committee, name="start_committee"),
    path("start/2/", start.branch, name="start_branch"),
    path("start/3/", start.secretary, name="start_secretary"),
    path("start/done/", welcome.started, name="started"),
    path("start/<str:secret>/", start.begin, name="begin"),
]
