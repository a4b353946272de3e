"""`zhibu restore FILE`."""

import os
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from zhibu.config.restore import restore


class Command(BaseCommand):
    help = "Put a backup back into an empty data folder; asks for the kept key file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--field-key", type=Path, help="the kept field.key; otherwise you are asked for it"
        )

    def handle(self, *args: Any, file: Path, field_key: Path | None, **options: Any) -> None:
        self._use_key(field_key)
        try:
            manifest = restore(file)
        except (ValueError, FileNotFoundError, BadZipFile) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"Restored {manifest['made_at']}: every table has the rows the backup names.")

    def _use_key(self, field_key: Path | None) -> None:
        """Put the kept key in place of the one a fresh folder made for itself."""
        if field_key is None and self.stdin_is_terminal():
            answer = input("Kept key file (empty: the one in this data folder): ").strip()
            field_key = Path(answer) if answer else None
        if field_key is None:
            return
        try:
            key = bytes.fromhex(field_key.read_text().strip())
        except (OSError, ValueError) as broken:
            raise CommandError(f"{field_key} is not a key file: {broken}") from broken
        settings.FIELD_KEY = key
        place = settings.FIELD_KEY_FILE
        draft = place.with_name(place.name + ".new")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(key.hex() + "\n")
        draft.rename(place)

    @staticmethod
    def stdin_is_terminal() -> bool:
        """Whether there is a person to ask."""
        import sys

        return sys.stdin is not None and sys.stdin.isatty()
