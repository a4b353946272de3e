"""Texts that want to be more than text: scripts on pages, formulas in tables, fields in papers, lines in logs."""

import io
import logging
import zipfile
from html.parser import HTMLParser

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.activities.scenes import an_open_meeting
from tests.build import NOW, a_branch, a_member
from zhibu.activities.models import AgendaItem, Decision, Guest, Note, Paper, PaperTemplate
from zhibu.activities.operations.close_meeting import close_meeting
from zhibu.kernel import clock
from zhibu.members.models import Crew, Member, WorkArea
from zhibu.members.operations.let_in import invite

pytestmark = pytest.mark.django_db

NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</textarea></title></style><svg onload=alert(1)>",
    "{{ 7|add:35 }}{% csrf_token %}",
    "javascript:alert(1)",
)
PAGES = ("/", "/meetings/", "/decisions/", "/members/", "/members/new/", "/members/crews/", "/members/left/", "/month/",
         "/me/", "/me/record/", "/me/looked/", "/me/correct/", "/corrections/", "/invite/", "/posts/", "/papers/",
         "/papers/templates/", "/meetings/new/", "/meetings/record/", "/members/import/")  # fmt: skip


class Danger(HTMLParser):
    """What a browser would run: elements and attributes no template of ours writes."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "script" and not said.get("src", "").startswith("/static/"):
            self.found.append((tag, attrs))
        self.found += [(tag, name) for name, value in attrs if name.startswith("on") or name == "style"]
        self.found += [(tag, value) for name, value in attrs if name in ("href", "src", "action") and
                       (value or "").lower().lstrip().startswith(("javascript:", "data:text"))]  # fmt: skip
        self.found += [(tag, said.get("src"))] if tag == "img" and said.get("src") == "x" else []


def dangers(answer):
    found = Danger()
    found.feed(answer.content.decode())
    return found.found


@pytest.fixture(params=NASTY, ids=range(len(NASTY)))
def haunted(request):
    """A branch where every text that somebody can write is a nasty one."""
    nasty = request.param
    meeting, people = an_open_meeting(full=6, probationary=0)
    branch = meeting.organisation
    Member.objects.all().update(
        name=nasty[:64],
        remark=nasty,
        job=nasty,
        away=nasty,
        native_place=nasty,
        party_post=nasty,
        nation=nasty[:20],
    )
    for person in people:
        person.user.name = nasty[:64]
        person.user.save()
    branch.name = nasty
    branch.save()
    meeting.refresh_from_db()
    meeting.title = meeting.place = nasty
    meeting.done_what = nasty
    meeting.save()
    AgendaItem.objects.update(title=nasty, resolution=nasty)
    item = meeting.items.first()
    Note.objects.create(meeting=meeting, item=item, text=nasty, by=people[0].user, at=NOW)
    Guest.objects.create(meeting=meeting, name=nasty, duty=nasty)
    Crew.objects.create(branch=branch, name=nasty[:40], office=True)
    WorkArea.objects.create(branch=branch, name=nasty)
    Decision.objects.create(
        organisation=branch, item=item, what=nasty, owner=people[2], due_on=clock.today(), made_at=NOW
    )
    PaperTemplate.objects.create(
        organisation=branch,
        paper="notice",
        name=nasty,
        digest="0" * 64,
        added_by=people[0].user,
        added_at=NOW,
    )
    Paper.objects.create(
        meeting=meeting, what="paper", name=nasty, content_type="application/pdf", digest="0" * 64, size=1,
        added_by=people[0].user, added_at=NOW, delete_on=clock.today(),
    )  # fmt: skip
    client = Client()
    client.force_login(people[0].user)
    return client, meeting, people


def test_no_text_becomes_markup_anywhere(haunted):
    client, meeting, people = haunted
    within = (
        "",
        "notice/",
        "sent/",
        "change/",
        "cancel/",
        "room/",
        "roll/",
        "sheet/",
        "leaders/",
        "minutes/",
        "photos/",
    )
    paths = [*PAGES, *(f"/meetings/{meeting.public_id}/{tail}" for tail in within), f"/members/{people[3].public_id}/",
             f"/members/{people[3].public_id}/edit/", f"/decisions/{Decision.objects.get().public_id}/"]  # fmt: skip
    faults = {path: dangers(answer) for path in paths if dangers(answer := client.get(path, follow=True))}
    assert not faults
    meeting.state, meeting.closed_at = "closed", NOW
    meeting.save()
    for tail in ("minutes/", "makeup/", "presence/"):
        answer = client.get(f"/meetings/{meeting.public_id}/{tail}")
        assert answer.status_code == 200 and not dangers(answer)


def test_what_is_typed_wrongly_comes_back_as_text(haunted):
    client, meeting, _people = haunted
    nasty = meeting.title
    for path, body in (
        ("/members/new/", {"name": nasty, "born_on": nasty, "remark": nasty * 50}),
        ("/me/correct/", {"words": nasty * 100}),
        (f"/meetings/{meeting.public_id}/notes/", {"text": nasty, "speaker": nasty}),
        (f"/meetings/{meeting.public_id}/guests/", {"name": nasty * 20}),
        ("/accounts/login/", {"login": nasty, "password": nasty, "next": nasty}),
        ("/in/", {"secret": nasty, "name": nasty, "last4": nasty}),
        ("/meetings/record/", {"place": nasty, "title": nasty, "done_what": nasty, "on": nasty}),
    ):
        assert not dangers(client.post(path, body)), path
    for path in ("/members/", "/meetings/"):
        assert not dangers(client.get(path, {"text": nasty, "year": nasty, "before": nasty})), path


FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "＝1+1", "＋1", "－1", "＠A1",
            '=HYPERLINK("http://evil.example","x")', "=cmd|' /C calc'!A0")  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS)
def test_the_ledger_holds_no_formula(formula):
    meeting, people = an_open_meeting(full=6, probationary=0)
    Member.objects.update(name=formula)
    meeting.refresh_from_db()
    meeting.title, meeting.place, meeting.done_what = formula, formula, formula
    meeting.save()
    AgendaItem.objects.update(title=formula, resolution=formula)
    close_meeting(by=people[0].user, meeting=meeting, now=NOW)
    client = Client()
    client.force_login(people[0].user)
    answer = client.get("/papers/ledger.xlsx", {"period": "2026"})
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets")]
        assert all(b"<f" not in sheet and b"<hyperlink" not in sheet for sheet in sheets)
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    cells = [
        str(cell)
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
    ]
    inert = tuple("=+-@\t\r＝＋－＠")
    assert not [cell for cell in cells if formula.strip() in cell and cell.lstrip(" ").startswith(inert)]


CONTROLS = "一\x01二\x0b三\x0c四\x1f五\x85六\u2028七"


@pytest.mark.parametrize(
    "kind", ["notice.docx", "sign_in.docx", "minutes.docx", "minutes.pdf", "record_book.docx"]
)
def test_signs_that_no_paper_can_hold_do_not_stop_the_paper(kind):
    meeting, people = an_open_meeting(full=6, probationary=0)
    client = Client()
    client.force_login(people[0].user)
    client.post(f"/meetings/{meeting.public_id}/notes/", {"text": CONTROLS})
    client.post(f"/meetings/{meeting.public_id}/guests/", {"name": CONTROLS, "duty": CONTROLS})
    AgendaItem.objects.update(title=f"议{CONTROLS}")
    close_meeting(by=people[0].user, meeting=meeting, now=NOW)
    assert client.get(f"/meetings/{meeting.public_id}/papers/{kind}").status_code == 200


@pytest.mark.parametrize(
    "name", ["a\r\nSet-Cookie: x=y", 'a"b;c', "C:\\x", "党\u202egpj.exe", "../../x", "a/b"]
)
def test_names_in_headers_and_in_archives_stay_names(name):
    meeting, people = an_open_meeting(full=6, probationary=0)
    branch = meeting.organisation
    branch.name = name
    branch.save()
    meeting.title = name
    meeting.save()
    client = Client()
    client.force_login(people[0].user)
    for path in (f"/meetings/{meeting.public_id}/papers/notice.docx", "/papers/ledger.xlsx?period=2026"):
        answer = client.get(path)
        assert answer.status_code == 200 and "x" not in answer.cookies
        said = answer["Content-Disposition"]
        assert (
            said.isascii() and "\n" not in said and "/" not in said and "\\" not in said and "%2F" not in said
        )


def test_logs_hold_no_number_no_name_and_no_secret(caplog):
    branch = a_branch()
    secretary = a_member(branch, role="secretary")
    client = Client(raise_request_exception=False)
    client.force_login(secretary.user)
    number, phone, secret = "99000019710309123X", "13800001234", "s" * 20
    with caplog.at_level(logging.DEBUG):
        client.post("/members/new/", {"name": "某某人", "kind": "full", "identity": number, "phone": phone})
        client.post("/in/", {"secret": secret, "name": "某某人", "last4": "1234"})
        client.post("/accounts/login/", {"login": "x", "password": "pass-word-1"})
        client.get(f"/in/{secret}/")
        client.get("/members/0/", {"text": phone})
    said = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db")
    )
    for word in (number, phone, "某某人", "pass-word-1"):
        assert word not in said, word


@pytest.mark.parametrize("method", ["post", "put"])
def test_the_secret_of_a_live_link_is_never_in_the_log(caplog, method):
    branch = a_branch()
    secretary, member = a_member(branch, role="secretary"), a_member(branch, account=False)
    secret = invite(by=secretary.user, member=member, now=clock.now())
    with caplog.at_level(logging.INFO):
        getattr(Client(), method)(f"/in/{secret}/")
    assert secret not in caplog.text
