"""Papers on the pages: who gets them, as what, all of a period at once, and the unit's own templates."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.urls import reverse
from docx import Document

from tests.activities.papers_scene import a_rich_meeting
from tests.activities.scenes import STARTS, a_meeting
from tests.build import a_full_branch, a_user, console, posted
from zhibu.activities.models import Meeting, PaperExport, PaperTemplate
from zhibu.activities.operations.export_papers import ask_for_papers, drop_old_exports, make_papers
from zhibu.activities.operations.keep_template import keep_template
from zhibu.activities.papers import kinds
from zhibu.kernel import clock, filestore
from zhibu.kernel.refusal import Refused
from zhibu.organisations import access

pytestmark = pytest.mark.django_db

DOCX = kinds.DOCX


def address(meeting, kind="minutes", form="docx"):
    return reverse("activities:paper", args=[meeting.public_id, kind, form])


def a_template(*lines):
    """A real .docx with these paragraphs."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def paragraphs(content):
    return [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]


def upload(content, paper="minutes", name="我们的格式.docx"):
    return {"paper": paper, "file": SimpleUploadedFile(name, content, content_type=DOCX)}


class TestOnePaper:
    @pytest.mark.parametrize(("form", "starts"), [("docx", b"PK"), ("pdf", b"%PDF")])
    def test_an_officer_takes_it_along(self, enter, form, starts):
        meeting, people = a_rich_meeting()
        answer = enter(people[0].user).get(address(meeting, form=form))
        assert answer.content.startswith(starts)
        assert answer["Content-Type"] == kinds.CONTENT_TYPES[form]
        assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''2026-")
        assert answer["Content-Security-Policy"] == "sandbox"
        assert answer["X-Content-Type-Options"] == "nosniff"

    def test_the_notice_carries_a_code_that_opens_it(self, enter):
        branch, people = a_full_branch(5, 0)
        meeting = a_meeting(branch, people)
        content = enter(people[0].user).get(address(meeting, "notice")).content
        assert any(name.startswith("word/media/") for name in zipfile.ZipFile(io.BytesIO(content)).namelist())

    def test_a_member_without_an_office_reads_why_not(self, enter):
        meeting, people = a_rich_meeting()
        answer = enter(people[9].user).get(address(meeting))
        assert answer.status_code == 403
        assert "没有办这件事的权限" in answer.content.decode()

    def test_a_meeting_of_another_branch_does_not_exist(self, enter):
        meeting, _people = a_rich_meeting()
        _other, others = a_full_branch(5, 0)
        assert enter(others[0].user).get(address(meeting)).status_code == 404

    @pytest.mark.parametrize(
        ("kind", "form"), [("minutes", "docx"), ("resolution", "pdf"), ("unknown", "pdf"), ("notice", "exe")]
    )
    def test_what_there_is_not_is_not_found(self, enter, kind, form):
        branch, people = a_full_branch(5, 0)
        meeting = a_meeting(branch, people)
        assert enter(people[0].user).get(address(meeting, kind, form)).status_code == 404

    def test_nobody_unknown_gets_one(self, client):
        meeting, _people = a_rich_meeting()
        assert client.get(address(meeting)).status_code == 302


class TestOnTheMeetingsPages:
    def test_the_notice_page_offers_notice_and_list(self, enter):
        branch, people = a_full_branch(5, 0)
        meeting = a_meeting(branch, people, starts_at=clock.now() + dt.timedelta(days=3))
        page = enter(people[0].user).get(reverse("activities:meeting", args=[meeting.public_id]))
        text = page.content.decode()
        assert address(meeting, "notice", "pdf") in text and address(meeting, "sign_in") in text
        assert address(meeting, "minutes") not in text

    def test_the_minutes_page_offers_all(self, enter):
        meeting, people = a_rich_meeting()
        text = (
            enter(people[0].user)
            .get(reverse("activities:minutes", args=[meeting.public_id]))
            .content.decode()
        )
        assert all(
            address(meeting, kind, form) in text for kind in kinds.KINDS for form in kinds.CONTENT_TYPES
        )

    def test_others_are_offered_none_at_no_cost(self, enter, rf, django_assert_num_queries):
        meeting, people = a_rich_meeting()
        meeting = Meeting.objects.select_related("organisation").get(pk=meeting.pk)
        request = rf.get("/")
        request.user = people[9].user
        access.standings(request.user, on=clock.today())  # every page of a meeting has asked this before
        template = Template('{% include "activities/_papers.html" %}')
        with django_assert_num_queries(0):
            assert template.render(Context({"meeting": meeting, "request": request})).strip() == ""


class TestAPeriodAtOnce:
    def test_asked_for_made_and_taken_along(self, enter):
        _meeting, people = a_rich_meeting()
        client = enter(people[0].user)
        asked = client.post(reverse("activities:papers"), {"period": str(clock.today().year), "kind": "all"})
        assert asked.status_code == 302
        export = PaperExport.objects.get()
        assert "排队等着出" in client.get(reverse("activities:papers")).content.decode()
        assert client.get(reverse("activities:export_file", args=[export.public_id])).status_code == 404
        PaperExport.objects.update(period=str(STARTS.year))
        export.refresh_from_db()
        make_papers(export=export, now=clock.now())
        page = client.get(reverse("activities:papers")).content.decode()
        assert reverse("activities:export_file", args=[export.public_id]) in page
        answer = client.get(reverse("activities:export_file", args=[export.public_id]))
        names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
        assert len(names) == 2 * len(kinds.KINDS) + 1
        assert answer["Content-Type"] == "application/zip"
        export.refresh_from_db()
        assert (export.done, export.total) == (1, 1) and export.size == len(answer.content)

    def test_the_waiting_list_alone_for_htmx(self, enter):
        _meeting, people = a_rich_meeting()
        client = enter(people[0].user)
        client.post(reverse("activities:papers"), {"period": str(clock.today().year), "kind": "minutes"})
        part = client.get(reverse("activities:papers"), headers={"HX-Request": "true"}).content.decode()
        assert part.startswith('<div id="exports" hx-get=') and "<html" not in part

    def test_a_wrong_choice_is_said_beside_the_field(self, enter):
        _meeting, people = a_rich_meeting()
        answer = enter(people[0].user).post(reverse("activities:papers"), {"period": "1", "kind": "all"})
        assert answer.status_code == 422
        assert PaperExport.objects.count() == 0

    def test_asked_for_twice_is_one(self):
        meeting, people = a_rich_meeting()
        asked = [
            ask_for_papers(
                by=people[0].user,
                organisation=meeting.organisation,
                kind="all",
                period="2026",
                op=op,
                now=STARTS,
            )
            for op in ("a" * 32, "a" * 32, "b" * 32)
        ]
        assert len({one.pk for one in asked}) == 1

    def test_made_twice_is_made_once(self):
        meeting, people = a_rich_meeting()
        export = self.made(meeting, people)
        digest = export.digest
        make_papers(export=export, now=STARTS)
        export.refresh_from_db()
        assert export.digest == digest

    def test_after_a_week_it_is_gone(self):
        meeting, people = a_rich_meeting()
        export = self.made(meeting, people)
        assert drop_old_exports(on=STARTS.date() + dt.timedelta(days=6)) == 0
        assert drop_old_exports(on=STARTS.date() + dt.timedelta(days=7)) == 1
        with pytest.raises(FileNotFoundError):
            filestore.fetch(export.digest)

    def test_a_template_that_fails_later_is_told_on_the_page(self, enter):
        meeting, people = a_rich_meeting()
        PaperTemplate.objects.create(
            organisation=meeting.organisation, paper="minutes", name="坏的.docx", added_by=people[0].user,
            added_at=STARTS, digest=filestore.keep(b"no document at all"),
        )  # fmt: skip
        export = self.made(meeting, people)
        assert export.digest == "" and ".docx" in export.failed

    def test_others_neither_see_nor_take_it(self, enter):
        meeting, people = a_rich_meeting()
        export = self.made(meeting, people)
        _other, others = a_full_branch(5, 0)
        place = reverse("activities:export_file", args=[export.public_id])
        assert enter(others[0].user).get(place).status_code == 404
        assert enter(people[9].user).get(place).status_code == 404

    def test_a_member_without_an_office_reads_who_does_it(self, enter):
        _meeting, people = a_rich_meeting()
        answer = enter(people[9].user).get(reverse("activities:papers"))
        assert answer.status_code == 403
        assert "书记、委员、党小组组长" in answer.content.decode()

    def made(self, meeting, people):
        export = ask_for_papers(
            by=people[0].user, organisation=meeting.organisation, kind="minutes", period="2026", now=STARTS
        )
        make_papers(export=export, now=STARTS)
        export.refresh_from_db()
        return export


class TestLedger:
    def test_the_years_ledger(self, enter):
        _meeting, people = a_rich_meeting()
        answer = enter(people[0].user).get(reverse("activities:ledger"), {"period": "2026"})
        assert answer.content.startswith(b"PK") and "attachment" in answer["Content-Disposition"]

    def test_a_period_that_is_none(self, enter):
        _meeting, people = a_rich_meeting()
        answer = enter(people[0].user).get(reverse("activities:ledger"), {"period": "20266"})
        assert answer.status_code == 422 and "2026-Q3" in answer.content.decode()


class TestTheUnitsOwnTemplate:
    def test_it_is_tried_kept_used_and_dropped(self, enter):
        meeting, people = a_rich_meeting()
        client = enter(people[0].user)
        page = reverse("activities:templates")
        assert "{{ 主持人 }}" in client.get(page).content.decode()
        content = a_template(
            "本厂记录", "主持：{{ 主持人 }}", "{%p for x in 议题 %}", "{{ x.题目 }}", "{%p endfor %}"
        )
        assert client.post(page, upload(content)).status_code == 302
        assert "我们的格式.docx" in client.get(page).content.decode()
        written = paragraphs(client.get(address(meeting)).content)
        assert written[:2] == ["本厂记录", f"主持：{people[0].name}"]
        assert written[2:] == ["第1件事", "第2件事", "第3件事", "第4件事"]
        kept = PaperTemplate.objects.get()
        assert client.post(reverse("activities:drop_template", args=[kept.public_id])).status_code == 302
        assert paragraphs(client.get(address(meeting)).content)[0] == f"{meeting.title}记录"

    def test_another_of_the_same_kind_takes_its_place(self, enter):
        _meeting, people = a_rich_meeting()
        client = enter(people[0].user)
        for name in ("一.docx", "二.docx"):
            client.post(reverse("activities:templates"), upload(a_template("{{ 标题 }}"), name=name))
        assert [one.name for one in PaperTemplate.objects.all()] == ["二.docx"]

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"no document at all", ".docx"),
            (a_template("{{ 书记的电话 }}"), "书记的电话"),
            (a_template("{{ 标题.__class__ }}"), "不允许的写法"),
            (a_template("{% for x in 议题 %}没有结尾"), "不完整"),
            (a_template("{{ 标题"), "不完整"),
        ],
    )
    def test_one_that_cannot_be_used_is_refused_with_its_sentence(self, enter, content, words):
        _meeting, people = a_rich_meeting()
        answer = enter(people[0].user).post(reverse("activities:templates"), upload(content))
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not PaperTemplate.objects.exists()

    def test_a_file_too_large_is_refused(self, enter):
        _meeting, people = a_rich_meeting()
        answer = enter(people[0].user).post(
            reverse("activities:templates"), upload(b"PK" + b"0" * (5 * 1024 * 1024))
        )
        assert answer.status_code == 422 and "5 MB" in answer.content.decode()

    def test_the_superiors_template_serves_the_branches_below_until_they_have_their_own(self, enter):
        meeting, people = a_rich_meeting()
        above = meeting.organisation.parent
        superior = posted(a_user("上级"), "superior", above)
        answer = enter(superior).post(
            reverse("activities:templates"), upload(a_template("公司格式"), name="公司.docx")
        )
        assert answer.status_code == 302
        assert PaperTemplate.objects.get().organisation == above
        client = enter(people[0].user)
        assert paragraphs(client.get(address(meeting)).content) == ["公司格式"]
        assert "公司.docx" in client.get(reverse("activities:templates")).content.decode()
        place = reverse("activities:drop_template", args=[PaperTemplate.objects.get().public_id])
        assert client.post(place).status_code == 404
        client.post(reverse("activities:templates"), upload(a_template("支部格式")))
        assert paragraphs(client.get(address(meeting)).content) == ["支部格式"]

    def test_an_officer_without_the_right_reads_why_not(self, enter):
        _meeting, people = a_rich_meeting()
        assert enter(people[4].user).get(reverse("activities:templates")).status_code == 403

    def test_the_operation_itself_refuses_too(self):
        meeting, people = a_rich_meeting()
        with pytest.raises(Refused):
            keep_template(
                by=people[9].user, organisation=meeting.organisation, paper="minutes", name="x.docx",
                content=a_template("{{ 标题 }}"), now=STARTS,
            )  # fmt: skip
        with pytest.raises(Refused, match=r"\.docx"):
            keep_template(
                by=console(), organisation=meeting.organisation, paper="minutes", name="x.docx", content=b"x",
                now=STARTS,
            )  # fmt: skip
