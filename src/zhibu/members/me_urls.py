"""Addresses of 我的, of 任职, and of the tree."""

from django.urls import include, path

from zhibu.members.views import me, posts, tree

own = [
    path("me/", me.me, name="me"),
    path("me/record/", me.record, name="record"),
    path("me/looked/", me.looked, name="looked"),
    path("me/export/", me.export, name="export"),
    path("me/correct/", me.correct, name="correct"),
    path("me/leave/", me.leave, name="leave"),
    path("me/lost/", me.lost, name="lost"),
    path("corrections/", me.corrections, name="corrections"),
]
above = [
    path("organisation/", tree.tree, name="tree"),
    path("organisation/<slug:public_id>/", tree.one, name="one"),
    path("organisation/<slug:public_id>/recover/<slug:person>/", tree.recover, name="recover"),
    path("posts/", posts.page, name="posts"),
    path("posts/<slug:public_id>/end/", posts.end, name="end_post"),
]
urlpatterns = [path("", include((own, "me"))), path("", include((above, "organisations")))]
