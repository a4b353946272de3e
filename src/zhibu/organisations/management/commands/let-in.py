"""The way back by the console: prints a one-time link for an account, or makes a first administrator or superior."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from zhibu.accounts.models import User
from zhibu.accounts.operations import make_link
from zhibu.accounts.terms import LinkPurpose
from zhibu.kernel import clock
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writing
from zhibu.organisations.models import Organisation
from zhibu.organisations.operations import appoint
from zhibu.organisations.terms import Role

POSTS = (Role.ADMIN, Role.SUPERIOR, Role.APPROVER)


class Command(BaseCommand):
    """`zhibu let-in LOGIN_OR_ID` · `zhibu let-in --new NAME --role admin --organisation CODE`"""

    help = "Print a one-time link (72 h) for an account; with --new make an account with a post first"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("account", nargs="?", help="account name or public id")
        parser.add_argument("--new", metavar="NAME", help="make an account for this person")
        parser.add_argument("--role", choices=[str(role) for role in POSTS], default=str(Role.ADMIN))
        parser.add_argument("--organisation", metavar="CODE")
        parser.add_argument(
            "--forget-second-factor", action="store_true", help="the authenticator is lost too"
        )
        parser.add_argument("--address", default="http://localhost:8000/")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with writing():
                user = self._new(options) if options["new"] else self._known(options["account"])
                if options["forget_second_factor"]:
                    Authenticator.objects.filter(user=user).delete()
                secret = make_link(
                    by=User.objects.console(),
                    user=user,
                    purpose=LinkPurpose.RECOVERY,
                    organisation=None,
                    now=clock.now(),
                )
        except Refused as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(f"{user.name}: {options['address'].rstrip('/')}/in/{secret}/")

    def _known(self, account: str | None) -> User:
        if not account:
            raise CommandError("Name an account, or use --new.")
        found = User.objects.filter(Q(login=account) | Q(public_id=account), is_active=True).first()
        if found is None:
            raise CommandError(f"There is no account {account!r}.")
        return found

    def _new(self, options: dict[str, Any]) -> User:
        organisation = Organisation.objects.filter(code=options["organisation"]).first()
        if organisation is None:
            raise CommandError("--organisation must be the code of an organisation.")
        user = User.objects.person(name=options["new"])
        now = clock.now()
        appoint(
            by=User.objects.console(),
            user=user,
            organisation=organisation,
            role=options["role"],
            from_on=clock.local(now).date(),
            now=now,
        )
        return user
