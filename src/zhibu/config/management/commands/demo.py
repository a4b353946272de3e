"""`zhibu demo --branches N --members M --seed S`: a synthetic enterprise of any size."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from zhibu.config.demo.crowd import write_crowd
from zhibu.kernel import clock


class Command(BaseCommand):
    help = (
        "Enter a synthetic tree of branches with invented members; the same seed gives the same enterprise."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--branches", type=int, required=True)
        parser.add_argument("--members", type=int, required=True)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, branches: int, members: int, seed: int, **options: Any) -> None:
        if branches < 1 or members < 0 or seed < 0:
            raise CommandError("--branches is 1 or more, --members and --seed are 0 or more.", returncode=2)
        write_crowd(branches=branches, members=members, seed=seed, today=clock.today(), tell=self._tell)
        self.stdout.write(f"S{seed}: {branches} branches, {members} members")

    def _tell(self, words: str) -> None:
        if self.stderr.isatty():
            self.stderr.write(words)
