"""Django's migrate, after which the walls in the database are put up again."""

from typing import Any

from django.conf import settings
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connection

from zhibu.config.databases import as_owner
from zhibu.config.walls import APPEND_ONLY
from zhibu.kernel import walls


class Command(DjangoMigrate):
    help = DjangoMigrate.help + " Then puts up the append-only walls."

    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner() as owner:
            super().handle(*args, **options)
            there = set(connection.introspection.table_names())
            tables = [table for table in APPEND_ONLY if table in there]
            walls.put_up(tables)
            if owner:
                walls.hand_over(settings.DATABASES["default"]["USER"], tables)
