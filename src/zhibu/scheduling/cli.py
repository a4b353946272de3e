"""The command line of the planner: `zhibu gather rank|split|rescue|plan|groups`, and the schema of each question."""

import json
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Any, NoReturn, TextIO

from zhibu.rules.facts import FactError, invalid
from zhibu.scheduling import reading
from zhibu.scheduling.answers import VERBS
from zhibu.scheduling.planning import CircleError

USAGE = "用法：zhibu gather rank|split|rescue|plan|groups < problem.json，或 zhibu gather schema VERB"
REFUSED = 2


def main(argv: Sequence[str], stdin: TextIO | None = None, stdout: TextIO | None = None) -> int:
    """Run one command and return its exit status: 0 an answer, 2 input that does not fit. Nothing is written."""
    given, out = stdin or _utf8(sys.stdin), stdout or _utf8(sys.stdout)
    try:
        match list(argv):
            case ["schema", verb]:
                _write(reading.schema(_known(verb)), out)
            case [verb]:
                _write(_answer(_known(verb), _problem(given)), out)
            case _:
                raise FactError("usage", USAGE, "$")
    except FactError as fault:
        _write({"error": {"code": fault.code, "message": fault.message, "at": fault.at}}, out)
        return REFUSED
    return 0


def _known(verb: str) -> str:
    if verb not in VERBS:
        raise FactError("verb_unknown", f"没有“{verb}”。{USAGE}", "$")
    return verb


def _answer(verb: str, problem: Any) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = VERBS[verb](reading.read(verb, problem))
    except CircleError as circle:
        raise invalid("会议的先后绕成了一圈。", "$.meetings") from circle
    except OverflowError as beyond:
        raise invalid("日期太早或太晚，算不出来。", "$") from beyond
    return answer


def _problem(given: TextIO) -> Any:
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


def _write(value: Any, out: TextIO) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1)
    print(text.encode("utf-8", "replace").decode("utf-8"), file=out)


def _utf8(stream: TextIO) -> TextIO:
    """The same stream in UTF-8, whatever the terminal's language; a byte order mark is skipped."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding="utf-8-sig" if stream.readable() else "utf-8", errors="strict")
    return stream


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
