"""`zhibu up`: the whole product by one command."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from zhibu.config import certificates, supervision
from zhibu.config.backup import write_backup
from zhibu.config.supervision import LOOPBACK
from zhibu.kernel import clock
from zhibu.organisations.models import Organisation

_KEPT_BACKUPS = 7


class Command(BaseCommand):
    help = "Start Zhibu: data folder, backup before changes, migrations, web and job workers."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="the reference branch and its accounts")
        parser.add_argument(
            "--host", default="127.0.0.1", help="address or name under which phones reach this machine"
        )
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--tls", action="store_true", help="own authority and a certificate for --host")
        parser.add_argument("--certificate", type=Path)
        parser.add_argument("--key", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        self._check(options)
        listen = "127.0.0.1" if host in LOOPBACK else "0.0.0.0"  # noqa: S104 - the person asked for another address
        if not supervision.port_is_free(listen, port):
            raise CommandError(
                f"Port {port} is in use. Choose another one: zhibu up --port {port + 1}, or make run PORT={port + 1}"
            )
        certificate, key, authority = self._certificate(options)
        os.environ["ZHIBU_DATA"] = str(settings.DATA)
        os.environ["ZHIBU_DEMO"] = "1" if options["demo"] else "0"
        os.environ["ZHIBU_TLS"] = "1" if certificate else "0"
        os.environ.setdefault("ZHIBU_ALLOWED_HOSTS", ",".join(sorted({host, *LOOPBACK, "[::1]"})))
        settings.DEMO = options["demo"]
        self._bring_up_to_date()
        if options["demo"]:
            if not Organisation.objects.exists():
                self._say("Entering the reference branch and a year of its life; half a minute, once …")
            call_command("load_reference_branch", stdout=self.stdout)
        self._become_server(listen, certificate, key, authority, options)

    def _become_server(
        self,
        listen: str,
        certificate: Path | None,
        key: Path | None,
        authority: Path | None,
        options: dict[str, Any],
    ) -> None:
        """Give this process over to `zhibu serve`: it reads the settings anew, and what preparing took is let go."""
        words = ["serve", "--host", options["host"], "--listen", listen, "--port", str(options["port"])]
        for name, place in (("--certificate", certificate), ("--key", key), ("--authority", authority)):
            if place:
                words += [name, str(place)]
        connections.close_all()
        self.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-m", "zhibu.config.command", *words])  # noqa: S606 - our own command

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    def _check(self, options: dict[str, Any]) -> None:
        if bool(options["certificate"]) != bool(options["key"]):
            raise CommandError("--certificate and --key go together.")
        if options["tls"] and options["certificate"]:
            raise CommandError("Use --tls, or a certificate of your own, not both.")
        if not 1 <= options["port"] <= 65535:
            raise CommandError("--port is a number from 1 to 65535.")

    def _certificate(self, options: dict[str, Any]) -> tuple[Path | None, Path | None, Path | None]:
        if options["tls"]:
            return certificates.certificate_for(options["host"], settings.DATA / "tls", now=clock.now())
        for place in (options["certificate"], options["key"]):
            if place and not place.exists():
                raise CommandError(f"{place} does not exist.")
        return options["certificate"], options["key"], None

    def _bring_up_to_date(self) -> None:
        """Migrate, after a backup of what is there; collect the static files."""
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan and executor.loader.applied_migrations:
            folder = settings.DATA / "backups"
            folder.mkdir(exist_ok=True)
            moment = clock.now().strftime("%Y%m%d-%H%M%S")
            write_backup(folder / f"before-migration-{moment}.zip", now=clock.now())
            for old in sorted(folder.glob("before-migration-*.zip"))[:-_KEPT_BACKUPS]:
                old.unlink()
        if plan:
            self._say(f"Preparing the data folder {settings.DATA} …")
            call_command("migrate", verbosity=0)
        connection.close()
        if settings.STATIC_ROOT.exists():
            shutil.rmtree(settings.STATIC_ROOT)
        call_command("collectstatic", verbosity=0, interactive=False)
