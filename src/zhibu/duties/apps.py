"""Lets Django know the room."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "zhibu.duties"
    label = "duties"
