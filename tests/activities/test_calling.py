"""Calling a meeting, changing it, calling it off, answering it."""

import datetime as dt

import pytest

from tests import build
from tests.build import NOW
from zhibu.accounts.models import JournalEntry
from zhibu.activities import operations, terms
from zhibu.activities.models import Attendee, Change, Meeting
from zhibu.kernel.refusal import Conflict, NotAllowed, Refused
from zhibu.organisations.operations import stand_in
from zhibu.organisations.terms import Role

pytestmark = pytest.mark.django_db
THURSDAY = dt.datetime(2026, 11, 26, 16, 20, tzinfo=build.NOW.tzinfo)
FUNDS = terms.AgendaLine("通报第三季度党费收缴", terms.Matter.REPORT)


def call(branch, by, **changes):
    said = {
        "organisation": branch,
        "kind": terms.Kind.ASSEMBLY,
        "starts_at": THURSDAY,
        "minutes": 50,
        "place": "二号楼三层党员活动室",
        "items": [FUNDS],
        "op": "a" * 32,
        "now": NOW,
    }
    return operations.convene(by=by, **(said | changes))


class TestConvene:
    def test_all_party_members_are_invited_to_an_assembly(self):
        branch, people = build.a_full_branch()
        build.a_member(branch, "积极分子甲", kind="activist")
        meeting = call(branch, people[0].user)
        assert meeting.title == "支部党员大会"
        assert meeting.attendees.count() == 20
        assert meeting.attendees.filter(kind="probationary").count() == 3
        assert [item.matter for item in meeting.items.order_by("position")] == ["open_decisions", "report"]
        assert (meeting.chair, meeting.recorder) == (people[0], people[2])
        assert JournalEntry.objects.filter(action="meeting.convene", subject=meeting.public_id).count() == 1

    def test_only_the_seats_are_invited_to_a_committee(self):
        branch, people = build.a_full_branch()
        meeting = call(branch, people[0].user, kind=terms.Kind.COMMITTEE)
        assert {row.member for row in meeting.attendees.all()} == set(people[:5])

    def test_a_small_branch_has_no_committee(self):
        branch, people = build.a_full_branch(full=6, probationary=1)
        with pytest.raises(Refused) as refused:
            call(branch, people[0].user, kind=terms.Kind.COMMITTEE)
        assert refused.value.field == "kind"

    def test_a_leader_calls_their_own_group_and_no_other(self):
        branch, _people = build.a_full_branch(full=8)
        mine, other = build.a_group(branch, "第一党小组"), build.a_group(branch, "第二党小组")
        leader = build.a_member(branch, role=Role.LEADER, group=mine)
        build.a_member(branch, group=mine)
        build.a_member(branch, group=other)
        meeting = call(mine, leader.user, kind=terms.Kind.GROUP)
        assert meeting.title == "第一党小组会"
        assert meeting.attendees.count() == 2
        assert meeting.chair == leader
        with pytest.raises(NotAllowed):
            call(other, leader.user, kind=terms.Kind.GROUP, op="b" * 32)

    def test_the_same_operation_calls_one_meeting(self):
        branch, people = build.a_full_branch()
        assert call(branch, people[0].user) == call(branch, people[0].user)
        assert Meeting.objects.count() == 1
        with pytest.raises(Refused):
            call(branch, people[0].user, place="别处")

    def test_two_officers_cannot_call_the_same_meeting_twice(self):
        branch, people = build.a_full_branch()
        call(branch, people[0].user)
        with pytest.raises(Refused) as refused:
            call(branch, people[1].user, op="b" * 32, starts_at=THURSDAY + dt.timedelta(minutes=30))
        assert refused.value.field == "starts_at"
        assert people[0].name in refused.value.message

    def test_a_stand_in_chairs_and_calls_on_behalf_of_the_secretary(self):
        branch, people = build.a_full_branch()
        stand_in(
            by=people[0].user,
            user=people[4].user,
            acting_for=people[0].user,
            organisation=branch,
            from_on=build.TODAY,
            to_on=dt.date(2026, 12, 1),
            now=NOW,
        )
        meeting = call(branch, people[4].user)
        assert meeting.chair == people[4]
        entry = JournalEntry.objects.get(action="meeting.convene")
        assert entry.on_behalf_of == people[0].user.public_id

    def test_the_deputy_chairs_when_the_secretary_is_on_a_long_trip(self):
        branch, people = build.a_full_branch()
        people[0].away = "外派项目部"
        people[0].save()
        assert call(branch, people[2].user).chair == people[1]

    def test_a_plain_member_and_a_foreign_secretary_cannot(self):
        branch, people = build.a_full_branch()
        _other, strangers = build.a_full_branch()
        for person in (people[9], strangers[0]):
            with pytest.raises(NotAllowed):
                call(branch, person.user)

    @pytest.mark.parametrize(
        ("field", "wrong"),
        [
            ("starts_at", {"starts_at": NOW - dt.timedelta(hours=1)}),
            ("starts_at", {"starts_at": NOW + dt.timedelta(days=800)}),
            ("minutes", {"minutes": 0}),
            ("place", {"place": "  "}),
            ("place", {"place": "长" * 81}),
            ("items", {"items": [terms.AgendaLine("长" * 121)]}),
            ("items", {"items": [terms.AgendaLine("一", "nonsense")]}),
            ("items", {"items": [terms.AgendaLine("项")] * 31}),
            ("kind", {"kind": terms.Kind.GROUP}),
            ("kind", {"kind": "nonsense"}),
            ("held", {"held": "online", "items": [terms.AgendaLine("换届", terms.Matter.ELECTION)]}),
            ("held", {"held": "nowhere"}),
            (
                "items",
                {"kind": "lecture", "items": [terms.AgendaLine("接收申请人甲", terms.Matter.ADMISSION)]},
            ),
        ],
    )
    def test_what_cannot_be_is_refused_beside_its_field(self, field, wrong):
        branch, people = build.a_full_branch()
        with pytest.raises(Refused) as refused:
            call(branch, people[0].user, **wrong)
        assert refused.value.field == field
        assert not Meeting.objects.exists()

    def test_nobody_who_counts_for_the_quorum_is_left_out(self):
        branch, people = build.a_full_branch()
        with pytest.raises(Refused) as refused:
            call(branch, people[0].user, attendees=people[:-1])
        assert refused.value.field == "attendees"
        lecture = call(branch, people[0].user, attendees=people[:-1], kind=terms.Kind.LECTURE)
        assert lecture.attendees.count() == 19

    def test_others_come_as_observers_and_never_count(self):
        branch, people = build.a_full_branch()
        applicant = build.a_member(branch, "申请人甲", kind="applicant", account=False)
        meeting = call(branch, people[0].user, observers=[applicant])
        assert meeting.attendees.get(member=applicant).observer
        _other, strangers = build.a_full_branch()
        with pytest.raises(Refused):
            call(branch, people[0].user, observers=strangers[:1], op="b" * 32)

    def test_a_member_who_left_is_not_invited(self):
        branch, people = build.a_full_branch()
        people[10].left_on = build.TODAY
        people[10].save()
        assert not call(branch, people[0].user).attendees.filter(member=people[10]).exists()

    def test_the_forced_first_item_cannot_be_doubled(self):
        branch, people = build.a_full_branch()
        twice = [terms.AgendaLine("上次决定的事", terms.Matter.OPEN_DECISIONS), FUNDS]
        assert call(branch, people[0].user, items=twice).items.count() == 2


class TestAnswer:
    def test_one_tap_and_again_is_once(self):
        branch, people = build.a_full_branch()
        meeting = call(branch, people[0].user)
        for _time in range(2):
            row = operations.answer(by=people[9].user, meeting=meeting, answer="yes", now=NOW)
        assert row.answer == "yes"
        assert JournalEntry.objects.filter(action="meeting.answer").count() == 1

    def test_a_reason_is_sealed_and_goes_when_the_mind_changes(self):
        branch, people = build.a_full_branch()
        meeting = call(branch, people[0].user)
        operations.answer(by=people[9].user, meeting=meeting, answer="leave", now=NOW)
        operations.answer(by=people[9].user, meeting=meeting, answer="leave", reason="那天上夜班", now=NOW)
        row = operations.answer(by=people[9].user, meeting=meeting, answer="leave", now=NOW)
        assert row.leave_reason == "那天上夜班"
        stored = (
            Attendee.objects.filter(pk=row.pk)
            .extra(select={"raw": "leave_reason"})
            .values("raw")
            .get()["raw"]
        )
        assert "夜班" not in stored
        assert operations.answer(by=people[9].user, meeting=meeting, answer="yes", now=NOW).leave_reason == ""

    def test_not_after_it_began_nor_when_called_off_nor_by_strangers(self):
        branch, people = build.a_full_branch()
        meeting = call(branch, people[0].user)
        with pytest.raises(Refused):
            operations.answer(by=people[9].user, meeting=meeting, answer="yes", now=THURSDAY)
        with pytest.raises(Refused):
            operations.answer(by=people[9].user, meeting=meeting, answer="maybe", now=NOW)
        with pytest.raises(NotAllowed):
            operations.answer(by=build.a_user(), meeting=meeting, answer="yes", now=NOW)
        operations.cancel_meeting(by=people[0].user, meeting=meeting, why="设备抢修", now=NOW)
        with pytest.raises(Refused):
            operations.answer(by=people[9].user, meeting=meeting, answer="yes", now=NOW)


class TestChange:
    def test_a_new_time_asks_again_and_keeps_the_old_one_readable(self):
        branch, people = build.a_full_branch()
        meeting = call(branch, people[0].user)
        operations.answer(by=people[9].user, meeting=meeting, answer="yes", now=NOW)
        later = THURSDAY + dt.timedelta(days=4)
        changed = operations.change_meeting(
            by=people[1].user, meeting=meeting, version=1, starts_at=later, why="丙班在岗", now=NOW
        )
        assert (changed.starts_at, changed.version) == (later, 2)
        assert not meeting.attendees.exclude(answer="").exists()
        row = Change.objects.get()
        assert (row.field, row.old, row.new) == ("starts_at", "2026-11-26T16:20", "2026-11-30T16:20")

    def test_a_new_place_keeps_the_answers(self):
        branch, people = build.a_full_branch()
        meeting = call(branch, people[0].user)
        operations.answer(by=people[9].user, meeting=meeting, answer="yes", now=NOW)
        operations.change_meeting(by=people[0].user, meeting=meeting, version=1, place="食堂二楼", now=NOW)
        assert meeting.attendees.filter(answer="yes").count() == 1

    def test_the_second_officer_is_told(self):
        branch, people = build.a_full_branch()
        meeting = call(branch, people[0].user)
        operations.change_meeting(by=people[0].user, meeting=meeting, version=1, place="食堂二楼", now=NOW)
        with pytest.raises(Conflict) as conflict:
            operations.change_meeting(by=people[1].user, meeting=meeting, version=1, place="三楼", now=NOW)
        assert conflict.value.theirs.place == "食堂二楼"

    def test_the_same_change_twice_is_once(self):
        branch, people = build.a_full_branch()
        meeting = call(branch, people[0].user)
        for _time in range(2):
            operations.change_meeting(
                by=people[0].user, meeting=meeting, version=1, place="食堂二楼", now=NOW
            )
        assert Change.objects.count() == 1

    def test_what_needs_one_room_cannot_be_moved_online(self):
        branch, people = build.a_full_branch()
        applicant = build.a_member(branch, "申请人甲", kind="object", account=False)
        vote = [terms.AgendaLine("", terms.Matter.ADMISSION, applicant)]
        meeting = call(branch, people[0].user, items=vote)
        with pytest.raises(Refused) as refused:
            operations.change_meeting(by=people[0].user, meeting=meeting, version=1, held="online", now=NOW)
        assert refused.value.field == "held"

    def test_cancelling_needs_a_reason_and_twice_is_once(self):
        branch, people = build.a_full_branch()
        meeting = call(branch, people[0].user)
        with pytest.raises(Refused) as refused:
            operations.cancel_meeting(by=people[0].user, meeting=meeting, why=" ", now=NOW)
        assert refused.value.field == "why"
        for _time in range(2):
            operations.cancel_meeting(by=people[0].user, meeting=meeting, why="设备抢修", now=NOW)
        assert Change.objects.filter(field="state").count() == 1
        with pytest.raises(Refused):
            operations.change_meeting(by=people[0].user, meeting=meeting, version=2, place="别处", now=NOW)

    def test_a_notice_is_withdrawn_only_while_nobody_answered(self):
        branch, people = build.a_full_branch()
        meeting = call(branch, people[0].user)
        operations.answer(by=people[9].user, meeting=meeting, answer="yes", now=NOW)
        with pytest.raises(Refused):
            operations.withdraw_meeting(by=people[0].user, meeting=meeting, now=NOW)
        second = call(branch, people[0].user, op="b" * 32, starts_at=THURSDAY + dt.timedelta(days=1))
        assert operations.withdraw_meeting(by=people[0].user, meeting=second, now=NOW).state == "withdrawn"

    def test_a_plain_member_can_do_none_of_it(self):
        branch, people = build.a_full_branch()
        meeting = call(branch, people[0].user)
        with pytest.raises(NotAllowed):
            operations.change_meeting(by=people[9].user, meeting=meeting, version=1, place="别处", now=NOW)
        with pytest.raises(NotAllowed):
            operations.cancel_meeting(by=people[9].user, meeting=meeting, why="不想开", now=NOW)
        with pytest.raises(NotAllowed):
            operations.told_in_person(by=people[9].user, meeting=meeting, member=people[8], now=NOW)


class TestMakeUp:
    def test_recorded_as_made_up_and_never_as_present(self):
        branch, people = build.a_full_branch()
        meeting = call(branch, people[0].user)
        with pytest.raises(Refused):
            operations.make_up(by=people[9].user, meeting=meeting, now=NOW)
        Meeting.objects.update(state="closed")
        meeting.refresh_from_db()
        operations.make_up(by=people[9].user, meeting=meeting, now=NOW)
        row = operations.make_up(by=people[9].user, meeting=meeting, question="热汤窗口几号开", now=NOW)
        assert row.made_up_at == NOW
        assert row.made_up_answer == "热汤窗口几号开"
        assert row.present_at is None

    def test_not_for_those_who_were_there(self):
        branch, people = build.a_full_branch()
        meeting = call(branch, people[0].user)
        meeting.attendees.filter(member=people[9]).update(present_at=THURSDAY)
        Meeting.objects.update(state="closed")
        meeting.refresh_from_db()
        with pytest.raises(Refused):
            operations.make_up(by=people[9].user, meeting=meeting, now=NOW)

    def test_an_officer_records_it_for_somebody_without_a_phone(self):
        branch, people = build.a_full_branch()
        quiet = build.a_member(branch, account=False)
        meeting = call(branch, people[0].user)
        Meeting.objects.update(state="closed")
        meeting.refresh_from_db()
        assert operations.make_up(by=people[0].user, meeting=meeting, member=quiet, now=NOW).made_up_at
        with pytest.raises(NotAllowed):
            operations.make_up(by=people[9].user, meeting=meeting, member=quiet, now=NOW)
