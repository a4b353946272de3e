"""Which names a unit's own template may use, read from the sheets themselves so that both never differ."""

import dataclasses
import types
import typing
from dataclasses import dataclass
from typing import Any

from zhibu.documents import sheets
from zhibu.documents.blocks import UNRECORDED, run
from zhibu.documents.sheets import PrintedSheet, Text

# Names that stay empty when nothing was given; everywhere else an empty place would look like a fact.
_MAY_BE_BLANK = ("编号", "联系人", "链接", "链接说明", "落款日期")

KINDS = {
    "notice": sheets.NoticeSheet,
    "sign_in": sheets.SignInSheet,
    "minutes": sheets.MinutesSheet,
    "resolution": sheets.ResolutionSheet,
    "record_book": sheets.RecordBookPage,
}


@dataclass(frozen=True, slots=True)
class Field:
    """A name that may stand in a template. `parts` are the names within each entry of a list."""

    name: str
    is_list: bool = False
    parts: tuple["Field", ...] = ()


def template_fields(kind: str) -> tuple[Field, ...]:
    """The names for a kind of paper (notice, sign_in, minutes, resolution, record_book).

    Errors: KeyError for a kind that does not exist.
    """
    return _fields(KINDS[kind])


def template_values(sheet: PrintedSheet) -> dict[str, Any]:
    """The sheet as a template sees it: Chinese names, texts and lists; what nobody recorded reads 「未记录」."""
    values = _values(sheet)
    return {
        name: UNRECORDED if value == "" and name not in _MAY_BE_BLANK else value
        for name, value in values.items()
    }


def example_values(kind: str) -> dict[str, Any]:
    """Every name filled and every list with one entry, to try a new template before it is kept."""

    def example(fields: tuple[Field, ...]) -> dict[str, Any]:
        return {field.name: [entry(field)] if field.is_list else entry(field) for field in fields}

    def entry(field: Field) -> Any:
        return example(field.parts) if field.parts else f"（{field.name}）"

    return example(template_fields(kind))


def _names(shape: Any) -> dict[str, tuple[str, Any]]:
    """For each field of a sheet its Chinese name and its type."""
    hints = typing.get_type_hints(shape, include_extras=True)
    return {field: (hint.__metadata__[0], hint.__origin__) for field, hint in hints.items()}


def _fields(shape: Any) -> tuple[Field, ...]:
    found = []
    for name, hint in _names(shape).values():
        entry, is_list = _entry(hint)
        parts = _fields(entry) if dataclasses.is_dataclass(entry) and entry is not Text else ()
        found.append(Field(name, is_list, parts))
    return tuple(found)


def _entry(hint: Any) -> tuple[Any, bool]:
    if typing.get_origin(hint) is tuple:
        return typing.get_args(hint)[0], True
    return (str, False) if isinstance(hint, types.UnionType) else (hint, False)


def _values(part: Any) -> dict[str, Any]:
    return {name: _value(getattr(part, field)) for field, (name, _hint) in _names(type(part)).items()}


def _value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_value(entry) for entry in value]
    if isinstance(value, bool):
        return value
    if value is None:
        return run("").words
    if isinstance(value, Text | str):
        return run(value, otherwise="").words
    if isinstance(value, int):
        return str(value)
    return _values(value)
