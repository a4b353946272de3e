"""What is done to one entry by hand, and what others ask of the register."""

import datetime as dt

import pytest

from tests.build import NOW, TODAY, a_branch, a_group, a_member, a_user, console, posted
from tests.members.sheets import identity
from zhibu.accounts.models import JournalEntry
from zhibu.kernel.clock import ZONE
from zhibu.kernel.refusal import Conflict, NotAllowed, Refused
from zhibu.members import queries
from zhibu.members.models import Crew, Member
from zhibu.members.operations import (
    add_member,
    edit_member,
    mark_left,
    move_member,
    record_full_membership,
    restore_member,
    set_crews,
)
from zhibu.members.queries import people_named
from zhibu.organisations import access
from zhibu.organisations.models import Post
from zhibu.organisations.terms import Role

pytestmark = pytest.mark.django_db


def roles(user):
    return set(Post.objects.held_on(TODAY).filter(user=user).values_list("role", "organisation__code"))


class TestAdding:
    def test_an_entry_with_its_journal_row_names_fields_and_no_values(self):
        branch = a_branch()
        member = add_member(
            by=console(),
            branch=branch,
            new={"name": "张三", "identity": identity(1), "crew": "甲班"},
            now=NOW,
        )
        entry = JournalEntry.objects.get(action="member.add")
        assert (entry.subject, entry.fields) == (member.public_id, ["crew", "identity", "kind", "name"])
        assert member.crew.name == "甲班"

    @pytest.mark.parametrize("role", [Role.PUBLICITY, Role.LEADER, Role.MEMBER])
    def test_only_registrars_may(self, role):
        branch = a_branch()
        with pytest.raises(NotAllowed):
            add_member(by=posted(a_user(), role, branch), branch=branch, new={"name": "张三"}, now=NOW)

    def test_who_stands_elsewhere_is_refused(self):
        one, other = a_branch("R20"), a_branch("R21", "示例二支部")
        add_member(by=console(), branch=one, new={"name": "张三", "identity": identity(1)}, now=NOW)
        with pytest.raises(Refused, match="别的支部"):
            add_member(by=console(), branch=other, new={"name": "张三", "identity": identity(1)}, now=NOW)

    def test_a_group_nobody_founded_is_refused(self):
        with pytest.raises(Refused, match="党小组"):
            add_member(by=console(), branch=a_branch(), new={"name": "张三", "group": "第九党小组"}, now=NOW)


class TestChanging:
    def test_saying_the_same_twice_is_done_once(self):
        member = a_member(a_branch())
        for _time in range(2):
            edit_member(by=console(), member=member, version=1, new={"job": "班长"}, now=NOW)
        member.refresh_from_db()
        assert (member.version, JournalEntry.objects.filter(action="member.edit").count()) == (2, 1)

    def test_another_text_on_an_old_version_is_told(self):
        member = a_member(a_branch())
        edit_member(by=console(), member=member, version=1, new={"job": "班长"}, now=NOW)
        with pytest.raises(Conflict) as told:
            edit_member(by=console(), member=member, version=1, new={"job": "工长"}, now=NOW)
        assert told.value.theirs.job == "班长"

    def test_a_date_may_lose_its_day_and_get_it_back(self):
        member = a_member(a_branch())
        for version, text in ((1, "2015-07"), (2, "2015-07-15")):
            edit_member(by=console(), member=member, version=version, new={"admitted_on": text}, now=NOW)
        member.refresh_from_db()
        assert (member.admitted_on, member.partial_dates) == (dt.date(2015, 7, 15), {})

    def test_a_probationary_member_becomes_full_and_the_account_follows(self):
        branch = a_branch()
        member = a_member(branch, kind="probationary")
        record_full_membership(by=console(), member=member, version=1, full_on=TODAY, now=NOW)
        member.refresh_from_db()
        assert (member.kind, member.full_on) == ("full", TODAY)
        assert roles(member.user) == {("member", branch.code)}
        with pytest.raises(Refused):
            record_full_membership(by=console(), member=member, version=2, full_on=TODAY, now=NOW)


class TestMoving:
    def test_into_a_group_of_the_branch(self):
        branch = a_branch()
        member, group = a_member(branch), a_group(branch)
        move_member(by=console(), member=member, to=group, now=NOW)
        assert Member.objects.get(pk=member.pk).group == group

    def test_to_another_branch_everything_there_ends_and_only_standing_begins(self):
        one, other = a_branch("R20"), a_branch("R21", "示例二支部")
        secretary = a_member(one, role=Role.SECRETARY).user
        member = a_member(one, role=Role.ORGANISER)
        with pytest.raises(Refused, match="要对方接收"):
            move_member(by=secretary, member=member, to=other, now=NOW)
        move_member(by=posted(a_user(), Role.SUPERIOR, one.parent), member=member, to=other, now=NOW)
        assert roles(member.user) == {("member", "R21")}
        access.forget_standings(secretary)
        assert not Member.objects.visible_to(secretary, on=TODAY).filter(pk=member.pk).exists()

    def test_whoever_keeps_both_registers_hands_over_and_a_superior_of_one_does_not(self):
        one, other = a_branch("R20"), a_branch("R21", "示例二支部")
        member = a_member(one)
        with pytest.raises(Refused, match="要对方接收"):
            move_member(by=posted(a_user(), Role.SUPERIOR, one), member=member, to=other, now=NOW)
        with pytest.raises(NotAllowed):
            move_member(by=posted(a_user(), Role.SECRETARY, other), member=member, to=other, now=NOW)
        both = posted(posted(a_user(), Role.ORGANISER, one), Role.SECRETARY, other)
        assert move_member(by=both, member=member, to=other, now=NOW).branch == other

    def test_who_left_has_no_rights_and_comes_back_as_a_plain_member(self):
        branch = a_branch()
        member = a_member(branch, role=Role.ORGANISER)
        mark_left(by=console(), member=member, left_on=TODAY, why="transferred", now=NOW)
        assert roles(member.user) == set()
        assert not Member.objects.on_register().filter(pk=member.pk).exists()
        restore_member(by=console(), member=member, now=NOW)
        assert roles(member.user) == {("member", branch.code)}

    def test_who_left_is_signed_out_at_the_next_request_and_comes_back_with_a_new_link(self, client):
        branch = a_branch()
        member = a_member(branch)
        secretary = a_member(branch, role=Role.SECRETARY).user
        client.force_login(member.user)
        assert client.get("/me/").status_code == 200
        for _twice in range(2):
            mark_left(by=secretary, member=member, left_on=TODAY, why="exit", now=NOW)
        assert client.get("/me/").headers["Location"].startswith("/accounts/login/")
        for _twice in range(2):
            restore_member(by=secretary, member=member, now=NOW)
        member.user.refresh_from_db()
        assert member.user.is_active
        done = JournalEntry.objects.values_list("action", flat=True)
        assert [done.filter(action=f"account.{word}").count() for word in ("close", "reopen")] == [1, 1]

    def test_who_left_but_serves_elsewhere_keeps_the_account_for_that(self):
        branch = a_branch()
        member = a_member(branch)
        posted(member.user, Role.SUPERIOR, branch.parent)
        mark_left(by=console(), member=member, left_on=TODAY, why="transferred", now=NOW)
        member.user.refresh_from_db()
        assert member.user.is_active
        assert roles(member.user) == {("superior", branch.parent.code)}

    def test_who_has_no_account_leaves_and_moves_all_the_same(self):
        one, other = a_branch("R20"), a_branch("R21", "示例二支部")
        member = a_member(one, account=False)
        moved = move_member(by=console(), member=member, to=other, now=NOW)
        left = mark_left(by=console(), member=moved, left_on=TODAY, why="died", now=NOW)
        assert (left.branch, left.user) == (other, None)
        assert restore_member(by=console(), member=left, now=NOW).left_on is None

    def test_whose_number_was_taken_over_elsewhere_cannot_come_back(self):
        one, other = a_branch("R20"), a_branch("R21", "示例二支部")
        member = add_member(by=console(), branch=one, new={"name": "张三", "identity": identity(1)}, now=NOW)
        mark_left(by=console(), member=member, left_on=TODAY, why="transferred", now=NOW)
        add_member(by=console(), branch=other, new={"name": "张三", "identity": identity(1)}, now=NOW)
        with pytest.raises(Refused, match="别的支部"):
            restore_member(by=console(), member=member, now=NOW)


class TestAsking:
    def test_who_is_on_shift_in_one_question(self, django_assert_num_queries):
        branch = a_branch()
        set_crews(
            by=console(), branch=branch, preset="four_crews_three_shifts",
            today_positions={"甲班": ("白", 1), "乙班": ("休", 2)}, now=NOW,
        )  # fmt: skip
        crews = {crew.name: crew for crew in Crew.objects.all()}
        at_work, free, unknown = (
            a_member(branch, crew=crews["甲班"]),
            a_member(branch, crew=crews["乙班"]),
            a_member(branch),
        )
        away = a_member(branch)
        away.away = "外地"
        at = dt.datetime(TODAY.year, TODAY.month, TODAY.day, 10, 0, tzinfo=ZONE)
        with django_assert_num_queries(1):
            facts = queries.on_shift([at_work, free, unknown, away], starts_at=at, minutes=60)
        assert [facts[m.pk].can_come for m in (at_work, free, unknown, away)] == [False, True, True, False]
        assert (facts[at_work.pk].words, facts[unknown.pk].known) == ("在岗", False)

    def test_a_crew_that_cannot_stand_there_today_is_refused(self):
        with pytest.raises(Refused, match="位置"):
            set_crews(
                by=console(), branch=a_branch(), preset="four_crews_three_shifts",
                today_positions={"甲班": ("白", 9)}, now=NOW,
            )  # fmt: skip

    def test_the_roster_of_a_day_knows_who_left_later(self):
        branch = a_branch()
        member = a_member(branch)
        mark_left(by=console(), member=member, left_on=TODAY, why="died", now=NOW)
        yesterday = TODAY - dt.timedelta(days=1)
        assert list(queries.roster_of(branch, on=yesterday)) == [member]
        assert list(queries.roster_of(branch, on=TODAY)) == []

    def test_posts_the_register_mentions_are_proposed_until_given(self):
        branch = a_branch()
        member = a_member(branch, "党员宣")
        Member.objects.filter(pk=member.pk).update(party_post="支委、宣传委员")
        [proposal] = queries.proposed_posts(branch, on=TODAY)
        assert (proposal.member, proposal.role) == (member, Role.PUBLICITY)
        posted(member.user, Role.PUBLICITY, branch)
        assert queries.proposed_posts(branch, on=TODAY) == []


def test_a_pasted_list_of_names_may_be_parted_by_spaces():
    branch = a_branch()
    three = [a_member(branch, name=name) for name in ("张三", "李四", "王五")]
    people, unclear = people_named(branch, "张三 李四、王 五\n赵六 李四")
    assert {member.name for member in people} == {member.name for member in three}
    assert unclear == ["赵六"]
