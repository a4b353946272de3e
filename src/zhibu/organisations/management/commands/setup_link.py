"""Prints the one-time link that opens the first-run page, as long as there is no organisation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from zhibu.accounts.operations import make_setup_link
from zhibu.kernel import clock
from zhibu.organisations.models import Organisation


class Command(BaseCommand):
    """`zhibu setup_link [--address http://…/]`"""

    help = "Print a one-time set-up link (only while there is no organisation)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default="http://localhost:8000/")

    def handle(self, *args: Any, **options: Any) -> None:
        if Organisation.objects.exists():
            return
        secret = make_setup_link(now=clock.now())
        self.stdout.write(f"Set up (once, within 72 hours): {options['address'].rstrip('/')}/start/{secret}/")
