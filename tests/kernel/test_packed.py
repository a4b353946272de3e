"""Short lists beside a row come whole, in the same question, with their instants."""

import datetime as dt

import pytest
from django.db.models import OuterRef

from tests.activities.scenes import a_meeting
from tests.build import NOW, a_full_branch
from zhibu.activities.models import AgendaItem, Meeting, Note
from zhibu.kernel.packed import instant, packed

pytestmark = pytest.mark.django_db


def test_a_list_comes_with_its_row_in_one_question(django_assert_num_queries):
    branch, people = a_full_branch()
    one, other = a_meeting(branch, people), a_meeting(branch, people)
    later = NOW + dt.timedelta(seconds=90, microseconds=5)
    said = "“{{ <b> }}”\n'二'"
    for moment in (NOW, later):
        Note.objects.create(meeting=one, speaker=people[0], text=said, by=people[0].user, at=moment)
    found = Meeting.objects.annotate(
        notes_beside=packed(Note.objects.filter(meeting=OuterRef("pk")), "at", "text", "speaker__name"),
        items_beside=packed(AgendaItem.objects.filter(meeting=OuterRef("pk")), "position", "title"),
    )
    with django_assert_num_queries(1):
        rows = {meeting.pk: meeting for meeting in found}
    notes = sorted(rows[one.pk].notes_beside)
    assert [(instant(at), text, name) for at, text, name in notes] == [
        (NOW, said, people[0].name),
        (later, said, people[0].name),
    ]
    assert not rows[other.pk].notes_beside
    assert sorted(rows[one.pk].items_beside) == [
        [item.position, item.title] for item in one.items.order_by("position")
    ]


def test_what_is_no_instant_is_an_error():
    with pytest.raises(ValueError, match="not an instant"):
        instant("soon")
