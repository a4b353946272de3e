"""Reads facts strictly: each kind of fact knows what it accepts, how to say no, and its JSON Schema."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhibu.rules.months import month_number

MOST = 10**9
_MONEY = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,2})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ABSENT: Any = object()
_YEAR = "(?:000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})"
_LEAP_YEAR = (
    "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"  # 0000 is no year
)
_EVERY_DAY = (
    f"^(?:{_YEAR}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    f"|02-(?:0[1-9]|1[0-9]|2[0-8]))|{_LEAP_YEAR}-02-29)$"
)


class FactError(ValueError):
    """Facts that do not fit: a code for machines, a sentence for people, and the JSON path of the fact."""

    def __init__(self, code: str, message: str, at: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.at = at


def invalid(message: str, at: str) -> FactError:
    """The error for a fact that is there but cannot be."""
    return FactError("fact_invalid", message, at)


def path_to(at: str, key: str) -> str:
    """The JSON path of a key inside `at`; a key that is no plain word is quoted."""
    return f"{at}.{key}" if key.isidentifier() else f"{at}[{json.dumps(key, ensure_ascii=False)}]"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fact: how it is read and its JSON Schema."""

    read: Callable[[Any, str], Any]
    schema: Mapping[str, Any]


def _whole(value: Any, at: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
        raise invalid("这里要填 0 或正整数。", at)
    return value


def _from_one(value: Any, at: str) -> int:
    number = _whole(value, at)
    if number == 0:
        raise invalid("这里至少是 1。", at)
    return number


def _number(value: Any, at: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MOST:
        raise invalid("这里要填 0 或正数。", at)
    return Decimal(str(value))


def _flag(value: Any, at: str) -> bool:
    if not isinstance(value, bool):
        raise invalid("这里要填 true 或 false。", at)
    return value


def _is_writable(value: Any) -> bool:
    try:
        return isinstance(value, str) and value.encode() is not None
    except UnicodeEncodeError:  # JSON can smuggle in half a character, which nobody could print
        return False


def _text(value: Any, at: str) -> str:
    if not isinstance(value, str) or not _is_writable(value) or len(value) > 200:
        raise invalid("这里要填文字，最多 200 个字。", at)
    return value


def _day(value: Any, at: str) -> date:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise invalid("这里要填日期，写成 2026-03-10 这样。", at)


def _month(value: Any, at: str) -> int:
    number = month_number(value) if isinstance(value, str) else None
    if number is None:
        raise invalid("这里要填月份，写成 2026-03 这样。", at)
    return number


def _money(value: Any, at: str) -> Decimal:
    if not isinstance(value, str) or not value.isascii() or not _MONEY.fullmatch(value):
        raise invalid('金额要写成文字，单位元，最多两位小数，例如 "5200.00"。', at)
    return Decimal(value)


COUNT = Kind(_whole, {"type": "integer", "minimum": 0, "maximum": MOST})
FROM_ONE = Kind(_from_one, {"type": "integer", "minimum": 1, "maximum": MOST})
NUMBER = Kind(_number, {"type": "number", "minimum": 0, "maximum": MOST})
FLAG = Kind(_flag, {"type": "boolean"})
TEXT = Kind(_text, {"type": "string", "maxLength": 200})
DAY = Kind(_day, {"type": "string", "format": "date", "pattern": _EVERY_DAY, "maxLength": 10})
MONTH = Kind(_month, {"type": "string", "pattern": f"^{_YEAR}-(?:0[1-9]|1[0-2])$", "maxLength": 7})
MONEY = Kind(_money, {"type": "string", "pattern": "^[0-9]{1,12}(?:\\.[0-9]{1,2})?$(?!\n)"})


def days_before(day: date) -> dict[str, Any]:
    """The JSON Schema of a day earlier than that one."""
    text = day.isoformat()
    smaller = [f"{text[:place]}[0-{int(digit) - 1}]" for place, digit in enumerate(text) if digit not in "0-"]
    return {"allOf": [dict(DAY.schema), {"pattern": f"^(?:{'|'.join(smaller)})"}]}


def choice(*words: str) -> Kind:
    """A fact that is one of these words."""

    def read(value: Any, at: str) -> str:
        if not isinstance(value, str) or value not in words:
            raise invalid("这里只能填：" + "、".join(words) + "。", at)
        return value

    return Kind(read, {"enum": list(words)})


def list_of(kind: Kind, *, most: int = 10_000) -> Kind:
    """A list whose items are all of one kind."""

    def read(value: Any, at: str) -> tuple[Any, ...]:
        if not isinstance(value, list) or len(value) > most:
            raise invalid(f"这里要填列表，最多 {most} 项。", at)
        return tuple(kind.read(item, f"{at}[{place}]") for place, item in enumerate(value))

    return Kind(read, {"type": "array", "items": dict(kind.schema), "maxItems": most})


def table_of(kind: Kind, *, most: int = 1_000) -> Kind:
    """A table from free names to facts of one kind."""

    def read(value: Any, at: str) -> dict[str, Any]:
        if not isinstance(value, Mapping) or len(value) > most or not all(map(_is_writable, value)):
            raise invalid(f"这里要填名称到数值的表，最多 {most} 项。", at)
        return {key: kind.read(item, path_to(at, key)) for key, item in value.items()}

    return Kind(read, {"type": "object", "additionalProperties": dict(kind.schema), "maxProperties": most})


@dataclass(frozen=True, slots=True)
class Fact:
    """One key of the facts: its kind, whether null (not known) is allowed, and what holds when it is absent."""

    name: str
    kind: Kind
    nullable: bool = False
    default: Any = _ABSENT

    @property
    def required(self) -> bool:
        """Whether the key must be there."""
        return self.default is _ABSENT

    def read(self, facts: Mapping[str, Any], at: str) -> Any:
        """The fact's value; raises FactError fact_missing or fact_invalid with its path."""
        path = f"{at}.{self.name}"
        if self.name not in facts:
            if self.required:
                raise FactError("fact_missing", f"缺少 {self.name}。", path)
            return self.default
        value = facts[self.name]
        if value is None:
            if self.nullable:
                return None
            raise invalid("这一项不能是 null。", path)
        return self.kind.read(value, path)

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of this fact."""
        own = dict(self.kind.schema)
        return {"anyOf": [own, {"type": "null"}]} if self.nullable else own


def read_all(wanted: tuple[Fact, ...], facts: Any, at: str = "$") -> dict[str, Any]:
    """Read the wanted keys and ignore the others; raises FactError for the first that does not fit."""
    if not isinstance(facts, Mapping):
        raise invalid("这里要填一组“名称: 值”。", at)
    return {fact.name: fact.read(facts, at) for fact in wanted}


def schema_of(wanted: tuple[Fact, ...]) -> dict[str, Any]:
    """The JSON Schema of an object with these keys; other keys are allowed and ignored."""
    return {
        "type": "object",
        "properties": {fact.name: fact.schema() for fact in wanted},
        "required": [fact.name for fact in wanted if fact.required],
    }


def record(*wanted: Fact) -> Kind:
    """A nested object with these keys."""
    return Kind(lambda value, at: read_all(wanted, value, at), schema_of(wanted))
