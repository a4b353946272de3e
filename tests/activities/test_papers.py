"""What stands on the papers of a meeting, and which of them a meeting has."""

import datetime as dt

import pytest

from tests.activities.papers_scene import a_rich_meeting
from tests.activities.scenes import STARTS, a_meeting, an_open_meeting
from tests.build import a_full_branch, a_group, a_member
from zhibu.activities.models import Meeting
from zhibu.activities.operations.close_item import Decided
from zhibu.activities.operations.record_past_meeting import Past, record_past_meeting
from zhibu.activities.papers import exporting, kinds, record
from zhibu.activities.queries.minutes import minutes
from zhibu.documents import pdf, word
from zhibu.documents.layout import Labelled, compose
from zhibu.kernel.refusal import Refused

pytestmark = pytest.mark.django_db


def sheet(meeting, code):
    return kinds.sheet(meeting, kinds.KINDS[code])


def codes(meeting):
    return [kind.code for kind in kinds.ready(meeting)]


def label(paper, name):
    """What stands beside a label of the composed paper."""
    found = next(
        block for block in compose(paper).blocks if isinstance(block, Labelled) and block.label == name
    )
    return "".join(run.words for run in found.runs)


def recorded(kind="lecture", *, decisions=(), people=None, branch=None, **more):
    if branch is None:
        branch, people = a_full_branch()
    return record_past_meeting(
        by=people[0].user,
        organisation=branch,
        past=Past(
            kind=kind,
            starts_at=STARTS,
            place="活动室",
            chair=people[0].public_id,
            recorder=people[1].public_id,
            present=tuple(person.public_id for person in people),
            done_what="书记讲党课：在岗位上怎样起作用。",
            decisions=decisions,
            nothing_to_do=not decisions,
            **more,
        ),
        now=STARTS + dt.timedelta(hours=20),
    )


class TestNotice:
    def test_a_whole_branch_is_counted_not_listed(self):
        branch, people = a_full_branch(17, 3)
        who = str(sheet(a_meeting(branch, people), "notice").who)
        assert who == "全体党员（17名正式党员、3名预备党员）"

    def test_few_are_named(self):
        branch, people = a_full_branch(17, 3)
        who = str(sheet(a_meeting(branch, people[:5], kind="committee"), "notice").who)
        assert who == "、".join(person.name for person in people[:5])

    def test_many_that_were_chosen_are_not_called_everybody(self):
        branch, people = a_full_branch(17, 3)
        who = str(sheet(a_meeting(branch, people[:15], kind="theme_day"), "notice").who)
        assert who == "签到表所列15人（15名正式党员）"

    def test_a_group_is_the_whole_group(self):
        branch, people = a_full_branch(17, 3)
        meeting = a_meeting(a_group(branch), people[:14], kind="group")
        assert str(sheet(meeting, "notice").who) == "本组全体党员（14名正式党员）"

    def test_observers_stand_behind_those_who_are_called(self):
        branch, people = a_full_branch(5, 0)
        meeting = a_meeting(branch, people)
        meeting.attendees.filter(member=people[4]).update(observer=True)
        assert str(sheet(meeting, "notice").who).endswith(f"；列席：{people[4].name}")

    def test_an_online_meeting_says_so(self):
        branch, people = a_full_branch(5, 0)
        meeting = a_meeting(branch, people, held="online")
        assert str(sheet(meeting, "notice").where).endswith("（线上）")


class TestSignIn:
    def test_probationary_members_are_marked_and_observers_do_not_count(self):
        branch, people = a_full_branch(5, 2)
        meeting = a_meeting(branch, people)
        meeting.attendees.filter(member=people[4]).update(observer=True)
        listed = sheet(meeting, "sign_in").people
        assert [str(one.name) for one in listed] == [p.name for p in people if p != people[4]]
        assert [str(one.note) for one in listed][-2:] == ["预备党员", "预备党员"]

    @pytest.mark.parametrize(("how_many", "two"), [(16, False), (17, True)])
    def test_what_does_not_fit_one_page_is_set_in_two_columns(self, how_many, two):
        branch, people = a_full_branch(how_many, 0)
        assert sheet(a_meeting(branch, people), "sign_in").two_columns is two


class TestMinutes:
    def test_it_says_when_it_really_began_and_ended(self):
        meeting, _people = a_rich_meeting()
        assert str(sheet(meeting, "minutes").when).endswith("10:00—10:20")

    def test_a_vote_names_papers_counters_and_documents_once(self):
        meeting, people = a_rich_meeting()
        hands, ballots = (item.votes[0] for item in sheet(meeting, "minutes").items[2:])
        assert (str(hands.method), hands.invalid, str(hands.result)) == ("举手表决", None, "通过")
        assert str(ballots.method) == (
            f"无记名纸质票（发出14张，收回14张，监票{people[5].name}，计票{people[6].name}）"
        )
        assert [str(n) for n in (ballots.yes, ballots.no, ballots.abstain, ballots.invalid)] == [
            "12", "1", "0", "1",
        ]  # fmt: skip
        basis = str(ballots.basis)
        assert basis.count("《") == len(set(basis.split("《")[1:])) >= 1

    def test_a_correction_keeps_the_old_words(self):
        meeting, people = a_rich_meeting()
        said = sheet(meeting, "minutes")
        correction = said.corrections[0]
        assert (str(correction.was), str(correction.now)) == ("党费全部交齐。", "党费交了十九人，一人出差。")
        points = [str(point.words) for point in said.items[1].points]
        assert not any("全部交齐" in words for words in points)
        assert any("十九人" in words and people[0].name in words for words in points)

    def test_late_presence_and_changes_stand_in_the_remarks(self):
        meeting, people = a_rich_meeting()
        remarks = " ".join(map(str, sheet(meeting, "minutes").remarks))
        assert "签到时手机没电" in remarks and "记录人倒班" in remarks and people[16].name in remarks

    def test_nothing_to_do_is_said_once(self):
        meeting, _people = a_rich_meeting()
        words = [run.words for block in compose(sheet(meeting, "minutes")).blocks for run in _runs(block)]
        assert words.count("无需落实") == 2
        assert not any("（无需落实）" in one for one in words)

    def test_a_meeting_recorded_afterwards_tells_what_was_done_once(self):
        meeting = recorded()
        said = sheet(meeting, "minutes")
        assert [str(item.title) for item in said.items] == ["会议内容"]
        words = [run.words for block in compose(said).blocks for run in _runs(block)]
        assert words.count("书记讲党课：在岗位上怎样起作用。") == 1
        assert label(said, "法定人数") == "没有表决事项"

    def test_without_a_roll_nobody_is_counted(self):
        meeting, _people = a_rich_meeting()
        meeting.attendees.all().delete()
        said = sheet(meeting, "minutes")
        assert (said.should_attend, said.present_count) == (None, None)
        assert label(said, "缺席人员") == "未记录"


class TestRecordBook:
    def test_decisions_are_listed_and_matters_without_any_are_not(self):
        meeting, _people = a_rich_meeting()
        assert [str(one.words) for one in sheet(meeting, "record_book").decisions] == [
            "夜班热饭柜加一台",
            "整理转正材料",
        ]

    def test_a_meeting_that_left_nothing_to_do_says_so(self):
        (only,) = sheet(recorded(), "record_book").decisions
        assert only.no_action

    def test_without_a_matter_to_vote_on_it_says_there_was_no_vote(self):
        assert sheet(recorded(), "record_book").nothing_voted
        meeting, _people = a_rich_meeting()
        assert not sheet(meeting, "record_book").nothing_voted

    def test_it_is_called_after_what_was_held(self):
        assert str(sheet(recorded("theme_day"), "record_book").title) == "主题党日记录"


class TestResolution:
    def test_only_what_was_voted_on(self):
        meeting, _people = a_rich_meeting()
        said = sheet(meeting, "resolution")
        assert [str(words) for words in said.paragraphs] == [
            "第3件事：通过。同意加一台热饭柜。",
            "第4件事：通过。同意按期转为正式党员。",
        ]
        assert len(said.votes) == 2


class TestWhichPapersThereAre:
    def test_a_called_meeting_has_a_notice_and_a_list_to_sign(self):
        branch, people = a_full_branch(5, 0)
        assert codes(a_meeting(branch, people)) == ["notice", "sign_in"]

    def test_one_recorded_afterwards_never_had_a_notice(self):
        assert codes(recorded()) == ["minutes", "record_book"]

    def test_one_called_and_recorded_afterwards_did(self):
        branch, people = a_full_branch(5, 0)
        called = a_meeting(branch, people)
        done = Past(
            kind="assembly", starts_at=STARTS, place="活动室", chair=people[0].public_id,
            recorder=people[1].public_id, present=tuple(p.public_id for p in people), done_what="开了。",
            nothing_to_do=True,
        )  # fmt: skip
        meeting = record_past_meeting(
            by=people[0].user,
            organisation=branch,
            past=done,
            meeting=called,
            now=STARTS + dt.timedelta(hours=9),
        )
        assert codes(meeting) == ["notice", "sign_in", "minutes", "record_book"]

    def test_a_cancelled_one_has_none(self):
        branch, people = a_full_branch(5, 0)
        meeting = a_meeting(branch, people, state="cancelled")
        assert codes(meeting) == []

    def test_a_running_one_has_no_minutes_yet(self):
        meeting, _people = an_open_meeting(5, 0)
        assert codes(meeting) == ["notice", "sign_in"]

    def test_a_closed_one_with_votes_has_all(self):
        meeting, _people = a_rich_meeting()
        assert codes(meeting) == list(kinds.KINDS)


class TestExtremes:
    @pytest.mark.parametrize("people", [0, 60])
    def test_every_paper_is_drawn_with_nobody_and_with_sixty(self, people):
        meeting, _members = a_rich_meeting()
        if people:
            for number in range(people - 20):
                member = a_member(meeting.organisation, f"欧阳𬱖{number}", account=False)
                meeting.attendees.create(member=member, kind="full", present_at=STARTS)
        else:
            meeting.attendees.all().delete()
        for kind in kinds.ready(meeting):
            paper = kinds.sheet(meeting, kind)
            assert pdf.render(paper).startswith(b"%PDF") and word.render(paper).startswith(b"PK")

    def test_four_thousand_characters_are_all_there(self):
        meeting, _people = a_rich_meeting()
        item = meeting.items.get(position=3)
        item.resolution = "通过。" + "会议认为要抓好。\n" * 500
        item.save()
        for code in ("minutes", "resolution", "record_book"):
            paper = sheet(meeting, code)
            words = [run.words for block in compose(paper).blocks for run in _runs(block)]
            assert sum(one.count("会议认为要抓好。") for one in words) == 500
            assert pdf.render(paper).startswith(b"%PDF")


class TestLedger:
    def test_a_group_is_named_and_nothing_is_left_open_that_is_known(self):
        branch, people = a_full_branch(7, 0)
        group = a_group(branch)
        branch.members.update(group=group)
        meeting = recorded("group", branch=group, people=people)
        row = record.ledger_row(meeting, minutes(meeting))
        assert str(row.title) == "第一党小组会"
        assert (row.absent, row.decisions, row.votes) == ("无", "无需落实", "无")

    def test_a_period_without_meetings_is_an_empty_ledger(self):
        branch, _people = a_full_branch(3, 0)
        found = exporting.export("meeting_ledger", branch, exporting.period("2025-Q3"), on=STARTS.date())
        ((name, content),) = found
        assert name.endswith("2025年第3季度会议台账.xlsx") and content.startswith(b"PK")


class TestPeriod:
    @pytest.mark.parametrize(
        ("text", "first", "after"),
        [
            ("2026", "2026-01-01", "2027-01-01"),
            ("2026-Q4", "2026-10-01", "2027-01-01"),
            ("2026-02", "2026-02-01", "2026-03-01"),
            ("2026-12", "2026-12-01", "2027-01-01"),
        ],
    )
    def test_a_year_a_quarter_or_a_month(self, text, first, after):
        during = exporting.period(text)
        assert (str(during.starts_on), str(during.ends_before)) == (first, after)

    @pytest.mark.parametrize(
        "text", ["", "26", "2026-13", "2026-Q5", "2026-1", "٢٠٢٦", "9999", "2026\n", "x"]
    )
    def test_anything_else_is_refused(self, text):
        with pytest.raises(Refused):
            exporting.period(text)


def test_two_meetings_of_one_moment_get_two_files_with_names_any_folder_takes():
    branch, people = a_full_branch(3, 0)
    one = a_meeting(branch, people, kind="lecture")
    other = a_meeting(branch, people, kind="theme_day")
    Meeting.objects.update(title='a/b\\c:d*e?"f<g>h|' + "长" * 60)
    names = {
        exporting.file_name(Meeting.objects.get(pk=row.pk), kinds.KINDS["notice"], "docx")
        for row in (one, other)
    }
    assert len(names) == 2
    assert all(len(name.encode()) < 255 and not set(name) & set('/\\:*?"<>|') for name in names)


def test_a_meeting_is_asked_once_for_all_its_papers(django_assert_max_num_queries):
    meeting, _people = a_rich_meeting()
    meeting = Meeting.objects.select_related("organisation", "chair", "recorder", "called_by").get(
        pk=meeting.pk
    )
    with django_assert_max_num_queries(50):
        list(exporting.export("all", meeting.organisation, exporting.period("2026"), on=STARTS.date()))


def test_decisions_of_a_meeting_recorded_afterwards_are_on_its_papers():
    branch, people = a_full_branch()
    decided = Decided("照明换新", people[3].public_id, STARTS.date() + dt.timedelta(days=9))
    meeting = recorded("committee", branch=branch, people=people[:5], decisions=(decided,))
    assert [str(one.words) for one in sheet(meeting, "minutes").items[0].decisions] == ["照明换新"]


def _runs(block):
    """All runs of a block, however deep."""
    for attribute in ("runs",):
        yield from getattr(block, attribute, ())
    for row in getattr(block, "rows", ()):
        for cell in row:
            for runs in getattr(cell, "paragraphs", ()):
                yield from runs
