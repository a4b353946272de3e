"""Runs case files: facts on one side, the verdict and values that must come out on the other."""

from datetime import date
from pathlib import Path
from typing import Any, TextIO

import yaml

from zhibu.rules.ask import ask
from zhibu.rules.facts import FactError
from zhibu.rules.plain_yaml import read_yaml

_KEYS = {"name", "question", "facts", "today", "verdict", "values", "reasons", "error", "at"}


class CaseFileError(ValueError):
    """The case file is not what a case file must be; the message says where."""


def cases(path: Path) -> list[dict[str, Any]]:
    """The cases of one file: a list, each with name, question, facts and verdict or error."""
    try:
        found = read_yaml(path)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise CaseFileError(f"{path}: {fault}") from fault
    if not isinstance(found, list):
        raise CaseFileError(f"{path}: a list of cases is expected")
    for place, case in enumerate(found, 1):
        if not isinstance(case, dict):
            raise CaseFileError(f"{path}: case {place} is not a table")
        label = f"{path}: case {place} ({case.get('name', 'no name')})"
        if unknown := case.keys() - _KEYS:
            raise CaseFileError(f"{label} has unknown keys {sorted(map(str, unknown))}")
        if missing := {"name", "question", "facts"} - case.keys():
            raise CaseFileError(f"{label} lacks {sorted(missing)}")
        if ("verdict" in case) == ("error" in case):
            raise CaseFileError(f"{label} needs either verdict or error")
    return found


def failures(case: dict[str, Any]) -> list[str]:
    """What does not come out as the case says, one sentence each; empty when all is as expected."""
    try:
        today = date.fromisoformat(case["today"]) if "today" in case else None
        found = ask(case["question"], case["facts"], today=today)
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
