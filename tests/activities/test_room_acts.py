"""Opening, taking items, noting, closing: what is refused, what happens twice, who may."""

import datetime as dt

import pytest

from tests.activities.scenes import STARTS, a_meeting, all_at_once, an_open_meeting, here
from tests.build import a_full_branch, a_group, a_member
from zhibu.accounts.models import JournalEntry
from zhibu.activities.models import AgendaItem, Attendee, Change, Decision, Guest, Meeting, Note
from zhibu.activities.operations.add_guest import add_guest
from zhibu.activities.operations.change_chair import change_chair
from zhibu.activities.operations.close_item import Decided, close_item
from zhibu.activities.operations.close_meeting import close_meeting
from zhibu.activities.operations.open_item import open_item
from zhibu.activities.operations.open_meeting import open_meeting
from zhibu.activities.operations.remove_guest import remove_guest
from zhibu.activities.operations.take_note import take_note
from zhibu.kernel.refusal import Conflict, NotAllowed, Refused

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.mark.parametrize("state", ["cancelled", "withdrawn"])
def test_a_cancelled_meeting_cannot_be_opened(state):
    branch, people = a_full_branch(5, 0)
    meeting = a_meeting(branch, people, state=state)
    with pytest.raises(Refused, match="已经取消"):
        open_meeting(by=people[0].user, meeting=meeting, now=STARTS)


@pytest.mark.parametrize(("minutes", "code"), [(-31, "too_early"), (60 + 12 * 60 + 1, "too_late")])
def test_a_meeting_opens_around_its_time(minutes, code):
    branch, people = a_full_branch(5, 0)
    with pytest.raises(Refused) as refused:
        open_meeting(by=people[0].user, meeting=a_meeting(branch, people), now=STARTS + minutes * MINUTE)
    assert refused.value.code == code


def test_without_the_chair_in_the_room_a_deputy_takes_the_chair():
    branch, people = a_full_branch(6, 0)
    meeting = a_meeting(branch, people)
    with pytest.raises(Refused) as refused:
        open_meeting(by=people[1].user, meeting=meeting, now=STARTS)
    assert refused.value.code == "chair_absent"
    ids = {"recorder": people[1].public_id, "why": "书记在岗"}
    with pytest.raises(Refused, match="副书记或委员"):
        change_chair(by=people[1].user, meeting=meeting, chair=people[5].public_id, now=STARTS, **ids)
    change_chair(by=people[1].user, meeting=meeting, chair=people[1].public_id, now=STARTS, **ids)
    assert open_meeting(by=people[1].user, meeting=meeting, now=STARTS).state == "open"
    change = Change.objects.get()
    assert (change.field, change.old, change.new) == ("chair", people[0].name, people[1].name)


def test_opening_twice_is_opening_once_and_takes_up_the_first_item():
    meeting, people = an_open_meeting()
    open_meeting(by=people[0].user, meeting=meeting, now=STARTS + MINUTE)
    assert Meeting.objects.get().opened_at == STARTS
    assert meeting.items.get(position=1).opened_at == STARTS
    assert JournalEntry.objects.filter(action="meeting.open").count() == 1


def test_the_roll_is_fixed_as_it_is_on_the_day():
    branch, people = a_full_branch(5, 1)
    meeting = a_meeting(branch, people)
    newcomer = a_member(branch)
    people[5].kind = "full"
    people[5].save()
    people[4].left_on = STARTS.date()
    people[4].save()
    Attendee.objects.filter(member=people[3]).update(observer=True)
    open_meeting(by=people[0].user, meeting=meeting, now=STARTS)
    roll = {row.member: row for row in Attendee.objects.filter(meeting=meeting).select_related("member")}
    assert newcomer in roll
    assert people[4] not in roll
    assert roll[people[5]].kind == "full"
    assert roll[people[3]].observer is False


def test_a_group_has_its_own_roll():
    branch, people = a_full_branch(6, 0)
    group = a_group(branch)
    for member in people[:3]:
        member.group = group
        member.save()
    meeting = a_meeting(group, people[:1], kind="group", matters=("report",))
    open_meeting(by=people[0].user, meeting=meeting, now=STARTS)
    assert Attendee.objects.filter(meeting=meeting).count() == 3


def test_items_are_taken_one_at_a_time():
    meeting, people = an_open_meeting(matters=("report", "report", "report"))
    first, second, _third = meeting.items.order_by("position")
    with pytest.raises(Refused, match="正在议第1项"):
        open_item(by=people[0].user, meeting=meeting, item=second, now=STARTS)
    with pytest.raises(Refused, match="正在议第1项"):
        close_item(by=people[0].user, meeting=meeting, item=second, nothing_to_do=True, now=STARTS)
    close_item(by=people[0].user, meeting=meeting, item=first, nothing_to_do=True, now=STARTS)
    assert AgendaItem.objects.get(pk=second.pk).opened_at == STARTS


@pytest.mark.parametrize("matter", ["open_decisions", "report", "discussion"])
def test_no_item_closes_without_owner_and_date_or_an_explicit_word(matter):
    meeting, people = an_open_meeting(matters=(matter,))
    item = meeting.items.get()
    due = STARTS.date() + dt.timedelta(days=7)
    owner = people[2].public_id
    for decisions, field in [
        ((), "what_0"),
        ((Decided("修风机", "", due),), "owner_0"),
        ((Decided("修风机", owner, None),), "due_0"),
        ((Decided(" ", owner, due),), "what_0"),
        ((Decided("修风机", owner, STARTS.date() - dt.timedelta(days=1)),), "due_0"),
        ((Decided("修" * 201, owner, due),), "what_0"),
        ((Decided("修风机", "nobody", due),), "owner_0"),
    ]:
        with pytest.raises(Refused) as refused:
            close_item(by=people[0].user, meeting=meeting, item=item, decisions=decisions, now=STARTS)
        assert refused.value.field == field
    assert not Decision.objects.exists()
    close_item(
        by=people[0].user, meeting=meeting, item=item, decisions=[Decided("修风机", owner, due)], now=STARTS
    )
    decision = Decision.objects.get()
    assert (decision.asker, decision.events.get().step) == (None, "made")


def test_closing_an_item_twice_is_once_and_differently_shows_both_texts(enter):
    meeting, people = an_open_meeting(matters=("discussion", "report"))
    item = meeting.items.get(position=1)
    due = STARTS.date() + dt.timedelta(days=7)
    said = {"resolution": "同意", "decisions": [Decided("修风机", people[2].public_id, due)]}
    for _ in range(2):
        close_item(by=people[0].user, meeting=meeting, item=item, now=STARTS, **said)
    assert Decision.objects.count() == 1
    with pytest.raises(Conflict) as refused:
        close_item(
            by=people[1].user, meeting=meeting, item=item, resolution="不同意", nothing_to_do=True, now=STARTS
        )
    assert refused.value.theirs == "同意"
    page = enter(people[1].user).post(
        f"/meetings/{meeting.public_id}/items/{item.public_id}/end/",
        {"resolution": "不同意", "nothing": "on"},
    )
    assert page.status_code == 422
    assert "同意" in page.content.decode() and "不同意" in page.content.decode()


def test_a_note_posted_twice_is_one_note_and_a_member_cannot_write_any():
    meeting, people = an_open_meeting()
    for _ in range(2):
        take_note(by=people[0].user, meeting=meeting, text="说得对", op="1" * 32, now=STARTS)
    assert Note.objects.count() == 1
    with pytest.raises(Refused, match="编号已经用在别的内容上"):
        take_note(by=people[0].user, meeting=meeting, text="别的话", op="1" * 32, now=STARTS)
    with pytest.raises(NotAllowed):
        take_note(by=people[9].user, meeting=meeting, text="我也写", now=STARTS)
    for text in ("", "  ", "字" * 1001):
        with pytest.raises(Refused):
            take_note(by=people[0].user, meeting=meeting, text=text, now=STARTS)


def test_a_chair_without_office_runs_the_meeting():
    meeting, people = an_open_meeting(kind="theme_day", matters=("report",))
    plain = people[9]
    here(meeting, [plain])
    with pytest.raises(NotAllowed):
        take_note(by=plain.user, meeting=meeting, text="我来记", now=STARTS)
    change_chair(
        by=people[0].user, meeting=meeting, chair=plain.public_id, recorder=people[1].public_id, now=STARTS
    )
    take_note(by=plain.user, meeting=meeting, text="我来记", now=STARTS)


def test_guests_are_written_once():
    meeting, people = an_open_meeting()
    for _ in range(2):
        add_guest(by=people[0].user, meeting=meeting, name="来宾甲", duty="组织部", op="2" * 32, now=STARTS)
    assert Guest.objects.count() == 1
    with pytest.raises(Refused):
        add_guest(by=people[0].user, meeting=meeting, name=" ", now=STARTS)


def test_a_guest_written_by_mistake_comes_off_until_the_meeting_ends():
    meeting, people = an_open_meeting(matters=())
    by = people[0].user
    wrong, right = (
        add_guest(by=by, meeting=meeting, name=name, op=number * 32, now=STARTS)
        for name, number in (("来宾假", "3"), ("来宾甲", "4"))
    )
    for _twice in range(2):
        remove_guest(by=by, meeting=meeting, guest=wrong.public_id, now=STARTS)
    assert Guest.objects.get() == right
    with pytest.raises(Refused, match="去掉了"):
        add_guest(by=by, meeting=meeting, name="来宾假", op="3" * 32, now=STARTS)
    close_meeting(by=by, meeting=meeting, now=STARTS)
    with pytest.raises(Refused, match="更正"):
        remove_guest(by=by, meeting=meeting, guest=right.public_id, now=STARTS)


def test_a_guest_of_another_meeting_stays():
    meeting, people = an_open_meeting()
    other, _others = an_open_meeting()
    guest = add_guest(by=_others[0].user, meeting=other, name="来宾甲", now=STARTS)
    remove_guest(by=people[0].user, meeting=meeting, guest=guest.public_id, now=STARTS)
    assert Guest.objects.get() == guest


def test_a_meeting_closes_once_and_not_in_the_middle_of_an_item():
    meeting, people = an_open_meeting(matters=("discussion", "report"))
    item = meeting.items.get(position=1)
    take_note(by=people[0].user, meeting=meeting, item=item, text="还在说", now=STARTS)
    with pytest.raises(Refused, match="还没结束"):
        close_meeting(by=people[0].user, meeting=meeting, now=STARTS)
    close_item(by=people[0].user, meeting=meeting, item=item, nothing_to_do=True, now=STARTS)
    for minutes in (50, 55):
        close_meeting(by=people[0].user, meeting=meeting, now=STARTS + minutes * MINUTE)
    assert Meeting.objects.get().closed_at == STARTS + 50 * MINUTE
    assert meeting.items.get(position=2).opened_at is None


@pytest.mark.django_db(transaction=True)
def test_closing_an_item_from_many_phones_at_once_makes_its_decision_once(tmp_path):
    meeting, people = an_open_meeting(matters=("discussion",))
    item = meeting.items.get()
    before = JournalEntry.objects.count()
    said = [Decided("修风机", people[2].public_id, STARTS.date() + dt.timedelta(days=7))]
    errors, rows = all_at_once(
        tmp_path,
        lambda: close_item(by=people[0].user, meeting=meeting, item=item, decisions=said, now=STARTS),
        times=8,
    )
    assert errors == []
    assert rows == before + 1
