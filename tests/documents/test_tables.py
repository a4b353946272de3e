"""Tables in: what is read from a good file, and that no bad file does harm."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.documents import nasty
from zhibu.documents import limits
from zhibu.documents.tables import Kind, Merged, TableRefused, kind_of, read_table

FIXTURES = Path(__file__).with_name("fixtures")
CSV = "姓名,身份证号\r\n李𠮷,110101199003070011\r\n"


@pytest.mark.parametrize("ending", ["xls", "xlsx"])
def test_a_workbook_keeps_kinds_merges_and_hidden_sheets(ending):
    book = read_table(FIXTURES / f"roster.{ending}", f"花名册.{ending}")
    first, second = book.sheets
    assert (book.format, first.name, first.hidden, second.hidden) == (ending, "花名册", False, True)
    rows = list(first.rows)
    assert rows[0] == ("示例一支部党员花名册", "", "", "")
    assert rows[2] == ("第一党小组", "李𠮷", "110101199003070011", date(2015, 7, 1))
    assert [kind_of(cell) for cell in rows[3]] == [Kind.EMPTY, Kind.TEXT, Kind.NUMBER, Kind.TEXT]
    assert kind_of(rows[2][3]) == Kind.DATE and kind_of(second.columns[0][0]) == Kind.BOOL
    assert Merged(2, 0, 3, 0) in first.merged
    assert first.filled.columns[0] == ["示例一支部党员花名册", "党小组", "第一党小组", "第一党小组"]
    assert first.columns[0][3] == "", "filling leaves the sheet itself alone"


def test_the_first_bytes_decide_and_not_the_name():
    book = read_table((FIXTURES / "roster.xlsx").read_bytes(), "花名册.xls")
    assert book.format == "xlsx"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (CSV.encode(), "utf-8"),
        (CSV.encode("utf-8-sig"), "utf-8"),
        (CSV.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + CSV.encode("utf-16-be"), "utf-16"),
        (CSV.encode("gb18030"), "gb18030"),
    ],
)
def test_a_text_table_is_read_in_its_own_encoding(content, encoding):
    book = read_table(content, "roster.csv")
    assert book.encoding == encoding
    assert list(book.sheets[0].rows) == [("姓名", "身份证号"), ("李𠮷", "110101199003070011")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter):
    content = "\n".join(delimiter.join(row) for row in (("姓名", "备注"), ("张三", '"甲,乙;丙"'))).encode()
    book = read_table(content, "roster.csv")
    assert book.delimiter == delimiter
    assert list(book.sheets[0].rows)[1] == ("张三", "甲,乙;丙")


def test_short_rows_are_filled_up_and_blank_rows_kept():
    assert list(read_table(b"a,b,c\n\nd\n", "x.csv").sheets[0].rows) == [
        ("a", "b", "c"),
        ("", "", ""),
        ("d", "", ""),
    ]


def test_an_empty_workbook_is_no_error():
    assert read_table(nasty.xlsx(""), "x.xlsx").sheets[0].height == 0


def test_reading_works_from_any_folder_and_entry_point(tmp_path):
    (tmp_path / "zipfile.py").write_text("raise SystemExit('the wrong folder was searched')")
    code = (
        "from django.conf import settings; settings.configure(USE_I18N=False)\n"
        "from zhibu.documents.tables import read_table\n"
        "print(read_table('甲,乙'.encode(), 'x.csv').sheets[0].width)"
    )
    home = str(Path(limits.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": home, "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "2", done.stderr


BIG_ZEROES = b"<a>" + b"0" * (20 << 20)
STARTER = "<worksheet/>"
HOSTILE = {
    "empty": (b"", "x.csv", "file_type"),
    "only blanks": (b" \r\n\t ", "x.csv", "file_type"),
    "eleven megabytes": (b"a" * (11 << 20), "x.csv", "file_too_large"),
    "zip bomb": (lambda: nasty.xlsx(extra={"xl/media/a.xml": b"0" * (30 << 20)}), "x.xlsx", "archive_unsafe"),
    "bomb of many small parts": (
        lambda: nasty.xlsx(extra={f"xl/m{n}.bin": b"0" * (1 << 20) for n in range(301)}),
        "x.xlsx",
        "archive_unsafe",
    ),
    "lying header": (
        lambda: nasty.with_lying_sizes(nasty.xlsx(extra={"xl/sharedStrings.xml": BIG_ZEROES}), 400),
        "x.xlsx",
        "archive_unsafe",
    ),
    "3000 entries": (
        lambda: nasty.xlsx(extra={f"xl/p{n}.xml": "" for n in range(3000)}),
        "x.xlsx",
        "archive_unsafe",
    ),
    "path upwards": (lambda: nasty.xlsx(extra={"../../etc/cron.d/x": "x"}), "x.xlsx", "archive_unsafe"),
    "path upwards by backslash": (
        lambda: nasty.xlsx(extra={"xl\\..\\..\\x": "x"}),
        "x.xlsx",
        "archive_unsafe",
    ),
    "absolute path": (lambda: nasty.xlsx(extra={"/etc/passwd": "x"}), "x.xlsx", "archive_unsafe"),
    "drive letter": (lambda: nasty.xlsx(extra={"C:/x": "x"}), "x.xlsx", "archive_unsafe"),
    "symbolic link": (lambda: nasty.symlinked(nasty.xlsx()), "x.xlsx", "archive_unsafe"),
    "two parts of one name": (
        lambda: nasty.xlsx(extra={"XL/workbook.xml": nasty.BOOK}),
        "x.xlsx",
        "archive_unsafe",
    ),
    "encrypted entries": (lambda: nasty.marked_encrypted(nasty.xlsx()), "x.xlsx", "archive_unsafe"),
    "password workbook": (nasty.compound("EncryptionInfo", "EncryptedPackage"), "x.xlsx", "archive_unsafe"),
    "foreign entity": (
        lambda: nasty.xlsx(
            extra={
                "xl/sharedStrings.xml": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><sst><si><t>&e;</t></si></sst>'
            }
        ),
        "x.xlsx",
        "archive_unsafe",
    ),
    "billion laughs": (
        lambda: nasty.xlsx(
            extra={"xl/styles.xml": '<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>'}
        ),
        "x.xlsx",
        "archive_unsafe",
    ),
    "links to other files": (
        lambda: nasty.xlsx(extra={"xl/externalLinks/externalLink1.xml": "<externalLink/>"}),
        "x.xlsx",
        "archive_unsafe",
    ),
    "data connection": (lambda: nasty.xlsx(extra={"xl/connections.xml": "<x/>"}), "x.xlsx", "archive_unsafe"),
    "macros": (lambda: nasty.xlsx(extra={"xl/vbaProject.bin": b"x"}), "x.xlsx", "macro"),
    "macro sheet": (lambda: nasty.xlsx(extra={"xl/macrosheets/sheet1.xml": STARTER}), "x.xlsx", "macro"),
    "xlsm by name": (nasty.xlsx, "x.xlsm", "macro"),
    "old macros": (nasty.compound("Workbook", "_VBA_PROJECT_CUR"), "x.xls", "macro"),
    "binary workbook": (lambda: nasty.xlsx(extra={"xl/workbook.bin": b"x"}), "x.xlsx", "file_type"),
    "xlsb by name": (nasty.xlsx, "x.xlsb", "file_type"),
    "wps table": (nasty.compound("Workbook"), "x.et", "file_type"),
    "open document": (
        lambda: nasty.xlsx(extra={"content.xml": "<x/>"}, without=("xl/workbook.xml",)),
        "x.xlsx",
        "file_type",
    ),
    "word document": (
        lambda: nasty.xlsx(extra={"word/document.xml": "<x/>"}, without=("xl/workbook.xml",)),
        "x.xlsx",
        "file_type",
    ),
    "old word document": (nasty.compound("WordDocument"), "x.xls", "file_type"),
    "some other archive": (lambda: nasty.xlsx(without=("xl/workbook.xml",)), "x.xlsx", "file_type"),
    "pdf": (b"%PDF-1.7\n", "x.xlsx", "file_type"),
    "photo": (b"\xff\xd8\xff\xe0....", "x.xlsx", "file_type"),
    "program": (b"MZ\x90\0\3", "x.exe", "file_type"),
    "web page called xls": ("<html><table><tr><td>姓名</td></tr></table>".encode(), "x.xls", "file_type"),
    "web page called csv": (b"\xef\xbb\xbf <table><tr><td>x</td></tr></table>", "x.csv", "file_type"),
    "xml table called xls": (b'<?xml version="1.0"?><Workbook/>', "x.xls", "file_type"),
    "mail archive called xls": (b"MIME-Version: 1.0\r\nX: y", "x.xls", "file_type"),
    "text called xls": ("姓名\t电话\n张三\t1".encode("gb18030"), "x.xls", "file_type"),
    "cut off": (lambda: nasty.roster(50)[:900], "x.xlsx", "archive_unsafe"),
    "cut off xls": ((FIXTURES / "roster.xls").read_bytes()[:3000], "x.xls", "text_unreadable"),
    "xls of noise": (nasty.compound("Workbook") + os.urandom(4000), "x.xls", "text_unreadable"),
    "workbook of broken xml": (lambda: nasty.xlsx('<row r="1"><c r="A1'), "x.xlsx", "text_unreadable"),
    "million rows in two cells": (
        lambda: nasty.xlsx(
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>'
        ),
        "x.xlsx",
        "too_many_rows",
    ),
    "last cell of all": (
        lambda: nasty.xlsx(
            "<row r='1'><c r='A1'><v>1</v></c></row><row r='9'><c r='XFD1048576'><v>1</v></c></row>"
        ),
        "x.xlsx",
        "too_many_rows",
    ),
    "thin but long and wide": (
        lambda: nasty.xlsx(
            '<row r="1"><c r="CV1"><v>1</v></c></row><row r="199999"><c r="A199999"><v>1</v></c></row>'
        ),
        "x.xlsx",
        "too_many_rows",
    ),
    "101 columns": (
        lambda: nasty.xlsx('<row r="1"><c r="CW1"><v>1</v></c></row>'),
        "x.xlsx",
        "too_many_rows",
    ),
    "cells without number": (
        lambda: nasty.xlsx(nasty.cells_without_number(2_600_000)),
        "x.xlsx",
        "too_many_rows",
    ),
    "one endless cell": (
        lambda: nasty.xlsx(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"长" * 33_000}</t></is></c></row>'),
        "x.xlsx",
        "too_many_rows",
    ),
    "200,001 lines": (b"a,b\n" * 200_001, "x.csv", "too_many_rows"),
    "100,000 columns": (b"," * 100_000, "x.csv", "too_many_rows"),
    "quote never closed": (b'a,"' + b"b\n" * 40_000, "x.csv", "too_many_rows"),
    "utf-16 without mark": (CSV.encode("utf-16-le"), "x.csv", "encoding_unknown"),
    "two encodings glued": (CSV.encode() + CSV.encode("gb18030"), "x.csv", "encoding_unknown"),
    "no encoding at all": (b"\xff\xff\x80\x81\n\xf0\x28\x8c\x28", "x.csv", "encoding_unknown"),
    "utf-16 cut in half": (CSV.encode("utf-16")[:-1], "x.csv", "text_unreadable"),
    "zero bytes": ("姓名,\0\n".encode() + "张三,李四\n".encode() * 20, "x.csv", "text_unreadable"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_gets_a_sentence_and_costs_little(case, tmp_path):
    content, name, code = HOSTILE[case]
    if callable(content):
        content = content()
    with pytest.raises(TableRefused) as refused:
        read_table(content, name)
    assert refused.value.code == code, refused.value.message
    assert refused.value.message.endswith("。") and "%" not in refused.value.message
    if len(content) <= limits.FILE_BYTES:
        megabytes, seconds = cost(content, name, tmp_path)
        assert (megabytes < 320, seconds < 5) == (True, True), (megabytes, seconds)


def cost(content, name, folder):
    """What reading took, or nothing where the process gave up before it could say."""
    (folder / "asked").write_bytes(content)
    with (folder / "asked").open("rb") as asked:
        done = subprocess.run(
            [sys.executable, "-m", "tests.documents.measured_child", name.rpartition(".")[2]],
            stdin=asked,
            cwd=folder,
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
        )
    megabytes, seconds = done.stdout.split()
    return int(megabytes), float(seconds)


def test_a_reader_that_eats_memory_is_stopped(monkeypatch):
    monkeypatch.setattr(limits, "MEMORY_BYTES", 16 * 1024 * 1024)
    with pytest.raises(TableRefused) as refused:
        read_table(nasty.roster(3_000), "x.xlsx")
    assert refused.value.code == "archive_unsafe"


def test_a_long_roster_is_read_whole():
    book = read_table(nasty.roster(3_000), "x.xlsx")
    assert (book.sheets[0].height, book.sheets[0].width) == (3_000, 8)
    assert book.sheets[0].columns[7][2_999] == "第2999行7"
