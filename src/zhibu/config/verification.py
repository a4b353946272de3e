"""Everything `zhibu verify` checks: the journal's chain, sealed fields, files, counts that must agree."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import F, Q

from zhibu.accounts import verification
from zhibu.accounts.verification import Fault
from zhibu.activities.models import Attendee, Decision, Meeting, Paper, Vote
from zhibu.activities.terms import State
from zhibu.config.walls import APPEND_ONLY
from zhibu.kernel import filestore, walls
from zhibu.members.models import Member


def anchors_file() -> Path:
    """Where heads of the chain are noted outside the database."""
    return settings.DATA / "anchors.jsonl"


def faults() -> Iterator[Fault]:
    """All faults found, as they are found."""
    yield from verification.chain_faults(verification.read_anchors(anchors_file()))
    yield from _database()
    yield from _sealed()
    yield from _papers()
    yield from _meetings()


def _database() -> Iterator[Fault]:
    for name in walls.missing(APPEND_ONLY):
        yield Fault(name, "this wall of the database is missing; `zhibu migrate` puts it up again")
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        for (said,) in cursor.fetchall():
            if said != "ok":
                yield Fault("database", said)
        cursor.execute("PRAGMA foreign_key_check")
        for table, row, *_rest in cursor.fetchall():
            yield Fault(f"{table} {row}", "points at a row that does not exist")


def _sealed() -> Iterator[Fault]:
    people = Member.objects.exclude(identity="", phone="").order_by("pk").values_list("pk", flat=True)
    for pk in people.iterator(chunk_size=2000):
        try:
            Member.objects.only("identity", "phone").get(pk=pk)
        except ValueError:
            yield Fault(f"member {pk}", "a sealed field cannot be opened with this field key")
            return


def _papers() -> Iterator[Fault]:
    for public_id, digest in Paper.objects.filter(removed_at__isnull=True).values_list("public_id", "digest"):
        try:
            filestore.fetch(digest)
        except FileNotFoundError:
            yield Fault(f"paper {public_id}", "its file is gone")


def _meetings() -> Iterator[Fault]:
    timeless = Meeting.objects.filter(closed_at__isnull=True, recorded_afterwards_at__isnull=True)
    for meeting in timeless.filter(state=State.CLOSED):
        yield Fault(f"meeting {meeting.public_id}", "is closed without a time of closing")
    for attendee in Attendee.objects.filter(
        present_at__isnull=False, meeting__state__in=(State.CANCELLED, State.WITHDRAWN)
    ).select_related("meeting"):
        yield Fault(f"meeting {attendee.meeting.public_id}", "has people present though it was not held")
    counted = Vote.objects.filter(
        Q(present__gt=F("should_attend")) | Q(returned__gt=F("issued")) | Q(yes__gt=F("should_attend"))
    )
    for vote in counted:
        yield Fault(f"vote {vote.public_id}", "has counts that cannot be")
    for decision in Decision.objects.filter(events__isnull=True):
        yield Fault(f"decision {decision.public_id}", "has no history")
