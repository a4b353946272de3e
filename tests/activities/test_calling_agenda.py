"""Whom an item is about, and another agenda after the notice went out."""

import datetime as dt

import pytest
from django.urls import reverse

from tests import build
from tests.activities.test_calling import FUNDS, THURSDAY, call
from tests.activities.test_calling_pages import called, hidden, typed
from tests.build import NOW
from zhibu.accounts.models import JournalEntry
from zhibu.activities import operations, terms
from zhibu.activities.models import Change, Meeting
from zhibu.kernel import clock
from zhibu.kernel.refusal import Conflict, NotAllowed, Refused

pytestmark = pytest.mark.django_db
ADMISSION, CONVERSION = terms.Matter.ADMISSION, terms.Matter.CONVERSION


@pytest.fixture
def scene():
    branch, people = build.a_full_branch()
    return branch, people, build.a_member(branch, "申请人甲", kind="object", account=False)


def standing(meeting):
    items = meeting.items.exclude(matter="open_decisions").order_by("position")
    return [terms.AgendaLine(item.title, item.matter, item.person, item.public_id) for item in items]


class TestWhomAnItemIsAbout:
    def test_an_admission_names_its_person_and_invites_them_without_a_vote(self, scene):
        branch, people, applicant = scene
        meeting = call(branch, people[0].user, items=[terms.AgendaLine("", ADMISSION, applicant)])
        item = meeting.items.get(position=2)
        assert (item.title, item.person) == ("讨论接收申请人甲为预备党员", applicant)
        row = meeting.attendees.get(member=applicant)
        assert row.observer and not row.may_vote

    def test_a_conversion_is_about_a_probationary_member_who_stays_on_the_roll(self, scene):
        branch, people, _applicant = scene
        probationary = next(one for one in people if one.kind == "probationary")
        meeting = call(branch, people[0].user, items=[terms.AgendaLine("转正", CONVERSION, probationary)])
        assert meeting.items.get(position=2).title == "转正"
        assert not meeting.attendees.get(member=probationary).observer

    @pytest.mark.parametrize(
        ("matter", "who", "words"),
        [
            (ADMISSION, None, "还没有选讨论的是谁"),
            (ADMISSION, "full", "在名册上不是发展对象"),
            (CONVERSION, "object", "在名册上不是预备党员"),
            (ADMISSION, "stranger", "不在本支部名册上"),
        ],
    )
    def test_the_wrong_person_is_refused(self, scene, matter, who, words):
        branch, people, applicant = scene
        other, _strangers = build.a_full_branch()
        chosen = {
            None: None,
            "full": people[5],
            "object": applicant,
            "stranger": build.a_member(other, kind="object", account=False),
        }[who]
        with pytest.raises(Refused) as refused:
            call(branch, people[0].user, items=[terms.AgendaLine("议", matter, chosen)])
        assert refused.value.field == "items" and words in refused.value.message

    def test_one_person_one_item_and_others_are_about_nobody(self, scene):
        branch, people, applicant = scene
        line = terms.AgendaLine("", ADMISSION, applicant)
        with pytest.raises(Refused):
            call(branch, people[0].user, items=[line, line])
        meeting = call(
            branch, people[0].user, items=[terms.AgendaLine("通报", terms.Matter.REPORT, applicant)]
        )
        assert meeting.items.get(position=2).person is None
        assert not meeting.attendees.filter(member=applicant).exists()

    def test_the_form_offers_each_kind_and_works_without_a_script(self, scene, enter):
        branch, people, applicant = scene
        client = enter(people[0].user)
        said = typed(branch, item=["", ""], matter=["admission", "discussion"], person=["", ""])
        asked = client.post(reverse("activities:convene_review"), said)
        page = asked.content.decode()
        assert asked.status_code == 422 and "还没有选讨论的是谁" in page
        assert '<optgroup label="发展对象">' in page and '<optgroup label="预备党员">' in page
        said["person"] = [applicant.public_id, ""]
        review = client.post(reverse("activities:convene_review"), said).content.decode()
        assert "讨论接收申请人甲为预备党员" in review and "列席：申请人甲" in review
        client.post(reverse("activities:convene_send"), said)
        assert Meeting.objects.get().items.get(position=2).person == applicant

    def test_a_lecture_does_not_offer_it(self, scene, enter):
        branch, people, _applicant = scene
        page = enter(people[0].user).post(reverse("activities:convene_what"), typed(branch, kind="lecture"))
        assert 'value="admission"' not in page.content.decode()


class TestAnotherAgenda:
    def change(self, by, meeting, items, **more):
        said = {"version": 1, "now": NOW} | more
        return operations.change_agenda(by=by, meeting=meeting, items=items, **said)

    def test_items_are_added_renamed_and_taken_off_and_answers_stay(self, scene):
        branch, people, _applicant = scene
        second = terms.AgendaLine("学习文件", terms.Matter.REPORT)
        meeting = call(branch, people[0].user, items=[FUNDS, second])
        operations.answer(by=people[9].user, meeting=meeting, answer="yes", now=NOW)
        first, _gone = standing(meeting)
        lines = [
            terms.AgendaLine("通报党费和经费", first.matter, None, first.item),
            terms.AgendaLine("讨论排风", terms.Matter.ORDINARY),
        ]
        changed = self.change(people[1].user, meeting, lines)
        assert changed.version == 2
        assert list(meeting.items.order_by("position").values_list("position", "title")) == [
            (1, terms.FIRST_ITEM),
            (2, "通报党费和经费"),
            (3, "讨论排风"),
        ]
        assert meeting.items.get(position=2).public_id == first.item
        assert set(Change.objects.values_list("field", "old", "new")) == {
            ("item", FUNDS.title, "通报党费和经费"),
            ("item", "", "讨论排风"),
            ("item", "学习文件", ""),
        }
        assert meeting.attendees.filter(answer="yes").count() == 1
        entry = JournalEntry.objects.get(action="meeting.change")
        assert entry.fields == ["agenda"]

    def test_the_same_agenda_changes_nothing_and_twice_is_once(self, scene):
        branch, people, _applicant = scene
        meeting = call(branch, people[0].user)
        self.change(people[0].user, meeting, standing(meeting))
        assert not Change.objects.exists()
        more = [*standing(meeting), terms.AgendaLine("讨论排风")]
        for _time in range(2):
            self.change(people[0].user, meeting, more)
        assert (Change.objects.count(), meeting.items.count()) == (1, 3)

    def test_the_second_officer_is_told(self, scene):
        branch, people, _applicant = scene
        meeting = call(branch, people[0].user)
        self.change(people[0].user, meeting, [*standing(meeting), terms.AgendaLine("讨论排风")])
        with pytest.raises(Conflict):
            self.change(people[1].user, meeting, [FUNDS])

    def test_not_once_it_began_not_by_members_and_not_what_cannot_be(self, scene):
        branch, people, applicant = scene
        meeting = call(branch, people[0].user, held="online")
        with pytest.raises(NotAllowed):
            self.change(people[9].user, meeting, [])
        with pytest.raises(Refused) as refused:
            self.change(people[0].user, meeting, [terms.AgendaLine("", ADMISSION, applicant)])
        assert refused.value.field == "held"
        Meeting.objects.update(state="open")
        with pytest.raises(Refused):
            self.change(people[0].user, meeting, [])

    def test_nobody_is_left_out_of_an_assembly_but_the_candidate_comes_in(self, scene):
        branch, people, applicant = scene
        meeting = call(branch, people[0].user)
        lines = [*standing(meeting), terms.AgendaLine("", ADMISSION, applicant)]
        self.change(people[0].user, meeting, lines, attendees=people[:3])
        assert meeting.attendees.filter(observer=False).count() == 20
        assert meeting.attendees.get(member=applicant).observer
        assert ("invited", "申请人甲") in Change.objects.values_list("field", "new")

    def test_who_comes_to_a_lecture_can_change_and_only_they_are_told(self, scene):
        branch, people, applicant = scene
        meeting = call(branch, people[0].user, kind=terms.Kind.LECTURE, attendees=people[:10])
        operations.told_in_person(by=people[0].user, meeting=meeting, member=people[4], now=NOW)
        operations.answer(by=people[9].user, meeting=meeting, answer="yes", now=NOW)
        self.change(
            people[0].user,
            meeting,
            standing(meeting),
            attendees=[*people[:9], people[12]],
            observers=[applicant],
        )
        assert not meeting.attendees.filter(member=people[9]).exists()
        assert meeting.attendees.get(member=people[12]).answer == ""
        assert meeting.attendees.get(member=applicant).observer
        assert meeting.attendees.get(member=people[4]).told_in_person
        with pytest.raises(Refused):
            self.change(people[0].user, meeting, standing(meeting), attendees=people[1:5], version=2)

    def test_on_the_page_without_a_script(self, scene, enter):
        branch, people, _applicant = scene
        meeting = called(branch, people)
        operations.answer(by=people[9].user, meeting=meeting, answer="yes", now=clock.now())
        address = reverse("activities:change_agenda", args=[meeting.public_id])
        client = enter(people[0].user)
        form = client.get(address)
        said = {
            "op": hidden(form, "op"),
            "version": hidden(form, "version"),
            "line": hidden(form, "line"),
            "item": "通报党费收缴",
            "matter": "report",
            "person": "",
        }
        more = client.post(address, said | {"more": "1"})
        assert more.content.decode().count('name="item"') == 2 and "errsum" not in more.content.decode()
        said |= {
            "line": [said["line"], ""],
            "item": ["通报党费收缴", "讨论排风"],
            "matter": ["report", "ordinary"],
        }
        said["person"] = ["", ""]
        done = client.post(address, said, follow=True)
        assert "讨论排风" in done.content.decode()
        stale = client.post(address, said | {"item": ["通报党费收缴", "讨论照明"]})
        assert stale.status_code == 422 and "现在的议程是" in stale.content.decode()
        assert "讨论照明" in stale.content.decode()
        member = enter(people[9].user)
        page = reverse("activities:meeting", args=[meeting.public_id])
        assert "议题改了" in member.get("/").content.decode()
        seen = member.get(page).content.decode()
        assert "议题改了" in seen and "加上：讨论排风" in seen
        assert member.get(address).status_code == 404


class TestTheDayItself:
    def test_the_next_step_of_who_leads_is_to_get_it_going(self, scene, enter):
        branch, people, _applicant = scene
        meeting = called(branch, people, starts_at=clock.now() + dt.timedelta(minutes=10))
        page = reverse("activities:meeting", args=[meeting.public_id])
        secretary = enter(people[0].user)
        for address in ("/", page):
            shown = secretary.get(address).content.decode()
            assert 'data-act="room.open"' in shown and "开始签到" in shown and "亮码" in shown
            assert shown.count("btn p") == 1
        plain = enter(people[9].user)
        for address in ("/", page):
            shown = plain.get(address).content.decode()
            assert 'data-act="room.open"' not in shown and 'data-act="checkin.open"' in shown

    def test_who_was_not_there_is_led_to_the_pack_and_officers_see_the_question(self, scene, enter):
        branch, people, _applicant = scene
        meeting = call(branch, people[0].user)
        Meeting.objects.update(state="closed", opened_at=THURSDAY, closed_at=THURSDAY)
        minutes = reverse("activities:minutes", args=[meeting.public_id])
        pack = reverse("activities:make_up", args=[meeting.public_id])
        absent = enter(people[9].user)
        assert pack in absent.get(minutes).content.decode()
        absent.post(pack, {"question": "排风几号装"})
        officer = enter(people[0].user)
        assert pack in officer.get(minutes).content.decode()
        assert "排风几号装" in officer.get(pack).content.decode()
