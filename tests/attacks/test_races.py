"""Fifty at once: one act, one effect. On PostgreSQL, and on SQLite in a file of its own."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests.accounts.conftest import with_number
from tests.activities.scenes import a_meeting, an_open_meeting, on_a_file
from tests.build import a_branch, a_full_branch, a_member, console
from zhibu.accounts.models import JournalEntry
from zhibu.accounts.terms import Outcome
from zhibu.accounts.verification import chain_faults
from zhibu.activities import terms
from zhibu.activities.models import Attendee, Decision, Meeting, Vote
from zhibu.activities.operations import answer, convene
from zhibu.activities.operations.check_in import check_in
from zhibu.activities.operations.close_item import Decided, close_item
from zhibu.activities.operations.confirm_minutes import confirm_minutes
from zhibu.activities.operations.record_vote import Counts, record_vote
from zhibu.activities.operations.take_note import take_note
from zhibu.activities.queries.room_code import room_code
from zhibu.kernel import clock
from zhibu.kernel.ids import operation_id
from zhibu.members import operations as members
from zhibu.members.models import Member, RosterImport
from zhibu.members.operations.let_in import come_in, invite
from zhibu.organisations.models import BranchLink, Post
from zhibu.organisations.operations import appoint, make_branch_link

# One after another: fifty connections here and fifty beside would be more than a database server grants.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("fifty at once")]
MANY = 50
ROSTER = "姓名,人员类别,入党时间\n某甲,正式党员,2001-07-01\n某乙,正式党员,2002-07-01\n".encode()


def at_once(tmp_path, act, found):
    """Run the act fifty times at one moment; returns what `found` finds then, and whether the chain still holds."""
    start = threading.Barrier(MANY)

    def alone(_number):
        try:
            start.wait(timeout=60)
            return act()
        except Exception as fault:
            return fault
        finally:
            connection.close()

    def apart(ask):
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(lambda: (ask(), connection.close())[0]).result()

    with on_a_file(tmp_path):
        with ThreadPoolExecutor(MANY) as pool:
            said = list(pool.map(alone, range(MANY)))
        faults = [one for one in said if isinstance(one, Exception) and not hasattr(one, "message")]
        assert not faults, faults[:3]
        assert apart(chain_faults) == []
        return said, apart(found)


def journalled(action):
    return JournalEntry.objects.filter(action=action, result="done").count()


def test_one_notice_sent_fifty_times_is_one_meeting(tmp_path):
    branch, people = a_full_branch(full=6, probationary=0)
    starts_at, op = clock.now() + dt.timedelta(days=3), operation_id()
    line = terms.AgendaLine("议一议")

    def act():
        return convene(
            by=people[0].user, organisation=branch, kind="assembly", starts_at=starts_at, minutes=60, place="三楼",
            items=[line], op=op, now=clock.now(),
        ).public_id  # fmt: skip

    said, found = at_once(tmp_path, act, lambda: (Meeting.objects.count(), journalled("meeting.convene")))
    assert found == (1, 1) and len(set(said)) == 1


def test_two_officers_calling_the_same_hour_make_one_meeting(tmp_path):
    branch, people = a_full_branch(full=6, probationary=0)
    starts_at = clock.now() + dt.timedelta(days=3)

    def act():
        return convene(
            by=people[0].user, organisation=branch, kind="assembly", starts_at=starts_at, minutes=60, place="三楼",
            items=[terms.AgendaLine("议一议")], op=operation_id(), now=clock.now(),
        ).public_id  # fmt: skip

    assert at_once(tmp_path, act, Meeting.objects.count)[1] == 1


def test_one_answer_fifty_times_is_one_row_in_the_journal(tmp_path):
    branch, people = a_full_branch(full=5, probationary=0)
    meeting = a_meeting(branch, people, starts_at=clock.now() + dt.timedelta(days=1))
    act = lambda: answer(by=people[3].user, meeting=meeting, answer="yes", now=clock.now())  # noqa: E731
    assert at_once(tmp_path, act, lambda: journalled("meeting.answer"))[1] == 1


def test_one_check_in_fifty_times_is_one(tmp_path):
    branch, people = a_full_branch(full=5, probationary=0)
    meeting = a_meeting(branch, people, starts_at=clock.now())
    code = room_code(meeting, now=clock.now()).typed
    act = lambda: check_in(by=people[3].user, meeting_id=meeting.public_id, code=code, now=clock.now())  # noqa: E731
    assert at_once(tmp_path, act, lambda: journalled("meeting.check_in"))[1] == 1


def test_fifty_wrong_codes_at_once_are_not_looked_at_fifty_times(tmp_path):
    branch, people = a_full_branch(full=5, probationary=0)
    meeting = a_meeting(branch, people, starts_at=clock.now())
    act = lambda: check_in(by=people[3].user, meeting_id=meeting.public_id, code="000000", now=clock.now())  # noqa: E731
    tries = lambda: Attendee.objects.get(meeting=meeting, member=people[3]).code_tries  # noqa: E731
    said, counted = at_once(tmp_path, act, tries)
    assert counted <= terms.CODE_TRIES
    assert sum(getattr(one, "code", "") == "code_expired" for one in said) <= terms.CODE_TRIES


def test_one_link_opened_by_fifty_lets_one_in(tmp_path):
    branch = a_branch()
    secretary, member = (
        a_member(branch, role="secretary"),
        with_number(a_member(branch, "党员甲", account=False)),
    )
    secret = invite(by=secretary.user, member=member, now=clock.now())
    act = lambda: come_in(secret=secret, name="党员甲", last4="0005", now=clock.now()).outcome  # noqa: E731
    said, counted = at_once(tmp_path, act, lambda: journalled("link.claim"))
    assert said.count(Outcome.IN) == 1 and counted == 1


def voting():
    meeting, people = an_open_meeting(full=6, probationary=0, matters=("ordinary",))
    item = meeting.items.get()
    item.opened_at = clock.now()
    item.save()
    return meeting, people, item


def test_one_count_entered_fifty_times_is_one_vote(tmp_path):
    meeting, people, item = voting()
    op = operation_id()
    act = lambda: record_vote(  # noqa: E731
        by=people[0].user,
        meeting=meeting,
        item=item,
        method="open",
        counts=Counts(6, 0, 0),
        op=op,
        now=clock.now(),
    )
    assert at_once(tmp_path, act, Vote.objects.count)[1] == 1


def test_one_item_ended_fifty_times_decides_once(tmp_path):
    meeting, people = an_open_meeting(full=6, probationary=0)
    item = meeting.items.order_by("position").first()
    decided = (Decided("买书", people[2].public_id, clock.today() + dt.timedelta(days=9), ""),)
    act = lambda: close_item(  # noqa: E731
        by=people[0].user,
        meeting=meeting,
        item=item,
        resolution="买",
        decisions=decided,
        nothing_to_do=False,
        now=clock.now(),
    )
    assert at_once(tmp_path, act, Decision.objects.count)[1] == 1


def test_one_note_written_fifty_times_is_one(tmp_path):
    meeting, people = an_open_meeting(full=6, probationary=0)
    op = operation_id()
    act = lambda: take_note(by=people[0].user, meeting=meeting, text="一句", op=op, now=clock.now())  # noqa: E731
    assert at_once(tmp_path, act, lambda: meeting.notes.count())[1] == 1


def test_minutes_are_confirmed_once(tmp_path):
    meeting, people = an_open_meeting(full=6, probationary=0)
    Meeting.objects.filter(pk=meeting.pk).update(state="closed")
    act = lambda: confirm_minutes(by=people[0].user, meeting=meeting, role="chair", now=clock.now())  # noqa: E731
    assert at_once(tmp_path, act, lambda: journalled("minutes.confirm"))[1] == 1


@pytest.fixture
def previewed():
    branch, people = a_full_branch(full=5, probationary=0)
    begun = members.begin_import(
        by=people[0].user, organisation=branch, file_name="a.csv", content=ROSTER, now=clock.now()
    )
    members.read_import(roster_import=begun, now=clock.now())
    return people[0].user, RosterImport.objects.get(pk=begun.pk)


def test_one_import_confirmed_fifty_times_is_written_once(tmp_path, previewed):
    by, held = previewed
    act = lambda: members.confirm_import(by=by, roster_import=held, now=clock.now())  # noqa: E731
    found = lambda: (Member.objects.filter(name__in=("某甲", "某乙")).count(), journalled("roster.import"))  # noqa: E731
    assert at_once(tmp_path, act, found)[1] == (2, 1)


def test_one_import_taken_back_fifty_times_is_taken_back_once(tmp_path, previewed):
    by, held = previewed
    members.confirm_import(by=by, roster_import=held, now=clock.now())
    act = lambda: members.undo_import(by=by, roster_import=held, now=clock.now())  # noqa: E731
    found = lambda: (Member.objects.filter(name__in=("某甲", "某乙")).count(), journalled("roster.undo"))  # noqa: E731
    assert at_once(tmp_path, act, found)[1] == (0, 1)


def test_one_office_given_fifty_times_is_one_post(tmp_path):
    branch = a_branch()
    user, by, today = a_member(branch).user, console(), clock.today()

    def act():
        return appoint(
            by=by, user=user, organisation=branch, role="publicity", from_on=today, now=clock.now()
        )

    assert at_once(tmp_path, act, lambda: Post.objects.filter(role="publicity").count())[1] == 1


def test_one_link_for_the_group_lives_at_a_time(tmp_path):
    branch = a_branch()
    by = console()
    act = lambda: make_branch_link(by=by, organisation=branch, now=clock.now())  # noqa: E731
    assert at_once(tmp_path, act, lambda: BranchLink.objects.filter(withdrawn_at=None).count())[1] == 1
