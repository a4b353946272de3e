"""Addresses of elections in a meeting."""

from django.urls import path

from zhibu.activities.views import election_answer, election_count, election_result, election_slate

_ITEM = "meetings/<slug:meeting_id>/items/<slug:item_id>/"

urlpatterns = [
    path(f"{_ITEM}slate/", election_slate.slate, name="election_slate"),
    path(f"{_ITEM}ballots/", election_count.count, name="election_count"),
    path(f"{_ITEM}ballots/check/", election_result.check, name="election_check"),
    path(f"{_ITEM}ballots/result/", election_result.result, name="election_result"),
    path(f"{_ITEM}answer/", election_answer.answer, name="election_answer"),
    path(f"{_ITEM}posts/", election_answer.posts, name="election_posts"),
    path(f"{_ITEM}<slug:kind>.<slug:form>", election_slate.paper, name="election_paper"),
]
