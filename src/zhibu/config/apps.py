"""Starts the front door: the rooms' tabs are collected, and what rooms offer to rooms below is wired."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class FrontDoorConfig(AppConfig):
    name = "zhibu.config"
    label = "front_door"

    def ready(self) -> None:
        for room in apps.get_app_configs():
            ours = room.name.startswith("zhibu.") and room.name != "zhibu.web"
            if ours and find_spec(f"{room.name}.nav"):
                import_module(f"{room.name}.nav")
        _wire_own_data()


def _wire_own_data() -> None:
    from zhibu.activities.queries import own
    from zhibu.members import own_data

    own_data.offer("attendance", _("会议和到会"), own.attendance)
    own_data.offer("decisions", _("我办的和我提的事"), own.decisions)
    own_data.offer("said", _("会议记录里我说的"), own.said)
    own_data.offer("elections", _("选举里的我"), own.elections)
