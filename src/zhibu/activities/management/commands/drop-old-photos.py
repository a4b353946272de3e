"""`zhibu drop-old-photos`: delete photos and scans whose day of deletion has come."""

from typing import Any

from django.core.management.base import BaseCommand

from zhibu.accounts.models import User
from zhibu.activities.operations.remove_paper import drop_old_photos
from zhibu.kernel import clock


class Command(BaseCommand):
    help = "Delete photos and scans whose day of deletion has come."

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete, and say how many."""
        dropped = drop_old_photos(by=User.objects.console(), on=clock.today(), now=clock.now())
        self.stdout.write(f"{dropped}")
