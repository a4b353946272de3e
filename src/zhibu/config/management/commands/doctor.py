"""`zhibu doctor`."""

from typing import Any

from django.core.management.base import BaseCommand

from zhibu.config import doctor

_MARKS = {"ok": "ok  ", "note": "note", "bad": "BAD "}


class Command(BaseCommand):
    help = (
        "Say what is configured, what is missing and what is unsafe; exit status 1 when something is unsafe."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        bad = False
        for finding in doctor.findings():
            self.stdout.write(f"{_MARKS[finding.level]}  {finding.what}: {finding.said}")
            bad = bad or finding.level == "bad"
        if bad:
            raise SystemExit(1)
