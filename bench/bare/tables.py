"""The bare application's tables, twenty rows to list, and people with sessions: `python -m bench.bare.tables N`."""

import json
import sys

from bench.bare import app  # noqa: F401 - brings Django up


def main(people: int) -> list[str]:
    """Make everything; returns the session keys."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import Group, User
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", verbosity=0)
    Group.objects.bulk_create(Group(name=f"第{number}行") for number in range(20))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE present (member INTEGER PRIMARY KEY, at TEXT)")
        cursor.execute("CREATE TABLE journal (seq INTEGER PRIMARY KEY, actor INTEGER, said TEXT)")
        cursor.execute("CREATE INDEX journal_by_actor ON journal (actor, seq)")
    keys = []
    with transaction.atomic(), connection.cursor() as cursor:
        for number in range(people):
            user = User.objects.create(username=f"bench{number}", password="!")
            cursor.execute("INSERT INTO present (member) VALUES (%s)", [user.pk])
            store = SessionStore()
            store[SESSION_KEY] = str(user.pk)
            store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
            store[HASH_SESSION_KEY] = user.get_session_auth_hash()
            store.create()
            keys.append(store.session_key)
    return keys


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
