"""The bare application's tables, twenty rows to list, and people with sessions: `python -m bench.bare.tables N`."""

import json
import sys
from datetime import timedelta

from bench.bare import app  # noqa: F401 - brings Django up

# The two tables a check-in writes to, with the columns, references and indexes they have in the product.
TABLES = (
    """CREATE TABLE attendee (
        id integer NOT NULL PRIMARY KEY AUTOINCREMENT, observer bool NOT NULL DEFAULT 0,
        kind varchar(12) NOT NULL DEFAULT 'full', restriction varchar(10) NOT NULL DEFAULT '',
        answer varchar(5) NOT NULL DEFAULT '', answered_at datetime NULL, leave_reason text NOT NULL DEFAULT '',
        present_at datetime NULL, checked_way varchar(5) NOT NULL DEFAULT '',
        late_why varchar(200) NOT NULL DEFAULT '', entered_late_at datetime NULL,
        code_tries smallint unsigned NOT NULL DEFAULT 0 CHECK (code_tries >= 0),
        told_in_person bool NOT NULL DEFAULT 0, made_up_at datetime NULL,
        made_up_answer varchar(500) NOT NULL DEFAULT '',
        checked_by_id bigint NULL REFERENCES auth_user (id) DEFERRABLE INITIALLY DEFERRED,
        member_id bigint NOT NULL REFERENCES auth_user (id) DEFERRABLE INITIALLY DEFERRED,
        meeting_id bigint NOT NULL REFERENCES bare_activity (id) DEFERRABLE INITIALLY DEFERRED,
        CONSTRAINT one_attendance_per_member UNIQUE (meeting_id, member_id))""",
    "CREATE INDEX attendee_checked_by_id ON attendee (checked_by_id)",
    "CREATE INDEX attendee_member_id ON attendee (member_id)",
    "CREATE INDEX attendee_meeting_id ON attendee (meeting_id)",
    "CREATE INDEX attendance_by_member ON attendee (member_id, meeting_id)",
    """CREATE TABLE journal (
        seq integer NOT NULL PRIMARY KEY AUTOINCREMENT, at datetime NOT NULL, actor varchar(20) NOT NULL,
        on_behalf_of varchar(20) NOT NULL, action varchar(60) NOT NULL, subject_kind varchar(40) NOT NULL,
        subject varchar(40) NOT NULL, organisation varchar(20) NOT NULL, result varchar(20) NOT NULL,
        fields text NOT NULL CHECK (JSON_VALID(fields) OR fields IS NULL), prev_hash varchar(64) NOT NULL,
        hash varchar(64) NOT NULL)""",
    "CREATE INDEX journal_by_subject ON journal (subject, seq)",
)


def main(people: int) -> list[str]:
    """Make everything; returns the session keys."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.utils.timezone import now

    from bench.bare.models import Activity

    call_command("migrate", verbosity=0, run_syncdb=True)
    Activity.objects.bulk_create(
        Activity(
            kind="党课", title=f"第{number}次党课", starts_at=now() - timedelta(days=number), place="三号楼党员活动室",
            state="called" if number < 3 else "open" if number == 3 else "closed", present=10 + number,
        )
        for number in range(20)
    )  # fmt: skip
    with connection.cursor() as cursor:
        for made in TABLES:
            cursor.execute(made)
    keys = []
    with transaction.atomic(), connection.cursor() as cursor:
        for number in range(people):
            user = User.objects.create(username=f"bench{number}", password="!")
            cursor.execute("INSERT INTO attendee (member_id, meeting_id) VALUES (%s, 1)", [user.pk])
            store = SessionStore()
            store[SESSION_KEY] = str(user.pk)
            store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
            store[HASH_SESSION_KEY] = user.get_session_auth_hash()
            store.create()
            keys.append(store.session_key)
    return keys


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
