"""我的: my record, who looked, my export, corrections; looks that follow the account."""

import io
import json
import zipfile

import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse
from django.test import Client

from tests.accounts.conftest import with_number
from tests.build import NOW, a_branch, a_member, a_user
from zhibu.accounts import journal
from zhibu.accounts.entrance import sign_in
from zhibu.accounts.models import Correction, JournalEntry, User
from zhibu.accounts.operations import answer_correction, ask_correction
from zhibu.accounts.terms import DeviceKind
from zhibu.kernel import clock
from zhibu.kernel.ids import operation_id
from zhibu.kernel.refusal import Refused
from zhibu.members import own_data
from zhibu.organisations.terms import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(branch):
    return with_number(a_member(branch, "党员甲"))


@pytest.fixture
def mine(client, me):
    client.force_login(me.user)
    return client


def test_my_page_names_me_and_shows_only_the_tail_of_my_number(mine, me):
    page = mine.get("/me/").content.decode()
    assert "党员甲" in page and "电话尾号0005" in page and me.phone not in page


def test_my_own_record_is_shown_in_full(mine, me):
    assert me.phone in mine.get("/me/record/").content.decode()


def test_who_looked_is_told_with_what_and_why(mine, me, secretary):
    journal.looked(viewer=secretary.user, subject=me, seen="手机号", purpose="通知党员大会", now=clock.now())
    journal.looked(viewer=me.user, subject=me, seen="手机号", now=clock.now())
    page = mine.get("/me/looked/").content.decode()
    assert "党员乙" in page and "看了手机号" in page and "通知党员大会" in page
    assert "近30天1次" in page


def test_looks_at_others_are_not_mine_to_see(mine, branch, secretary):
    other = a_member(branch, "党员丙")
    journal.looked(viewer=secretary.user, subject=other, seen="手机号", now=clock.now())
    assert "还没有人看过" in mine.get("/me/looked/").content.decode()


def test_one_tap_gives_me_everything_in_one_file(mine, me):
    own_data.offer("shoes", "鞋", lambda member: [{"size": 42}])
    answer = mine.get("/me/export/")
    own_data._PARTS.pop("shoes")
    assert answer["Content-Type"] == "application/zip"
    parcel = zipfile.ZipFile(io.BytesIO(answer.content))
    everything = json.loads(parcel.read("data.json"))
    assert me.phone in everything["register"][0].values()
    assert everything["shoes"] == [{"size": 42}]
    assert me.phone in parcel.read("我的资料.html").decode()
    assert JournalEntry.objects.filter(action="own_data.export").exists()


def test_names_in_the_readable_page_cannot_carry_markup(branch, client):
    hostile = a_member(branch, "<script>x</script>")
    client.force_login(hostile.user)
    parcel = zipfile.ZipFile(io.BytesIO(client.get("/me/export/").content))
    assert b"<script>" not in parcel.read("我的资料.html")


def test_an_account_without_a_register_entry_has_a_page_too(client):
    a_branch()
    client.force_login(a_user("上级"))
    for path in (
        "/me/",
        "/me/record/",
        "/me/looked/",
        "/me/export/",
        "/me/correct/",
        "/me/leave/",
        "/me/lost/",
    ):
        assert client.get(path).status_code == 200


class TestCorrections:
    def test_the_branch_sees_and_answers_and_the_person_reads_it(self, mine, secretary):
        assert mine.post("/me/correct/", {"words": "转正日期是2016年8月1日"}).status_code == 302
        officer = Client()
        officer.force_login(secretary.user)
        assert "转正日期" in officer.get("/corrections/").content.decode()
        row = Correction.objects.get()
        assert officer.post("/corrections/", {"correction": row.public_id, "answer": ""}).status_code == 422
        assert (
            officer.post("/corrections/", {"correction": row.public_id, "answer": "改好了"}).status_code
            == 302
        )
        assert "改好了" in mine.get("/me/correct/").content.decode()

    def test_another_branch_and_a_plain_member_do_not_see_it(self, mine, branch):
        mine.post("/me/correct/", {"words": "转正日期不对"})
        row = Correction.objects.get()
        stranger = Client()
        stranger.force_login(a_member(a_branch("R21", "示例二支部"), role=Role.SECRETARY).user)
        assert "转正日期" not in stranger.get("/corrections/").content.decode()
        answer = stranger.post("/corrections/", {"correction": row.public_id, "answer": "x"})
        assert answer.status_code == 404
        plain = Client()
        plain.force_login(a_member(branch).user)
        assert plain.get("/corrections/").status_code == 403

    def test_sent_twice_it_is_one(self, me):
        op = operation_id()
        first = ask_correction(by=me.user, words="不对", op=op, now=NOW)
        assert ask_correction(by=me.user, words="不对", op=op, now=NOW) == first
        assert Correction.objects.count() == 1

    def test_the_first_answer_stands(self, me, secretary):
        row = ask_correction(by=me.user, words="不对", now=NOW)
        answer_correction(by=secretary.user, correction=row, answer="改了", now=NOW)
        with pytest.raises(Refused):
            answer_correction(by=secretary.user, correction=row, answer="没改", now=NOW)

    def test_empty_and_endless_words_are_refused_and_kept(self, mine):
        assert mine.post("/me/correct/", {"words": " "}).status_code == 422
        answer = mine.post("/me/correct/", {"words": "字" * 501})
        assert answer.status_code == 422 and "字" * 501 in answer.content.decode()


class TestLooks:
    def test_what_i_chose_is_kept_with_the_account_and_given_to_a_new_device(self, mine, me):
        mine.post("/prefer/", {"size": "l"})
        mine.post("/prefer/", {"language": "en"})
        mine.get("/me/")
        kept = User.objects.get(pk=me.user.pk)
        assert (kept.text_size, kept.language) == ("l", "en")
        fresh = Client()
        fresh.force_login(me.user)
        answer = fresh.get("/me/lost/")
        assert answer.cookies["size"].value == "l"

    def test_what_a_browser_shows_is_not_kept_by_looking_at_pages(self, mine, me):
        mine.cookies["size"] = "xl"
        mine.get("/me/")
        mine.post("/prefer/", {"theme": "dark"})
        kept = User.objects.get(pk=me.user.pk)
        assert (kept.text_size, kept.theme) == ("", "dark")

    def test_what_was_chosen_before_signing_in_is_kept_unless_the_account_says_otherwise(self, rf, mine, me):
        mine.post("/prefer/", {"theme": "dark"})
        request = rf.post("/")
        SessionMiddleware(lambda _request: HttpResponse()).process_request(request)
        request.COOKIES |= {"size": "l", "theme": "light", "language": "<b>"}
        sign_in(request, User.objects.get(pk=me.user.pk), kind=DeviceKind.PHONE, now=clock.now())
        kept = User.objects.get(pk=me.user.pk)
        assert (kept.text_size, kept.theme, kept.language) == ("l", "dark", "")

    def test_a_strange_choice_is_not_kept(self, mine, me):
        mine.post("/prefer/", {"size": "<b>"})
        assert User.objects.get(pk=me.user.pk).text_size == ""
