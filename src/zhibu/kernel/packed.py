"""Short lists that belong to one row, brought along in the same question as one JSON value.

    Meeting.objects.annotate(guest_rows=packed(Guest.objects.filter(meeting=OuterRef("pk")), "pk", "name"))

gives each meeting `guest_rows`, a list of lists in no order. Instants come as text: read them with `instant`. Values
that are sealed stay sealed; do not pack them.
"""

import datetime as dt
from typing import Any

from django.db.models import Func, JSONField, QuerySet, Subquery
from django.utils.dateparse import parse_datetime


class _Rows(Func):
    """All rows as a JSON list of lists. Not an `Aggregate`, so that Django does not group."""

    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **_more: Any) -> Any:
        return self.as_sql(compiler, connection, template="JSON_GROUP_ARRAY(JSON_ARRAY(%(expressions)s))")

    def as_postgresql(self, compiler: Any, connection: Any, **_more: Any) -> Any:
        return self.as_sql(compiler, connection, template="JSONB_AGG(JSONB_BUILD_ARRAY(%(expressions)s))")


def packed(rows: "QuerySet[Any]", *names: str) -> Subquery:
    """These values of these rows; where there are no rows, an empty list or None."""
    return Subquery(rows.order_by().values(all_rows=_Rows(*names)))


def instant(written: str) -> dt.datetime:
    """An instant as a packed list has it; SQLite keeps instants in UTC without saying so."""
    moment = parse_datetime(written)
    if moment is None:
        raise ValueError(f"not an instant: {written}")
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
