"""Addresses of elections in a meeting."""

from django.urls import path

from zhibu.activities.views import elections

_ITEM = "meetings/<slug:meeting_id>/items/<slug:item_id>/"

urlpatterns = [
    path(f"{_ITEM}slate/", elections.slate, name="election_slate"),
    path(f"{_ITEM}ballots/", elections.count, name="election_count"),
    path(f"{_ITEM}ballots/check/", elections.check, name="election_check"),
    path(f"{_ITEM}ballots/result/", elections.result, name="election_result"),
    path(f"{_ITEM}answer/", elections.answer, name="election_answer"),
    path(f"{_ITEM}posts/", elections.posts, name="election_posts"),
    path(f"{_ITEM}<slug:kind>.<slug:form>", elections.paper, name="election_paper"),
]
