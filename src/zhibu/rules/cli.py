"""The command line of the rules: list, show, ask, schema, check."""

import json
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NoReturn, TextIO

from zhibu.rules import ask as rules
from zhibu.rules.check import check_file
from zhibu.rules.facts import FactError, invalid

USAGE = "用法：zhibu rules list [--json] | show ID | ask QUESTION < facts.json | schema QUESTION | check CASES.yaml"
REFUSED = 2


def main(argv: Sequence[str], stdin: TextIO | None = None, stdout: TextIO | None = None) -> int:
    """Run one command and return its exit status: 0 fine, 1 cases that fail, 2 input that does not fit."""
    given, out = stdin or _utf8(sys.stdin), stdout or _utf8(sys.stdout)
    try:
        match list(argv):
            case ["list"]:
                for row in rules.list_rules():
                    print(f"{row['rule']:28} {row['title']}", file=out)
            case ["list", "--json"]:
                _write(rules.list_rules(), out)
            case ["show", rule]:
                _write(rules.show(rule), out)
            case ["ask", question]:
                rules.find_question(question)
                _write(rules.ask(question, _facts(given)), out)
            case ["schema", question]:
                _write(rules.schema(question), out)
            case ["check", *files] if files:
                return max([check_file(Path(name), out) for name in files])
            case _:
                _write(_error("usage", USAGE, "$"), out)
                return REFUSED
        out.flush()
    except FactError as fault:
        _write(_error(fault.code, fault.message, fault.at), out)
        return REFUSED
    except BrokenPipeError:  # the reader, a pager or `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
    return 0


def _utf8(stream: TextIO) -> TextIO:
    """The same stream in UTF-8, whatever the terminal's language; a byte order mark is skipped."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding="utf-8-sig" if stream.readable() else "utf-8", errors="strict")
    return stream


def _error(code: str, message: str, at: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "at": at}}


def _write(value: Any, out: TextIO) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1)
    print(text.encode("utf-8", "replace").decode("utf-8"), file=out)


def _facts(given: TextIO) -> Any:
    def twice_is_wrong(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise invalid("同一个名称写了两次。", "$")
        return found

    def no_number(word: str) -> NoReturn:
        raise invalid(f"{word} 不是数字。", "$")

    try:
        return json.loads(given.read(), object_pairs_hook=twice_is_wrong, parse_constant=no_number)
    except FactError:
        raise
    except (ValueError, RecursionError) as fault:
        raise invalid("读不懂，请给一份 UTF-8 的 JSON。", "$") from fault


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
