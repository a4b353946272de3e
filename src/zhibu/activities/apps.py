"""Lets Django know the room."""

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "zhibu.activities"
    label = "activities"
