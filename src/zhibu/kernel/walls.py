"""Walls in the database itself: tables whose rows, once written, nobody changes or deletes."""

from collections.abc import Iterable

from django.db import connection

_SQLITE = {
    "update": "CREATE TRIGGER {name} BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END",
    "delete": "CREATE TRIGGER {name} BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END",
}
_FUNCTION = """
CREATE OR REPLACE FUNCTION zhibu_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME; END $$
"""
_POSTGRESQL = {
    "update": "CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION zhibu_append_only()",
    "delete": "CREATE TRIGGER {name} BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION zhibu_append_only()",
    "truncate": "CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} EXECUTE FUNCTION zhibu_append_only()",
}


def _wanted(tables: Iterable[str]) -> dict[str, tuple[str, str]]:
    kinds = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
    return {
        f"{table}_no_{act}": (table, sql.format(name=f"{table}_no_{act}", table=table))
        for table in tables
        for act, sql in kinds.items()
    }


def _standing() -> set[str]:
    if connection.vendor == "sqlite":
        asked = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        asked = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return {name for (name,) in cursor.fetchall()}


def missing(tables: Iterable[str]) -> list[str]:
    """Names of walls that should stand and do not; a table remade by a migration loses its walls silently."""
    return sorted(set(_wanted(tables)) - _standing())


def put_up(tables: Iterable[str]) -> None:
    """Make every wall that is missing; doing it again changes nothing."""
    standing = _standing()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for name, (_table, sql) in _wanted(tables).items():
            if name not in standing:
                cursor.execute(sql)


def take_down(tables: Iterable[str]) -> None:
    """Remove the walls; only restoring a backup into an empty database, and tests, have a reason to."""
    standing = _standing()
    with connection.cursor() as cursor:
        for name, (table, _sql) in _wanted(tables).items():
            if name in standing:
                where = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {name}{where}")


def hand_over(role: str, tables: Iterable[str]) -> None:
    """Give the program's own role what it needs on every table, and on append-only ones no more than adding.

    PostgreSQL only, when the tables are owned by another role, as which this is called: then even the program itself
    could not take the walls down.
    """
    name = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
        for table in tables:
            cursor.execute(
                f"REVOKE UPDATE, DELETE, TRUNCATE ON {connection.ops.quote_name(table)} FROM {name}"
            )
