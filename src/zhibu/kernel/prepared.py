"""Questions that are put together once and asked many times, for what nearly every request asks.

The ORM puts a question together anew each time, which costs a hundred times what SQLite needs to answer by a key.
Here a queryset with gaps (`Given`) is put together at its first use; afterwards only the values travel. The answers
are the same objects the queryset would give. For questions of one fixed shape: no list of changing length, no None.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import signals
from django.db.models.base import ModelState
from django.db.models.expressions import Expression
from django.db.models.query import ModelIterable
from django.db.models.sql import UpdateQuery

Row = TypeVar("Row")
_Maker = Callable[[Sequence[Any]], Any]


class Given(Expression):
    """A gap in a prepared question: the name of the value, and the kind of field it is compared with."""

    def __init__(self, name: str, kind: models.Field | None = None) -> None:
        super().__init__(output_field=kind or models.BigIntegerField())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """One placeholder; the value is put in when the question is asked."""
        return "%s", [self]


@dataclass(frozen=True)
class _Statement:
    """SQL, and what stands at each placeholder: a value, or a gap to be filled."""

    sql: str
    places: tuple[Any, ...]

    def filled(self, given: dict[str, Any], here: Any) -> list[Any]:
        return [
            place.output_field.get_db_prep_value(given[place.name], here, prepared=False)
            if isinstance(place, Given)
            else place
            for place in self.places
        ]


class Question(Generic[Row]):
    """A queryset of rows or of value lists with gaps. `ask` answers with all rows, `one` with the first or None."""

    def __init__(self, queryset: Callable[[], "models.QuerySet[Any, Row]"]) -> None:
        self._queryset = queryset
        self._ready: dict[str, tuple[_Statement, Callable[[Sequence[Any]], Row]]] = {}

    def ask(self, **given: Any) -> list[Row]:
        """The rows for these values."""
        here = connections[DEFAULT_DB_ALIAS]
        statement, made = self._prepared(here)
        with here.cursor() as cursor:
            cursor.execute(statement.sql, statement.filled(given, here))
            return [made(row) for row in cursor.fetchall()]

    def one(self, **given: Any) -> Row | None:
        """The first row for these values."""
        here = connections[DEFAULT_DB_ALIAS]
        statement, made = self._prepared(here)
        with here.cursor() as cursor:
            cursor.execute(statement.sql, statement.filled(given, here))
            row = cursor.fetchone()
        return None if row is None else made(row)

    def _prepared(self, here: Any) -> tuple[_Statement, Callable[[Sequence[Any]], Row]]:
        ready = self._ready.get(here.vendor)
        if ready is None:
            queryset = self._queryset()
            compiler = queryset.query.get_compiler(connection=here)
            sql, places = compiler.as_sql()
            ready = _Statement(sql, tuple(places)), _maker(queryset, compiler)
            self._ready[here.vendor] = ready
        return ready


class Change:
    """An update with gaps: the rows it meets, and what is set in them."""

    def __init__(self, queryset: Callable[[], "models.QuerySet[Any]"], **values: Any) -> None:
        self._queryset = queryset
        self._values = values
        self._ready: dict[str, _Statement] = {}

    def make(self, **given: Any) -> int:
        """Change the rows; how many there were."""
        here = connections[DEFAULT_DB_ALIAS]
        statement = self._ready.get(here.vendor)
        if statement is None:
            query: Any = self._queryset().query.chain(UpdateQuery)
            query.add_update_values(self._values)
            sql, places = query.get_compiler(connection=here).as_sql()
            statement = self._ready[here.vendor] = _Statement(sql, tuple(places))
        with here.cursor() as cursor:
            cursor.execute(statement.sql, statement.filled(given, here))
            return int(cursor.rowcount)


def add(row: models.Model) -> None:
    """Insert a new row in one plain statement and give it its key. Sends no signals, and looks nothing up first."""
    here = connections[DEFAULT_DB_ALIAS]
    sql, names, prepare = _insertion(type(row), here)
    values = [getattr(row, name) for name in names]
    for place, field in prepare:
        values[place] = field.get_db_prep_save(values[place], here)
    with here.cursor() as cursor:
        cursor.execute(sql, values)
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, here.alias


_Insertion = tuple[str, list[str], list[tuple[int, models.Field]]]
_insertions: dict[type[models.Model], _Insertion] = {}


def _insertion(model: type[models.Model], here: Any) -> _Insertion:
    """The statement, the names of the values, and those among them that the database wants in another form."""
    if model not in _insertions:
        meta, quote = model._meta, here.ops.quote_name
        fields = [field for field in meta.concrete_fields if not field.primary_key]
        columns = ", ".join(quote(field.column) for field in fields)
        gaps = ", ".join(["%s"] * len(fields))
        table, key = quote(meta.db_table), quote(meta.pk.column)
        sql = f"INSERT INTO {table} ({columns}) VALUES ({gaps}) RETURNING {key}"  # noqa: S608 - names only
        prepare = [
            (place, field) for place, field in enumerate(fields) if type(field) is not models.CharField
        ]
        _insertions[model] = sql, [field.attname for field in fields], prepare
    return _insertions[model]


def _maker(queryset: "models.QuerySet[Any, Row]", compiler: Any) -> Callable[[Sequence[Any]], Row]:
    """What turns one row of the database into one answer, with everything looked up beforehand."""
    converted = _converter(compiler)
    if not issubclass(queryset._iterable_class, ModelIterable):  # type: ignore[attr-defined]
        return converted  # type: ignore[return-value]
    whole = _object_maker(compiler.klass_info, compiler.select, compiler.connection.alias)
    annotated = list((compiler.annotation_col_map or {}).items())

    def made(row: Sequence[Any]) -> Any:
        row = converted(row)
        answer = whole(row)
        for name, place in annotated:
            setattr(answer, name, row[place])
        return answer

    return made


def _object_maker(info: dict[str, Any], select: Sequence[Any], alias: str) -> _Maker:
    """What makes one object of a row, and the objects that `select_related` asked for with it."""
    places = info["select_fields"]
    first, last = places[0], places[-1] + 1
    names = [column[0].target.attname for column in select[first:last]]
    new = _bare_maker(info["model"], names, alias)
    key = first + names.index(info["model"]._meta.pk.attname)
    related = [
        (_object_maker(other, select, alias), other["local_setter"], other["remote_setter"])
        for other in info.get("related_klass_infos", [])
    ]

    def made(row: Sequence[Any]) -> Any:
        if row[key] is None:
            return None
        answer = new(row[first:last])
        for make, set_here, set_there in related:
            other = make(row)
            set_here(answer, other)
            if other is not None:
                set_there(other, answer)
        return answer

    return made


def _bare_maker(model: type[models.Model], names: list[str], alias: str) -> _Maker:
    """What fills a new object as `Model.from_db` does, past `__init__` where nothing hangs on it."""
    listened = signals.pre_init.has_listeners(model) or signals.post_init.has_listeners(model)
    if listened or model.__init__ is not models.Model.__init__ or "from_db" in vars(model):
        return lambda values: model.from_db(alias, names, values)

    def made(values: Sequence[Any]) -> models.Model:
        answer = model.__new__(model)
        state = ModelState()
        state.adding, state.db = False, alias
        answer.__dict__.update(zip(names, values, strict=True), _state=state)
        return answer

    return made


def _converter(compiler: Any) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """What Django's fields make of the columns: instants, opened seals, JSON."""
    columns: Iterable[Any] = [column[0] for column in compiler.select[: compiler.col_count]]
    found = list(compiler.get_converters(columns).items())
    if not found:
        return tuple

    def converted(row: Sequence[Any]) -> Sequence[Any]:
        values = list(row)
        for place, (converters, expression) in found:
            value = values[place]
            for convert in converters:
                value = convert(value, expression, compiler.connection)
            values[place] = value
        return values

    return converted
