"""The console script `zhibu`: a few words of its own, and every Django management command."""

import os
import sys


def main() -> None:
    """Run `zhibu COMMAND`. `--data DIR` anywhere on the line names the data folder."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhibu.config.settings")
    argv = _with_data_folder(sys.argv)
    if argv[1:2] == ["rules"]:
        from zhibu.rules import cli  # the law needs no database and no Django

        raise SystemExit(cli.main(argv[2:]))
    from zhibu.kernel.sqlite import use_bundled_sqlite

    use_bundled_sqlite()
    from django.core.management import execute_from_command_line

    execute_from_command_line(argv)


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
