"""A roster goes in: read, shown, written as a whole, and taken back."""

import datetime as dt
import json
import threading

import pytest
from django.db import connection

from tests.build import NOW, a_branch, a_user, console, posted
from tests.members.sheets import a_csv, identity, person
from zhibu.accounts.models import JournalEntry
from zhibu.kernel.refusal import Conflict, NotAllowed, Refused
from zhibu.members.models import Crew, ImportedRow, Member, RosterImport
from zhibu.members.operations import (
    add_member,
    begin_import,
    confirm_import,
    correct_cell,
    drop_import,
    edit_member,
    import_roster,
    read_import,
    undo_import,
    undoing,
)
from zhibu.members.operations.ensure_account import ensure_account
from zhibu.organisations.models import Organisation, Post
from zhibu.organisations.terms import Role

pytestmark = pytest.mark.django_db
State = RosterImport.State


def taken(branch, content, **more):
    return import_roster(
        by=console(), organisation=branch, file_name="名册.csv", content=content, now=NOW, **more
    )


def preview(by, branch, content):
    begun = begin_import(by=by, organisation=branch, file_name="名册.csv", content=content, now=NOW)
    read_import(roster_import=begun, now=NOW)
    begun.refresh_from_db()
    return begun


def a_secretary(branch):
    return posted(a_user("书记"), Role.SECRETARY, branch)


class TestMatching:
    def test_the_secretary_of_the_first_run_is_found_by_name_and_phone(self):
        branch = a_branch()
        known = {"name": "党员甲", "phone": "13900000001", "kind": "full"}
        first = add_member(by=console(), branch=branch, new=known, now=NOW)
        outcome = taken(branch, a_csv(person(1, "党员甲"), person(2, "党员甲")))
        assert (outcome.counts["updated"], outcome.counts["created"]) == (1, 1)
        first.refresh_from_db()
        assert first.identity == identity(1)

    def test_new_people_are_entered_with_group_crew_and_sealed_numbers(self):
        branch = a_branch()
        outcome = taken(branch, a_csv(person(1), person(2)))
        assert outcome.counts == {
            "rows": 2, "accepted": 2, "rejected": 0, "created": 2, "updated": 0, "unchanged": 0,
        }  # fmt: skip
        member = Member.objects.select_related("group", "crew").get(name="党员乙")
        assert (member.identity, member.phone) == (identity(1), "13900000001")
        assert (member.group.name, member.group.parent, member.crew.name) == ("第一党小组", branch, "甲班")
        assert (member.kind, member.full_on, member.born_on) == (
            "full",
            dt.date(2011, 7, 1),
            dt.date(1985, 7, 1),
        )
        assert member.pinyin.startswith("dangyuanyi dyy")
        with connection.cursor() as cursor:
            cursor.execute("SELECT identity, phone FROM members_member")
            assert identity(1) not in str(cursor.fetchall())

    def test_the_same_file_twice_changes_nothing(self):
        branch = a_branch()
        content = a_csv(person(1), person(2), person(3, 公民身份号码=""), ["党员寅"] + [""] * 8)
        taken(branch, content)
        again = taken(branch, content)
        assert again.counts["unchanged"] == again.counts["rows"] == 4
        assert Member.objects.count() == 4

    def test_a_changed_cell_updates_and_an_empty_one_never_erases(self):
        branch = a_branch()
        taken(branch, a_csv(person(1)))
        outcome = taken(branch, a_csv(person(1, 岗位="班长", 联系电话="", 班组="")))
        assert outcome.counts["updated"] == 1
        member = Member.objects.select_related("crew").get()
        assert (member.job, member.phone, member.crew.name, member.version) == (
            "班长",
            "13900000001",
            "甲班",
            2,
        )

    def test_without_a_number_name_and_birth_find_the_person_then_name_and_admission(self):
        branch = a_branch()
        header = ("姓名", "出生日期", "入党日期", "公民身份号码", "岗位")
        taken(
            branch, a_csv(["张　三", "1985.7.1", "", "", ""], ["李四", "", "2010.7.1", "", ""], header=header)
        )
        outcome = taken(
            branch,
            a_csv(
                ["张三", "1985-07-01", "", identity(7), "班长"],
                ["李四", "", "20100701", "", "工"],
                header=header,
            ),
        )
        assert (outcome.counts["created"], outcome.counts["updated"]) == (0, 2)
        assert Member.objects.get(name_key="张三").identity == identity(7)

    def test_a_month_finds_the_day_and_does_not_blur_it(self):
        branch = a_branch()
        header = ("姓名", "出生日期", "岗位")
        taken(branch, a_csv(["张三", "1985.7.12", "工"], header=header))
        outcome = taken(branch, a_csv(["张三", "1985.07", "工"], header=header))
        assert outcome.counts["unchanged"] == 1
        assert Member.objects.get().born_on == dt.date(1985, 7, 12)

    def test_namesakes_with_different_numbers_are_two_people(self):
        branch = a_branch()
        taken(branch, a_csv(person(1, "张伟"), person(2, "张伟")))
        assert Member.objects.filter(name="张伟").count() == 2

    def test_namesakes_without_numbers_stay_two_however_often_the_file_comes(self):
        branch = a_branch()
        content = a_csv(["张伟", "2015.7.1"], ["张伟", "2015.7.1"], header=("姓名", "入党日期"))
        taken(branch, content)
        assert taken(branch, content).counts["unchanged"] == 2

    def test_a_person_of_another_branch_is_refused(self):
        one, other = a_branch("R20"), a_branch("R21", "示例二支部")
        taken(one, a_csv(person(1)))
        outcome = taken(other, a_csv(person(1), person(2)))
        assert outcome.counts["rejected"] == 1
        [problem] = outcome.problems
        assert (problem.row, problem.column, problem.code) == (2, "公民身份号码", "id_in_other_branch")
        assert identity(1) not in problem.shown

    def test_a_row_that_names_another_branch_is_refused_and_spelling_variants_are_not(self):
        branch = a_branch("R20", "示例一支部")
        content = a_csv(
            ["张三", "示例二支部"], ["李四", "中共示例一支部委员会"], ["王五", "示例一党支部"], ["赵六", ""],
            header=("姓名", "所在支部"),
        )  # fmt: skip
        outcome = taken(branch, content)
        codes = [(p.row, p.code) for p in outcome.problems if p.severity == "error"]
        assert codes == [(2, "branch_unknown")]
        assert outcome.counts["created"] == 3

    def test_a_committee_distributes_over_its_branches(self):
        one, two = a_branch("R20", "示例一支部"), a_branch("R21", "示例二支部")
        content = a_csv(
            ["张三", "示例一支部"], ["李四", "示例二支部"], ["王五", ""], header=("姓名", "所在支部")
        )
        outcome = taken(one.parent, content)
        assert (Member.objects.get(name="李四").branch, outcome.counts["rejected"]) == (two, 1)

    def test_a_text_too_long_for_its_field_names_row_and_column(self):
        outcome = taken(a_branch(), a_csv(person(1, 岗位="很" * 61)))
        assert [(p.code, p.column) for p in outcome.problems] == [("text_too_long", "岗位")]

    def test_posts_in_the_file_give_no_rights(self):
        branch = a_branch()
        taken(branch, a_csv(["张三", "支部书记"], header=("姓名", "党内职务")))
        assert Member.objects.get().party_post == "支部书记"
        assert not Post.objects.filter(organisation=branch).exists()

    def test_without_a_word_on_it_a_recent_admission_is_probationary(self):
        taken(a_branch(), a_csv(["张三", "2026.7.1"], ["李四", "2010.7.1"], header=("姓名", "入党日期")))
        assert dict(Member.objects.values_list("name", "kind")) == {"张三": "probationary", "李四": "full"}

    def test_the_account_stands_as_the_file_says_and_as_before_after_undoing(self):
        branch = a_branch()
        taken(branch, a_csv(person(1, 人员类别="预备党员", 转正日期="")))
        member = Member.objects.get(name="党员乙")
        user = ensure_account(by=console(), member=member, now=NOW)
        roles = Post.objects.held_on(NOW.date()).filter(user=user).values_list("role", flat=True)
        assert list(roles) == ["probationary"]
        later = taken(branch, a_csv(person(1, 人员类别="正式党员")))
        assert list(roles.all()) == ["member"]
        undo_import(by=console(), roster_import=later.roster_import, now=NOW)
        assert list(roles.all()) == ["probationary"]

    def test_a_dry_run_writes_nothing(self):
        branch = a_branch()
        outcome = taken(branch, a_csv(person(1)), dry_run=True)
        assert outcome.counts["created"] == 1
        assert not Member.objects.exists() and not RosterImport.objects.exists()
        assert not Organisation.objects.filter(parent=branch).exists()


class TestPreview:
    def test_nothing_is_written_before_the_person_says_so(self):
        branch = a_branch()
        secretary = a_secretary(branch)
        held = preview(secretary, branch, a_csv(person(1), person(2, 入党日期="2019.13.5")))
        assert (held.state, held.counts["accepted"], held.counts["rejected"]) == (State.PREVIEW, 1, 1)
        assert not Member.objects.exists()
        confirm_import(by=secretary, roster_import=held, now=NOW)
        held.refresh_from_db()
        assert (held.state, held.reading, held.preview, Member.objects.count()) == (State.DONE, "", "", 1)
        assert JournalEntry.objects.filter(action="roster.import", subject=held.public_id).count() == 1

    def test_confirming_twice_writes_once(self):
        branch = a_branch()
        secretary = a_secretary(branch)
        held = preview(secretary, branch, a_csv(person(1)))
        confirm_import(by=secretary, roster_import=held, now=NOW)
        confirm_import(by=secretary, roster_import=held, now=NOW)
        assert Member.objects.count() == 1
        assert JournalEntry.objects.filter(action="roster.import").count() == 1

    def test_what_was_read_is_sealed_at_rest(self):
        branch = a_branch()
        held = preview(a_secretary(branch), branch, a_csv(person(1, 岗位="不寻常的岗位")))
        with connection.cursor() as cursor:
            cursor.execute("SELECT reading, preview FROM members_rosterimport")
            stored = str(cursor.fetchall())
        assert "不寻常的岗位" not in stored and identity(1) not in stored
        assert "不寻常的岗位" not in held.preview or held.counts["updated"]

    def test_a_cell_corrected_in_the_preview_lets_the_row_in(self):
        branch = a_branch()
        secretary = a_secretary(branch)
        held = preview(secretary, branch, a_csv(person(1), person(2, 入党日期="2019.13.5")))
        [problem] = json.loads(held.preview)["problems"]
        assert (problem["row"], problem["column"], problem["shown"], problem["correctable"]) == (
            3, "入党日期", "2019.13.5", True,
        )  # fmt: skip
        assert problem["name"] == "党员丙"
        correct_cell(
            by=secretary, roster_import=held, sheet=problem["sheet"], number=3, header="入党日期",
            text="2009.12.5", now=NOW,
        )  # fmt: skip
        held.refresh_from_db()
        assert held.counts["accepted"] == 2 and not json.loads(held.preview)["problems"]
        confirm_import(by=secretary, roster_import=held, now=NOW)
        assert Member.objects.get(name="党员丙").admitted_on == dt.date(2009, 12, 5)

    def test_a_correction_to_a_number_that_stands_in_another_row_is_caught(self):
        branch = a_branch()
        secretary = a_secretary(branch)
        held = preview(secretary, branch, a_csv(person(1), person(2, 公民身份号码="123")))
        correct_cell(
            by=secretary,
            roster_import=held,
            sheet="",
            number=3,
            header="公民身份号码",
            text=identity(1),
            now=NOW,
        )
        held.refresh_from_db()
        assert [p["code"] for p in json.loads(held.preview)["problems"]] == ["id_duplicate"]

    def test_a_file_refused_as_a_whole_says_why_and_keeps_nothing(self):
        branch = a_branch()
        held = preview(a_secretary(branch), branch, "第一行\n第二行\n".encode())
        assert (held.state, held.error_code, held.reading) == (State.FAILED, "header_not_found", "")
        assert "姓名" in held.error_message

    def test_when_the_register_changed_meanwhile_the_new_preview_is_shown_and_nothing_written(self):
        branch = a_branch()
        secretary = a_secretary(branch)
        taken(branch, a_csv(person(1)))
        held = preview(secretary, branch, a_csv(person(1, 岗位="班长"), person(2)))
        member = Member.objects.get()
        edit_member(by=secretary, member=member, version=1, new={"job": "工长"}, now=NOW)
        with pytest.raises(Conflict):
            confirm_import(by=secretary, roster_import=held, now=NOW)
        held.refresh_from_db()
        assert held.state == State.PREVIEW and Member.objects.count() == 1
        assert json.loads(held.preview)["changes"] == [[2, "党员乙", [["job", "工长", "班长"]]]]
        confirm_import(by=secretary, roster_import=held, now=NOW)
        assert Member.objects.get(name="党员乙").job == "班长"

    def test_a_second_person_is_told_and_one_s_own_earlier_preview_gives_way(self):
        branch = a_branch()
        secretary = a_secretary(branch)
        deputy = posted(a_user("副书记"), Role.DEPUTY, branch)
        first = preview(secretary, branch, a_csv(person(1)))
        with pytest.raises(Refused, match=r"书记.*正在导入"):
            begin_import(by=deputy, organisation=branch, file_name="b.csv", content=b"x", now=NOW)
        second = preview(secretary, branch, a_csv(person(2)))
        first.refresh_from_db()
        assert (first.state, first.reading) == (State.DROPPED, "")
        drop_import(by=secretary, roster_import=second, now=NOW)
        begin_import(by=deputy, organisation=branch, file_name="b.csv", content=b"x", now=NOW)

    def test_a_preview_forgotten_since_yesterday_gives_way(self):
        branch = a_branch()
        preview(a_secretary(branch), branch, a_csv(person(1)))
        deputy = posted(a_user("副书记"), Role.DEPUTY, branch)
        later = NOW + dt.timedelta(days=2)
        assert begin_import(by=deputy, organisation=branch, file_name="b.csv", content=b"x", now=later)

    @pytest.mark.parametrize(
        "role", [Role.PUBLICITY, Role.DISCIPLINE, Role.LEADER, Role.MEMBER, Role.SUPERIOR]
    )
    def test_others_may_not_import(self, role):
        branch = a_branch()
        with pytest.raises(NotAllowed):
            preview(posted(a_user(), role, branch), branch, a_csv(person(1)))

    def test_the_secretary_of_another_branch_may_not_import_here(self):
        branch, other = a_branch("R20"), a_branch("R21", "示例二支部")
        with pytest.raises(NotAllowed):
            preview(a_secretary(other), branch, a_csv(person(1)))


class TestUndo:
    def test_all_goes_back_to_how_it_was(self):
        branch = a_branch()
        taken(branch, a_csv(person(1)))
        before = Member.objects.values("name", "job", "phone_last4_index", "born_on").get()
        done = taken(
            branch, a_csv(person(1, 岗位="班长", 联系电话="13811112222", 班组="乙班"), person(2))
        ).roster_import
        undo_import(by=console(), roster_import=done, now=NOW)
        member = Member.objects.select_related("crew").get()
        assert Member.objects.values(*before).get() == before
        assert (member.phone, member.crew.name) == ("13900000001", "甲班")
        assert not Crew.objects.filter(name="乙班").exists()
        undo_import(by=console(), roster_import=done, now=NOW)
        assert JournalEntry.objects.filter(action="roster.undo").count() == 1

    def test_who_was_changed_by_hand_since_is_shown_first_and_then_left(self):
        branch = a_branch()
        done = taken(branch, a_csv(person(1), person(2))).roster_import
        changed = Member.objects.get(name="党员乙")
        edit_member(by=console(), member=changed, version=1, new={"job": "班长"}, now=NOW)
        with pytest.raises(Refused) as refused:
            undo_import(by=console(), roster_import=done, now=NOW)
        assert refused.value.code == "changed_since"
        assert [one.name for one in undoing(done).left] == ["党员乙"]
        undo_import(by=console(), roster_import=done, now=NOW, leave_changed=True)
        assert [(m.name, m.job) for m in Member.objects.all()] == [("党员乙", "班长")]

    def test_who_has_an_account_by_now_is_left(self):
        branch = a_branch()
        done = taken(branch, a_csv(person(1), person(2))).roster_import
        Member.objects.filter(name="党员乙").update(user=a_user())
        undo_import(by=console(), roster_import=done, now=NOW, leave_changed=True)
        assert Member.objects.get().name == "党员乙"

    def test_whom_a_later_import_changed_is_left(self):
        branch = a_branch()
        done = taken(branch, a_csv(person(1), person(2))).roster_import
        taken(branch, a_csv(person(1, 岗位="班长")))
        assert [one.name for one in undoing(done).left] == ["党员乙"]


class TestLarge:
    def test_ten_thousand_rows_keep_their_counts(self):
        branch = a_branch()
        rows = []
        for number in range(10_000):
            born = dt.date(1960, 1, 1) + dt.timedelta(days=number)
            row = person(number % 1000)
            row[1] = identity(number % 1000, born) if number % 100 else "110101198507011234"
            rows.append(row)
        outcome = taken(branch, a_csv(*rows))
        assert (outcome.counts["created"], outcome.counts["rejected"]) == (9_900, 100)
        assert Member.objects.count() == ImportedRow.objects.count() == 9_900
        assert len(set(Member.objects.values_list("public_id", flat=True))) == 9_900
        undo_import(by=console(), roster_import=outcome.roster_import, now=NOW)
        assert not Member.objects.exists() and not ImportedRow.objects.exists()
        assert Member.objects.create(branch=branch, name="后来", name_key="后来", kind="full").pk > 9_900

    def test_a_column_with_a_different_crew_in_every_row_is_refused(self):
        rows = [person(number, 班组=f"班{number}") for number in range(501)]
        with pytest.raises(Refused, match="太多"):
            taken(a_branch(), a_csv(*rows))
        assert not Member.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_once_make_each_person_once():
    branch = a_branch()
    content = a_csv(*[person(number, f"党员{'甲乙丙丁戊己庚辛壬癸'[number]}") for number in range(10)])
    failures = []

    def run():
        try:
            taken(branch, content)
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("one connection only")
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert Member.objects.count() == 10
