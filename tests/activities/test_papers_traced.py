"""Every word on a paper that is no label comes from an event, and goes when the event goes."""

import io
import re

import pytest
from docx import Document
from docx.oxml.ns import qn

from tests.activities.papers_scene import a_rich_meeting
from zhibu.activities import models
from zhibu.activities.papers import kinds
from zhibu.config.walls import APPEND_ONLY
from zhibu.documents import word
from zhibu.documents.word import traced
from zhibu.kernel import walls

pytestmark = pytest.mark.django_db

ROWS = {
    "meeting": models.Meeting.objects,
    "item": models.AgendaItem.objects,
    "note": models.Note.objects,
    "vote": models.Vote.objects,
    "voided_ballot": models.VoidedBallot.objects,
    "decision": models.Decision.objects,
    "guest": models.Guest.objects,
    "paper": models.Paper.objects,
    "change": models.Change.objects,
}


def drawn(meeting, code):
    return word.render(kinds.sheet(models.Meeting.objects.get(pk=meeting.pk), kinds.KINDS[code]))


def words_of(content):
    return "".join(node.text or "" for node in Document(io.BytesIO(content)).element.body.iter(qn("w:t")))


def labels_of(content):
    """Words outside every bookmark."""
    found = []
    for paragraph in Document(io.BytesIO(content)).element.body.iter(qn("w:p")):
        inside = False
        for child in paragraph:
            if child.tag == qn("w:bookmarkStart"):
                inside = True
            elif child.tag == qn("w:bookmarkEnd"):
                inside = False
            elif not inside:
                found += [node.text or "" for node in child.iter(qn("w:t"))]
    return found


def is_there(meeting, source):
    kind, _, public_id = source.rpartition("_")
    if kind == "attendee":
        return meeting.attendees.filter(member__public_id=public_id).exists()
    if kind == "confirmation":
        return meeting.confirmations.filter(role=public_id).exists()
    return ROWS[kind].filter(public_id=public_id).exists()


@pytest.mark.parametrize("code", kinds.KINDS)
def test_each_source_is_an_event_that_exists(code):
    meeting, _people = a_rich_meeting()
    sources = {text.source for text in traced(drawn(meeting, code))}
    assert sources
    assert [source for source in sources if not is_there(meeting, source)] == []


@pytest.mark.parametrize("code", kinds.KINDS)
def test_what_has_no_source_is_a_label(code):
    meeting, people = a_rich_meeting()
    facts = [person.name for person in people] + [meeting.place, meeting.organisation.name, "来宾赵"]
    for label in labels_of(drawn(meeting, code)):
        assert not any(fact in label for fact in facts), label
        # the only numbers of its own are those it counts its rows with, and how many are to sign
        assert not re.search(r"\d", label) or re.fullmatch(r"\d+\.? ?|应到 20 人，.*", label), label


def test_nothing_said_is_left_without_a_source_in_the_minutes():
    meeting, _people = a_rich_meeting()
    said = {text.words: text.source.rpartition("_")[0] for text in traced(drawn(meeting, "minutes"))}
    assert said["通过。同意加一台热饭柜。"] == "item"
    assert said["下月主题党日请先报名。"] == "note"
    assert said["夜班热饭柜加一台"] == "decision"
    assert said["来宾赵"] == "guest"


@pytest.mark.parametrize(
    ("kind", "gone"),
    [
        ("guest", "来宾赵"),
        ("change", "记录人倒班"),
        ("note", "下月主题党日请先报名"),
        ("decision", "夜班热饭柜加一台"),
        ("vote", "发出14张，收回14张"),
        ("voided_ballot", "收回16张"),
    ],
)
def test_an_event_that_goes_takes_its_words_along(kind, gone):
    meeting, _people = a_rich_meeting()
    walls.take_down(APPEND_ONLY)
    assert gone in words_of(drawn(meeting, "minutes"))
    sources = {
        text.source for text in traced(drawn(meeting, "minutes")) if text.source.startswith(f"{kind}_")
    }
    rows = ROWS[kind].filter(public_id__in=[source.rpartition("_")[2] for source in sources])
    models.DecisionEvent.objects.filter(decision__in=models.Decision.objects.all()).delete()
    if kind == "note":
        rows.filter(corrects__isnull=False).delete()
    rows.delete()
    after = drawn(meeting, "minutes")
    assert gone not in words_of(after)
    assert {text.source for text in traced(after)}.isdisjoint(sources)


def test_somebody_taken_off_the_roll_is_on_no_paper():
    meeting, people = a_rich_meeting()
    row = meeting.attendees.get(member=people[9])
    row.delete()
    for code in kinds.KINDS:
        assert people[9].name not in {text.words for text in traced(drawn(meeting, code))}


def test_a_confirmation_that_goes_leaves_a_place_to_sign():
    meeting, _people = a_rich_meeting()
    assert "主持人：＿" not in words_of(drawn(meeting, "minutes"))
    meeting.confirmations.filter(role="chair").delete()
    assert "主持人：＿" in words_of(drawn(meeting, "minutes"))
