"""`zhibu up`: the whole product by one command."""

import os
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from zhibu.config import certificates, supervision
from zhibu.config.backup import write_backup
from zhibu.kernel import clock

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
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
        listen = "127.0.0.1" if host in _LOOPBACK else "0.0.0.0"  # noqa: S104 - the person asked for another address
        if not supervision.port_is_free(listen, port):
            raise CommandError(f"Port {port} is in use. Choose another one: zhibu up --port {port + 1}")
        certificate, key, authority = self._certificate(options)
        os.environ["ZHIBU_DATA"] = str(settings.DATA)
        os.environ["ZHIBU_DEMO"] = "1" if options["demo"] else "0"
        os.environ["ZHIBU_TLS"] = "1" if certificate else "0"
        os.environ.setdefault("ZHIBU_ALLOWED_HOSTS", ",".join(sorted({host, *_LOOPBACK, "[::1]"})))
        settings.DEMO = options["demo"]
        self._bring_up_to_date()
        if options["demo"]:
            call_command("load_reference_branch", stdout=self.stdout)
        self._greet(host, port, certificate, authority)
        status = supervision.run(
            [
                supervision.Watched(
                    "web", supervision.web_command(host=listen, port=port, certificate=certificate, key=key)
                ),
                supervision.Watched("jobs", supervision.jobs_command()),
            ]
        )
        raise SystemExit(status)

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
            call_command("migrate", verbosity=0)
        connection.close()
        if settings.STATIC_ROOT.exists():
            shutil.rmtree(settings.STATIC_ROOT)
        call_command("collectstatic", verbosity=0, interactive=False)

    def _greet(self, host: str, port: int, certificate: Path | None, authority: Path | None) -> None:
        scheme = "https" if certificate else "http"
        shown = "localhost" if host in _LOOPBACK else host
        address = f"{scheme}://{shown}:{port}/"
        self.stdout.write(address)
        if settings.DEMO:
            self.stdout.write(f"Accounts and their password: see {settings.DATA / 'demo-accounts.txt'}")
            self.stdout.write((settings.DATA / "demo-accounts.txt").read_text())
        else:
            call_command("setup_link", "--address", address, stdout=self.stdout)
        if authority is not None:
            self._offer_authority(authority, host, port)
        elif host not in _LOOPBACK and not certificate:
            self.stdout.write(
                "Plain http: offline use, passkeys, the camera and sealed ballots need TLS and are hidden. "
                "Start with --tls, or with --certificate and --key."
            )
        self.stdout.flush()

    def _offer_authority(self, authority: Path, host: str, port: int) -> None:
        from zhibu.documents.qr import qr_terminal

        listen = "127.0.0.1" if host in _LOOPBACK else "0.0.0.0"  # noqa: S104 - phones fetch it from there
        if not supervision.port_is_free(listen, port + 1):
            self.stdout.write(
                f"Port {port + 1} is in use, so the authority is not offered there: {authority}"
            )
            return
        supervision.serve_authority(authority.parent, host=listen, port=port + 1)
        address = f"http://{host}:{port + 1}/zhibu-authority.pem"
        self.stdout.write(f"Each phone trusts this authority once (scan, install): {address}")
        self.stdout.write(qr_terminal(address))
