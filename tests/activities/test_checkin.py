"""Checking in: only for a real meeting, once, by a code that was on the wall."""

import datetime as dt

import pytest
import time_machine

from tests.activities.scenes import STARTS, a_meeting, all_at_once
from tests.build import a_full_branch, a_member
from zhibu.accounts.models import JournalEntry
from zhibu.activities import terms
from zhibu.activities.models import Attendee, Meeting
from zhibu.activities.operations.check_in import check_in
from zhibu.activities.operations.enter_sheet import enter_sheet
from zhibu.activities.operations.roll_call import roll_call
from zhibu.activities.queries.room_code import room_code, step_of, step_of_ticket, ticket
from zhibu.kernel.refusal import NotAllowed, Refused

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def scene():
    branch, people = a_full_branch(6, 1)
    return a_meeting(branch, people), people


def test_the_codes_change_every_half_minute_and_live_two_minutes(scene):
    meeting, _people = scene
    code = room_code(meeting, now=STARTS)
    assert len(code.typed) == 6
    assert room_code(meeting, now=STARTS + MINUTE).scanned != code.scanned
    for given in (code.scanned, code.typed, code.spaced, code.scanned.upper()):
        assert step_of(meeting, given, now=STARTS + dt.timedelta(seconds=119)) is not None
        assert step_of(meeting, given, now=STARTS + dt.timedelta(seconds=121)) is None


def test_the_code_of_another_meeting_does_not_open_this_one(scene):
    meeting, people = scene
    other = a_meeting(meeting.organisation, people, starts_at=STARTS + MINUTE)
    with pytest.raises(Refused, match="码换过了"):
        check_in(
            by=people[2].user,
            meeting_id=meeting.public_id,
            code=room_code(other, now=STARTS).scanned,
            now=STARTS,
        )


@pytest.mark.parametrize(
    ("state", "minutes", "code"),
    [
        ("called", -31, "too_early"),
        ("called", 61, "too_late"),
        ("cancelled", 0, "cancelled"),
        ("withdrawn", 0, "cancelled"),
        ("closed", 0, "closed"),
    ],
)
def test_check_in_exists_only_for_a_real_meeting(scene, state, minutes, code):
    meeting, people = scene
    Meeting.objects.update(state=state)
    now = STARTS + minutes * MINUTE
    with pytest.raises(Refused) as refused:
        check_in(
            by=people[2].user, meeting_id=meeting.public_id, code=room_code(meeting, now=now).scanned, now=now
        )
    assert refused.value.code == code
    with pytest.raises(Refused):
        roll_call(by=people[0].user, meeting=meeting, member=people[2].public_id, here=True, now=now)


@pytest.mark.parametrize(("state", "minutes"), [("called", -30), ("called", 60), ("open", 400)])
def test_check_in_is_open_from_half_an_hour_before_until_the_meeting_closes(scene, state, minutes):
    meeting, people = scene
    Meeting.objects.update(state=state)
    now = STARTS + minutes * MINUTE
    row = check_in(
        by=people[2].user, meeting_id=meeting.public_id, code=room_code(meeting, now=now).typed, now=now
    )
    assert (row.present_at, row.checked_way) == (now, "code")


def test_wrong_typed_codes_are_counted_and_then_only_the_chair_can_help(scene):
    meeting, people = scene
    right = room_code(meeting, now=STARTS).typed
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _ in range(terms.CODE_TRIES):
        with pytest.raises(Refused, match="位数不对"):
            check_in(by=people[2].user, meeting_id=meeting.public_id, code=wrong, now=STARTS)
    with pytest.raises(Refused, match="输错的次数太多"):
        check_in(by=people[2].user, meeting_id=meeting.public_id, code=right, now=STARTS)
    scanned = room_code(meeting, now=STARTS).scanned
    assert check_in(by=people[2].user, meeting_id=meeting.public_id, code=scanned, now=STARTS).present_at
    roll_call(by=people[0].user, meeting=meeting, member=people[3].public_id, here=True, now=STARTS)


@pytest.mark.parametrize(
    "code", ["", " ", "0" * 5000, "½²³⁴⁵⁶", "١٢٣٤٥٦", "'; DROP--", "\x00", "１２３４５６", "🀄" * 10]
)
def test_hostile_codes_are_just_wrong(scene, code):
    meeting, people = scene
    with pytest.raises(Refused):
        check_in(by=people[2].user, meeting_id=meeting.public_id, code=code, ticket=code, now=STARTS)


def test_a_tap_kept_on_the_phone_is_dated_by_its_code(scene):
    meeting, people = scene
    kept = ticket(meeting, terms.code_step(STARTS), people[2].user.pk)
    later = STARTS + 25 * MINUTE
    row = check_in(by=people[2].user, meeting_id=meeting.public_id, ticket=kept, now=later)
    assert row.present_at == STARTS


def test_a_ticket_is_good_for_one_account_and_a_scan_before_signing_in_for_ten_minutes(scene):
    meeting, people = scene
    step = terms.code_step(STARTS)
    mine = ticket(meeting, step, people[2].user.pk)
    assert step_of_ticket(meeting, mine, people[3].user.pk, now=STARTS) is None
    anybody = ticket(meeting, step, None)
    assert step_of_ticket(meeting, anybody, people[3].user.pk, now=STARTS + 9 * MINUTE) == step
    assert step_of_ticket(meeting, anybody, people[3].user.pk, now=STARTS + 11 * MINUTE) is None
    other = a_meeting(meeting.organisation, people, starts_at=STARTS + MINUTE)
    assert step_of_ticket(other, anybody, people[3].user.pk, now=STARTS) is None


def test_somebody_not_on_the_roll_is_sent_to_the_chair(scene):
    meeting, _people = scene
    stranger = a_member(meeting.organisation)
    code = room_code(meeting, now=STARTS).scanned
    with pytest.raises(Refused) as refused:
        check_in(by=stranger.user, meeting_id=meeting.public_id, code=code, now=STARTS)
    assert refused.value.code == "not_on_roll"


def test_the_roll_is_called_and_taken_back_and_both_are_journalled(scene):
    meeting, people = scene
    for here in (True, True, False, False):
        roll_call(by=people[0].user, meeting=meeting, member=people[2].public_id, here=here, now=STARTS)
    actions = list(
        JournalEntry.objects.filter(action__startswith="meeting.roll").values_list("action", flat=True)
    )
    assert sorted(actions) == ["meeting.roll_here", "meeting.roll_undo"]
    assert not Attendee.objects.filter(present_at__isnull=False).exists()
    with pytest.raises(NotAllowed):
        roll_call(by=people[5].user, meeting=meeting, member=people[5].public_id, here=True, now=STARTS)
    with pytest.raises(Refused):
        roll_call(by=people[0].user, meeting=meeting, member="nobody", here=True, now=STARTS)


def test_the_sheet_does_not_lose_somebody_who_checked_in_meanwhile(scene):
    meeting, people = scene
    ids = [member.public_id for member in people]
    roll_call(by=people[0].user, meeting=meeting, member=ids[0], here=True, now=STARTS)
    check_in(
        by=people[4].user,
        meeting_id=meeting.public_id,
        code=room_code(meeting, now=STARTS).scanned,
        now=STARTS,
    )
    enter_sheet(
        by=people[0].user, meeting=meeting, present=[ids[1], ids[2], "nobody"], shown=[ids[0]], now=STARTS
    )
    present = set(
        Attendee.objects.filter(present_at__isnull=False).values_list("member__public_id", flat=True)
    )
    assert present == {ids[1], ids[2], ids[4]}


def test_signing_in_first_brings_the_scan_back(client, scene):
    meeting, people = scene
    with time_machine.travel(STARTS, tick=False):
        code = room_code(meeting, now=STARTS).scanned
        answer = client.get(f"/c/{meeting.public_id}/{code}")
        assert answer.status_code == 302
        back = answer["Location"].split("next=")[1]
        assert "ticket" in back
    with time_machine.travel(STARTS + 5 * MINUTE, tick=False):
        client.force_login(people[2].user)
        from urllib.parse import unquote

        page = client.get(unquote(back))
        assert page.context["ticket"]
        answer = client.post(f"/c/{meeting.public_id}/", {"ticket": page.context["ticket"]}, follow=True)
        assert "已签到" in answer.content.decode()
        assert client.get(f"/c/{meeting.public_id}/{code}").context.get("attendee").present_at


def test_an_old_code_says_so_and_offers_typing(enter, scene):
    meeting, people = scene
    code = room_code(meeting, now=STARTS).scanned
    with time_machine.travel(STARTS + 3 * MINUTE, tick=False):
        page = enter(people[2].user).get(f"/c/{meeting.public_id}/{code}")
    assert page.status_code == 422
    assert "码换过了，请再扫一次" in page.content.decode()
    assert 'name="code"' in page.content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("fifty at once")
def test_fifty_taps_at_once_are_one_check_in(scene, tmp_path):
    meeting, people = scene
    code = room_code(meeting, now=STARTS).scanned
    before = JournalEntry.objects.count()
    user = people[2].user
    errors, rows = all_at_once(
        tmp_path, lambda: check_in(by=user, meeting_id=meeting.public_id, code=code, now=STARTS), times=50
    )
    assert errors == []
    assert rows == before + 1


def test_a_tap_costs_few_questions_and_writes_two_rows(enter, scene, django_assert_num_queries):
    """Session, person, posts, one look at the roll, the chain's head, two writes; two locks on PostgreSQL."""
    meeting, people = scene
    code = room_code(meeting, now=STARTS).scanned
    phone = enter(people[2].user)
    with time_machine.travel(STARTS, tick=False), django_assert_num_queries(9, exact=False) as asked:
        answer = phone.post(f"/c/{meeting.public_id}/", {"code": code})
    assert answer["Location"] == f"/c/{meeting.public_id}/"
    said = [query["sql"].split()[0] for query in asked.captured_queries]
    assert said.count("UPDATE") == said.count("INSERT") == 1


def test_a_tap_on_a_meeting_of_others_finds_no_page_and_leaves_nothing(enter, scene):
    meeting, people = scene
    _elsewhere, strangers = a_full_branch(3, 2)
    colleague = a_member(meeting.organisation)
    code = room_code(meeting, now=STARTS).scanned
    before = JournalEntry.objects.count()
    with time_machine.travel(STARTS, tick=False):
        own = enter(people[2].user).post(f"/c/{meeting.public_id}x/", {"code": code})
        foreign = enter(strangers[1].user).post(f"/c/{meeting.public_id}/", {"code": code})
        known = enter(colleague.user).post(f"/c/{meeting.public_id}/", {"code": code})
    assert (own.status_code, foreign.status_code, known.status_code) == (404, 404, 422)
    assert JournalEntry.objects.count() == before
    assert not Attendee.objects.filter(present_at__isnull=False).exists()


def test_somebody_who_left_the_branch_is_on_no_roll(scene):
    meeting, people = scene
    code = room_code(meeting, now=STARTS).scanned
    people[2].left_on = STARTS.date()
    people[2].save(update_fields=["left_on"])
    with pytest.raises(Refused) as refused:
        check_in(by=people[2].user, meeting_id=meeting.public_id, code=code, now=STARTS)
    assert refused.value.code == "not_on_roll"
