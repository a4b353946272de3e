"""The console script `zhibu`: a few words of its own, and every Django management command."""

import os
import sys

# One line each; `zhibu COMMAND --help` says the rest. Others of ours are done by `up`, by `daily` or by a developer.
COMMANDS = {
    "up": "start Zhibu; --demo brings invented people to try it with",
    "serve": "the same without looking at the data folder first",
    "doctor": "what is configured, missing or unsafe",
    "let-in": "a new link for somebody who cannot get in",
    "setup_link": "the link that opens the first page, while there is no organisation",
    "import-roster": "a list of members, from a table",
    "export": "ledgers and forms of a period, into a folder",
    "backup": "everything but the keys, into one file",
    "restore": "a backup, into an empty data folder",
    "verify": "whether the journal and the records still hold",
    "migrate": "bring the database up to date; up does it by itself",
    "daily": "what has to be done once a day; up does it by itself",
    "rules": "ask the rules without a database",
}
_HELP = {"help", "-h", "--help"}


def main() -> None:
    """Run `zhibu COMMAND`. `--data DIR` anywhere on the line names the data folder."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhibu.config.settings")
    argv = _with_data_folder(sys.argv)
    if len(argv) < 2 or (len(argv) == 2 and argv[1] in _HELP):
        print(words())
        return
    if argv[1:] in (["--version"], ["version"]):
        from zhibu import __version__

        print(f"Zhibu {__version__}")
        return
    if argv[1:2] == ["rules"]:
        from zhibu.rules import cli  # the law needs no database and no Django

        raise SystemExit(cli.main(argv[2:]))
    if argv[1:2] == ["gather"]:
        from zhibu.scheduling import cli as planner  # nor does the planner

        raise SystemExit(planner.main(argv[2:]))
    from zhibu.kernel.sqlite import use_bundled_sqlite

    use_bundled_sqlite()
    from django.core.management import execute_from_command_line

    execute_from_command_line(argv)


def words() -> str:
    """What `zhibu` answers when it is asked for help; nothing is loaded for it."""
    lines = [f"  {name:<15}{said}" for name, said in COMMANDS.items()]
    return "\n".join(
        (
            "zhibu COMMAND [--data FOLDER] …",
            "",
            *lines,
            "",
            "zhibu COMMAND --help says more. zhibu help --commands lists those for developers too.",
        )
    )


def _with_data_folder(argv: list[str]) -> list[str]:
    if "--data" not in argv:
        return argv
    at = argv.index("--data")
    if at + 1 >= len(argv):
        print("zhibu: --data needs a folder", file=sys.stderr)
        raise SystemExit(2)
    os.environ["ZHIBU_DATA"] = argv[at + 1]
    return argv[:at] + argv[at + 2 :]


if __name__ == "__main__":
    main()
