"""`zhibu verify`: exit status 1 and the row named when something is broken."""

from typing import Any

from django.core.management.base import BaseCommand

from zhibu.config import verification


class Command(BaseCommand):
    help = "Check the journal's chain, sealed fields, files and counts; names each broken row."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for fault in verification.faults():
            self.stdout.write(f"{fault.where}: {fault.what}")
            broken += 1
        if broken:
            self.stdout.write(f"{broken} faults")
            raise SystemExit(1)
        self.stdout.write("All holds: journal, walls, sealed fields, files, counts.")
