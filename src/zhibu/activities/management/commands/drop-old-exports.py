"""`zhibu drop-old-exports`: delete files of papers that were made more than a week ago."""

from typing import Any

from django.core.management.base import BaseCommand

from zhibu.activities.operations.export_papers import drop_old_exports
from zhibu.kernel import clock


class Command(BaseCommand):
    help = "Delete files of papers that were made more than a week ago."

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete, and say how many."""
        self.stdout.write(f"{drop_old_exports(on=clock.today())}")
