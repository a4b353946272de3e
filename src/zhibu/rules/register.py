"""The register of all rules as a page in Markdown: what each row says since when, its source, and its cases."""

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from zhibu.rules.book import DATA, NOT_ROWS, Row, Rulebook, load, thawed
from zhibu.rules.check import cases, judged_by
from zhibu.rules.plain_yaml import read_yaml
from zhibu.rules.questions import QUESTIONS

_LONGEST = 160
_HEAD = """# Register of the rules

Written by `scripts/rules` from `src/zhibu/rules/data/` and `tests/rules/cases/`; do not edit it here. The whole text
of a row: `zhibu rules show ID`. How sure we are: V1 article seen, V2 seen in an explainer, M-high, M-med, M-low from
memory, `unresolved` where sources differ, `practice` where no text says it. Only `must` rows that are V1, V2 or M-high
can say NO. *Cases* counts the cases that look at the row or in whose answer it is a reason.

A fact that is `null` is not known. The facts in full, with their kinds and which belong together:
`zhibu rules schema QUESTION`.
"""


def register(book: Rulebook, counted: Mapping[str, int], folder: Path = DATA) -> str:
    """The page; `counted` says how many cases each rule has."""
    parts = [_HEAD, questions(book), documents(book)]
    for path in sorted(folder.glob("*.yaml")):
        if path.name in NOT_ROWS:
            continue
        lines = [
            f"\n## {path.stem}\n",
            "| rule | 标题 | since | value | source | status | force | cases |",
            "| --- | --- | --- | --- | --- | --- | --- | --- |",
        ]
        for rule in read_yaml(path):
            for place, row in enumerate(book.history(rule)):
                head = (f"`{rule}`", row.title, str(counted.get(rule, 0))) if place == 0 else ("", "", "")
                lines.append(_line(row, *head))
        parts.append("\n".join(lines) + "\n")
    return "".join(parts)


def questions(book: Rulebook) -> str:
    """The questions that can be asked, each with its facts."""
    lines = [
        "\n## Questions\n",
        "| question | 标题 | facts (those in brackets may be left out) |",
        "| --- | --- | --- |",
    ]
    for name, asked in QUESTIONS.items():
        branches = asked.schema(book).get("oneOf") or [asked.schema(book)]
        parts = [part for branch in branches for part in (branch, *branch.get("anyOf", ()))]
        known = {fact: True for part in parts for fact in part.get("properties", {}) if fact != "on"}
        needed = set.intersection(*(set(branch["required"]) for branch in branches))
        facts = [f"`{fact}`" if fact in needed else f"(`{fact}`)" for fact in known]
        lines.append(f"| `{name}` | {asked.title} | {' '.join([*facts, '(`on`)'])} |")
    return "\n".join(lines) + "\n"


def documents(book: Rulebook) -> str:
    """The texts that are cited: from when to when each is applied, and when somebody last looked."""
    lines = [
        "\n## Documents\n",
        "| document | 标题 | from | to | last looked | note |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, document in sorted(book.documents.items()):
        known = f" ({document['precision']} known)" if "precision" in document else ""
        ends, note = document.get("to", ""), document.get("note", "")
        cells = (f"`{name}`", document["title"], document["from"] + known, ends, document["checked_on"], note)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _line(row: Row, rule: str, title: str, count: str) -> str:
    since = row.since.isoformat() + (f" to {row.until.isoformat()}" if row.until else "")
    value = json.dumps(thawed(row.value), ensure_ascii=False, separators=(", ", ": ")).replace('"', "")
    shown = value if len(value) <= _LONGEST else value[:_LONGEST] + "…"
    cells = (rule, title, since, shown.replace("|", "\\|"), _source(row), row.status, row.force, count)
    return "| " + " | ".join(cells) + " |"


def _source(row: Row) -> str:
    sources = [] if row.document is None else [(row.document.title, row.article)]
    sources += [(document.title, article) for document, article in row.also]
    said = "；".join(title if article is None else f"{title} {article}" for title, article in sources)
    return said or str(row.note or "")


def count_cases(files: Sequence[Path]) -> Counter[str]:
    """How many cases of these files put each rule to the test."""
    return Counter(rule for path in files for case in cases(path) for rule in judged_by(case))


def main(page: Path, files: Sequence[Path]) -> None:
    """Write the page anew."""
    page.write_text(register(load(), count_cases(files)), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
