"""Lets Django know the slab."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "zhibu.kernel"
