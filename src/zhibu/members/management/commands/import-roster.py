"""`zhibu import-roster FILE --organisation CODE`: a roster into a branch's register from the command line."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from zhibu.accounts.models import User
from zhibu.kernel import clock
from zhibu.kernel.refusal import Refused
from zhibu.members.operations import Outcome, import_roster
from zhibu.organisations.models import Organisation


class Command(BaseCommand):
    help = "Take a roster (.xlsx, .xls, .csv) into a branch's register. Exit status 2: the file is refused as a whole."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--organisation", required=True, metavar="CODE")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
        parser.add_argument("--json", action="store_true", help="answer with one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        said = self._said if options["json"] else self._told
        try:
            outcome = import_roster(
                by=User.objects.console(),
                organisation=_organisation(options["organisation"]),
                file_name=options["file"].name,
                content=_file(options["file"]),
                now=clock.now(),
                dry_run=options["dry_run"],
            )
        except Refused as refused:
            if options["json"]:
                self.stdout.write(_json({"error": {"code": refused.code, "message": refused.message}}))
            else:
                self.stderr.write(refused.message)
            raise SystemExit(2) from refused
        said(outcome)

    def _said(self, outcome: Outcome) -> None:
        problems = [
            {
                "row": p.row,
                "column": p.column,
                "code": p.code,
                "severity": p.severity.value,
                "message": p.message,
            }
            for p in outcome.problems
        ]
        self.stdout.write(_json(outcome.counts | {"problems": problems}))

    def _told(self, outcome: Outcome) -> None:
        for p in outcome.problems:
            where = f"第{p.row}行" + (f" {p.column}" if p.column else "")
            self.stdout.write(f"{where}：{p.message}（{'不导入' if p.severity == 'error' else '照常导入'}）")
        counts = outcome.counts
        self.stdout.write(
            f"读到{counts['rows']}行：新增{counts['created']}，更新{counts['updated']}，"
            f"没变{counts['unchanged']}，不导入{counts['rejected']}。"
        )


def _organisation(code: str) -> Organisation:
    found = Organisation.objects.filter(code=code).first()
    if found is None:
        raise Refused(f"没有代码为「{code}」的组织。", code="organisation_unknown")
    return found


def _file(place: Path) -> Path:
    if not place.is_file():
        raise Refused(f"找不到文件「{place}」。", code="file_not_found")
    return place


def _json(said: dict[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False)
