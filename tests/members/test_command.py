"""`zhibu import-roster`: one JSON object, stable codes, exit status 2 only for a file refused as a whole."""

import io
import json

import pytest
from django.core.management import call_command

from tests.build import a_branch
from tests.members.sheets import a_csv, identity, person
from zhibu.members.models import Member

pytestmark = pytest.mark.django_db


def run(tmp_path, content, *options, name="名册.csv"):
    place = tmp_path / name
    place.write_bytes(content)
    out = io.StringIO()
    call_command("import-roster", str(place), "--organisation", "R20", "--json", *options, stdout=out)
    return json.loads(out.getvalue())


def test_counts_add_up_and_problems_name_row_and_column(tmp_path):
    a_branch("R20")
    said = run(
        tmp_path,
        a_csv(
            person(1),
            person(2, 公民身份号码="3.40521E+17"),
            person(3, 公民身份号码=identity(3)[:-1] + "?"),
            person(4, 公民身份号码="11010119850701"),
            person(5, 入党日期="2019.13.5"),
            person(6, 入党日期="85.7"),
            person(7, 人员类别="领导"),
            person(8, 姓名=""),
            person(9, 联系电话="1390000123"),
            person(1, "党员又"),
            [""] * 9,
            ["合计", "9人", *[""] * 7],
        ),
    )
    assert set(said) == {"rows", "accepted", "rejected", "created", "updated", "unchanged", "problems"}
    assert (said["rows"], said["accepted"], said["rejected"], said["created"]) == (10, 2, 8, 2)
    assert all(set(p) == {"row", "column", "code", "severity", "message"} for p in said["problems"])
    codes = {(p["row"], p["code"]) for p in said["problems"] if p["severity"] == "error"}
    assert {(3, "id_not_text"), (5, "id_length"), (6, "date_invalid"), (7, "date_ambiguous"), (8, "type_unknown"),
            (9, "name_missing"), (11, "id_duplicate")} <= codes  # fmt: skip
    assert (10, "phone_invalid") in {
        (p["row"], p["code"]) for p in said["problems"] if p["severity"] == "warning"
    }


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path):
    a_branch("R20")
    content = a_csv(person(1), person(2))
    dry = run(tmp_path, content, "--dry-run")
    assert not Member.objects.exists()
    assert dry == run(tmp_path, content)
    assert run(tmp_path, content)["unchanged"] == 2


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        ("没有\n表头\n".encode(), "a.csv", "header_not_found"),
        (b"%PDF-1.4", "a.pdf", "file_type"),
        (b"PK\x03\x04broken", "a.xlsx", "archive_unsafe"),
        (b"x" * (10 * 1024 * 1024 + 1), "a.csv", "file_too_large"),
        (b"\xff\x00\xd8\xfe\xfd name", "a.csv", "encoding_unknown"),
    ],
)
def test_a_file_refused_as_a_whole_ends_with_status_2_and_one_error(tmp_path, capsys, content, name, code):
    a_branch("R20")
    place = tmp_path / name
    place.write_bytes(content)
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import-roster", str(place), "--organisation", "R20", "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert ended.value.code == 2 and set(said) == {"error"}
    assert said["error"]["code"] in {code, "text_unreadable"} and said["error"]["message"]


def test_unknown_branch_and_missing_file_are_sentences_too(tmp_path):
    for arguments in ((str(tmp_path / "nowhere.csv"), "R20"), (__file__, "NONE")):
        with pytest.raises(SystemExit) as ended:
            call_command("import-roster", arguments[0], "--organisation", arguments[1], stderr=io.StringIO())
        assert ended.value.code == 2
