"""What was decided, step by step: who says it is done, who confirms, what is moved, explained or dropped."""

import datetime as dt

import pytest
from django.urls import reverse

from tests import build
from tests.activities.test_calling_pages import called
from tests.activities.test_today import decided
from tests.build import NOW
from zhibu.accounts.models import JournalEntry
from zhibu.activities import operations
from zhibu.activities.queries import decisions
from zhibu.kernel import clock
from zhibu.kernel.refusal import NotAllowed, Refused
from zhibu.members.models import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    branch, people = build.a_full_branch()
    return branch, people, called(branch, people)


def steps(decision):
    return [event.step for event in decision.events.order_by("pk")]


class TestSteps:
    def test_reported_returned_reported_confirmed(self, scene):
        _branch, people, meeting = scene
        owner, asker = people[9], people[8]
        decision = decided(meeting, owner, asker)
        for _twice in range(2):
            operations.report_decision(by=owner.user, decision=decision, words="换了定时器", now=NOW)
        for _twice in range(2):
            operations.return_decision(by=asker.user, decision=decision, words="8:30就停了", now=NOW)
        operations.report_decision(by=owner.user, decision=decision, now=NOW)
        for _twice in range(2):
            done = operations.confirm_decision(by=asker.user, decision=decision, now=NOW)
        assert done.state == "confirmed"
        assert steps(decision) == ["reported", "returned", "reported", "confirmed"]
        assert JournalEntry.objects.filter(action="decision.confirmed").count() == 1

    def test_the_doer_never_confirms_not_even_as_secretary(self, scene):
        _branch, people, meeting = scene
        secretary, deputy = people[0], people[1]
        for asker in (None, secretary):
            decision = decided(meeting, secretary, asker, state="reported")
            with pytest.raises(NotAllowed):
                operations.confirm_decision(by=secretary.user, decision=decision, now=NOW)
            with pytest.raises(NotAllowed):
                operations.drop_decision(by=secretary.user, decision=decision, words="不办了", now=NOW)
            assert (
                operations.confirm_decision(by=deputy.user, decision=decision, now=NOW).state == "confirmed"
            )

    def test_without_a_deputy_another_officer_looks(self):
        branch = build.a_branch("S1")
        secretary = build.a_member(branch, role="secretary")
        organiser = build.a_member(branch, role="organiser")
        for _n in range(6):
            build.a_member(branch)
        meeting = called(branch, [secretary])
        meeting.recorder = None
        meeting.save()
        decision = decided(meeting, secretary, None, state="reported")
        assert operations.confirm_decision(by=organiser.user, decision=decision, now=NOW).state == "confirmed"

    def test_only_the_asker_confirms_while_they_can_be_asked(self, scene):
        _branch, people, meeting = scene
        decision = decided(meeting, people[9], people[8], state="reported")
        with pytest.raises(NotAllowed):
            operations.confirm_decision(by=people[0].user, decision=decision, now=NOW)

    @pytest.mark.parametrize("why", ["left", "no account", "nobody"])
    def test_the_secretary_looks_when_nobody_can_be_asked(self, scene, why):
        branch, people, meeting = scene
        asker = None if why == "nobody" else people[8]
        if why == "left":
            asker.left_on = build.TODAY
            asker.save()
        if why == "no account":
            asker = build.a_member(branch, account=False)
        decision = decided(meeting, people[9], asker, state="reported")
        with pytest.raises(NotAllowed):
            operations.confirm_decision(by=people[12].user, decision=decision, now=NOW)
        assert operations.confirm_decision(by=people[0].user, decision=decision, now=NOW).state == "confirmed"

    def test_an_officer_reports_for_an_owner_without_an_account(self, scene):
        branch, people, meeting = scene
        quiet = build.a_member(branch, account=False)
        decision = decided(meeting, quiet, people[8])
        with pytest.raises(NotAllowed):
            operations.report_decision(by=people[12].user, decision=decision, now=NOW)
        assert operations.report_decision(by=people[2].user, decision=decision, now=NOW).state == "reported"

    def test_moving_keeps_the_old_date_and_is_not_the_owners(self, scene):
        _branch, people, meeting = scene
        decision = decided(meeting, people[9], people[8], days=5)
        old, new = decision.due_on, build.TODAY + dt.timedelta(days=30)
        with pytest.raises(NotAllowed):
            operations.move_decision(by=people[9].user, decision=decision, due_on=new, words="忙", now=NOW)
        for _twice in range(2):
            operations.move_decision(
                by=people[8].user, decision=decision, due_on=new, words="等备件", now=NOW
            )
        assert decision.events.get().old_due_on == old
        with pytest.raises(Refused) as refused:
            past = build.TODAY - dt.timedelta(days=1)
            operations.move_decision(by=people[0].user, decision=decision, due_on=past, words="早", now=NOW)
        assert refused.value.field == "due_on"

    def test_handing_over_names_who_had_it_and_is_not_the_owners(self, scene):
        _branch, people, meeting = scene
        owner, asker, after = people[9], people[8], people[10]
        decision = decided(meeting, owner, asker)

        def hand(by, words="出差三个月"):
            return operations.hand_over_decision(
                by=by.user, decision=decision, owner=after.public_id, words=words, now=NOW
            )

        with pytest.raises(NotAllowed):
            hand(owner)
        for _twice in range(2):
            assert hand(asker).owner == after
        step = decision.events.get()
        assert (step.step, step.old_owner, step.words) == ("handed", owner, "出差三个月")
        assert operations.report_decision(by=after.user, decision=decision, now=NOW).state == "reported"
        with pytest.raises(Refused):
            operations.hand_over_decision(
                by=asker.user, decision=decision, owner=owner.public_id, words="回来了", now=NOW
            )

    def test_what_a_person_who_left_had_to_do_is_handed_on_by_the_secretary(self, scene):
        _branch, people, meeting = scene
        decision = decided(meeting, people[9], None)
        people[9].left_on = build.TODAY
        people[9].save()
        done = operations.hand_over_decision(
            by=people[0].user, decision=decision, owner=people[10].public_id, words="调走了", now=NOW
        )
        assert done.owner == people[10]

    @pytest.mark.parametrize("who", ["", "nobody", "left", "elsewhere"])
    def test_it_is_handed_to_somebody_on_the_register_only(self, scene, who):
        _branch, people, meeting = scene
        decision = decided(meeting, people[9], None)
        if who == "left":
            people[10].left_on = build.TODAY
            people[10].save()
        elsewhere = build.a_member(build.a_branch("S9"))
        owner = {"left": people[10].public_id, "elsewhere": elsewhere.public_id}.get(who, who)
        with pytest.raises(Refused) as refused:
            operations.hand_over_decision(
                by=people[0].user, decision=decision, owner=owner, words="换人", now=NOW
            )
        assert refused.value.field == "owner"

    @pytest.mark.parametrize("act", ["return_decision", "explain_decision", "drop_decision"])
    def test_words_are_asked_for(self, scene, act):
        _branch, people, meeting = scene
        decision = decided(meeting, people[9], None, state="reported")
        with pytest.raises(Refused) as refused:
            getattr(operations, act)(by=people[0].user, decision=decision, words="  ", now=NOW)
        assert refused.value.field == "words"

    def test_what_is_finished_stays_finished(self, scene):
        _branch, people, meeting = scene
        decision = decided(meeting, people[9], None, state="confirmed")
        for act in ("return_decision", "explain_decision", "drop_decision"):
            with pytest.raises(Refused):
                getattr(operations, act)(by=people[0].user, decision=decision, words="再说", now=NOW)
        dropped = decided(meeting, people[9], None, state="dropped")
        with pytest.raises(Refused):
            operations.confirm_decision(by=people[0].user, decision=dropped, now=NOW)


class TestBoard:
    def test_four_parts_by_date(self, scene):
        _branch, people, meeting = scene
        confirm = decided(meeting, people[9], people[8], state="reported", what="等确认")
        late = decided(meeting, people[9], people[8], days=-3, what="晚了")
        early = decided(meeting, people[9], people[8], days=2, what="快了")
        board = decisions.board(people[8].user, on=clock.today())
        assert [row.decision for row in board.to_confirm] == [confirm]
        assert [row.decision for row in board.late] == [late]
        assert [row.decision for row in board.open] == [early]
        assert board.late[0].chip == "过期3天"
        other = decisions.board(people[12].user, on=clock.today())
        assert not other.to_confirm and len(other.rows) == 3

    def test_pages_and_steps(self, scene, enter):
        _branch, people, meeting = scene
        decision = decided(meeting, people[9], people[8])
        page = reverse("activities:decision", args=[decision.public_id])
        report = reverse("activities:decision_step", args=[decision.public_id, "report"])
        assert enter(people[9].user).post(report, {"words": "换好了"}).headers["Location"] == page
        board = enter(people[8].user).get(reverse("activities:decisions")).content.decode()
        assert 'data-act="decision.done"' in board
        confirm = reverse("activities:decision_step", args=[decision.public_id, "confirm"])
        refused = enter(people[9].user).post(confirm)
        assert refused.status_code == 422
        assert "不由办的人自己点" in refused.content.decode()
        back = reverse("activities:decision_step", args=[decision.public_id, "return"])
        kept = enter(people[8].user).post(back, {"words": "长" * 301})
        assert kept.status_code == 422 and "长" * 301 in kept.content.decode()
        assert enter(people[8].user).post(confirm, {"next": "board"}).status_code == 302
        decision.refresh_from_db()
        assert decision.state == "confirmed"
        assert "确认办好" in enter(people[12].user).get(page).content.decode()

    def test_closed_doors(self, scene, enter, client):
        _branch, people, meeting = scene
        decision = decided(meeting, people[9], people[8])
        page = reverse("activities:decision", args=[decision.public_id])
        assert client.get(page).status_code == 302
        _other, strangers = build.a_full_branch()
        outside = enter(strangers[0].user)
        assert outside.get(page).status_code == 404
        assert outside.post(page + "confirm/").status_code == 404
        assert decision.what not in outside.get(reverse("activities:decisions")).content.decode()
        assert enter(people[8].user).post(page + "nonsense/").status_code == 404

    def test_the_number_of_queries_does_not_grow(self, scene, enter, django_assert_max_num_queries):
        _branch, people, meeting = scene
        for number in range(40):
            decided(meeting, people[9], people[8 - number % 3], what=f"{number}")
        client = enter(people[0].user)
        client.get(reverse("activities:decisions"))
        with django_assert_max_num_queries(9):
            client.get(reverse("activities:decisions"))


class TestMakeUpPage:
    def test_read_then_asked(self, scene, enter):
        _branch, people, meeting = scene
        decided(meeting, people[8], people[0], what="热汤窗口")
        page = reverse("activities:make_up", args=[meeting.public_id])
        assert enter(people[9].user).get(page).status_code == 404
        meeting.state = "closed"
        meeting.save()
        client = enter(people[9].user)
        assert "热汤窗口" in client.get(page).content.decode()
        client.post(page, {"question": "几号开"})
        assert "记作补课，不算到会" in client.get(page).content.decode()
        officer = enter(people[0].user).get(page).content.decode()
        assert "几号开" in officer and "没到的人" in officer
        assert "几号开" not in enter(people[7].user).get(page).content.decode()


class TestOwnerGone:
    @pytest.mark.parametrize("how", ["left", "moved"])
    def test_the_secretary_is_told_and_an_officer_reports_instead(self, scene, enter, how):
        _branch, people, meeting = scene
        owner, secretary = people[9], people[0]
        decision = decided(meeting, owner, people[8])
        if how == "left":
            Member.objects.filter(pk=owner.pk).update(left_on=clock.today())
        else:
            Member.objects.filter(pk=owner.pk).update(branch=build.a_branch("S9"))
        client = enter(secretary.user)
        assert f"{owner.name}不在支部了，看谁接着办" in client.get("/").content.decode()
        page = client.get(reverse("activities:decision", args=[decision.public_id])).content.decode()
        assert f"{owner.name}不在支部了。请换个人接着办" in page
        assert f"{owner.name}（不在支部了）" in client.get(reverse("activities:decisions")).content.decode()
        assert f"{owner.name}不在支部了" not in enter(people[10].user).get("/").content.decode()
        done = operations.report_decision(by=secretary.user, decision=decision, words="由班长接着办", now=NOW)
        assert done.state == "reported"

    def test_the_page_hands_it_over_and_keeps_what_was_typed(self, scene, enter):
        _branch, people, meeting = scene
        owner, after = people[9], people[10]
        decision = decided(meeting, owner, None)
        Member.objects.filter(pk=owner.pk).update(left_on=clock.today())
        client = enter(people[0].user)
        path = reverse("activities:decision_step", args=[decision.public_id, "hand"])
        refused = client.post(path, {"words": "调走了，材料在柜子里"})
        assert refused.status_code == 422
        assert (
            "请选换谁来办" in refused.content.decode() and "调走了，材料在柜子里" in refused.content.decode()
        )
        assert client.post(path, {"words": "调走了", "owner": after.public_id}).status_code == 302
        page = client.get(reverse("activities:decision", args=[decision.public_id])).content.decode()
        assert f"<del>{owner.name}</del>" in page and f"<dd>{after.name}</dd>" in page
