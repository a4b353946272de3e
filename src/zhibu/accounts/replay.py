"""Doing the same act twice equals once: acts that create something remember the id the form gave them."""

import hashlib
import json
from typing import Any

from django.utils.translation import gettext as _

from zhibu.accounts.models import Replay, User
from zhibu.kernel import transactions
from zhibu.kernel.refusal import Refused


def earlier(*, by: User, op: str, kind: str, said: Any) -> dict[str, Any] | None:
    """What this very act answered before, or None if it is new.

    The same id with other content is refused: it is a mistake of a program or a forgery, not a repetition.
    """
    if not op:
        return None
    transactions.lock(f"op {by.pk} {op}")
    row = Replay.objects.filter(actor=by, op=op).first()
    if row is None:
        return None
    if row.kind != kind or row.said != _digest(said):
        raise Refused(_("这一步的编号已经用在别的内容上，请刷新页面再做一次。"), code="op_reused")
    return row.result


def remember(*, by: User, op: str, kind: str, said: Any, result: dict[str, Any]) -> None:
    """Keep the answer of a creating act under the id its form gave it."""
    if op:
        Replay.objects.create(actor=by, op=op, kind=kind, said=_digest(said), result=result)


def _digest(said: Any) -> str:
    return hashlib.sha256(
        json.dumps(said, sort_keys=True, default=str, ensure_ascii=False).encode()
    ).hexdigest()
