"""Asking to have one's own record corrected, and answering."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.accounts import journal, replay
from zhibu.accounts.models import Correction, User
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes

MOST = 500


@writes
def ask_correction(*, by: User, words: str, now: dt.datetime, op: str = "") -> Correction:
    """Say what is wrong in one's own record; the branch answers within 15 working days."""
    words = words.strip()
    if not words:
        raise Refused(_("请写哪一项不对，应该是什么。"), field="words")
    if len(words) > MOST:
        raise Refused(_("请写在500字以内。"), field="words")
    known = replay.earlier(by=by, op=op, kind="correction.ask", said=words)
    if known:
        return Correction.objects.get(public_id=known["id"])
    correction = Correction.objects.create(asked_by=by, words=words, asked_at=now)
    replay.remember(by=by, op=op, kind="correction.ask", said=words, result={"id": correction.public_id})
    journal.record(by=by, action="correction.ask", subject=correction, now=now)
    return correction


@writes
def answer_correction(*, by: User, correction: Correction, answer: str, now: dt.datetime) -> None:
    """Say what was done about it. Whether `by` may is asked upstairs; the first answer stands."""
    answer = answer.strip()
    if not answer:
        raise Refused(_("请写一句怎么办的。"), field="answer")
    taken = Correction.objects.filter(pk=correction.pk, answered_at__isnull=True).update(
        answer=answer[:MOST], answered_by=by, answered_at=now
    )
    if not taken:
        raise Refused(_("已经有人答复过了，请刷新看看。"))
    journal.record(by=by, action="correction.answer", subject=correction, now=now)
