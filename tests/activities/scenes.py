"""Words for a meeting in its room, with people in it."""

import datetime as dt
import threading
import time
from contextlib import contextmanager

from django.db import connection, connections

from tests.build import NOW, a_full_branch
from zhibu.accounts.models import JournalEntry
from zhibu.activities.models import AgendaItem, Attendee, Meeting
from zhibu.activities.operations.open_meeting import open_meeting

STARTS = NOW
AT_ONCE = 70  # connections of one race, and some to spare


def a_meeting(
    branch, people, *, kind="assembly", matters=("open_decisions", "report"), person=None, **fields
):
    """A called meeting at ten o'clock with everybody on its roll; the first two lead it."""
    meeting = Meeting.objects.create(
        organisation=branch,
        kind=kind,
        title="支部党员大会",
        starts_at=fields.pop("starts_at", STARTS),
        place="二号楼三层党员活动室",
        chair=people[0],
        recorder=people[min(1, len(people) - 1)],
        called_by=people[0].user,
        called_at=STARTS - dt.timedelta(days=3),
        **fields,
    )
    for position, matter in enumerate(matters, start=1):
        AgendaItem.objects.create(
            meeting=meeting,
            position=position,
            title=f"第{position}件事",
            matter=matter,
            person=person if matter in ("admission", "conversion") else None,
        )
    for member in people:
        Attendee.objects.create(
            meeting=meeting, member=member, kind=member.kind, restriction=member.restriction
        )
    return meeting


def here(meeting, people):
    """These people are in the room."""
    Attendee.objects.filter(meeting=meeting, member__in=people).update(present_at=STARTS, checked_way="code")


def an_open_meeting(full=17, probationary=3, present=None, **fields):
    """A branch whose meeting is running, with so many of its members in the room."""
    branch, people = a_full_branch(full, probationary)
    meeting = a_meeting(branch, people, **fields)
    here(meeting, people[: len(people) if present is None else present])
    meeting = open_meeting(by=people[0].user, meeting=meeting, now=STARTS)
    return meeting, people


def all_at_once(tmp_path, act, times):
    """Run `act` in so many threads at once; returns what went wrong, and how many journal rows there are then.

    The suite's SQLite lives in memory, where threads share one lock; here they get a file of their own, as in life.
    """
    errors = []

    def one():
        try:
            act()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    with on_a_file(tmp_path):
        threads = [threading.Thread(target=one) for _ in range(times)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        counted = []
        last = threading.Thread(
            target=lambda: (counted.append(JournalEntry.objects.count()), connection.close())
        )
        last.start()
        last.join()
    return errors, counted[0]


def wait_for_room():
    """Until the server has noticed the end of the connections of the race before, at most a minute."""
    for _try in range(600):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity")
            there, most = cursor.fetchone()
        if there + AT_ONCE <= most:
            return
        time.sleep(0.1)


@contextmanager
def on_a_file(tmp_path):
    """New connections go to a copy of the test database in a file; a server is asked for room first."""
    if connection.vendor != "sqlite":
        wait_for_room()
        yield
        return
    place = str(tmp_path / "race.sqlite3")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [place])
    settings = connections.settings["default"]
    kept = settings["NAME"]
    settings["NAME"] = place
    try:
        yield
    finally:
        settings["NAME"] = kept
