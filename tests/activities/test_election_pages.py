"""The pages of an election: nothing typed is lost, sums are said beside their field, papers come out, posts go in."""

import io
import re

import pytest
from docx import Document
from lxml import html

from tests.activities.election_scene import an_election, checked, counted, of, slated, the_election, voted
from tests.activities.scenes import STARTS
from tests.build import a_member
from zhibu.activities.models import BallotCount, Candidate, Decision, Election, ElectionAnswer
from zhibu.activities.operations.close_item import close_item
from zhibu.activities.operations.close_meeting import close_meeting
from zhibu.activities.papers import kinds
from zhibu.activities.queries import elections
from zhibu.kernel import clock
from zhibu.organisations.models import Post

pytestmark = pytest.mark.django_db
GOOD = (16, 15, 14, 13, 12, 5)


@pytest.fixture(autouse=True)
def _that_day(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: STARTS)
    monkeypatch.setattr(clock, "today", STARTS.date)


def where(meeting, item, tail):
    return f"/meetings/{meeting.public_id}/items/{item.public_id}/{tail}"


def words(answer):
    return html.fromstring(answer.content).text_content()


def figures(people, votes=GOOD, **more):
    said = {
        "number": 1,
        "scrutineer": people[14].public_id,
        "teller": people[15].public_id,
        "issued": 17,
        "returned": 17,
        "valid": 17,
        "invalid": 0,
        "written": 2,
    }
    return said | {f"yes_{place}": yes for place, yes in enumerate(votes)} | more


# the slate


def test_candidates_are_found_by_name_and_sound_and_ticked(enter):
    meeting, people, item = an_election(candidates=0)
    wanted = a_member(meeting.organisation, "单小明")
    wanted.pinyin = "shanxiaoming sxm danxiaoming dxm"
    wanted.save()
    client = enter(people[0].user)
    for text in ("小明", "sxm", "danx", "ShanXiao"):
        page = client.post(
            where(meeting, item, "slate/"), {"office": "committee", "seats": 3, "q": text, "do": "find"}
        )
        ticks = html.fromstring(page.content).xpath("//input[@name='add']/@value")
        assert ticks == [wanted.public_id], text
    assert "没有找到" in words(
        client.post(
            where(meeting, item, "slate/"), {"office": "committee", "seats": 3, "q": "zz", "do": "find"}
        )
    )
    assert not Election.objects.exists()


def test_every_button_keeps_what_was_typed_and_only_the_red_one_saves(enter):
    meeting, people, item = an_election(candidates=0)
    client = enter(people[0].user)
    said = {"office": "delegate", "seats": 2, "approval_ref": "12号", "by_election": "on"}
    said["add"] = [people[3].public_id, people[5].public_id]
    page = client.post(where(meeting, item, "slate/"), said | {"do": "add"})
    tree = html.fromstring(page.content)
    assert len(tree.xpath("//input[@name='chosen']")) == 2
    assert tree.xpath("//input[@name='office'][@checked]/@value") == ["delegate"]
    assert tree.xpath("//input[@name='approval_ref']/@value") == ["12号"]
    assert tree.xpath("//input[@name='by_election']/@checked")
    assert "至少要 3 名" in words(page)
    chosen = tree.xpath("//input[@name='chosen']/@value")
    said = {"office": "delegate", "seats": 2, "chosen": chosen}
    page = client.post(where(meeting, item, "slate/"), said | {"do": f"up:{chosen[1]}"})
    assert html.fromstring(page.content).xpath("//input[@name='chosen']/@value") == chosen[::-1]
    page = client.post(where(meeting, item, "slate/"), said | {"do": f"drop:{chosen[0]}"})
    assert html.fromstring(page.content).xpath("//input[@name='chosen']/@value") == chosen[1:]
    assert not Election.objects.exists()


def test_what_is_still_ticked_when_it_is_saved_stands_too(enter):
    meeting, people, item = an_election(candidates=0)
    said = {"office": "committee", "seats": 3, "add": [people[n].public_id for n in range(4)]}
    answer = enter(people[0].user).post(where(meeting, item, "slate/"), said)
    assert answer.status_code == 302
    assert Candidate.objects.count() == 4
    assert the_election().seats == 3


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"seats": ""}, "请填写应选几名"),
        ({"seats": "99"}, "30"),
        ({"office": "king"}, "king"),
        ({"add": []}, "请选候选人"),
        ({"approval_ref": "12号"}, "要一起填"),
        ({"approval_on": "tomorrow"}, "批复日期"),
    ],
)
def test_a_slate_that_cannot_be_comes_back_with_its_fault(enter, said, fault):
    meeting, people, item = an_election(candidates=0)
    whole = {"office": "committee", "seats": 3, "add": [p.public_id for p in people[:4]]} | said
    page = enter(people[0].user).post(where(meeting, item, "slate/"), whole)
    assert page.status_code == 422 and fault in words(page)
    if whole["add"]:
        assert len(html.fromstring(page.content).xpath("//input[@name='chosen']")) == 4
    assert not Election.objects.exists()


def test_the_notice_leads_to_the_slate_for_those_who_run_it(enter):
    meeting, people, item = an_election(candidates=0)
    type(meeting).objects.update(state="called", opened_at=None)
    page = enter(people[0].user).get(f"/meetings/{meeting.public_id}/")
    assert where(meeting, item, "slate/") in page.content.decode()
    page = enter(people[9].user).get(f"/meetings/{meeting.public_id}/")
    assert where(meeting, item, "slate/") not in page.content.decode()
    assert enter(people[0].user).get(where(meeting, item, "slate/")).status_code == 200


# the room


def dock(page):
    return " ".join(html.fromstring(page.content).xpath("//*[@id='dock']")[0].text_content().split())


def test_the_one_action_follows_the_election(enter):
    meeting, people, item = an_election(candidates=0)
    client = enter(people[0].user)
    room = f"/meetings/{meeting.public_id}/"
    assert dock(client.get(room)) == "填名额和候选人"
    slated(meeting, people, item, people[:6])
    assert dock(client.get(room)) == "录入选票数"
    counted(meeting, people, item, of(people, *GOOD))
    assert dock(client.get(room)) == "请两人核对票数"
    assert dock(enter(people[14].user).get(room)) == "核对票数"
    assert "已签到" in dock(enter(people[9].user).get(room))
    checked(meeting, people, item)
    page = enter(people[0].user).get(room)
    assert dock(page) == "结束第1项"
    tree = html.fromstring(page.content)
    assert tree.xpath("//input[@name='what_0']/@value") == ["选举结果报上级党组织备案"]
    assert tree.xpath("//select[@name='owner_0']/option[@selected]/@value") == [people[0].public_id]


def test_below_the_quorum_the_button_says_why(enter):
    meeting, people, _item = an_election(20, 15)
    page = enter(people[0].user).get(f"/meetings/{meeting.public_id}/")
    assert dock(page) == "还差1人，先不选举，可以先学习"


def test_one_tap_ends_the_item_with_its_decision(enter):
    meeting, people, item = an_election()
    voted(meeting, people, item, of(people, *GOOD))
    client = enter(people[0].user)
    tree = html.fromstring(client.get(f"/meetings/{meeting.public_id}/").content)
    form = tree.get_element_by_id("close-item")
    assert client.post(form.action, dict(form.form_values())).status_code == 302
    decision = Decision.objects.get()
    assert (decision.what, decision.owner) == ("选举结果报上级党组织备案", people[0])
    answer = client.post(form.action, dict(form.form_values()) | {"what_0": "", "owner_0": ""})
    assert answer.status_code == 422 and Decision.objects.count() == 1


# the count


def test_the_figures_are_entered_and_two_people_check_them(enter):
    meeting, people, item = an_election()
    client = enter(people[0].user)
    page = client.get(where(meeting, item, "ballots/"))
    assert page.status_code == 200
    tree = html.fromstring(page.content)
    options = set(tree.xpath("//select[@name='scrutineer']/option/@value"))
    assert people[14].public_id in options and not options & {p.public_id for p in people[:6]}
    assert tree.xpath("//input[@name='issued']/@value") == ["17"]
    assert client.post(where(meeting, item, "ballots/"), figures(people)).status_code == 302
    page = client.get(where(meeting, item, "ballots/check/"))
    assert "等核对" in words(page)
    for person, role in ((people[14], "scrutineer"), (people[15], "teller")):
        assert (
            enter(person.user).post(where(meeting, item, "ballots/check/"), {"role": role}).status_code == 302
        )
    page = enter(people[9].user).get(where(meeting, item, "ballots/result/"))
    said = words(page)
    assert f"{people[0].name}、{people[1].name}" in said and "当选" in said
    assert "应到20 ÷ 2，要11票；到会17 ÷ 2，要9票" in said
    assert "第22条" in said and "第13条" in said


@pytest.mark.parametrize(
    ("more", "field", "fault"),
    [
        ({"returned": 18}, "returned", "比发出的17张多"),
        ({"issued": 18}, "issued", "发出18张"),
        ({"valid": 16}, "valid", "对不上"),
        ({"yes_2": 18}, "yes_2", "得票18，有效票只有17张"),
        ({"yes_0": 17, "yes_1": 17, "yes_2": 17, "yes_3": 17, "yes_4": 17}, "yes_0", "最多85张"),
        ({"yes_3": ""}, "yes_3", "请写数，没有就写0"),
        ({"no_1": 5}, "no_1", "对不上"),
        ({"written_0": "某人"}, "written_yes_0", "请写得了几票"),
        ({"written_yes_0": 3}, "written_0", "请写是谁"),
        ({"teller": ""}, "teller", "请选计票人"),
    ],
)
def test_each_fault_is_said_beside_its_field_and_nothing_typed_is_lost(enter, more, field, fault):
    meeting, people, item = an_election()
    said = figures(people, **({"yes_5": 13} | more))
    page = enter(people[0].user).post(where(meeting, item, "ballots/"), said)
    assert page.status_code == 422
    tree = html.fromstring(page.content)
    text = " ".join(tree.xpath("//*[contains(@class,'errsum')]")[0].text_content().split())
    assert fault in text
    target = tree.xpath("//*[contains(@class,'errsum')]//a/@href")[0].lstrip("#")
    beside = {"no_1": "id_yes_1"}.get(field, f"id_{field}")
    assert target == beside and tree.get_element_by_id(target) is not None
    for name, value in said.items():
        shown = tree.xpath(f"//input[@name='{name}']/@value") or tree.xpath(
            f"//select[@name='{name}']/option[@selected]/@value"
        )
        assert shown == ([str(value)] if value != "" else shown), name
    assert not BallotCount.objects.exists()


@pytest.mark.parametrize("field", ["yes_0", "issued", "number", "written", "written_yes_0", "no_2"])
@pytest.mark.parametrize("value", ["-1", "1e9", "12; --", "99999999999999999999", "九"])
def test_hostile_figures_are_refused_or_not_read(enter, field, value):
    meeting, people, item = an_election()
    page = enter(people[0].user).post(where(meeting, item, "ballots/"), figures(people, **{field: value}))
    assert page.status_code == 422
    assert not BallotCount.objects.exists()


def test_more_back_than_out_asks_whether_it_is_so_before_the_vote_is_void(enter):
    meeting, people, item = an_election()
    client = enter(people[0].user)
    said = figures(people, issued=16, returned=17)
    page = client.post(where(meeting, item, "ballots/"), said)
    assert page.status_code == 422 and html.fromstring(page.content).xpath("//input[@name='void']")
    assert client.post(where(meeting, item, "ballots/"), said | {"void": "on"}).status_code == 302
    assert BallotCount.objects.get().void
    assert "这次作废" in words(client.get(where(meeting, item, "ballots/check/")))


def test_a_candidate_named_as_scrutineer_is_not_taken(enter):
    meeting, people, item = an_election()
    page = enter(people[0].user).post(
        where(meeting, item, "ballots/"), figures(people, scrutineer=people[2].public_id)
    )
    assert page.status_code == 422 and not BallotCount.objects.exists()


def test_two_more_lines_for_names_written_in_keep_everything(enter):
    meeting, people, item = an_election()
    said = figures(people, written_0="外面的人", written_yes_0=1, more="1")
    page = enter(people[0].user).post(where(meeting, item, "ballots/"), said)
    tree = html.fromstring(page.content)
    assert page.status_code == 200 and not BallotCount.objects.exists()
    assert len(tree.xpath("//input[starts-with(@name,'written_') and not(contains(@name,'yes'))]")) == 4
    assert tree.xpath("//input[@name='written_0']/@value") == ["外面的人"]
    assert tree.xpath("//input[@name='yes_0']/@value") == ["16"]


def test_before_both_have_checked_the_page_shows_the_figures_again(enter):
    meeting, people, item = an_election()
    counted(meeting, people, item, of(people, (16, 1, 0), *GOOD[1:]), written=[(people[9].name, 2)])
    tree = html.fromstring(enter(people[0].user).get(where(meeting, item, "ballots/")).content)
    assert tree.xpath("//input[@name='no_0']/@value") == ["1"]
    assert tree.xpath("//input[@name='written_0']/@value") == [people[9].name]
    assert tree.xpath("//input[@name='number']/@value") == ["1"]


def test_counted_anew_from_the_result(enter):
    meeting, people, item = an_election()
    voted(meeting, people, item, of(people, *GOOD))
    client = enter(people[0].user)
    assert "?again=1" in client.get(where(meeting, item, "ballots/result/")).content.decode()
    tree = html.fromstring(client.get(where(meeting, item, "ballots/?again=1")).content)
    assert tree.xpath("//input[@name='yes_0']/@value") == ["16"] and tree.xpath("//input[@name='why']")
    said = figures(people, (16, 15, 14, 13, 11, 6), again="1", why="念错一张")
    assert client.post(where(meeting, item, "ballots/"), said).status_code == 302
    checked(meeting, people, item)
    said = words(client.get(where(meeting, item, "ballots/result/")))
    assert "后来重新数过" in said and "念错一张" in said


def test_a_second_vote_has_only_the_tied_on_its_page(enter):
    meeting, people, item = an_election()
    voted(meeting, people, item, of(people, 16, 15, 14, 13, 12, 12))
    client = enter(people[0].user)
    assert "对票数相同的人重新投票" in words(client.get(f"/meetings/{meeting.public_id}/"))
    page = client.get(where(meeting, item, "ballots/"))
    tree = html.fromstring(page.content)
    assert "票数相同，重新投票" in words(page)
    assert len(tree.xpath("//input[starts-with(@name,'yes_')]")) == 2
    assert tree.xpath("//input[@name='number']/@value") == ["2"]
    said = figures(people, (5, 12), number=2)
    assert client.post(where(meeting, item, "ballots/"), said).status_code == 302


@pytest.mark.parametrize(
    ("tail", "method"),
    [
        ("slate/", "get"),
        ("slate/", "post"),
        ("ballots/", "get"),
        ("ballots/", "post"),
        ("answer/", "get"),
        ("answer/", "post"),
        ("posts/", "post"),
        ("ballot.pdf", "get"),
    ],
)
def test_a_member_runs_no_election_and_a_stranger_finds_none(enter, tail, method):
    meeting, people, item = an_election()
    assert getattr(enter(people[9].user), method)(where(meeting, item, tail)).status_code == 403
    _other, others, _item = an_election()
    assert getattr(enter(others[0].user), method)(where(meeting, item, tail)).status_code == 404


def test_an_item_that_is_no_election_has_no_election_pages(enter):
    meeting, people, item = an_election()
    type(item).objects.update(matter="discussion")
    for tail in ("slate/", "ballots/", "ballots/check/", "ballots/result/", "answer/", "tally.docx"):
        assert enter(people[0].user).get(where(meeting, item, tail)).status_code == 404


# papers


def said_in(content):
    document = Document(io.BytesIO(content))
    parts = [part.text or "" for part in document.element.body.iter() if part.tag.endswith("}t")]
    return "".join("".join(parts).split())


def test_the_ballot_names_everybody_and_bears_no_number(enter):
    meeting, people, item = an_election()
    client = enter(people[0].user)
    ballot = said_in(client.get(where(meeting, item, "ballot.docx")).content)
    assert all(person.name in ballot for person in people[:6])
    assert "支部委员会委员选举选票" in ballot and "应选5名，选票上6名" in ballot
    assert ballot.count("另选人：") == 5 and "编号" not in ballot
    tally = said_in(client.get(where(meeting, item, "tally.docx")).content)
    assert "支部委员会委员选举计票单" in tally and "应到有选举权20人" in tally
    assert "监票人" in tally and "计票人" in tally and people[9].name not in tally
    for kind in ("ballot", "tally"):
        assert client.get(where(meeting, item, f"{kind}.pdf")).content.startswith(b"%PDF")
    assert client.get(where(meeting, item, "other.pdf")).status_code == 404


def test_the_ballot_of_a_second_vote_names_the_tied_and_no_others(enter):
    meeting, people, item = an_election()
    voted(meeting, people, item, of(people, 16, 15, 14, 13, 12, 12))
    ballot = said_in(enter(people[0].user).get(where(meeting, item, "ballot.docx")).content)
    assert people[4].name in ballot and people[5].name in ballot and people[0].name not in ballot
    assert "另选" not in ballot.replace("另选的人）", "")
    voted(meeting, people, item, {people[4]: 5, people[5]: 12}, number=2)
    assert enter(people[0].user).get(where(meeting, item, "ballot.docx")).status_code == 404


def ended(meeting, people, item):
    close_item(by=people[0].user, meeting=meeting, item=item, nothing_to_do=True, now=STARTS)
    close_meeting(by=people[0].user, meeting=meeting, now=STARTS)
    meeting.refresh_from_db()
    item.refresh_from_db()


def test_minutes_and_resolution_carry_figures_by_votes_and_who_counted():
    meeting, people, item = an_election()
    voted(meeting, people, item, of(people, 12, 13, 14, 15, 16, 12), written=[("外面的人", 1)])
    voted(meeting, people, item, {people[0]: 12, people[5]: 4}, number=2)
    ended(meeting, people, item)
    for kind in ("minutes", "resolution", "record_book"):
        assert kinds.KINDS[kind].is_ready(meeting)
        words = said_in(kinds.paper(meeting, kinds.KINDS[kind], "docx"))
        order = [words.index(f"{people[n].name}：赞成") for n in (4, 3, 2, 1)]
        assert order == sorted(order), kind
        assert "第1次投票" in words and "第2次投票" in words, kind
        assert f"监票{people[14].name}，计票{people[15].name}" in words, kind
        assert "当选支部委员会委员" in words, kind
        assert "发出17张，收回17张，有效17张，无效0张" in words, kind
    assert kinds.paper(meeting, kinds.KINDS["resolution"], "pdf").startswith(b"%PDF")


# afterwards


def test_the_superiors_answer_then_one_tap_for_all_posts(enter):
    meeting, people, item = an_election()
    voted(meeting, people, item, of(people, *GOOD))
    ended(meeting, people, item)
    client = enter(people[0].user)
    assert (
        where(meeting, item, "answer/")
        in client.get(f"/meetings/{meeting.public_id}/minutes/").content.decode()
    )
    page = client.get(where(meeting, item, "answer/"))
    tree = html.fromstring(page.content)
    assert len(tree.xpath("//input[@name='approved'][@checked]")) == 5
    form = tree.get_element_by_id("answer")
    said = [(name, value) for name, value in form.form_values() if name != "approved"]
    said = dict(said) | {"reference": "公司党〔2026〕9号", "approved": [p.public_id for p in people[:5]]}
    assert client.post(where(meeting, item, "answer/"), said).status_code == 302
    page = client.get(where(meeting, item, "answer/"))
    form = html.fromstring(page.content).get_element_by_id("posts")
    said = dict(form.form_values())
    assert said["from_on"] == STARTS.date().isoformat()
    assert said[f"role_{people[2].public_id}"] == "organiser"  # what they were before is offered again
    assert client.post(where(meeting, item, "posts/"), said).status_code == 302
    page = client.get(where(meeting, item, "answer/"))
    assert words(page).count("已登记") == 5 and "登记任职" not in words(page)
    assert Post.objects.filter(from_on=STARTS.date(), organisation=meeting.organisation).count() == 5
    assert re.search(r"公司党〔2026〕9号", words(client.get(f"/meetings/{meeting.public_id}/minutes/")))


def test_an_answer_without_a_reference_comes_back(enter):
    meeting, people, item = an_election()
    voted(meeting, people, item, of(people, *GOOD))
    ended(meeting, people, item)
    said = {"reference": "", "answered_on": "2026-11-22", "approved": [people[0].public_id]}
    page = enter(people[0].user).post(where(meeting, item, "answer/"), said)
    assert page.status_code == 422 and "请填写文号" in words(page)
    assert len(html.fromstring(page.content).xpath("//input[@name='approved'][@checked]")) == 1
    assert not ElectionAnswer.objects.exists()


def test_the_pages_ask_the_database_as_often_for_many_candidates_as_for_few(
    enter, django_assert_max_num_queries
):
    meeting, people, item = an_election(candidates=12, seats=10)
    voted(meeting, people, item, of(people, *[16] * 9, 11, 3, 2))
    client = enter(people[0].user)
    for tail in ("slate/", "ballots/result/", "ballots/?again=1"):
        client.get(where(meeting, item, tail))
        with django_assert_max_num_queries(30):
            assert client.get(where(meeting, item, tail)).status_code == 200
    assert len(elections.standing(the_election()).elected) == 10
