"""The audit journal: every act writes one row in its own transaction, and each row is chained to the one before."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable

from zhibu.accounts.models import JournalEntry, Look, User
from zhibu.kernel import prepared, transactions


def record(
    *,
    by: User | None,
    action: str,
    subject: object,
    organisation: object | None = None,
    on_behalf_of: User | None = None,
    fields: Iterable[str] = (),
    result: str = "done",
    now: dt.datetime,
) -> JournalEntry:
    """Write down one act. `subject` and `organisation` are rows with a `public_id`; `fields` names what changed.

    Only ids and field names are kept, never a value, so that the journal may live as long as the records.
    """
    transactions.lock("journal")
    entry = JournalEntry(
        at=now,
        actor=by.public_id if by else "",
        on_behalf_of=on_behalf_of.public_id if on_behalf_of else "",
        action=action,
        subject_kind=subject._meta.model_name if hasattr(subject, "_meta") else "text",
        subject=getattr(subject, "public_id", None) or str(subject),
        organisation=getattr(organisation, "public_id", ""),
        result=result,
        fields=sorted(fields),
    )
    entry.prev_hash = _head()
    said = canonical(
        entry.at,
        entry.actor,
        entry.on_behalf_of,
        entry.action,
        entry.subject_kind,
        entry.subject,
        entry.organisation,
        entry.result,
        entry.fields,
    )
    entry.hash = link(entry.prev_hash, said)
    prepared.add(entry)
    return entry


def canonical(
    at: dt.datetime,
    actor: str,
    on_behalf_of: str,
    action: str,
    subject_kind: str,
    subject: str,
    organisation: str,
    result: str,
    fields: list[str],
) -> str:
    """The one way a row is written for hashing: JSON in column order, the instant in UTC to the microsecond."""
    moment = at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return json.dumps(
        [moment, actor, on_behalf_of, action, subject_kind, subject, organisation, result, fields],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def link(prev_hash: str, said: str) -> str:
    """SHA-256 over the hash before and the row's canonical text."""
    return hashlib.sha256((prev_hash + said).encode()).hexdigest()


def looked(*, viewer: User, subject: object, seen: str, purpose: str = "", now: dt.datetime) -> None:
    """Note that `viewer` saw the record of another person; seeing oneself is not noted."""
    if getattr(subject, "user_id", None) == viewer.pk:
        return
    Look.objects.create(
        viewer=viewer.public_id,
        viewer_name=viewer.name,
        subject=subject.public_id,  # type: ignore[attr-defined]
        seen=seen,
        purpose=purpose,
        at=now,
    )


_HEAD = prepared.Question(lambda: JournalEntry.objects.order_by("-seq").values_list("hash", flat=True)[:1])


def _head() -> str:
    row = _HEAD.one()
    return row[0] if row else ""
