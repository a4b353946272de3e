"""`zhibu serve`: what `zhibu up` becomes when everything is prepared."""

from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from zhibu.config import supervision, workers
from zhibu.config.supervision import LOOPBACK, Watched


class Command(BaseCommand):
    help = "Serve a data folder that `zhibu up` has prepared: web and job workers, no migration."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="localhost", help="name under which phones reach this machine")
        parser.add_argument("--listen", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--certificate", type=Path)
        parser.add_argument("--key", type=Path)
        parser.add_argument("--authority", type=Path, help="certificate of the own authority, for the phones")

    def handle(self, *args: Any, **options: Any) -> None:
        listen, port, authority = options["listen"], options["port"], options["authority"]
        web = partial(
            workers.serve_web, host=listen, port=port, certificate=options["certificate"], key=options["key"]
        )
        watched = [Watched("web", web), Watched("jobs", workers.do_jobs)]
        offered = authority is not None and supervision.port_is_free(listen, port + 1)
        if offered:
            hand_out = partial(supervision.serve_authority, authority.parent, host=listen, port=port + 1)
            watched.append(Watched("authority", hand_out))
        words = self._words(options, offered=offered)
        workers.load()
        self.stdout.write(words)
        self.stdout.flush()
        raise SystemExit(supervision.run(watched))

    def _words(self, options: dict[str, Any], *, offered: bool) -> str:
        """What the person at the terminal has to know; the address stands last, where it is seen."""
        scheme = "https" if options["certificate"] else "http"
        local = options["host"] in LOOPBACK
        shown = "localhost" if local else options["host"]
        address = f"{scheme}://{shown}:{options['port']}/"
        said = StringIO()
        if options["authority"] is not None:
            said.write(_authority_words(options["authority"], shown, options["port"], offered=offered))
        elif not local and not options["certificate"]:
            said.write(
                "Plain http: offline use, passkeys, the camera and sealed ballots need TLS and are hidden. "
                "Start with --tls, or with --certificate and --key.\n"
            )
        if settings.DEMO:
            said.write((settings.DATA / "demo-accounts.txt").read_text())
        else:
            call_command("setup_link", "--address", address, stdout=said)
        said.write(f"Zhibu is at {address} (Ctrl+C stops it)")
        return said.getvalue()


def _authority_words(authority: Path, host: str, port: int, *, offered: bool) -> str:
    if not offered:
        return f"Port {port + 1} is in use, so the authority is not offered there: {authority}\n"
    from zhibu.documents.qr import qr_terminal

    address = f"http://{host}:{port + 1}/zhibu-authority.pem"
    return f"Each phone trusts this authority once (scan, install): {address}\n{qr_terminal(address)}\n"
