"""`zhibu backup FILE`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from zhibu.config.backup import write_backup
from zhibu.kernel import clock


class Command(BaseCommand):
    help = "Write everything but the keys into one file, while people go on working."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if file.exists():
            raise CommandError(f"{file} exists already; a backup is never written over another one")
        manifest = write_backup(file, now=clock.now())
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(
            f"{file}: {len(manifest['tables'])} tables, {rows} rows, {len(manifest['files'])} files. "
            "Keep the key files (keys/field.key) apart: without them identity and phone numbers stay sealed."
        )
