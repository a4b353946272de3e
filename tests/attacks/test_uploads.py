"""Files that are not what they say: bombs, scripts, pictures with a place in them, templates with a program in them."""

import io
import time
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document
from PIL import Image

from tests.activities.scenes import a_meeting, an_open_meeting
from tests.build import a_full_branch
from tests.documents import nasty
from zhibu.activities.models import Paper, PaperTemplate
from zhibu.documents.tables import TableRefused, read_table
from zhibu.kernel import filestore
from zhibu.members.models import Member, RosterImport

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    meeting, people = an_open_meeting(full=6, probationary=0)
    client = Client(raise_request_exception=False)
    client.force_login(people[0].user)
    return client, meeting


def picture(kind="JPEG", size=(40, 30), **more):
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **more)
    return out.getvalue()


def put(held, content, name="a.jpg"):
    client, meeting = held
    file = SimpleUploadedFile(name, content, "image/jpeg")
    return client.post(f"/meetings/{meeting.public_id}/photos/", {"photos": file})


def test_a_photo_keeps_no_place_and_no_camera(held):
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (39.0, 54.0, 20.0)
    put(held, picture(exif=exif, comment=b"SecretPlace"))
    kept = Paper.objects.get()
    content = filestore.fetch(kept.digest)
    assert not Image.open(io.BytesIO(content)).getexif() and b"Secret" not in content


NOT_PICTURES = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "exe": b"MZ\x90\x00" + b"\0" * 200,
    "half a jpeg": b"\xff\xd8\xff" + b"<script>",
    "gif": b"GIF89a" + b"\0" * 50,
    "empty": b"",
    "zip": b"PK\x03\x04" + b"\0" * 60,
    "eps in png": b"\x89PNG\r\n\x1a\n%!PS-Adobe",
}


@pytest.mark.parametrize("name", NOT_PICTURES)
def test_what_is_no_picture_is_refused(held, name):
    assert put(held, NOT_PICTURES[name]).status_code in (302, 422) and not Paper.objects.exists()


def test_a_flood_of_pixels_is_refused_at_once(held):
    flood = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(flood, "PNG")
    began = time.monotonic()
    assert put(held, flood.getvalue()).status_code == 422
    assert time.monotonic() - began < 20


def test_a_page_hidden_in_a_picture_is_drawn_away(held):
    put(held, picture() + b"<script>alert(1)</script>")
    assert b"<script>" not in filestore.fetch(Paper.objects.get().digest)


@pytest.mark.parametrize(
    "name", ["../../x.jpg", "C:\\x.jpg", "a\x00b.jpg", "a\r\nX: y.jpg", "党\u202egpj.exe", "x" * 400]
)
def test_the_name_of_a_file_leads_nowhere(held, name, settings):
    client, meeting = held
    assert put(held, picture(), name).status_code in (302, 400, 422)
    for kept in Paper.objects.all():
        answer = client.get(f"/meetings/{meeting.public_id}/photos/{kept.public_id}/")
        said = answer["Content-Disposition"]
        assert (
            said.startswith("attachment;")
            and said.isascii()
            and not set(said) & set("/\\\r\n\0")
            and "exe" not in said
        )
        assert (
            "sandbox" in answer["Content-Security-Policy"] and answer["X-Content-Type-Options"] == "nosniff"
        )
    stored = [place for place in settings.MEDIA_FOLDER.rglob("*") if place.is_file()]
    assert all(len(place.name) == 64 for place in stored)


def docx(*paragraphs):
    document, out = Document(), io.BytesIO()
    for words in paragraphs:
        document.add_paragraph(words)
    document.save(out)
    return out.getvalue()


PROGRAMS = (
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ self._TemplateReference__context }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__ }}",
    "{% for x in range(1000000000) %}x{% endfor %}",
    "{{ 'x' * 9000000000 }}",
    "{{ 9**(9**9) }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{{ request }}",
    "{{ settings.SECRET_KEY }}",
    "{{ '%s'|format(config) }}",
    "{% set x = ''.join %}{{ x.__self__ }}",
)


@pytest.mark.parametrize("program", PROGRAMS, ids=range(len(PROGRAMS)))
def test_a_template_runs_no_program(held, program):
    client, _meeting = held
    file = SimpleUploadedFile("t.docx", docx("通知", program))
    began = time.monotonic()
    answer = client.post("/papers/templates/", {"paper": "notice", "file": file})
    assert answer.status_code == 422 and not PaperTemplate.objects.exists()
    assert time.monotonic() - began < 40
    assert b"SECRET" not in answer.content and b"root:" not in answer.content


def bomb(inner, size):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(inner, b" " * size)
    return out.getvalue()


def test_bombs_are_refused_at_both_doors(held):
    client, _meeting = held
    sheet = SimpleUploadedFile("r.xlsx", bomb("xl/worksheets/sheet1.xml", 200 * 1024 * 1024))
    answer = client.post("/members/import/", {"file": sheet}, follow=True)
    assert answer.status_code < 500
    assert RosterImport.objects.get().state == "failed"
    word = SimpleUploadedFile("t.docx", bomb("word/document.xml", 200 * 1024 * 1024))
    assert client.post("/papers/templates/", {"paper": "notice", "file": word}).status_code == 422


@pytest.mark.parametrize(
    "name", ["../../r.csv", "a\x00.csv", "a\r\nX: y.csv", "党\u202evsc.exe.csv", "x" * 300 + ".csv"]
)
def test_the_name_of_a_roster_is_only_a_name(held, name):
    client, _meeting = held
    people = Member.objects.count()
    roster = SimpleUploadedFile(name, "姓名,人员类别\n某甲,正式党员\n".encode())
    answer = client.post("/members/import/", {"file": roster}, follow=True)
    assert answer.status_code in (200, 400, 422) and Member.objects.count() == people
    for row in RosterImport.objects.all():
        assert "/" not in row.file_name and "\x00" not in row.file_name and "\n" not in row.file_name


def test_a_paper_of_another_meeting_is_not_served_here(held):
    client, meeting = held
    branch, people = a_full_branch(full=5, probationary=0)
    other = a_meeting(branch, people)
    kept = Paper.objects.create(
        meeting=other, what="photo", name="x", content_type="image/jpeg", digest=filestore.keep(b"x"), size=1,
        added_by=people[0].user, added_at=other.called_at, delete_on=other.called_at.date(),
    )  # fmt: skip
    assert client.get(f"/meetings/{meeting.public_id}/photos/{kept.public_id}/").status_code == 404
    assert client.get(f"/meetings/{other.public_id}/photos/{kept.public_id}/").status_code == 404


def one_text_in_every_cell(rows):
    """A workbook of a few kilobytes whose cells all show one shared text of thirty thousand characters."""
    shared = f'<sst xmlns="{nasty.MAIN}"><si><t>{"党" * 30_000}</t></si></sst>'
    to_both = nasty.RELS.format("worksheet", "worksheets/sheet1.xml").replace(
        "</Relationships>",
        f'<Relationship Id="rId2" Type="{nasty.OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    )
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, rows + 1))
    return nasty.xlsx(cells, extra={"xl/sharedStrings.xml": shared, "xl/_rels/workbook.xml.rels": to_both})


def test_a_small_workbook_does_not_swell_in_the_process_that_asked_for_it():
    assert read_table(one_text_in_every_cell(3), "r.xlsx").sheets[0].height == 3
    swelling = one_text_in_every_cell(2_000)
    assert len(swelling) < 64 * 1024
    with pytest.raises(TableRefused) as refused:
        read_table(swelling, "r.xlsx")
    assert refused.value.code == "too_many_rows"
