"""`zhibu export`: kinds, files in the folder, and a sentence with exit status 2 for what cannot be."""

import io

import pytest
from django.core.management import CommandError, call_command

from tests.activities.papers_scene import a_rich_meeting
from zhibu.activities.papers import kinds

pytestmark = pytest.mark.django_db


def export(*words):
    said = io.StringIO()
    call_command("export", *map(str, words), stdout=said)
    return said.getvalue()


def test_it_lists_what_there_is():
    listed = [line.split("\t") for line in export("kinds").splitlines()]
    assert [code for code, _formats, _label in listed] == ["all", *kinds.KINDS, "meeting_ledger"]
    assert {code: formats for code, formats, _label in listed}["minutes"] == "docx pdf"


def test_all_papers_of_a_month_go_into_a_folder_that_is_made(tmp_path):
    meeting, _people = a_rich_meeting()
    folder = tmp_path / "to" / "take"
    said = export(
        "all",
        "--organisation",
        meeting.organisation.code,
        "--period",
        f"{meeting.starts_at:%Y-%m}",
        "--out",
        folder,
    )
    found = sorted(place.suffix for place in folder.iterdir())
    assert found == [".docx"] * 5 + [".pdf"] * 5 + [".xlsx"]
    assert said.startswith("11 files")


def test_one_kind_of_a_quiet_month_is_no_file(tmp_path):
    meeting, _people = a_rich_meeting()
    code = meeting.organisation.code
    assert export("minutes", "--organisation", code, "--period", "2020-01", "--out", tmp_path).startswith(
        "0 files"
    )


@pytest.mark.parametrize(
    ("kind", "code", "period", "words"),
    [
        ("recipes", None, "2026", "recipes"),
        ("all", "NOWHERE", "2026", "NOWHERE"),
        ("all", None, "2026-Q5", "2026-Q3"),
        ("all", None, "", "--period"),
    ],
)
def test_what_cannot_be_is_a_sentence_and_status_two(tmp_path, kind, code, period, words):
    meeting, _people = a_rich_meeting()
    with pytest.raises(CommandError) as fault:
        export(
            kind,
            "--organisation",
            code or meeting.organisation.code,
            "--period",
            period,
            "--out",
            tmp_path / "x",
        )
    assert fault.value.returncode == 2 and words in str(fault.value)


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path):
    meeting, _people = a_rich_meeting()
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError) as fault:
        export(
            "all",
            "--organisation",
            meeting.organisation.code,
            "--period",
            "2026",
            "--out",
            tmp_path / "file" / "x",
        )
    assert fault.value.returncode == 2
