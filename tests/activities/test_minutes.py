"""The minutes: every sentence has its event, nothing else is in them, corrections stay visible, photos are clean."""

import datetime as dt
import io
import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from PIL import Image

from tests.activities.scenes import STARTS, all_at_once, an_open_meeting
from tests.build import a_full_branch, a_member
from zhibu.activities.models import (
    AgendaItem,
    Attendee,
    Change,
    Confirmation,
    Decision,
    DecisionEvent,
    Guest,
    Note,
    Paper,
    VoidedBallot,
    Vote,
)
from zhibu.activities.operations.add_guest import add_guest
from zhibu.activities.operations.change_chair import change_chair
from zhibu.activities.operations.close_item import Decided, close_item
from zhibu.activities.operations.close_meeting import close_meeting
from zhibu.activities.operations.confirm_minutes import confirm_minutes
from zhibu.activities.operations.correct_note import correct_note
from zhibu.activities.operations.enter_late_presence import enter_late_presence
from zhibu.activities.operations.record_vote import Counts, check_count, record_vote
from zhibu.activities.operations.take_note import take_note
from zhibu.activities.queries.minutes import minutes
from zhibu.config.walls import APPEND_ONLY
from zhibu.kernel import filestore, walls
from zhibu.kernel.refusal import Conflict, NotAllowed, Refused

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def full():
    """A closed meeting in which one of everything happened."""
    meeting, people = an_open_meeting(matters=("report", "admission", "discussion", "report"), present=12)
    secretary = people[0].user
    report, admission, discussion, _left = meeting.items.order_by("position")
    admission.person = a_member(meeting.organisation, "申请人甲", kind="object", account=False)
    admission.save()
    add_guest(by=secretary, meeting=meeting, name="来宾甲", duty="组织部", now=STARTS)
    change_chair(
        by=secretary,
        meeting=meeting,
        chair=people[2].public_id,
        recorder=people[1].public_id,
        why="有事",
        now=STARTS,
    )
    close_item(by=secretary, meeting=meeting, item=report, nothing_to_do=True, now=STARTS)
    note = take_note(
        by=secretary, meeting=meeting, item=admission, speaker=people[3].public_id, text="表现好", now=STARTS
    )
    correct_note(by=secretary, meeting=meeting, note=note, text="表现一直好", now=STARTS)
    two = {"scrutineer": people[5].public_id, "teller": people[6].public_id}
    with pytest.raises(Refused):
        record_vote(
            by=secretary, meeting=meeting, item=admission, method="secret",
            counts=Counts(12, 0, 0, issued=11, returned=12), now=STARTS, **two,
        )  # fmt: skip
    record_vote(
        by=secretary, meeting=meeting, item=admission, method="secret",
        counts=Counts(10, 1, 1, issued=12, returned=12), now=STARTS, **two,
    )  # fmt: skip
    check_count(by=people[5].user, meeting=meeting, item=admission, role="scrutineer", now=STARTS)
    check_count(by=people[6].user, meeting=meeting, item=admission, role="teller", now=STARTS)
    close_item(
        by=secretary, meeting=meeting, item=admission, resolution="接收为预备党员", now=STARTS,
        decisions=[Decided("报党委审批", people[4].public_id, STARTS.date() + dt.timedelta(days=7))],
    )  # fmt: skip
    close_item(
        by=secretary, meeting=meeting, item=discussion, resolution="照办", nothing_to_do=True, now=STARTS
    )
    meeting = close_meeting(by=secretary, meeting=meeting, now=STARTS + 50 * MINUTE)
    late = {"member": people[15].public_id, "why": "手机没电"}
    enter_late_presence(by=secretary, meeting=meeting, now=STARTS + 60 * MINUTE, **late)
    confirm_minutes(by=people[2].user, meeting=meeting, role="chair", now=STARTS + 70 * MINUTE)
    return meeting, people


def texts(meeting):
    return [said.text for said in minutes(meeting).sentences]


@pytest.mark.parametrize(
    ("model", "gone"),
    [
        (Note, "表现一直好"),
        (Guest, "来宾甲"),
        (Vote, "赞成10"),
        (VoidedBallot, "作废"),
        (Change, "有事"),
        (Confirmation, "确认"),
        (Decision, "报党委审批"),
    ],
)
def test_removing_an_event_removes_its_sentence(full, model, gone):
    meeting, _people = full
    assert any(gone in text for text in texts(meeting))
    walls.take_down(APPEND_ONLY)  # the real tables would not let go of it
    DecisionEvent.objects.all().delete() if model is Decision else None
    Note.objects.filter(corrects__isnull=False).delete() if model is Note else None
    model.objects.all().delete()
    assert not any(gone in text for text in texts(meeting))


def test_removing_a_presence_removes_the_name_from_those_present(full):
    meeting, people = full
    assert people[9].name in {person.name for person in minutes(meeting).present}
    Attendee.objects.filter(member=people[9]).delete()
    assert not any(people[9].name in text for text in texts(meeting))


def test_every_sentence_names_an_event_that_exists(full):
    meeting, _people = full
    rows = {
        "meeting": {meeting.public_id},
        "attendee": set(Attendee.objects.values_list("member__public_id", flat=True)),
        "guest": set(Guest.objects.values_list("public_id", flat=True)),
        "item": set(AgendaItem.objects.values_list("public_id", flat=True)),
        "note": set(Note.objects.values_list("public_id", flat=True)),
        "vote": set(Vote.objects.values_list("public_id", flat=True)),
        "voided_ballot": set(VoidedBallot.objects.values_list("public_id", flat=True)),
        "decision": set(Decision.objects.values_list("public_id", flat=True)),
        "change": set(Change.objects.values_list("public_id", flat=True)),
        "confirmation": {"chair", "recorder"},
    }
    for said in minutes(meeting).sentences:
        if said.source.kind == "none":
            assert said.text == "未记录"
        else:
            assert said.source.id in rows[said.source.kind]


def test_no_name_and_no_number_is_in_the_minutes_that_is_in_no_event(full):
    meeting, people = full
    strangers = [member.name for member in a_full_branch()[1]]
    whole = "\n".join(texts(meeting))
    assert not any(re.search(rf"{name}(?!\d)", whole) for name in strangers)
    vote = Vote.objects.get()
    allowed = {
        vote.should_attend,
        vote.present,
        vote.issued,
        vote.returned,
        vote.yes,
        vote.no,
        vote.abstain,
        vote.invalid,
    }
    sentence = minutes(meeting).items[1].vote.sentence.text
    for name in (member.name for member in people):
        sentence = sentence.replace(name, "")
    assert {int(number) for number in re.findall(r"\d+", sentence)} <= allowed


def test_what_was_not_recorded_says_so(full):
    meeting, _people = full
    record = minutes(meeting)
    assert record.items[0].resolution.text == "未记录"
    assert record.items[3].resolution.text == "这次没有议"
    assert record.done_what.text == "未记录"
    assert {person.detail for person in record.absent} == {"原因未记录", "预备党员，原因未记录"}


def test_a_correction_strikes_the_old_words_and_keeps_them(full):
    meeting, people = full
    old, new = minutes(meeting).items[1].notes
    assert (old.struck, old.text) == (True, f"{people[3].name}：表现好")
    assert (new.struck, new.text) == (False, f"{people[3].name}：表现一直好")
    first = Note.objects.get(text="表现好")
    with pytest.raises(Conflict) as refused:
        correct_note(by=people[1].user, meeting=meeting, note=first, text="表现尚可", now=STARTS)
    assert refused.value.theirs == "表现一直好"
    latest = Note.objects.get(text="表现一直好")
    for _ in range(2):
        correct_note(
            by=people[1].user, meeting=meeting, note=latest, text="表现很好", op="7" * 32, now=STARTS
        )
    assert "（11月22日10:00由" in minutes(meeting).items[1].notes[2].text
    assert Note.objects.count() == 3
    with pytest.raises(NotAllowed):
        correct_note(by=people[9].user, meeting=meeting, note=latest, text="表现不好", now=STARTS)


def test_the_leave_reason_is_never_in_the_minutes(full):
    meeting, people = full
    Attendee.objects.filter(member=people[14]).update(answer="leave")
    row = Attendee.objects.get(member=people[14])
    row.leave_reason = "孩子住院"
    row.save()
    assert not any("住院" in text for text in texts(meeting))
    assert {p.detail for p in minutes(meeting).absent if p.name == people[14].name} == {"请假"}


def test_late_presence_says_who_and_why_and_leaves_the_vote_alone(full):
    meeting, people = full
    record = minutes(meeting)
    assert record.late_presence[0].text.startswith(
        f"{people[15].name}到会，11月22日11:00由{people[0].name}会后补记：手机没电"
    )
    assert record.items[1].vote.present == 12
    for who, why, error in [(people[9].user, "补", NotAllowed), (people[0].user, " ", Refused)]:
        with pytest.raises(error):
            enter_late_presence(by=who, meeting=meeting, member=people[16].public_id, why=why, now=STARTS)


def test_everybody_confirms_in_person_and_once(full):
    meeting, people = full
    for _ in range(2):
        confirm_minutes(by=people[1].user, meeting=meeting, role="recorder", now=STARTS)
    assert Confirmation.objects.count() == 2
    Confirmation.objects.all().delete()
    with pytest.raises(Refused, match="自己确认"):
        confirm_minutes(by=people[0].user, meeting=meeting, role="recorder", now=STARTS)
    with pytest.raises(NotAllowed):
        confirm_minutes(by=people[9].user, meeting=meeting, role="recorder", now=STARTS)
    people[1].user = None
    people[1].save()
    confirm_minutes(by=people[0].user, meeting=meeting, role="recorder", now=STARTS)
    assert f"由{people[0].name}代点" in minutes(meeting).confirmations[0].text


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_are_one(tmp_path):
    meeting, people = an_open_meeting(6, 0, matters=("report",))
    close_item(by=people[0].user, meeting=meeting, item=meeting.items.get(), nothing_to_do=True, now=STARTS)
    close_meeting(by=people[0].user, meeting=meeting, now=STARTS)
    errors, _rows = all_at_once(
        tmp_path,
        lambda: confirm_minutes(by=people[0].user, meeting=meeting, role="chair", now=STARTS),
        times=8,
    )
    assert errors == []


def picture(colour="red"):
    drawn = io.BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (39.0, 54.0, 0.0)}
    Image.new("RGB", (900, 600), colour).save(drawn, "JPEG", exif=exif)
    return drawn.getvalue()


def test_photos_lose_their_place_are_served_locked_and_go_on_their_day(enter, full):
    meeting, people = full
    client = enter(people[0].user)
    root = f"/meetings/{meeting.public_id}/photos/"
    with time_machine.travel(STARTS, tick=False):
        for _ in range(2):
            upload = SimpleUploadedFile("现场.jpg", picture(), "image/jpeg")
            assert client.post(root, {"photos": [upload]}).status_code == 302
    paper = Paper.objects.get()
    assert paper.delete_on == dt.date(2027, 11, 22)
    assert not Image.open(io.BytesIO(filestore.fetch(paper.digest))).getexif()
    answer = client.get(f"{root}{paper.public_id}/")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    member = enter(people[9].user)
    assert member.get(f"{root}{paper.public_id}/").status_code == 200
    assert member.post(f"{root}{paper.public_id}/remove/").status_code == 403
    assert enter(a_full_branch()[1][0].user).get(f"{root}{paper.public_id}/").status_code == 404
    with time_machine.travel(STARTS + dt.timedelta(days=364), tick=False):
        call_command("drop-old-photos", stdout=io.StringIO())
    assert Paper.objects.get().removed_at is None
    with time_machine.travel(STARTS + dt.timedelta(days=365), tick=False):
        call_command("drop-old-photos", stdout=io.StringIO())
    with pytest.raises(FileNotFoundError):
        filestore.fetch(paper.digest)
    assert enter(people[0].user).get(f"{root}{paper.public_id}/").status_code == 404


def test_nine_photos_are_the_most_and_a_file_that_is_none_is_refused(enter, full):
    meeting, people = full
    client = enter(people[0].user)
    root = f"/meetings/{meeting.public_id}/photos/"
    files = [SimpleUploadedFile(f"{n}.jpg", picture((n * 20, 0, 0)), "image/jpeg") for n in range(9)]
    assert client.post(root, {"photos": files}).status_code == 302
    answer = client.post(root, {"photos": [SimpleUploadedFile("x.jpg", picture("blue"), "image/jpeg")]})
    assert answer.status_code == 422
    assert "照片最多9张" in answer.content.decode()
    gone = Paper.objects.order_by("pk").first()
    assert client.post(f"{root}{gone.public_id}/remove/").status_code == 302
    answer = client.post(
        root, {"photos": [SimpleUploadedFile("x.jpg", b"<svg onload=alert(1)>", "image/jpeg")]}
    )
    assert answer.status_code == 422
    assert Paper.objects.filter(removed_at__isnull=True).count() == 8
