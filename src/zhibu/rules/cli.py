"""The command line of the rules: list, show, ask, schema, check."""

import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from io import TextIOWrapper
from math import isfinite
from pathlib import Path
from typing import Any, TextIO

from zhibu.rules import ask as rules
from zhibu.rules.check import check_file
from zhibu.rules.facts import FactError, invalid, path_to

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


class _Table(dict[str, Any]):
    """A JSON object that remembers which name was written twice."""

    twice: str | None = None


def _table(pairs: list[tuple[str, Any]]) -> _Table:
    table = _Table(pairs)
    if len(table) != len(pairs):
        table.twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
    return table


def _facts(given: TextIO) -> Any:
    try:
        facts = json.loads(given.read(), object_pairs_hook=_table)
        _refuse_what_json_has_not(facts, "$")
    except FactError:
        raise
    except (ValueError, RecursionError) as fault:
        raise invalid("读不懂，请给一份 UTF-8 的 JSON。", "$") from fault
    return facts


def _refuse_what_json_has_not(value: Any, at: str) -> None:
    """Names written twice, NaN and numbers without end: Python reads them, JSON knows none of them."""
    if isinstance(value, float) and not isfinite(value):
        raise invalid("这不是一个数。", at)
    if isinstance(value, _Table):
        if value.twice is not None:
            raise invalid("同一个名称写了两次。", path_to(at, value.twice))
        for name, item in value.items():
            _refuse_what_json_has_not(item, path_to(at, name))
    if isinstance(value, list):
        for place, item in enumerate(value):
            _refuse_what_json_has_not(item, f"{at}[{place}]")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
