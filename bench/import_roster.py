"""A hundred thousand rows of a roster: the product beside the bare steps nobody can do without, and a textbook.

The bare steps (`bench.bare.roster`) store the very same rows: numbers sealed with the same cipher and indexed by the
same keyed fingerprint, the sound of each name, the row an undo needs, one row in the journal, in a copy of the same
database with all its indexes, in one transaction. They trust the file, confine no reader, compare with nobody on the
register and say nothing to anybody. Before anything is timed, both are run once and their rows compared; nothing is
measured when they differ. Beside them stands, as a second figure without a goal, what plain inserts of the eight
cells into a table of their own cost (`plain`): less than the law lets a register do.
"""

import datetime as dt
import json
import math
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from bench import scene
from bench.ab import say
from bench.bare import roster

MOST_OF_FLOOR, LEAST_BELOW_TEXTBOOK, MOST_EXPONENT = 2.0, 10, 1.05
HEADER = ("姓名", "性别", "民族", "身份证号", "入党时间", "转正时间", "手机", "岗位")
TEXTBOOK_ROWS = 1000
PRODUCT = """
import os, sys
from django.core.management import call_command
sys.stdout = open(os.devnull, "w")
before = sum(os.times()[:4])
call_command("import-roster", sys.argv[1], organisation="R20", json=True)
sys.stdout = sys.__stdout__
print(sum(os.times()[:4]) - before)
"""
FLOOR = """
import os, sys
from bench.bare import roster
before = sum(os.times()[:4])
roster.store(sys.argv[1], sys.argv[2])
print(sum(os.times()[:4]) - before)
"""
PLAIN = """
import os, sys
from bench import import_roster
before = sum(os.times()[:4])
import_roster.plain(sys.argv[1], sys.argv[2])
print(sum(os.times()[:4]) - before)
"""
# Everything a register entry holds but what is drawn at random: the public id and the sealed texts themselves.
COMPARED = (
    "branch_id, group_id, area_id, crew_id, user_id, name, name_key, pinyin, kind, sex, nation, born_on,"
    " identity_index, length(identity), phone_last4_index, length(phone), admitted_on, full_on, work_since_on,"
    " partial_dates, party_post, job, native_place, education, degree, remark, restriction, exempt, away,"
    " no_smartphone, left_on, left_why, version"
)
TEXTBOOK = """
import json, sys
from bench import import_roster
print(import_roster.textbook(sys.argv[1]))
"""


def main(short: bool = True) -> bool:
    """Ten thousand rows, or with --full also a hundred thousand, with one wrong check digit in fifty."""
    with scene.data_folder(demo=True) as ready, tempfile.TemporaryDirectory() as name:
        rows = 10_000 if short else 100_000
        files = {size: write_roster(Path(name) / f"{size}.xlsx", size) for size in {10_000, rows}}
        _same_rows(ready, files[10_000])
        ours, bare, pairs = [], [], []
        for number in range(3):
            order = (product_cpu, floor_cpu) if number % 2 == 0 else (floor_cpu, product_cpu)
            spent = {step.__name__: step(ready, files[rows]) for step in order}
            ours.append(spent["product_cpu"])
            bare.append(spent["floor_cpu"])
            pairs.append(ours[-1] / bare[-1])
        noise = floor_cpu(ready, files[rows]) / bare[-1]
        slow, plainly = textbook_cpu(ready, files[rows]), plain_cpu(files[rows])
        exponent = None
        if not short:
            exponent = math.log10(statistics.median(ours) / product_cpu(ready, files[10_000]))
    ratio, below = statistics.median(pairs), slow / statistics.median(ours)
    holds = (
        ratio <= MOST_OF_FLOOR
        and below >= LEAST_BELOW_TEXTBOOK
        and (exponent is None or exponent <= MOST_EXPONENT)
    )
    return say(
        "roster import, CPU", holds, rows=rows, at_most=MOST_OF_FLOOR, ratio=ratio, low=min(pairs), high=max(pairs),
        itself=noise, product_s=statistics.median(ours), floor_s=statistics.median(bare),
        plain_s=plainly, times_plain=statistics.median(ours) / plainly,
        textbook_s=slow, times_below_textbook=below, at_least=LEAST_BELOW_TEXTBOOK,
        exponent=exponent if exponent is not None else "with --full",
    )  # fmt: skip


def write_roster(place: Path, rows: int) -> Path:
    """A seeded roster of so many people."""
    import xlsxwriter

    chance = random.Random(rows)
    book = xlsxwriter.Workbook(str(place), {"constant_memory": True})
    sheet = book.add_worksheet("花名册")
    sheet.write_row(0, 0, HEADER)
    for number in range(rows):
        born = dt.date(1960, 1, 1) + dt.timedelta(days=chance.randrange(14_000))
        admitted = dt.date(2000, 1, 1) + dt.timedelta(days=chance.randrange(8_000))
        name = (
            chance.choice("赵钱孙李周吴郑王冯陈") + chr(0x4E00 + number % 9000) + chr(0x4E00 + number // 9000)
        )
        identity = _identity(born, number % 1000, wrong=number % 50 == 0)
        sheet.write_row(
            number + 1, 0,
            (
                name, "男" if (number % 1000) % 2 else "女", "汉族", identity, admitted.strftime("%Y.%m.%d"),
                admitted.replace(year=admitted.year + 1, day=min(admitted.day, 28)).isoformat(),
                f"1{chance.randrange(3_000_000_000, 9_999_999_999)}", "操作工",
            ),
        )  # fmt: skip
    book.close()
    return place


def _identity(born: dt.date, order: int, *, wrong: bool) -> str:
    head = f"110101{born:%Y%m%d}{order:03d}"
    total = sum(int(c) * w for c, w in zip(head, roster.WEIGHTS, strict=True)) % 11
    return head + roster.LAST[(total + wrong) % 11]


def product_cpu(ready: Path, file: Path) -> float:
    """CPU seconds of the import command in a fresh copy of the folder, its helper processes included."""
    with tempfile.TemporaryDirectory(prefix="zhibu-bench-") as name:
        folder = shutil.copytree(ready, Path(name) / "data")
        return float(_said(scene.python(folder, PRODUCT, str(file))))


def floor_cpu(ready: Path, file: Path) -> float:
    """CPU seconds of the bare steps in a fresh copy of the folder."""
    with tempfile.TemporaryDirectory(prefix="bare-bench-") as name:
        folder = shutil.copytree(ready, Path(name) / "data")
        return float(_said(_bare(FLOOR, file, folder)))


def plain_cpu(file: Path) -> float:
    """CPU seconds of reading, checking the identity numbers and one transaction of plain inserts."""
    with tempfile.TemporaryDirectory(prefix="bare-bench-") as name:
        return float(_said(_bare(PLAIN, file, Path(name) / "plain.sqlite3")))


def _bare(code: str, file: Path, place: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, str(file), str(place)],
        cwd=scene.ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def _same_rows(ready: Path, file: Path) -> None:
    from pysqlite3 import dbapi2

    stored = []
    with tempfile.TemporaryDirectory(prefix="zhibu-bench-") as name:
        for code, start in ((PRODUCT, scene.python), (FLOOR, None)):
            folder = shutil.copytree(ready, Path(name) / str(len(stored)))
            _said(start(folder, code, str(file)) if start else _bare(code, file, folder))
            with closing(dbapi2.connect(folder / "zhibu.sqlite3")) as connection:
                rows = connection.execute(f"SELECT {COMPARED} FROM members_member").fetchall()
                undo = connection.execute("SELECT created, version_after FROM members_importedrow").fetchall()
                (journal,) = connection.execute("SELECT count(*) FROM accounts_journalentry").fetchone()
            stored.append((sorted(map(str, rows)), sorted(undo), journal))
    if stored[0] != stored[1]:
        raise RuntimeError("the bare steps do not store the rows the product stores")


def textbook_cpu(ready: Path, file: Path) -> float:
    """CPU seconds of the way a textbook shows: openpyxl, full_clean and save, row by row; from a thousand rows."""
    with tempfile.TemporaryDirectory(prefix="zhibu-bench-") as name:
        folder = shutil.copytree(ready, Path(name) / "data")
        read, written, rows = json.loads(_said(scene.python(folder, TEXTBOOK, str(file))))
        return read + written * rows / TEXTBOOK_ROWS


def _said(process: subprocess.Popen[str]) -> str:
    said = process.communicate()[0]
    if process.returncode:
        raise RuntimeError("a part of the measure failed")
    return said.splitlines()[-1]


def plain(file: str, database: str) -> None:
    """What no import at all can do without, were it allowed to keep the numbers readable."""
    import python_calamine
    from pysqlite3 import dbapi2

    from zhibu.kernel import sqlite

    rows = python_calamine.CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()[1:]
    good = [row for row in rows if roster.sound(row[3])]
    connection = dbapi2.connect(database)
    connection.executescript(sqlite.pragmas())
    connection.execute(
        "CREATE TABLE member (id INTEGER PRIMARY KEY, name, sex, nation, identity, admitted, full, phone, job)"
    )
    connection.execute("CREATE INDEX by_name ON member (name)")
    connection.execute("CREATE UNIQUE INDEX by_identity ON member (identity)")
    with connection:
        connection.executemany(
            "INSERT OR IGNORE INTO member (name, sex, nation, identity, admitted, full, phone, job)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            good,
        )
    connection.close()


def textbook(file: str) -> str:
    """Reading all rows, then writing the first thousand the slow way; says seconds, seconds, rows."""
    import openpyxl
    from django.core.exceptions import ValidationError

    from zhibu.members.models import Member
    from zhibu.organisations.models import Organisation

    began = sum(os.times()[:4])
    sheet = openpyxl.load_workbook(file, read_only=True).active
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    read = sum(os.times()[:4]) - began
    branch, began = Organisation.objects.get(code="R20"), sum(os.times()[:4])
    for name, _sex, nation, identity, admitted, full, phone, job in rows[:TEXTBOOK_ROWS]:
        member = Member(
            branch=branch, name=name, name_key=name, kind="full", nation=nation, identity=identity,
            identity_index=identity, admitted_on=dt.date.fromisoformat(admitted.replace(".", "-")),
            full_on=dt.date.fromisoformat(full), phone=phone, job=job,
        )  # fmt: skip
        try:
            member.full_clean(exclude=["sex", "user", "group", "area", "crew"])
        except ValidationError:
            continue
        member.save()
    return json.dumps([read, sum(os.times()[:4]) - began, len(rows)])


if __name__ == "__main__":
    sys.exit(0 if main("--full" not in sys.argv) else 1)
