"""Runs case files: facts or a day on one side, the verdict and values that must come out on the other."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, TextIO

import yaml

from zhibu.rules.ask import ask
from zhibu.rules.book import Row, Rulebook, UnknownRuleError, load, thawed
from zhibu.rules.facts import FactError
from zhibu.rules.plain_yaml import read_yaml

_OF_QUESTION = {"name", "question", "facts", "today", "verdict", "values", "reasons", "error", "at"}
_OF_ROW = {"name", "rule", "on", "value", "document", "article", "status", "force", "error"}


class CaseFileError(ValueError):
    """The case file is not what a case file must be; the message says where."""


def cases(path: Path) -> list[dict[str, Any]]:
    """The cases of one file, a list. Each has a name, and asks a question with facts for a verdict or an
    error, or looks at a rule on a day for what its row says then, or for the error no_rule_in_force."""
    try:
        found = read_yaml(path)
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as fault:
        raise CaseFileError(f"{path}: {fault}") from fault
    if not isinstance(found, list):
        raise CaseFileError(f"{path}: a list of cases is expected")
    for place, case in enumerate(found, 1):
        if not isinstance(case, dict):
            raise CaseFileError(f"{path}: case {place} is not a table")
        if wrong := _fault(case):
            raise CaseFileError(f"{path}: case {place} ({case.get('name', 'no name')}) {wrong}")
    return found


def _fault(case: Mapping[str, Any]) -> str | None:
    """What is wrong with the form of a case, to follow its name."""
    of_row = "rule" in case
    if unknown := case.keys() - (_OF_ROW if of_row else _OF_QUESTION):
        return f"has unknown keys {sorted(map(str, unknown))}"
    if missing := ({"name", "rule", "on"} if of_row else {"name", "question", "facts"}) - case.keys():
        return f"lacks {sorted(missing)}"
    for key in {"name", "question", "rule"} & case.keys():
        if not isinstance(case[key], str):
            return f"has a {key} that is not text"
    for key in {"values", "reasons"} & case.keys():
        if not isinstance(case[key], dict):
            return f"has {key} that are not a table"
    for key in ("today", "on"):
        if key in case and not _is_day(case[key]):
            return f"has a day that does not exist: {case[key]!r}"
    if not of_row and ("verdict" in case) == ("error" in case):
        return "needs either verdict or error"
    if of_row and ("value" in case) == ("error" in case):
        return "needs either value or error"
    return None


def _is_day(text: Any) -> bool:
    try:
        return isinstance(text, str) and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def failures(case: Mapping[str, Any], book: Rulebook | None = None) -> list[str]:
    """What does not come out as the case says, one sentence each; empty when all is as expected."""
    return _failures_of_row(case, book or load()) if "rule" in case else _failures_of_answer(case, book)


def _failures_of_row(case: Mapping[str, Any], book: Rulebook) -> list[str]:
    try:
        row: Row | None = book.find(case["rule"], date.fromisoformat(case["on"]))
    except UnknownRuleError:
        found: dict[str, Any] = {"error": "rule_unknown"}
    else:
        found = {"error": "no_rule_in_force"} if row is None else _said(row)
    if "error" in found and "error" not in case:
        return [f"error {found['error']}"]
    return [
        f"{key} is {found.get(key)!r}, expected {case[key]!r}"
        for key in case.keys() - {"name", "rule", "on"}
        if found.get(key) != case[key]
    ]


def _said(row: Row) -> dict[str, Any]:
    return {
        "value": thawed(row.value),
        "document": None if row.document is None else row.document.id,
        "article": row.article,
        "status": row.status,
        "force": row.force,
    }


def _failures_of_answer(case: Mapping[str, Any], book: Rulebook | None) -> list[str]:
    try:
        today = date.fromisoformat(case["today"]) if "today" in case else None
        found = ask(case["question"], case["facts"], today=today, book=book)
    except FactError as fault:
        if "error" not in case:
            return [f"error {fault.code} at {fault.at}: {fault.message}"]
        wrong = [] if case["error"] == fault.code else [f"error {fault.code}, expected {case['error']}"]
        if "at" in case and case["at"] != fault.at:
            wrong.append(f"error at {fault.at}, expected {case['at']}")
        return wrong
    if "error" in case:
        return [f"verdict {found['verdict']}, expected error {case['error']}"]
    wrong = []
    if found["verdict"] != case["verdict"]:
        why = "; ".join(f"{reason['rule']}={reason['holds']} {reason['text']}" for reason in found["reasons"])
        wrong.append(f"verdict {found['verdict']}, expected {case['verdict']} ({why})")
    for name, expected in case.get("values", {}).items():
        if name not in found["values"]:
            wrong.append(f"value {name} is absent, expected {expected!r}")
        elif found["values"][name] != expected:
            wrong.append(f"value {name} is {found['values'][name]!r}, expected {expected!r}")
    for rule, expected in case.get("reasons", {}).items():
        holds = [reason["holds"] for reason in found["reasons"] if reason["rule"] == rule]
        if expected not in holds:
            wrong.append(f"reason {rule} is {holds or 'absent'}, expected {expected!r}")
    return wrong


def judged_by(case: Mapping[str, Any]) -> frozenset[str]:
    """The rules that a case puts to the test: the row it looks at, or those that its answer cites."""
    if "rule" in case:
        return frozenset({case["rule"]})
    try:
        found = ask(case["question"], case["facts"])
    except FactError:
        return frozenset()
    return frozenset(reason["rule"] for reason in found["reasons"])


def check_file(path: Path, out: TextIO) -> int:
    """Run one file and print what fails; 0 all as expected, 1 some not, 2 the file cannot be read."""
    try:
        found = cases(path)
    except CaseFileError as fault:
        print(fault, file=out)
        return 2
    failed = 0
    for case in found:
        for sentence in (wrong := failures(case)):
            print(f"FAIL {case['name']}: {sentence}", file=out)
        failed += bool(wrong)
    print(f"{path}: {len(found) - failed} of {len(found)} cases as expected", file=out)
    return 1 if failed else 0
