"""Between a roster's plan and the tables: the register read in one query, thousands of rows written at once."""

import datetime as dt
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, islice
from typing import Any, TypeVar

from django.db import connection, models
from django.utils.translation import gettext as _

from zhibu.accounts.models import User
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Refused
from zhibu.kernel.sealed import seal, seal_all
from zhibu.members import fields
from zhibu.members.models import Crew, ImportedRow, Member, RosterImport, WorkArea
from zhibu.members.names import name_key, search_keys
from zhibu.members.numbers import identity_index, identity_indexes, last4_index, last4_indexes
from zhibu.members.roster_plan import Change, Entry, Plan, Row, Scope, folded_branch, kind_of
from zhibu.organisations.models import Organisation
from zhibu.organisations.operations import found_organisation
from zhibu.organisations.terms import OrganisationKind

_AT_ONCE = 5_000
_MOST_NEW_LINKS = 500
_ROOM_KIB = 128 * 1024
_WHOLE = len("1985-07-01")
_TEXTS = (
    "name",
    "sex",
    "nation",
    "native_place",
    "education",
    "degree",
    "kind",
    "party_post",
    "job",
    "away",
    "remark",
)
_READ = (
    *("pk", "version", "branch_id", "identity_index", "name_key", "partial_dates", "phone"),
    *("group__name", "area__name", "crew__name"),
    *fields.DATES,
    *_TEXTS,
)
_OFFICE = ("常白", "长白", "正常班", "行政班", "机关")
_LETTERS = bytes(b"0123456789abcdefghjkmnpqrstvwxyz"[byte & 31] for byte in range(256))
T = TypeVar("T")
Links = dict[tuple[str, int, str], int]
Columns = dict[str, Sequence[Any]]  # of equal length; value n of each belongs to row n


def branches_of(organisation: Organisation) -> list[Organisation]:
    """The branch itself, or the branches under a committee."""
    if organisation.kind == OrganisationKind.BRANCH:
        return [organisation]
    return list(Organisation.objects.below(organisation).filter(kind=OrganisationKind.BRANCH))


def scope_of(organisation: Organisation, rows: Sequence[Row]) -> Scope:
    """Where rows may go, and which of their identity numbers stand on registers elsewhere."""
    branches = branches_of(organisation)
    named = {folded_branch(name): branch.pk for branch in branches for name in (branch.name, branch.code)}
    numbered = [row for row in rows if row.index is None and row.values.get("identity")]
    for row, index in zip(
        numbered, identity_indexes([row.values["identity"] for row in numbered]), strict=True
    ):
        row.index = index
    indexes = [index for row in rows if (index := row.identity_index())]
    own = {branch.pk for branch in branches}
    elsewhere: set[str] = set()
    others = Member.objects.on_register().exclude(branch__in=own)
    for some in _in_lots(indexes if others.exists() else ()):
        held = (
            Member.objects.on_register()
            .filter(identity_index__in=some)
            .values_list("identity_index", "branch_id")
        )
        elsewhere.update(index for index, branch in held if branch not in own)
    home = organisation.pk if organisation.kind == OrganisationKind.BRANCH else None
    return Scope(home=home, branches=named, elsewhere=frozenset(elsewhere))


def plain_of(member: Member) -> dict[str, str]:
    """One entry in plain text, numbers opened (its group, area and crew are to be fetched with it)."""
    values = {a: getattr(member, a) for a in (*_TEXTS, *fields.SECRET, "restriction") if getattr(member, a)}
    values |= {link: found.name for link in fields.LINKS if (found := getattr(member, link)) is not None}
    for attribute in fields.DATES:
        day = getattr(member, attribute)
        text = day.isoformat() if day else member.partial_dates.get(attribute, "")
        if text:
            values[attribute] = text
    return values | {flag: fields.YES for flag in fields.FLAGS if getattr(member, flag)}


def entries_of(organisation: Organisation) -> Iterator[Entry]:
    """Everybody on the register of these branches, in plain text."""
    branches = [branch.pk for branch in branches_of(organisation)]
    rows = Member.objects.on_register().filter(branch__in=branches).order_by("pk").values_list(*_READ)
    for row in rows.iterator(chunk_size=_AT_ONCE):
        said = dict(zip(_READ, row, strict=True))
        partial = said["partial_dates"]
        values = {attribute: said[attribute] for attribute in _TEXTS if said[attribute]}
        values |= {link: said[f"{link}__name"] for link in fields.LINKS if said[f"{link}__name"]}
        for attribute in fields.DATES:
            if said[attribute] is not None:
                values[attribute] = said[attribute].isoformat()
            elif attribute in partial:
                values[attribute] = partial[attribute]
        if said["phone"]:
            values["phone"] = said["phone"]
        yield Entry(
            said["pk"], said["version"], said["branch_id"], said["identity_index"], said["name_key"], values
        )


def write(made: Plan, roster_import: RosterImport) -> None:
    """Write what the plan says, and beside it what is needed to take it back."""
    links = _links(made, roster_import)
    pks = _reserve(Member, len(made.created))
    if len(made.created) > _AT_ONCE:
        _make_room()
    today = local(roster_import.made_at).date()
    new = _in_lots(zip(pks, _public_ids(len(pks)), made.created, strict=True))
    insert(Member, (_new(lot, links, today) for lot in new), same=_UNTOUCHED)
    _change(made.changed, links)
    _note_for_undo(roster_import, pks, made.changed)


def _note_for_undo(roster_import: RosterImport, created: Iterable[int], changed: Sequence[Change]) -> None:
    at = {"roster_import_id": str(roster_import.pk)}
    nothing_before = {"created": "TRUE", "before": "''", "version_after": "1"}
    insert(ImportedRow, ({"member_id": lot} for lot in _in_lots(created)), same=at | nothing_before)
    if not changed:
        return
    befores: Columns = {
        "member_id": [change.entry.pk for change in changed],
        "before": seal_all([json.dumps(change.old) for change in changed]),
        "version_after": [change.entry.version + 1 for change in changed],
    }
    insert(ImportedRow, [befores], same=at | {"created": "FALSE"})


_NAMED = ("nation", "native_place", "education", "degree", "party_post", "job", "away", "remark", "sex")
# What a roster does not know of somebody new, as SQL.
_UNTOUCHED = {
    "restriction": "''",
    "exempt": "FALSE",
    "no_smartphone": "FALSE",
    "left_why": "''",
    "version": "1",
}


def _new(lot: Sequence[tuple[int, str, Row]], links: Links, today: dt.date) -> Columns:
    """What new entries hold, column by column; numbers are sealed and indexed a lot at a time."""
    pks, public_ids, rows = zip(*lot, strict=True)
    said = [row.values for row in rows]

    def texts(attribute: str) -> list[str]:
        return [values.get(attribute, "") for values in said]

    names, phones = texts("name"), texts("phone")
    columns: Columns = {
        "id": pks,
        "public_id": public_ids,
        "branch_id": [row.branch for row in rows],
        "name": names,
        "name_key": [name_key(name) for name in names],
        "pinyin": [search_keys(name) for name in names],
        "identity": seal_all(texts("identity")),
        "identity_index": [row.identity_index() for row in rows],
        "phone": seal_all(phones),
        "phone_last4_index": last4_indexes(phones),
        "partial_dates": [_partial(values) for values in said],
        "kind": [kind_of(values, today) for values in said],
    }
    for link in fields.LINKS:
        columns[f"{link}_id"] = [
            links[link, row.branch, row.values[link]] if link in row.values else None for row in rows
        ]
    for attribute in fields.DATES:
        columns[attribute] = [text if len(text) == _WHOLE else None for text in texts(attribute)]
    return columns | {attribute: texts(attribute) for attribute in _NAMED}


def _partial(values: Mapping[str, str]) -> str:
    known = {a: values[a] for a in fields.DATES if a in values and len(values[a]) < _WHOLE}
    return json.dumps(known) if known else "{}"


def columns_of(
    new: Mapping[str, str], branch: int, partial: Mapping[str, str], links: Links
) -> dict[str, Any]:
    """The columns of the table that plain values stand for; numbers still open."""
    columns: dict[str, Any] = {}
    parts = dict(partial)
    for attribute, value in new.items():
        if attribute == "name":
            columns |= {"name": value, "name_key": name_key(value), "pinyin": search_keys(value)}
        elif attribute == "identity":
            columns |= {"identity": value, "identity_index": identity_index(value)}
        elif attribute == "phone":
            columns |= {"phone": value, "phone_last4_index": last4_index(value)}
        elif attribute in fields.LINKS:
            columns[f"{attribute}_id"] = links[attribute, branch, value] if value else None
        elif attribute in fields.DATES:
            whole, part = fields.date_and_part(value)
            columns[attribute] = whole
            parts.pop(attribute, None)
            if part:
                parts[attribute] = part
        elif attribute in fields.FLAGS:
            columns[attribute] = value == fields.YES
        else:
            columns[attribute] = value
    if parts != partial:
        columns["partial_dates"] = parts
    return columns


def put(member: Member, new: Mapping[str, str], links: Links) -> None:
    """Set plain values on one entry; the caller saves it."""
    for column, value in columns_of(new, member.branch_id, member.partial_dates, links).items():
        setattr(member, column, value)


def _change(changes: Iterable[Change], links: Links) -> None:
    """Update in lots that touch the same columns."""
    lots: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for change in changes:
        stands = change.entry.values
        partial = {a: stands[a] for a in fields.DATES if fields.date_and_part(stands.get(a, ""))[1]}
        columns = columns_of(change.new, change.entry.branch, partial, links)
        for sealed in fields.SECRET:
            if sealed in columns:
                columns[sealed] = seal(columns[sealed])
        if "partial_dates" in columns:
            columns["partial_dates"] = json.dumps(columns["partial_dates"])
        lots.setdefault(tuple(columns), []).append((*columns.values(), change.entry.pk))
    quote = connection.ops.quote_name
    table = quote(Member._meta.db_table)
    with connection.cursor() as cursor:
        for touched, rows in lots.items():
            places = ", ".join(f"{quote(column)} = %s" for column in touched)
            cursor.executemany(
                f"UPDATE {table} SET {places}, version = version + 1 WHERE id = %s",  # noqa: S608 - our own columns
                rows,
            )


def _links(made: Plan, roster_import: RosterImport) -> Links:
    """Groups, areas and crews by branch and name; those the roster names and nobody knows yet are made."""
    wanted: set[tuple[str, int, str]] = set()
    for row in made.created:
        wanted.update((link, row.branch, row.values[link]) for link in fields.LINKS if row.values.get(link))
    for change in made.changed:
        wanted.update(
            (link, change.entry.branch, change.new[link]) for link in fields.LINKS if change.new.get(link)
        )
    branches = {branch for _link, branch, _name in wanted}
    links = known_links(branches)
    new = sorted(wanted - links.keys())
    if len(new) > _MOST_NEW_LINKS:
        message = _("表里的党小组、作业区、班组有%(count)d个是名册里没有的，太多了。请核对这几列。")
        raise Refused(message % {"count": len(new)})
    roster_import.counts["made"] = [[link, name] for link, _at, name in new]
    for link, branch, name in new:
        links[link, branch, name] = make_link(link, branch, name, now=roster_import.made_at)
    return links


def known_links(branches: Iterable[int]) -> Links:
    """The groups, areas and crews of these branches."""
    links: Links = {}
    groups = Organisation.objects.filter(parent__in=branches, kind=OrganisationKind.GROUP)
    for name, pk, branch in groups.values_list("name", "pk", "parent_id"):
        links["group", branch, name] = pk
    for link, model in (("area", WorkArea), ("crew", Crew)):
        for name, pk, branch in model.objects.filter(branch__in=branches).values_list(
            "name", "pk", "branch_id"
        ):
            links[link, branch, name] = pk
    return links


def make_link(link: str, branch: int, name: str, *, now: Any) -> int:
    """Add a group, area or crew to a branch by its name."""
    if link == "area":
        return WorkArea.objects.get_or_create(branch_id=branch, name=name)[0].pk
    if link == "crew":
        office = any(word in name for word in _OFFICE)
        return Crew.objects.get_or_create(branch_id=branch, name=name, defaults={"office": office})[0].pk
    parent = Organisation.objects.get(pk=branch)
    return found_organisation(
        by=User.objects.console(),
        code=_free_code(parent),
        name=name,
        kind=OrganisationKind.GROUP,
        parent=parent,
        now=now,
    ).pk


def _free_code(branch: Organisation) -> str:
    taken = set(
        Organisation.objects.filter(code__startswith=f"{branch.code[:30]}-G").values_list("code", flat=True)
    )
    return next(code for n in count(1) if (code := f"{branch.code[:30]}-G{n}") not in taken)


def insert(model: type[models.Model], lots: Iterable[Columns], *, same: Mapping[str, str]) -> None:
    """Insert rows, given as columns of plain values, a lot at a time; the model's own defaults do not apply.

    `same` are columns that hold the same in every row, as SQL. A column that is empty in a whole lot goes the same
    way, because handing the driver a None is several times as dear as handing it a text.
    """
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for columns in lots:
            filled, written = {}, dict(same)
            for column, values in columns.items():
                if any(values) or set(values) not in ({None}, {""}):
                    filled[column] = values
                else:
                    written[column] = "NULL" if values[0] is None else "''"
            named = ", ".join(map(quote, (*filled, *written)))
            places = ", ".join([*["%s"] * len(filled), *written.values()])
            cursor.executemany(
                f"INSERT INTO {quote(model._meta.db_table)} ({named}) VALUES ({places})",  # noqa: S608 - our own words
                list(zip(*filled.values(), strict=True)),
            )


def _make_room() -> None:
    """Let SQLite keep the indexes of a large import in memory; otherwise it writes and reads them over and over."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{_ROOM_KIB}")


def _reserve(model: type[models.Model], how_many: int) -> list[int]:
    """Primary keys for rows to come; the transaction is open, so on SQLite nobody else takes them."""
    if not how_many:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, how_many],
            )
            return [pk for (pk,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
    return list(range(last + 1, last + 1 + how_many))


def _public_ids(how_many: int) -> list[str]:
    """The same random ids as everywhere, a hundred thousand of them drawn at once."""
    letters = secrets.token_bytes(20 * how_many).translate(_LETTERS).decode()
    return [letters[at : at + 20] for at in range(0, len(letters), 20)]


def _in_lots(items: Iterable[T]) -> Iterator[list[T]]:
    source = iter(items)
    while lot := list(islice(source, _AT_ONCE)):
        yield lot
