"""`zhibu load_reference_branch`: the demonstration's organisations, people, accounts and year."""

import os
import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from zhibu.config.demo import people
from zhibu.config.demo.history import write_history
from zhibu.config.demo.register import found
from zhibu.kernel import clock
from zhibu.kernel.transactions import writing
from zhibu.organisations.models import Organisation


class Command(BaseCommand):
    help = "Enter the reference branch R20, its twin R21 and the demonstration accounts; nothing if they are there."

    def handle(self, *args: Any, **options: Any) -> None:
        if Organisation.objects.filter(code="R20").exists():
            return
        password = os.environ.get("ZHIBU_DEMO_PASSWORD") or f"zhibu-{secrets.token_hex(4)}"
        now = clock.now().replace(microsecond=0)
        with writing():
            ground = found(now=now, password=password)
            write_history(ground, now=now)
        persons = (*people.BRANCH, *people.TWIN)
        logins = [one.login for one in persons if one.login] + [
            login for _name, _role, login, _code in people.OTHERS
        ]
        place = settings.DATA / "demo-accounts.txt"
        place.touch(mode=0o600)
        place.write_text(f"password of all demonstration accounts: {password}\n{' '.join(logins)}\n")
        self.stdout.write(f"The reference branch is there: {len(logins)} accounts.")
