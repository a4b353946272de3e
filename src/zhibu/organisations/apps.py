"""Lets Django know the room."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "zhibu.organisations"
    label = "organisations"
