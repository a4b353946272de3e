"""Addresses of meetings and decisions: room (while it is held), calling (before and after), papers.

The room comes first: its fixed words such as `meetings/record/` must not be read as a meeting's id.
"""

from zhibu.activities.urls import calling, papers, room

app_name = "activities"
urlpatterns = [*room.urlpatterns, *calling.urlpatterns, *papers.urlpatterns]
