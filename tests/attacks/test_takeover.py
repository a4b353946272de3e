"""Becoming somebody else: a registrar as the secretary, a stranger's desktop as me, those who left as still there."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.accounts.conftest import with_number
from tests.activities.scenes import a_meeting, an_open_meeting
from tests.build import a_branch, a_full_branch, a_member, console, posted
from zhibu.accounts import desktop_codes
from zhibu.accounts.models import DesktopEntry, Device, OneTimeLink
from zhibu.activities.models import Attendee, Note
from zhibu.activities.operations.close_meeting import close_meeting
from zhibu.kernel import clock
from zhibu.members.models import Member
from zhibu.members.operations import mark_left, move_member
from zhibu.organisations.models import Post
from zhibu.organisations.operations import appoint, stand_in
from zhibu.organisations.terms import Role

pytestmark = pytest.mark.django_db


def signed_in(member):
    client = Client()
    client.force_login(member.user)
    return client


@pytest.mark.parametrize("way", ["invite_one", "replace"])
@pytest.mark.parametrize("post", ["secretary", "superior", "admin"])
def test_an_organiser_cannot_make_a_link_for_a_weightier_account(way, post):
    branch = a_branch()
    organiser = a_member(branch, role=Role.ORGANISER)
    target = with_number(a_member(branch, "某某"))
    posted(target.user, post, branch if post == "secretary" else branch.parent)
    answer = signed_in(organiser).post(
        f"/invite/{target.public_id}/" + ("replace/" if way == "replace" else "")
    )
    assert answer.status_code in (403, 404, 422)
    assert not OneTimeLink.objects.filter(user=target.user, withdrawn_at=None).exists()


@pytest.mark.parametrize("post", ["secretary", "superior", "admin"])
def test_a_link_made_before_somebody_rose_opens_nothing_afterwards(post):
    branch = a_branch()
    organiser = a_member(branch, role=Role.ORGANISER)
    target = with_number(a_member(branch, "某某"))
    assert signed_in(organiser).post(f"/invite/{target.public_id}/").status_code == 200
    posted(target.user, post, branch if post == "secretary" else branch.parent)
    assert not OneTimeLink.objects.filter(user=target.user, withdrawn_at=None).exists()


def test_the_secretarys_own_link_lives_on_when_a_member_joins_the_committee():
    branch = a_branch()
    secretary = a_member(branch, role=Role.SECRETARY)
    target = with_number(a_member(branch, "某某"))
    signed_in(secretary).post(f"/invite/{target.public_id}/")
    posted(target.user, Role.PUBLICITY, branch)
    assert OneTimeLink.objects.filter(user=target.user, withdrawn_at=None).count() == 1


def test_an_organiser_cannot_admit_a_stranger_as_the_secretary():
    branch = a_branch()
    organiser, secretary = a_member(branch, role=Role.ORGANISER), a_member(branch, role=Role.SECRETARY)
    from zhibu.organisations.operations import ask_to_enter

    waiting = ask_to_enter(organisation=branch, name=secretary.name, now=clock.now())
    answer = signed_in(organiser).post(f"/invite/door/{waiting.public_id}/", {"member": secretary.public_id})
    waiting.refresh_from_db()
    assert answer.status_code in (403, 422) and waiting.admitted_at is None


def test_a_phone_lets_a_desktop_in_only_with_the_digits_it_shows():
    member = a_member(a_branch())
    ticket = desktop_codes.ticket(desktop_codes.new_secret(), "Windows · Chrome", now=clock.now())
    signed_in(member).post(reverse("accounts:let_in", args=[ticket]))
    assert not DesktopEntry.objects.exists()


def test_a_desktop_session_lets_no_further_desktop_in():
    member = a_member(a_branch())
    secret = desktop_codes.new_secret()
    DesktopEntry.objects.create(
        code=desktop_codes.code_of(secret), user=member.user, confirmed_at=clock.now()
    )
    desktop = Client()
    desktop.cookies["zhibu-desktop"] = secret
    desktop.post("/accounts/desktop/")
    assert Device.objects.get(user=member.user).kind == "desktop"
    ticket = desktop_codes.ticket(desktop_codes.new_secret(), "Windows · Chrome", now=clock.now())
    assert desktop.post(reverse("accounts:let_in", args=[ticket])).status_code == 403


@pytest.fixture
def closed():
    meeting, people = an_open_meeting(full=6, probationary=0)
    meeting.recorder = people[5]
    meeting.save()
    close_meeting(by=people[0].user, meeting=meeting, now=clock.now())
    return meeting, people


@pytest.mark.parametrize("gone", ["moved", "left"])
def test_a_recorder_who_is_gone_writes_no_more_into_the_old_minutes(closed, gone):
    meeting, people = closed
    recorder = Member.objects.get(pk=people[5].pk)
    if gone == "moved":
        move_member(by=console(), member=recorder, to=a_branch(code="NEW"), now=clock.now())
    else:
        mark_left(by=people[0].user, member=recorder, left_on=clock.today(), why="exit", now=clock.now())
    client = signed_in(recorder)
    client.post(f"/meetings/{meeting.public_id}/notes/", {"text": "事后加的一句"})
    assert not Note.objects.filter(meeting=meeting).exists()


def test_whoever_left_the_register_reads_no_minutes(closed):
    meeting, people = closed
    gone = Member.objects.get(pk=people[4].pk)
    mark_left(by=people[0].user, member=gone, left_on=clock.today(), why="exit", now=clock.now())
    assert signed_in(gone).get(f"/meetings/{meeting.public_id}/minutes/").status_code in (302, 404)


def test_whoever_left_the_register_cannot_check_in():
    branch, people = a_full_branch(full=5, probationary=0)
    meeting = a_meeting(branch, people, starts_at=clock.now())
    gone = Member.objects.get(pk=people[4].pk)
    mark_left(by=people[0].user, member=gone, left_on=clock.today(), why="exit", now=clock.now())
    from zhibu.activities.queries.room_code import room_code

    code = room_code(meeting, now=clock.now()).typed
    signed_in(gone).post(f"/c/{meeting.public_id}/", {"code": code})
    assert not Attendee.objects.filter(meeting=meeting, member=gone, present_at__isnull=False).exists()


def test_a_stand_in_cannot_make_the_own_time_longer():
    branch = a_branch()
    secretary, other = a_member(branch, role=Role.SECRETARY), a_member(branch)
    today = clock.today()
    stand_in(
        by=secretary.user,
        user=other.user,
        acting_for=secretary.user,
        organisation=branch,
        from_on=today,
        to_on=today,
        now=clock.now(),
    )
    signed_in(other).post(
        "/posts/",
        {
            "stand": "1",
            "stand-member": other.public_id,
            "stand-from_on": today.isoformat(),
            "stand-to_on": (today + dt.timedelta(days=900)).isoformat(),
        },
    )
    assert not Post.objects.filter(user=other.user, to_on__gt=today).exists()


def test_nobody_gives_themselves_an_office():
    branch = a_branch()
    organiser = a_member(branch, role=Role.ORGANISER)
    body = {
        "post-member": organiser.public_id,
        "post-role": "deputy",
        "post-from_on": clock.today().isoformat(),
    }
    assert signed_in(organiser).post("/posts/", body).status_code == 403
    deputy = a_member(branch, role=Role.DEPUTY)
    for role in ("secretary", "superior", "admin", "approver"):
        body = {**body, "post-member": deputy.public_id, "post-role": role}
        assert signed_in(deputy).post("/posts/", body).status_code == 422
    assert set(Post.objects.filter(user=deputy.user).values_list("role", flat=True)) == {"member", "deputy"}


def test_a_branch_cannot_put_its_people_onto_another_register_by_itself():
    _branch, people = a_full_branch(full=5, probationary=0)
    other = a_branch(code="OTHER")
    before = Member.objects.filter(branch=other).count()
    signed_in(people[0]).post(f"/members/{people[4].public_id}/move/", {"to": other.public_id})
    assert Member.objects.filter(branch=other).count() == before


def test_an_office_that_ended_is_over_at_the_next_request():
    branch = a_branch()
    organiser, member = a_member(branch, role=Role.ORGANISER), a_member(branch)
    client = signed_in(organiser)
    assert client.get(f"/members/{member.public_id}/").status_code == 200
    Post.objects.filter(user=organiser.user, role=Role.ORGANISER).update(
        to_on=clock.today() - dt.timedelta(days=1)
    )
    assert client.get(f"/members/{member.public_id}/").status_code == 404


def test_a_closed_account_is_out_at_the_next_request():
    member = a_member(a_branch())
    client = signed_in(member)
    member.user.is_active = False
    member.user.save()
    assert client.get("/").status_code == 302


def test_appointing_twice_is_one_post():
    branch, member = a_branch(), None
    member = a_member(branch)
    for _again in range(2):
        appoint(
            by=console(),
            user=member.user,
            organisation=branch,
            role="publicity",
            from_on=clock.today(),
            now=clock.now(),
        )
    assert Post.objects.filter(user=member.user, role="publicity").count() == 1
