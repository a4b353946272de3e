"""Prepared questions answer as the querysets they were made from, for every value asked with."""

import datetime as dt

import pytest
from django.db import connection, models
from django.db.models import CharField, Count, DateField, F

from tests.activities.scenes import STARTS, a_meeting
from tests.build import a_full_branch
from zhibu.accounts import journal
from zhibu.accounts.models import JournalEntry, User
from zhibu.accounts.verification import chain_faults
from zhibu.activities.models import Attendee, Meeting
from zhibu.kernel.prepared import Change, Given, Question, add
from zhibu.organisations.models import Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    branch, people = a_full_branch(4, 1)
    return a_meeting(branch, people), people


def test_rows_are_those_of_the_queryset_for_each_value(scene):
    _meeting, people = scene
    own = Question(lambda: Attendee.objects.filter(member__user=Given("user")).select_related("meeting"))
    for person in people:
        expected = Attendee.objects.select_related("meeting").get(member__user=person.user)
        found = own.one(user=person.user.pk)
        assert found == expected
        for field in Attendee._meta.concrete_fields:
            assert getattr(found, field.attname) == getattr(expected, field.attname)
        for field in Meeting._meta.concrete_fields:
            assert getattr(found.meeting, field.attname) == getattr(expected.meeting, field.attname)
    assert own.one(user=0) is None
    assert own.ask(user=0) == []


def test_a_question_is_put_together_once(scene):
    _meeting, people = scene
    made = []

    def users() -> models.QuerySet:
        made.append(1)
        return User.objects.filter(pk=Given("key"))

    question = Question(users)
    assert [question.one(key=person.user.pk) for person in people] == [person.user for person in people]
    assert len(made) == 1


def test_fields_are_converted_and_what_was_left_out_is_fetched_when_asked_for(scene):
    meeting, people = scene
    Attendee.objects.filter(member=people[2]).update(leave_reason="病了", answered_at=STARTS)
    question = Question(lambda: Attendee.objects.filter(member=Given("who")).only("answered_at"))
    found = question.one(who=people[2].pk)
    assert found.answered_at == STARTS
    assert found.get_deferred_fields() >= {"leave_reason", "meeting_id"}
    assert found.leave_reason == "病了"
    assert found.meeting == meeting


def test_lists_of_values_and_counts(scene):
    meeting, people = scene
    day = dt.date(2026, 1, 1)
    held = Question(
        lambda: (
            Post.objects.held_on(Given("on", DateField()))
            .filter(user=Given("user"))
            .values_list("role", "organisation__name")
        )
    )
    for on in (day, STARTS.date()):
        expected = list(
            Post.objects.held_on(on).filter(user=people[0].user).values_list("role", "organisation__name")
        )
        assert [tuple(row) for row in held.ask(user=people[0].user.pk, on=on)] == expected
    counted = Question(
        lambda: Meeting.objects.filter(public_id=Given("meeting", CharField())).annotate(
            asked=Count("attendees"), branch=F("organisation__name")
        )
    )
    found = counted.one(meeting=meeting.public_id)
    assert (found.asked, found.branch) == (len(people), meeting.organisation.name)


def test_a_value_that_looks_like_sql_stays_a_value(scene):
    meeting, _people = scene
    question = Question(lambda: Meeting.objects.filter(public_id=Given("meeting", CharField())))
    for said in ("' OR '1'='1", "%s", "%", "?", meeting.public_id + "'--"):
        assert question.one(meeting=said) is None
    assert question.one(meeting=meeting.public_id) == meeting


def test_a_change_meets_only_its_rows(scene):
    meeting, people = scene
    mark = Change(
        lambda: Attendee.objects.filter(member=Given("who"), meeting=Given("meeting")),
        checked_by=Given("by"),
        code_tries=3,
    )
    assert mark.make(who=people[1].pk, meeting=meeting.pk, by=people[0].user.pk) == 1
    assert mark.make(who=people[1].pk, meeting=0, by=people[0].user.pk) == 0
    changed = Attendee.objects.filter(code_tries=3)
    assert [(row.member, row.checked_by) for row in changed] == [(people[1], people[0].user)]


def test_an_added_row_reads_back_as_it_was_and_keeps_the_chain(scene):
    meeting, people = scene
    entry = journal.record(
        by=people[0].user, action="meeting.test", subject=meeting, fields=["乙", "甲"], now=STARTS
    )
    kept = JournalEntry.objects.get(pk=entry.pk)
    for field in JournalEntry._meta.concrete_fields:
        assert getattr(kept, field.attname) == getattr(entry, field.attname)
    assert chain_faults() == []
    post = Post(user=people[3].user, organisation=meeting.organisation, role="member", from_on=STARTS.date())
    add(post)
    assert Post.objects.get(pk=post.pk).public_id == post.public_id
    post.role = "secretary"
    post.save()
    assert Post.objects.filter(public_id=post.public_id).count() == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's writer is alone")
def test_a_held_row_is_held(scene, django_assert_num_queries):
    from zhibu.activities.operations.running import hold

    meeting, _people = scene
    with django_assert_num_queries(1) as asked:
        hold(meeting.public_id)
    assert asked.captured_queries[0]["sql"].endswith("FOR UPDATE")
