"""Taking a roster file in: read, shown as a preview, and only then written, as a whole."""

import base64
import datetime as dt
import gc
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.documents import limits
from zhibu.kernel import transactions
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Conflict, Refused
from zhibu.kernel.transactions import writes, writing
from zhibu.members import permissions, roster_preview, roster_store
from zhibu.members.models import RosterImport
from zhibu.members.operations.ensure_account import follow_register
from zhibu.members.roster import Problem
from zhibu.members.roster_plan import Plan, Register, plan
from zhibu.members.roster_preview import TakenFile
from zhibu.organisations import access
from zhibu.organisations.models import Organisation
from zhibu.organisations.terms import OrganisationKind

State = RosterImport.State
READ_AT_ONCE_BYTES = 256 * 1024
WRITE_AT_ONCE_ROWS = 2_000
FORGOTTEN_AFTER = dt.timedelta(days=1)


@contextmanager
def _without_collector() -> Iterator[None]:
    """A hundred thousand rows are no garbage: looking through them again and again costs a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(frozen=True)
class Outcome:
    """What an import did, or would do."""

    counts: dict[str, int]
    problems: list[Problem]
    roster_import: RosterImport | None = None


@_without_collector()
def import_roster(
    *,
    by: User,
    organisation: Organisation,
    file_name: str,
    content: bytes | Path,
    now: dt.datetime,
    dry_run: bool = False,
) -> Outcome:
    """Take a roster in at once, without a preview (the command line). `dry_run` writes nothing.

    Errors: a refusal of the file as a whole, with its code.
    """
    _allowed(by, organisation, now)
    taken = roster_preview.take(content, file_name, today=local(now).date())
    if dry_run:
        made = _planned(organisation, taken)
        return Outcome(roster_preview.counted(taken, made), roster_preview.all_problems(taken, made))
    with writing():
        transactions.lock(f"register {organisation.pk}")
        made = _planned(organisation, taken)
        roster_import = RosterImport(
            organisation=organisation,
            made_by=by,
            made_at=now,
            file_name=file_name[:200],
            file_hash=_hash(content),
            total=taken.total,
            done=taken.total,
        )
        _finish(roster_import, taken, made, by=by, now=now)
    return Outcome(
        roster_preview.counted(taken, made), roster_preview.all_problems(taken, made), roster_import
    )


@writes
def begin_import(
    *, by: User, organisation: Organisation, file_name: str, content: bytes, now: dt.datetime
) -> RosterImport:
    """Accept a file; it is read next, in the background when it is large. Nothing of the register changes.

    Refused while somebody else has an import of this register under way; one's own earlier one is dropped.
    """
    _allowed(by, organisation, now)
    if len(content) > limits.FILE_BYTES:
        raise Refused(
            _("文件超过 10 MB。请只保留花名册那一张表，另存后再上传。"), field="file", code="file_too_large"
        )
    transactions.lock(f"roster {organisation.pk}")
    for earlier in (
        RosterImport.objects.under_way().filter(organisation=organisation).select_related("made_by")
    ):
        _make_room(earlier, by, now)
    return RosterImport.objects.create(
        organisation=organisation,
        made_by=by,
        made_at=now,
        file_name=Path(file_name).name[:200],
        file_hash=_hash(content),
        reading=base64.b64encode(content).decode(),
    )


@_without_collector()
def read_import(*, roster_import: RosterImport, now: dt.datetime) -> None:
    """Read the accepted file and prepare its preview; a file that is refused as a whole says why."""
    if roster_import.state != State.READING:
        return
    content = base64.b64decode(roster_import.reading)
    row = RosterImport.objects.filter(pk=roster_import.pk, state=State.READING)

    def tell(done: int, total: int) -> None:
        if done % 5_000 == 0:
            row.update(done=done, total=total)

    try:
        taken = roster_preview.take(
            content, roster_import.file_name, today=local(now).date(), on_progress=tell
        )
    except Refused as refused:
        row.update(
            state=State.FAILED,
            error_code=refused.code,
            error_message=refused.message[:400],
            reading="",
            preview="",
        )
        return
    made = _planned(roster_import.organisation, taken)
    _show(roster_import, taken, made)


@writes
def correct_cell(
    *,
    by: User,
    roster_import: RosterImport,
    sheet: str,
    number: int,
    header: str,
    text: str,
    now: dt.datetime,
) -> None:
    """Put another text into one cell of the preview; the row is read and judged again. The file stays as it is."""
    _allowed(by, roster_import.organisation, now)
    roster_import = _locked(roster_import)
    if roster_import.state != State.PREVIEW:
        raise Refused(_("这次导入已经不在预览了。"))
    taken = roster_preview.unpack(roster_import.reading)
    today = local(now).date()
    if not roster_preview.correct(taken, sheet=sheet, number=number, header=header, text=text, today=today):
        raise Refused(_("这一格改不了，请在原来的表里改好再导。"), field="text")
    _show(roster_import, taken, _planned(roster_import.organisation, taken))


def confirm_import(*, by: User, roster_import: RosterImport, now: dt.datetime) -> RosterImport:
    """Write what the preview showed, all of it or nothing. Confirming twice writes once.

    Refused with the new preview when somebody changed the register meanwhile. Large ones are written in the
    background: the state is then "writing".
    """
    _allowed(by, roster_import.organisation, now)
    with writing():
        held = _locked(roster_import)
        if held.state in (State.DONE, State.WRITING):
            return held
        if held.state != State.PREVIEW:
            raise Refused(_("这次导入已经取消，请重新上传。"))
        if held.total > WRITE_AT_ONCE_ROWS:
            held.state = State.WRITING
            held.save(update_fields=["state"])
            return held
    return write_import(by=by, roster_import=held, now=now)


@_without_collector()
def write_import(*, by: User, roster_import: RosterImport, now: dt.datetime) -> RosterImport:
    """The writing itself, in one transaction."""
    stale = None
    with writing():
        held = _locked(roster_import)
        if held.state not in (State.PREVIEW, State.WRITING):
            return held
        transactions.lock(f"register {held.organisation_id}")
        taken = roster_preview.unpack(held.reading)
        made = _planned(held.organisation, taken)
        if made.digest() == json.loads(held.preview)["digest"]:
            _finish(held, taken, made, by=by, now=now)
            return held
        stale = _("您看预览的时候，名册被别人改过。下面是新的预览，请再看一眼。")
        held.error_message = stale
        _show(held, taken, made)
    raise Conflict(stale)


@writes
def drop_import(*, by: User, roster_import: RosterImport, now: dt.datetime) -> None:
    """Give a preview up; nothing was written, and what was read is deleted."""
    _allowed(by, roster_import.organisation, now)
    held = _locked(roster_import)
    if held.state in (State.READING, State.PREVIEW, State.FAILED):
        _drop(held)


def _allowed(by: User, organisation: Organisation, now: dt.datetime) -> None:
    access.require(by, permissions.IMPORT, organisation, on=local(now).date())
    if organisation.kind == OrganisationKind.GROUP:
        raise Refused(_("名册按支部导入，不按党小组。"))


def _make_room(earlier: RosterImport, by: User, now: dt.datetime) -> None:
    old = earlier.made_at + FORGOTTEN_AFTER < now
    if old or (earlier.made_by_id == by.pk and earlier.state != State.WRITING):
        _drop(earlier)
        return
    begun = local(earlier.made_at).strftime("%H:%M")
    raise Refused(
        _("%(name)s%(time)s起正在导入「%(file)s」。等导完再来，或请%(name)s先取消。")
        % {"name": earlier.made_by.name, "time": begun, "file": earlier.file_name},
        code="import_under_way",
    )


def _drop(roster_import: RosterImport) -> None:
    roster_import.state = State.DROPPED
    roster_import.reading = roster_import.preview = ""
    roster_import.save(update_fields=["state", "reading", "preview"])


def _locked(roster_import: RosterImport) -> RosterImport:
    transactions.lock(f"roster {roster_import.organisation_id}")
    return RosterImport.objects.select_related("organisation", "made_by").get(pk=roster_import.pk)


def _planned(organisation: Organisation, taken: TakenFile) -> Plan:
    scope = roster_store.scope_of(organisation, taken.rows)
    register = Register(roster_store.entries_of(organisation))
    return plan(taken.rows, register, scope, taken.headers)


def _show(roster_import: RosterImport, taken: TakenFile, made: Plan) -> None:
    roster_import.state = State.PREVIEW
    roster_import.done = roster_import.total = taken.total
    roster_import.counts = roster_preview.counted(taken, made)
    roster_import.reading = roster_preview.pack(taken)
    roster_import.preview = json.dumps(roster_preview.summary(taken, made), ensure_ascii=False)
    roster_import.save(
        update_fields=["state", "done", "total", "counts", "reading", "preview", "error_message"]
    )


def _finish(roster_import: RosterImport, taken: TakenFile, made: Plan, *, by: User, now: dt.datetime) -> None:
    kept: dict[str, Any] = {"rejected_rows": roster_preview.summary(taken, made)["rejected_rows"]}
    roster_import.counts = roster_preview.counted(taken, made) | kept
    roster_import.state = State.DONE
    roster_import.confirmed_at = now
    roster_import.reading = roster_import.preview = roster_import.error_message = ""
    roster_import.save()
    roster_store.write(made, roster_import)
    roster_import.save(update_fields=["counts"])
    renamed = {change.entry.pk for change in made.changed if change.new.keys() & {"kind", "name"}}
    if renamed:
        follow_register(by=by, organisation=roster_import.organisation, changed=renamed, now=now)
    changed = {attribute for change in made.changed for attribute in change.new}
    journal.record(
        by=by,
        action="roster.import",
        subject=roster_import,
        organisation=roster_import.organisation,
        fields=changed,
        now=now,
    )


def _hash(content: bytes | Path) -> str:
    return hashlib.sha256(content.read_bytes() if isinstance(content, Path) else content).hexdigest()
