"""Addresses of meetings and decisions: room (while it is held), calling (before and after), papers.

The room comes first: its fixed words such as `meetings/record/` must not be read as a meeting's id.
"""

from zhibu.activities.urls import calling, elections, papers, room

app_name = "activities"
urlpatterns = [*room.urlpatterns, *elections.urlpatterns, *calling.urlpatterns, *papers.urlpatterns]
