"""Personal links: opened freely, claimed once, five tries, never for two."""

import datetime as dt
import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tests.accounts.conftest import with_number
from tests.build import NOW, a_branch, a_member, a_user, posted
from zhibu.accounts.models import AccountNotice, Device, JournalEntry, OneTimeLink
from zhibu.accounts.operations import make_link
from zhibu.accounts.terms import CLAIM_TRIES, LinkPurpose, NoticeKind
from zhibu.kernel import clock
from zhibu.kernel.refusal import NotAllowed, Refused
from zhibu.members.operations.ensure_account import ensure_account
from zhibu.members.operations.let_in import invite, replace_phone
from zhibu.organisations.models import Post
from zhibu.organisations.operations import recover_officer, stand_in
from zhibu.organisations.terms import Role

pytestmark = pytest.mark.django_db


def say(client, secret, name="党员甲", last4="0005"):
    return client.post("/in/", {"secret": secret, "name": name, "last4": last4})


@pytest.fixture
def secret(secretary, member):
    return invite(by=secretary.user, member=member, now=clock.now())


class TestEnsuringAnAccount:
    def test_an_account_is_made_once_with_the_standing_of_the_register(self, secretary, member, branch):
        first = ensure_account(by=secretary.user, member=member, now=NOW)
        again = ensure_account(by=secretary.user, member=member, now=NOW)
        assert first == again
        assert [(p.role, p.organisation) for p in Post.objects.filter(user=first)] == [(Role.MEMBER, branch)]

    def test_a_probationary_member_who_became_full_stands_as_a_member(self, secretary, member):
        member.kind = "probationary"
        member.save()
        ensure_account(by=secretary.user, member=member, now=NOW - dt.timedelta(days=3))
        member.kind = "full"
        member.save()
        user = ensure_account(by=secretary.user, member=member, now=NOW)
        roles = Post.objects.held_on(NOW.date()).filter(user=user).values_list("role", flat=True)
        assert list(roles) == [Role.MEMBER]

    def test_a_plain_member_may_not_invite(self, branch, member):
        with pytest.raises(NotAllowed):
            invite(by=a_member(branch).user, member=member, now=NOW)

    def test_the_secretary_of_another_branch_may_not_invite(self, member):
        other = a_member(a_branch("R21", "示例二支部"), role=Role.SECRETARY)
        with pytest.raises(NotAllowed):
            invite(by=other.user, member=member, now=NOW)


class TestClaiming:
    def test_opening_the_link_any_number_of_times_uses_nothing_up(self, client, secret):
        for _ in range(5):
            assert client.get(f"/in/{secret}/").status_code == 200
        assert client.head(f"/in/{secret}/").status_code == 200
        assert OneTimeLink.objects.get().used_at is None

    def test_name_and_last_four_digits_let_the_person_in_and_the_phone_is_remembered(
        self, client, secret, member
    ):
        assert say(client, secret, last4="０００５").url == "/in/welcome/"
        member.refresh_from_db()
        device = Device.objects.get(user=member.user)
        assert device.session_key == client.session.session_key
        assert client.session.get_expiry_age() == 90 * 24 * 3600
        assert client.get("/me/").status_code == 200
        assert JournalEntry.objects.filter(action="login", subject=member.user.public_id).exists()

    def test_the_session_key_changes_on_the_way_in(self, client, secret):
        session = client.session
        session["typed"] = "x"
        session.save()
        client.cookies["zhibu"] = before = session.session_key
        say(client, secret)
        assert client.session.session_key != before
        assert not Session.objects.filter(session_key=before).exists()

    def test_the_secret_is_nowhere_in_the_database(self, secret):
        link = OneTimeLink.objects.get()
        assert secret not in str(vars(link))

    def test_a_link_works_once(self, client, secret):
        say(client, secret)
        answer = say(Client(), secret)
        assert answer.status_code == 410
        assert AccountNotice.objects.get().kind == NoticeKind.SECOND_CLAIM

    def test_after_72_hours_it_is_closed(self, client, secret, time_machine=None):
        OneTimeLink.objects.update(expires_at=clock.now() - dt.timedelta(seconds=1))
        assert client.get(f"/in/{secret}/").status_code == 410
        assert say(client, secret).status_code == 410

    def test_an_unknown_secret_reads_like_a_used_one(self, client, secret):
        unknown = client.get("/in/00000000000000000000/")
        say(client, secret)
        used = Client().get(f"/in/{secret}/")
        plain = [re.sub(rb'value="[A-Za-z0-9]{64}"', b"", page.content) for page in (unknown, used)]
        assert unknown.status_code == used.status_code == 410
        assert plain[0] == plain[1]

    def test_five_wrong_tries_and_the_link_is_dead_for_the_right_answer_too(self, client, secret, secretary):
        for left in range(CLAIM_TRIES - 1, 0, -1):
            answer = say(client, secret, last4="9999")
            assert answer.status_code == 422
            assert f"还可以试{left}次" in answer.content.decode()
        assert say(client, secret, name="别人").status_code == 410
        assert say(client, secret).status_code == 410
        officer = Client()
        officer.force_login(secretary.user)
        assert "填错5次" in officer.get("/invite/").content.decode()

    def test_what_was_typed_is_still_there_after_a_wrong_try(self, client, secret):
        assert 'value="党员假"' in say(client, secret, name="党员假").content.decode()

    def test_a_new_link_ends_the_one_before(self, client, secret, secretary, member):
        second = invite(by=secretary.user, member=member, now=clock.now())
        assert say(client, secret).status_code == 410
        assert say(client, second).status_code == 302

    def test_who_is_in_already_is_not_let_in_through_another_link_and_both_are_told(
        self, client, secret, member, secretary
    ):
        say(client, secret)
        member.refresh_from_db()
        with pytest.raises(Refused):
            invite(by=secretary.user, member=member, now=clock.now())
        other = make_link(
            by=secretary.user,
            user=member.user,
            purpose=LinkPurpose.PERSONAL,
            organisation=None,
            now=clock.now(),
        )
        answer = say(Client(), other)
        assert answer.status_code == 410
        assert "已经在另一台设备上进来过" in answer.content.decode()
        assert "冒充您" in client.get("/me/").content.decode()
        assert Device.objects.filter(user=member.user).count() == 1

    def test_without_a_number_in_the_roster_the_secretary_admits_face_to_face(
        self, client, branch, secretary
    ):
        bare = a_member(branch, "党员丙", account=False)
        secret = invite(by=secretary.user, member=bare, now=clock.now())
        assert say(client, secret, name="党员丙", last4="1234").url == "/in/wait/"
        page = client.get("/in/wait/").content.decode()
        assert "请当面找书记" in page
        officer = Client()
        officer.force_login(secretary.user)
        shown = officer.get("/invite/").content.decode()
        digits = re.search(r"4个数 (\d{4})", shown)[1]
        assert digits in page
        door = re.search(r"/invite/door/(\w+)/", shown)[0]
        assert client.post("/in/wait/", headers={"HX-Request": "true"}).status_code == 204
        assert (
            officer.post(door, {"member": secretary.public_id}).status_code == 422
        )  # the link was for 党员丙
        assert officer.post(door, {"member": bare.public_id}).status_code == 302
        assert client.post("/in/wait/", headers={"HX-Request": "true"})["HX-Redirect"] == "/in/welcome/"
        assert "党员丙" in client.get("/me/").content.decode()

    def test_the_secret_never_stands_in_the_path_that_is_answered_with_an_error(self, client, secret, caplog):
        say(client, secret, last4="9999")
        assert secret not in caplog.text


class TestTheLinkInTheGroup:
    def ask(self, branch, secretary, name="党员甲"):
        officer = Client()
        officer.force_login(secretary.user)
        officer.post("/invite/group/", {})
        code = re.search(r"/j/(\w+)/", officer.get("/invite/").content.decode())[1]
        guest = Client()
        assert guest.get(f"/j/{code}/").status_code == 200
        assert guest.post(f"/j/{code}/", {"name": name}).url == "/in/wait/"
        return officer, guest, code

    def test_it_lets_nobody_in_by_itself(self, branch, secretary, member):
        _officer, guest, _code = self.ask(branch, secretary)
        assert guest.get("/me/").status_code == 302
        guest.post("/in/wait/")
        assert guest.get("/me/").status_code == 302

    def test_the_secretary_admits_once_and_only_that_browser_comes_in(self, branch, secretary, member):
        officer, guest, _code = self.ask(branch, secretary)
        door = re.search(r"/invite/door/(\w+)/", officer.get("/invite/").content.decode())[0]
        officer.post(door, {"member": member.public_id})
        assert guest.post("/in/wait/").url == "/in/welcome/"
        assert guest.get("/me/").status_code == 200
        assert Client().post("/in/wait/").status_code == 410

    def test_a_stranger_is_declined(self, branch, secretary, member):
        officer, guest, _code = self.ask(branch, secretary, name="陌生人")
        door = re.search(r"/invite/door/(\w+)/", officer.get("/invite/").content.decode())[0]
        officer.post(door, {"decline": "1"})
        assert "没有放行" in guest.get("/in/wait/").content.decode()
        assert officer.post(door, {"member": member.public_id}).status_code == 422

    def test_another_branch_does_not_see_who_waits(self, branch, secretary, member):
        officer, _guest, _code = self.ask(branch, secretary)
        door = re.search(r"/invite/door/(\w+)/", officer.get("/invite/").content.decode())[0]
        stranger = Client()
        stranger.force_login(a_member(a_branch("R22", "示例三支部"), role=Role.SECRETARY).user)
        assert stranger.get(door).status_code == 404

    def test_an_ended_link_asks_no_more(self, branch, secretary, member):
        officer, _guest, code = self.ask(branch, secretary)
        officer.post("/invite/group/", {"end": "1"})
        assert Client().get(f"/j/{code}/").status_code == 410


class TestWeightierAccounts:
    @pytest.mark.parametrize(
        ("by", "whose", "may"),
        [("secretary", "deputy", True), ("secretary", "organiser", True), ("secretary", "leader", True),
         ("deputy", "organiser", True), ("organiser", "publicity", True), ("organiser", "deputy", False),
         ("deputy", "secretary", False), ("secretary", "secretary", False), ("secretary", "approver", False)],
    )  # fmt: skip
    def test_who_may_let_whom_in(self, branch, by, whose, may):
        officer = a_member(branch, role=by).user
        target = with_number(a_member(branch, role=whose))
        acts = (invite, replace_phone)
        for act in acts:
            if may:
                assert act(by=officer, member=target, now=clock.now())
            else:
                with pytest.raises(NotAllowed):
                    act(by=officer, member=target, now=clock.now())
        assert OneTimeLink.objects.filter(user=target.user, withdrawn_at=None).exists() == may

    def test_the_secretary_helps_who_stands_in_and_the_organiser_does_not(self, branch, secretary):
        other = a_member(branch)
        today = clock.today()
        stand_in(by=secretary.user, user=other.user, acting_for=secretary.user, organisation=branch,
                 from_on=today, to_on=today, now=clock.now())  # fmt: skip
        assert replace_phone(by=secretary.user, member=other, now=clock.now())
        with pytest.raises(NotAllowed):
            replace_phone(by=a_member(branch, role=Role.ORGANISER).user, member=other, now=clock.now())

    def test_a_superior_lower_down_does_not_recover_who_serves_higher_up(self, branch, secretary):
        posted(secretary.user, Role.SUPERIOR, branch.parent)
        lower = posted(a_user("上级"), Role.SUPERIOR, branch)
        with pytest.raises(NotAllowed):
            recover_officer(by=lower, user=secretary.user, organisation=branch, now=clock.now())

    def test_the_page_offers_no_button_for_them_and_the_sheet_leaves_them_out(
        self, branch, secretary, member
    ):
        officer = Client()
        officer.force_login(a_member(branch, role=Role.ORGANISER).user)
        page = officer.get("/invite/").content.decode()
        assert f"/invite/{member.public_id}/" in page and f'value="{secretary.public_id}"' not in page
        assert page.count('data-act="link.make"') == 2 and "请上级组织部门或管理员来办" in page


class TestLostPhones:
    def test_a_lost_phone_is_nobody_at_its_next_request(self, client, secret, secretary, member):
        say(client, secret)
        member.refresh_from_db()
        fresh = replace_phone(by=secretary.user, member=member, now=clock.now())
        assert client.get("/me/").status_code == 302
        assert say(Client(), fresh).status_code == 302

    def test_one_tap_stops_another_device_of_mine(self, client, secret, member):
        say(client, secret)
        member.refresh_from_db()
        tablet = Client()
        tablet.force_login(member.user)
        Device.objects.create(
            user=member.user, label="平板", session_key=tablet.session.session_key, added_on=NOW.date()
        )
        device = Device.objects.get(label="平板")
        assert client.post(f"/me/devices/{device.public_id}/withdraw/").status_code == 302
        assert tablet.get("/me/").status_code == 302
        assert client.get("/me/").status_code == 200

    def test_somebody_elses_device_is_not_there(self, client, secret, enter):
        say(client, secret)
        device = Device.objects.get()
        other = Client()
        other.force_login(a_user("别人"))
        assert other.post(f"/me/devices/{device.public_id}/withdraw/").status_code == 404

    def test_the_superior_gives_a_secretary_a_way_back_and_the_old_phone_stops(self, branch, secretary):
        with_number(secretary)
        superior = posted(a_user("上级"), Role.SUPERIOR, branch.parent)
        old = Client()
        first = make_link(
            by=superior,
            user=secretary.user,
            purpose=LinkPurpose.PERSONAL,
            organisation=branch,
            now=clock.now(),
        )
        say(old, first, name="党员乙")
        assert old.get("/me/").status_code == 200
        back = recover_officer(by=superior, user=secretary.user, organisation=branch, now=clock.now())
        new = Client()
        assert say(new, back, name="党员乙").status_code == 302
        assert old.get("/me/").status_code == 302
        assert "找回链接" in new.get("/me/").content.decode()

    def test_a_superior_makes_no_link_for_a_plain_member(self, branch, member, secretary):
        superior = posted(a_user("上级"), Role.SUPERIOR, branch.parent)
        user = ensure_account(by=secretary.user, member=member, now=NOW)
        with pytest.raises(Refused):
            recover_officer(by=superior, user=user, organisation=branch, now=NOW)
        with pytest.raises(NotAllowed):
            invite(by=superior, member=member, now=NOW)


@pytest.mark.parametrize(("host", "warns"), [("localhost", True), ("testserver", False)])
def test_a_link_made_on_the_server_itself_says_that_no_phone_opens_it(enter, secretary, member, host, warns):
    client = enter(secretary.user)
    page = client.post(f"/invite/{member.public_id}/", headers={"host": host})
    said = page.content.decode()
    assert "link-text" in said and ("只有这台机器自己打得开" in said) == warns
