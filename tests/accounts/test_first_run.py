"""From an empty machine to the secretary in: three steps, one link, nothing lost on the way."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests.build import a_branch
from zhibu.accounts.models import User
from zhibu.members.models import Member
from zhibu.organisations.models import Organisation, Post
from zhibu.organisations.terms import Role

pytestmark = pytest.mark.django_db
ONE = {"organisation": "示例公司党委", "code": "R"}
TWO = {"branch": "示例一支部", "branch_code": "R20", "preset": "four_crews_three_shifts", "position": ""}
THREE = {"name": "党员乙", "phone": "１３８ ０００0 0005", "holder": "secretary"}


def printed():
    out = io.StringIO()
    call_command("setup_link", "--address", "http://testserver/", stdout=out)
    return re.search(r"/start/\w+/", out.getvalue())[0]


@pytest.fixture
def begun(client):
    assert client.get(printed()).url == "/start/1/"
    return client


def test_an_empty_house_leads_to_the_set_up_page(client):
    for path in ("/", "/accounts/login/"):
        assert client.get(path).url == "/start/"
    assert "一次性链接" in client.get("/start/").content.decode()


def test_nobody_gets_to_the_steps_without_the_link(client):
    for step in (1, 2, 3):
        assert client.get(f"/start/{step}/").status_code == 410
        assert client.post(f"/start/{step}/", ONE).status_code == 410
    assert not Organisation.objects.exists()


def test_the_secretary_holding_the_device_is_in_at_once(begun):
    assert begun.post("/start/1/", ONE).url == "/start/2/"
    assert begun.post("/start/2/", TWO).url == "/start/3/"
    assert begun.post("/start/3/", THREE).url == "/start/done/"
    assert begun.get("/start/done/").status_code == 200
    assert "导入名册" in begun.get("/start/done/").content.decode()
    branch = Organisation.objects.get(code="R20")
    assert branch.parent.code == "R"
    member = Member.objects.get()
    assert (member.branch, member.phone) == (branch, "13800000005")
    roles = set(Post.objects.filter(user=member.user).values_list("role", flat=True))
    assert roles == {Role.SECRETARY, Role.MEMBER}
    assert begun.get("/invite/").status_code == 200


def test_somebody_else_setting_it_up_gets_the_secretarys_link_and_stays_outside(begun):
    begun.post("/start/1/", ONE)
    begun.post("/start/2/", TWO)
    page = begun.post("/start/3/", {**THREE, "holder": "other"})
    assert page.status_code == 200
    link = re.search(r"http://testserver/in/(\w+)/", page.content.decode())[1]
    assert begun.get("/me/").status_code == 302
    phone = Client()
    said = {"secret": link, "name": "党员 乙", "last4": "0005"}
    assert phone.post("/in/", said).status_code == 302
    assert phone.get("/invite/").status_code == 200


def test_what_was_filled_in_is_there_after_a_refresh_and_on_the_way_back(begun):
    begun.post("/start/1/", ONE)
    begun.post("/start/2/", TWO)
    assert "示例公司党委" in begun.get("/start/1/").content.decode()
    page = begun.get("/start/2/").content.decode()
    assert (
        "示例一支部" in page
        and 'value="four_crews_three_shifts" id="id_preset_0" checked' in page.replace("required ", "")
    )


def test_the_phone_number_is_not_kept_in_the_session(begun):
    begun.post("/start/1/", ONE)
    begun.post("/start/2/", TWO)
    begun.post("/start/3/", {**THREE, "name": ""})
    assert "0005" not in str(dict(begun.session))


def test_wrong_entries_are_told_beside_the_field_and_kept(begun):
    begun.post("/start/1/", ONE)
    begun.post("/start/2/", TWO)
    page = begun.post("/start/3/", {**THREE, "phone": "12345"})
    assert page.status_code == 422
    assert "11位" in page.content.decode() and "党员乙" in page.content.decode()
    assert begun.post("/start/2/", {**TWO, "branch_code": "R"}).status_code == 422


def test_a_bad_code_of_step_one_comes_back_as_a_sentence(begun):
    begun.post("/start/1/", {**ONE, "code": "党委"})
    begun.post("/start/2/", TWO)
    page = begun.post("/start/3/", THREE)
    assert page.status_code == 422 and "代码用字母" in page.content.decode()
    assert not Organisation.objects.exists()


def test_steps_cannot_be_skipped(begun):
    assert begun.get("/start/2/").url == "/start/1/"
    assert begun.post("/start/3/", THREE).url == "/start/1/"


def test_the_used_link_says_that_it_is_set_up(begun):
    link = printed()
    begun.get(link)
    for step, said in enumerate((ONE, TWO, THREE), 1):
        begun.post(f"/start/{step}/", said)
    page = Client().get(link)
    assert page.status_code == 410 and "已经装好" in page.content.decode()
    assert begun.post("/start/3/", THREE).status_code == 410
    assert Organisation.objects.count() == 2


def test_no_link_is_printed_once_there_is_an_organisation():
    a_branch()
    out = io.StringIO()
    call_command("setup_link", stdout=out)
    assert out.getvalue() == ""


class TestTheConsole:
    def test_it_prints_a_way_back_for_an_account(self, client):
        user = User.objects.person(name="党员乙", login="yi")
        out = io.StringIO()
        call_command("let-in", "yi", stdout=out)
        secret = re.search(r"/in/(\w+)/", out.getvalue())[1]
        said = {"secret": secret, "name": "党员乙", "last4": "0000"}
        assert client.post("/in/", said).status_code == 302
        assert client.get("/me/").context["request"].user == user

    def test_it_makes_a_first_administrator(self):
        a_branch()
        call_command(
            "let-in", "--new", "管理员甲", "--role", "admin", "--organisation", "R", stdout=io.StringIO()
        )
        assert Post.objects.get(role=Role.ADMIN).user.name == "管理员甲"

    def test_an_unknown_account_is_a_sentence(self):
        with pytest.raises(CommandError, match="no account"):
            call_command("let-in", "nobody")
