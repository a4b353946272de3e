"""The pages on which a meeting is called, answered, changed and called off."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import build
from zhibu.accounts.models import Device, OneTimeLink
from zhibu.activities import operations, terms
from zhibu.activities.models import Meeting
from zhibu.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return build.a_full_branch()


def soon(days=3, hour=16):
    return clock.at(clock.today() + dt.timedelta(days=days), dt.time(hour, 20))


def called(branch, people, **changes):
    said = {
        "organisation": branch,
        "kind": terms.Kind.ASSEMBLY,
        "starts_at": soon(),
        "minutes": 50,
        "place": "二号楼三层党员活动室",
        "items": [terms.AgendaLine("通报党费收缴", terms.Matter.REPORT)],
        "op": "c" * 32,
        "now": clock.now(),
    }
    return operations.convene(by=people[0].user, **(said | changes))


def hidden(page, name):
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    assert found, name
    return found[1]


def typed(branch, **changes):
    begins = soon()
    said = {
        "organisation": branch.public_id,
        "kind": "assembly",
        "op": "d" * 32,
        "day": f"{begins:%Y-%m-%d}",
        "time": "16:20",
        "minutes": "50",
        "place": "二号楼三层",
        "held": "in_person",
        "item": ["通报党费收缴", ""],
        "matter": ["report", "discussion"],
    }
    return said | changes


class TestConveneInSteps:
    def test_from_the_kind_to_the_notice_and_the_answer(self, branch, enter):
        organisation, people = branch
        client = enter(people[0].user)
        first = client.get(reverse("activities:convene"))
        step = re.search(r'href="([^"]*when/\?[^"]*kind=assembly)"', first.content.decode())[1].replace(
            "&amp;", "&"
        )
        second = client.get(step)
        assert second.status_code == 200
        slot = re.search(r'href="([^"]*what/[^"]*)" data-act="plan.use"', second.content.decode())[1]
        third = client.get(slot.replace("&amp;", "&"))
        assert "上次决定的事" in third.content.decode()
        said = typed(organisation, op=hidden(third, "op"))
        fourth = client.post(reverse("activities:convene_review"), said)
        assert "看一遍再发" in fourth.content.decode()
        assert not Meeting.objects.exists()
        done = client.post(reverse("activities:convene_send"), said, follow=True)
        meeting = Meeting.objects.get()
        assert done.redirect_chain[-1][0] == reverse("activities:sent", args=[meeting.public_id])
        assert f"/m/{meeting.public_id[:8]}/" in done.content.decode()
        again = client.post(reverse("activities:convene_send"), said)
        assert again.status_code == 302
        assert Meeting.objects.count() == 1

        member = enter(people[9].user)
        today = member.get("/")
        assert meeting.title in today.content.decode()
        assert 'data-act="rsvp.yes"' in today.content.decode()
        answered = member.post(
            reverse("activities:answer", args=[meeting.public_id]),
            {"answer": "yes", "next": "/"},
            follow=True,
        )
        assert "已告诉书记您参加" in answered.content.decode()

    def test_a_refusal_keeps_everything_typed(self, branch, enter):
        organisation, people = branch
        applicant = build.a_member(organisation, "申请人甲", kind="object", account=False)
        client = enter(people[0].user)
        said = typed(
            organisation,
            held="online",
            matter=["admission", "discussion"],
            item=["接收申请人甲", ""],
            person=[applicant.public_id, ""],
        )
        page = client.post(reverse("activities:convene_send"), said)
        assert page.status_code == 422
        assert "接收申请人甲" in page.content.decode()
        assert "要当面进行" in page.content.decode()
        assert not Meeting.objects.exists()

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"place": ""}, "在哪里"),
            ({"day": "2026-13-45"}, "日期"),
            ({"day": "2001-01-01"}, "这个时间已经过了"),
            ({"minutes": "many"}, "约几分钟"),
            ({"chair": "nobody"}, ""),
            ({"matter": ["nonsense", "discussion"]}, "通报党费收缴"),
        ],
    )
    def test_bad_input_is_named(self, branch, enter, wrong, words):
        organisation, people = branch
        page = enter(people[0].user).post(reverse("activities:convene_send"), typed(organisation, **wrong))
        assert page.status_code == 422
        assert words in page.content.decode()
        assert "errsum" in page.content.decode()

    def test_lines_are_added_and_taken_away_without_a_script(self, branch, enter):
        organisation, people = branch
        client = enter(people[0].user)
        what = reverse("activities:convene_what")
        more = client.post(what, typed(organisation) | {"more": "1"})
        assert more.content.decode().count('name="item"') == 3
        less = client.post(what, typed(organisation) | {"drop": "0"})
        assert "通报党费收缴" not in less.content.decode()
        assert client.post(what, typed(organisation) | {"drop": "99"}).status_code == 200

    def test_own_time_shows_who_can_come_and_a_past_one_is_refused(self, branch, enter):
        organisation, people = branch
        client = enter(people[0].user)
        base = reverse("activities:convene_when") + f"?organisation={organisation.public_id}&kind=assembly"
        begins = soon()
        assert "17" in client.get(f"{base}&day={begins:%Y-%m-%d}&time=10:00").content.decode()
        assert "已经过了" in client.get(f"{base}&day=2020-01-01&time=10:00").content.decode()
        assert client.get(f"{base}&day=nonsense&time=25:99").status_code == 200

    def test_closed_doors(self, branch, enter, client):
        organisation, people = branch
        _other, strangers = build.a_full_branch()
        assert client.get(reverse("activities:convene")).status_code == 302
        plain = enter(people[9].user)
        assert plain.get(reverse("activities:convene")).status_code == 404
        foreign = enter(strangers[0].user)
        assert foreign.post(reverse("activities:convene_send"), typed(organisation)).status_code == 404
        assert not Meeting.objects.exists()


class TestNoticePage:
    def test_a_foreign_branch_sees_nothing(self, branch, enter):
        organisation, people = branch
        meeting = called(organisation, people)
        _other, strangers = build.a_full_branch()
        client = enter(strangers[0].user)
        for name in ("meeting", "sent", "notice_sheet", "change", "cancel"):
            assert client.get(reverse(f"activities:{name}", args=[meeting.public_id])).status_code == 404
        for name in ("answer", "told", "withdraw"):
            assert client.post(reverse(f"activities:{name}", args=[meeting.public_id])).status_code == 404
        assert client.get(f"/m/{meeting.public_id[:8]}/").status_code == 404

    def test_only_officers_see_the_answers_and_only_the_secretary_the_reason(self, branch, enter):
        organisation, people = branch
        meeting = called(organisation, people)
        operations.answer(
            by=people[9].user, meeting=meeting, answer="leave", reason="孩子住院", now=clock.now()
        )
        page = reverse("activities:meeting", args=[meeting.public_id])
        assert "孩子住院" in enter(people[0].user).get(page).content.decode()
        organiser = enter(people[2].user).get(page).content.decode()
        assert "谁还没有回复" in organiser and "孩子住院" not in organiser
        plain = enter(people[8].user).get(page).content.decode()
        assert "谁还没有回复" not in plain and "孩子住院" not in plain

    def test_the_ones_without_an_account_are_to_be_told(self, branch, enter):
        organisation, people = branch
        quiet = build.a_member(organisation, "党员庚", account=False)
        meeting = called(organisation, people)
        client = enter(people[0].user)
        page = client.get(reverse("activities:sent", args=[meeting.public_id]))
        assert "还要您当面说" in page.content.decode() and "党员庚" in page.content.decode()
        client.post(reverse("activities:told", args=[meeting.public_id]), {"member": quiet.public_id})
        assert meeting.attendees.get(member=quiet).told_in_person

    def test_who_was_given_a_link_and_has_not_come_in_is_to_be_told_too(self, branch, enter):
        organisation, people = branch
        OneTimeLink.objects.create(
            user=people[7].user,
            purpose="personal",
            secret_hash="0" * 64,
            made_at=clock.now(),
            expires_at=clock.now(),
        )
        meeting = called(organisation, people)
        client = enter(people[0].user)
        page = reverse("activities:sent", args=[meeting.public_id])
        assert f'value="{people[7].public_id}"' in client.get(page).content.decode()
        Device.objects.create(user=people[7].user, session_key="a" * 32, added_on=clock.today())
        assert "还要您当面说" not in client.get(page).content.decode()

    def test_the_short_link_leads_there_after_signing_in(self, branch, enter, client):
        organisation, people = branch
        meeting = called(organisation, people)
        assert client.get(f"/m/{meeting.public_id[:8]}/").headers["Location"].startswith("/accounts/login/")
        found = enter(people[9].user).get(f"/m/{meeting.public_id[:8]}/")
        assert found.headers["Location"] == reverse("activities:meeting", args=[meeting.public_id])
        assert enter(people[9].user).get("/m/0/").status_code == 404

    def test_next_never_leads_away(self, branch, enter):
        organisation, people = branch
        meeting = called(organisation, people)
        url = reverse("activities:answer", args=[meeting.public_id])
        for bad in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
            answered = enter(people[9].user).post(url, {"answer": "yes", "next": bad})
            assert answered.headers["Location"].startswith("/meetings/")

    def test_the_printed_notice_has_a_code(self, branch, enter):
        organisation, people = branch
        meeting = called(organisation, people)
        page = enter(people[0].user).get(reverse("activities:notice_sheet", args=[meeting.public_id]))
        assert "<svg" in page.content.decode()
        assert "style=" not in page.content.decode()


class TestChangePages:
    def test_moved_after_answers(self, branch, enter):
        organisation, people = branch
        meeting = called(organisation, people)
        operations.answer(by=people[9].user, meeting=meeting, answer="yes", now=clock.now())
        moved = soon(days=5)
        said = {
            "day": f"{moved:%Y-%m-%d}",
            "time": "09:00",
            "minutes": "50",
            "place": meeting.place,
            "held": "in_person",
            "version": "1",
            "why": "丙班在岗",
        }
        client = enter(people[1].user)
        assert client.post(reverse("activities:change", args=[meeting.public_id]), said).status_code == 302
        today = enter(people[9].user).get("/").content.decode()
        assert "改了，等您回复" in today and "<del>" in today

    def test_the_second_officer_sees_both_and_may_insist(self, branch, enter):
        organisation, people = branch
        meeting = called(organisation, people)
        operations.change_meeting(
            by=people[0].user, meeting=meeting, version=1, place="食堂二楼", now=clock.now()
        )
        begins = soon()
        said = {
            "day": f"{begins:%Y-%m-%d}",
            "time": "16:20",
            "minutes": "50",
            "place": "三楼会议室",
            "held": "in_person",
            "version": "1",
        }
        client = enter(people[1].user)
        url = reverse("activities:change", args=[meeting.public_id])
        page = client.post(url, said)
        assert page.status_code == 422
        assert "食堂二楼" in page.content.decode() and "三楼会议室" in page.content.decode()
        assert client.post(url, said | {"version": hidden(page, "version")}).status_code == 302
        meeting.refresh_from_db()
        assert meeting.place == "三楼会议室"

    def test_cancelled_and_withdrawn_are_said_on_today(self, branch, enter):
        organisation, people = branch
        meeting = called(organisation, people)
        client = enter(people[0].user)
        url = reverse("activities:cancel", args=[meeting.public_id])
        assert client.post(url, {"why": ""}).status_code == 422
        assert client.post(url, {"why": "设备抢修"}).status_code == 302
        today = enter(people[9].user).get("/").content.decode()
        assert "不开了" in today and "设备抢修" in today
        second = called(organisation, people, op="e" * 32, starts_at=soon(days=4))
        enter(people[0].user).post(reverse("activities:withdraw", args=[second.public_id]))
        assert "不用来" in enter(people[9].user).get("/").content.decode()

    def test_withdrawing_after_an_answer_is_refused_with_a_sentence(self, branch, enter):
        organisation, people = branch
        meeting = called(organisation, people)
        operations.answer(by=people[9].user, meeting=meeting, answer="yes", now=clock.now())
        page = enter(people[0].user).post(reverse("activities:withdraw", args=[meeting.public_id]))
        assert page.status_code == 422
        assert "已经有人回复" in page.content.decode()


class TestList:
    def test_past_years_and_pages(self, branch, enter, django_assert_max_num_queries):
        organisation, people = branch
        meeting = called(organisation, people)
        old = [
            Meeting(
                organisation=organisation,
                kind="assembly",
                title=f"旧会{n}",
                starts_at=clock.at(dt.date(2025, 1, 1), dt.time(9)) + dt.timedelta(days=n),
                place="老地方",
                state="closed",
                called_by=people[0].user,
                called_at=clock.now(),
            )
            for n in range(35)
        ]
        Meeting.objects.bulk_create(old)
        client = enter(people[9].user)
        page = client.get("/meetings/").content.decode()
        assert meeting.title in page and "旧会34" in page and "旧会0<" not in page
        after = re.search(r'href="(\?year=2025&amp;before=[^"]+)"', page)[1].replace("&amp;", "&")
        assert "旧会0" in client.get("/meetings/" + after).content.decode()
        assert client.get("/meetings/?year=abcd&before=nothing").status_code == 200
        with django_assert_max_num_queries(16):
            client.get("/meetings/")


class TestPapers:
    def test_a_pdf_goes_with_the_notice_and_a_script_does_not(self, branch, enter):
        organisation, people = branch
        client = enter(people[0].user)
        send = reverse("activities:convene_send")
        bad = SimpleUploadedFile("表.html", b"<script>alert(1)</script>")
        page = client.post(send, typed(organisation) | {"papers": [bad]})
        assert page.status_code == 422
        assert "材料没有收下" in page.content.decode() and "通报党费收缴" in page.content.decode()
        assert not Meeting.objects.exists()
        good = SimpleUploadedFile("方案.pdf", b"%PDF-1.4 text")
        assert client.post(send, typed(organisation) | {"papers": [good]}).status_code == 302
        meeting = Meeting.objects.get()
        paper = meeting.papers.get()
        assert paper.name == "方案.pdf"
        notice = enter(people[9].user).get(reverse("activities:meeting", args=[meeting.public_id]))
        assert "方案.pdf" in notice.content.decode()

    def test_more_than_five_are_refused(self, branch, enter):
        organisation, people = branch
        files = [SimpleUploadedFile(f"{n}.pdf", b"%PDF-1.4 " + bytes([65 + n])) for n in range(6)]
        said = typed(organisation) | {"papers": files}
        page = enter(people[0].user).post(reverse("activities:convene_send"), said)
        assert page.status_code == 422
        assert not Meeting.objects.exists()


class TestNotRecorded:
    def test_a_meeting_gone_by_asks_its_chair_to_record_it(self, branch, enter):
        organisation, people = branch
        meeting = called(organisation, people)
        Meeting.objects.update(starts_at=clock.now() - dt.timedelta(hours=4))
        record = reverse("activities:record") + f"?from={meeting.public_id}"
        client = enter(people[0].user)
        assert record in client.get("/").content.decode()
        assert record in client.get(reverse("activities:meeting", args=[meeting.public_id])).content.decode()
        plain = enter(people[9].user)
        assert record not in plain.get("/").content.decode()
