"""`zhibu export KIND --organisation CODE --period 2026|2026-Q3|2026-09 --out DIR`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from zhibu.activities.papers import exporting
from zhibu.kernel import clock
from zhibu.kernel.refusal import Refused
from zhibu.organisations.models import Organisation


class Command(BaseCommand):
    help = "Write ledgers and forms of a period into a folder; `zhibu export kinds` lists what there is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", help="a kind, `all`, or `kinds` for the list")
        parser.add_argument("--organisation", metavar="CODE")
        parser.add_argument("--period", metavar="2026|2026-Q3|2026-09")
        parser.add_argument("--out", type=Path, metavar="DIR")

    def handle(self, *args: Any, kind: str, **options: Any) -> None:
        with override("zh-hans"):
            if kind == "kinds":
                for code, label in exporting.export_kinds().items():
                    formats = " ".join(exporting.export_formats(code))
                    self.stdout.write(f"{code}\t{formats}\t{label}")
                return
            for name in ("organisation", "period", "out"):
                if not options[name]:
                    raise CommandError(f"--{name} is needed.", returncode=2)
            written = self._write(kind, options["organisation"], options["period"], options["out"])
        self.stdout.write(f"{written} files in {options['out']}")

    def _write(self, kind: str, code: str, period: str, folder: Path) -> int:
        organisation = Organisation.objects.filter(code=code).first()
        if organisation is None:
            raise CommandError(f"There is no organisation {code}.", returncode=2)
        written = 0
        try:
            papers = exporting.export(kind, organisation, exporting.period(period), on=clock.today())
            folder.mkdir(parents=True, exist_ok=True)
            for name, content in papers:
                (folder / name).write_bytes(content)
                written += 1
        except Refused as refused:
            raise CommandError(refused.message, returncode=2) from refused
        except OSError as fault:
            raise CommandError(f"{folder}: {fault.strerror}.", returncode=2) from fault
        return written
