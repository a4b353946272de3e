"""`zhibu daily`: what has to be done once a day; `zhibu up` does it by itself."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from zhibu.accounts.verification import note_anchor
from zhibu.config.verification import anchors_file
from zhibu.kernel import clock


class Command(BaseCommand):
    help = (
        "Note the journal's head outside the database; delete what has reached its date; forget old sessions."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        note_anchor(anchors_file(), now=clock.now())
        call_command("drop-old-photos", stdout=self.stdout)
        call_command("drop-old-exports", stdout=self.stdout)
        call_command("clearsessions", verbosity=0)
