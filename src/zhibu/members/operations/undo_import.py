"""Taking an import back as a whole; what was changed by hand since is left to a person."""

import datetime as dt
import json
from dataclasses import dataclass

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.kernel import transactions
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes
from zhibu.members import permissions, roster_store
from zhibu.members.models import Crew, ImportedRow, Member, RosterImport, WorkArea
from zhibu.members.operations.ensure_account import follow_register
from zhibu.organisations import access


@dataclass(frozen=True)
class Left:
    """A person of an import whom undoing leaves as they are, and why."""

    public_id: str
    name: str
    created: bool
    why: str


@dataclass(frozen=True)
class Undoing:
    """What taking an import back would do."""

    remove: tuple[int, ...]
    restore: tuple[int, ...]
    left: tuple[Left, ...]


def undoing(roster_import: RosterImport) -> Undoing:
    """Who would go, who would get old values back, and who stays because somebody changed or used the entry since."""
    rows = ImportedRow.objects.filter(roster_import=roster_import)
    touched = {
        pk: _("之后手改过")
        for pk in rows.exclude(member__version=F("version_after")).values_list("member_id", flat=True)
    }
    created = set(rows.filter(created=True).values_list("member_id", flat=True))
    for pk in _in_use(roster_import):
        touched.setdefault(pk, _("已经用起来了，有账号或会议记录"))
    people = Member.objects.filter(pk__in=list(touched)).order_by("pinyin", "pk") if touched else ()
    return Undoing(
        remove=tuple(created - touched.keys()),
        restore=tuple(
            pk for pk in rows.filter(created=False).values_list("member_id", flat=True) if pk not in touched
        ),
        left=tuple(Left(one.public_id, one.name, one.pk in created, touched[one.pk]) for one in people),
    )


@writes
def undo_import(
    *, by: User, roster_import: RosterImport, now: dt.datetime, leave_changed: bool = False
) -> None:
    """Remove whom the import added and give the others their old values back. Undoing twice undoes once.

    Refused while entries changed by hand since would be left out, until the person has seen them
    (`leave_changed`).
    """
    access.require(by, permissions.IMPORT, roster_import.organisation, on=local(now).date())
    transactions.lock(f"roster {roster_import.organisation_id}")
    transactions.lock(f"register {roster_import.organisation_id}")
    held = RosterImport.objects.select_related("organisation").get(pk=roster_import.pk)
    if held.state == RosterImport.State.UNDONE:
        return
    if held.state != RosterImport.State.DONE:
        raise Refused(_("这次导入没有写入过，不用撤销。"))
    what = undoing(held)
    if what.left and not leave_changed:
        message = _("有%(count)d人在导入之后改过或用过，撤销时会留着不动。请先看一眼名单。") % {
            "count": len(what.left)
        }
        raise Refused(message, code="changed_since")
    _restore(held, what)
    follow_register(by=by, organisation=held.organisation, changed=set(what.restore), now=now)
    _remove(held, what)
    _remove_unused_links(held)
    held.state = RosterImport.State.UNDONE
    held.undone_at = now
    held.save(update_fields=["state", "undone_at"])
    journal.record(by=by, action="roster.undo", subject=held, organisation=held.organisation, now=now)


def _in_use(roster_import: RosterImport) -> set[int]:
    """Entries this import added that an account or another table points at by now."""
    created = ImportedRow.objects.filter(roster_import=roster_import, created=True).values("member_id")
    used = set(Member.objects.filter(pk__in=created, user__isnull=False).values_list("pk", flat=True))
    for relation in Member._meta.related_objects:
        model, name = relation.related_model, relation.field.attname
        pointing = model._base_manager.filter(**{f"{relation.field.name}__in": created})
        if model is ImportedRow:
            pointing = pointing.exclude(roster_import=roster_import)
        used.update(pointing.values_list(name, flat=True))
    return used


def _restore(roster_import: RosterImport, what: Undoing) -> None:
    wanted = set(what.restore)
    rows = ImportedRow.objects.filter(roster_import=roster_import, created=False).select_related("member")
    links = roster_store.known_links(
        {branch.pk for branch in roster_store.branches_of(roster_import.organisation)}
    )
    for row in rows.iterator(chunk_size=1_000):
        if row.member_id not in wanted:
            continue
        member, before = row.member, json.loads(row.before)
        roster_store.put(member, before, links)
        member.version += 1
        member.save()


def _remove(roster_import: RosterImport, what: Undoing) -> None:
    """One statement for a hundred thousand: they are unused, so nothing hangs on them but this import's rows."""
    left = [one.public_id for one in what.left]
    quote = connection.ops.quote_name
    members, rows = quote(Member._meta.db_table), quote(ImportedRow._meta.db_table)
    keep = Member.objects.filter(public_id__in=left).values_list("pk", flat=True) if left else ()
    ImportedRow.objects.filter(roster_import=roster_import, member__in=list(keep)).update(
        created=False, before="{}"
    )
    mine = f"SELECT member_id FROM {rows} WHERE roster_import_id = %s AND created"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {members} WHERE id IN ({mine})", [roster_import.pk])  # noqa: S608
        cursor.execute(f"DELETE FROM {rows} WHERE roster_import_id = %s AND created", [roster_import.pk])  # noqa: S608


def _remove_unused_links(roster_import: RosterImport) -> None:
    """Areas and crews the import made and nobody is in any more; a group stays, it may have a life of its own."""
    models: dict[str, type[WorkArea] | type[Crew]] = {"area": WorkArea, "crew": Crew}
    branches = roster_store.branches_of(roster_import.organisation)
    for link, name in roster_import.counts.get("made", ()):
        if link in models:
            models[link].objects.filter(branch__in=branches, name=name, members__isnull=True).delete()
