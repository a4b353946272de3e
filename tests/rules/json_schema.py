"""As much of JSON Schema as the questions use: whether facts fit one, facts that do, and facts next to them."""

import re
from datetime import date
from typing import Any

from hypothesis import strategies as some

DAYS = some.one_of(
    some.sampled_from(
        ["0001-01-01", "2018-10-27", "2018-10-28", "2024-02-29", "2026-05-17", "2026-05-18", "9999-12-31"]
    ),
    some.dates().map(str),
    some.dates(min_value=date(2014, 6, 1)).map(str),
)
JUNK = some.one_of(
    some.none(),
    some.booleans(),
    some.sampled_from(
        [-1, 0, 1, 1.5, 10**9 + 1, 10**400, float("inf"), "", "5", "2026-02-30", "2026-13", "-1.00"]
    ),
    some.sampled_from([[], {}, [None], [[]], {"a": 1}, "full", "0000-01-01", "2026-06-01\n", "5.00\n", "５"]),
    some.text(max_size=3),
)


def fits(schema: Any, value: Any) -> bool:
    """Whether a value is valid by a schema; a keyword nobody has thought of here is an error."""
    if isinstance(schema, bool):
        return schema
    return all(_fits(word, said, schema, value) for word, said in schema.items())


def _fits(word: str, said: Any, schema: Any, value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    match word:
        case "$schema" | "$id" | "title" | "format":
            return True
        case "type":
            return {
                "object": isinstance(value, dict),
                "array": isinstance(value, list),
                "string": isinstance(value, str),
                "boolean": isinstance(value, bool),
                "null": value is None,
                "number": number,
                "integer": number and value == value // 1,
            }[said]
        case "enum":
            return any(type(value) is type(choice) and value == choice for choice in said)
        case "minimum":
            return not number or value >= said
        case "maximum":
            return not number or value <= said
        case "maxLength":
            return not isinstance(value, str) or len(value) <= said
        case "pattern":
            return not isinstance(value, str) or re.search(said, value) is not None
        case "required":
            return not isinstance(value, dict) or all(key in value for key in said)
        case "properties":
            return not isinstance(value, dict) or all(
                fits(said[key], value[key]) for key in said if key in value
            )
        case "additionalProperties":
            return not isinstance(value, dict) or all(fits(said, item) for item in value.values())
        case "maxProperties" | "maxItems":
            return not isinstance(value, dict | list) or len(value) <= said
        case "items":
            return not isinstance(value, list) or all(fits(said, item) for item in value)
        case "allOf":
            return all(fits(one, value) for one in said)
        case "anyOf":
            return any(fits(one, value) for one in said)
        case "oneOf":
            return sum(fits(one, value) for one in said) == 1
        case "not":
            return not fits(said, value)
    raise AssertionError(f"{word} is not known to this test")


def facts_of(schema: Any) -> some.SearchStrategy[Any]:
    """Values made by a schema; where its branches forbid each other, now and then one that does not fit."""
    branches = schema.get("oneOf") or (schema.get("anyOf") if schema.get("type") != "object" else None)
    if branches:
        rest = {key: said for key, said in schema.items() if key not in ("oneOf", "anyOf")}
        return some.one_of([facts_of(_merged(branch, rest)) for branch in branches])
    if "enum" in schema:
        return some.sampled_from(schema["enum"])
    match schema.get("type"):
        case "null":
            return some.none()
        case "boolean":
            return some.booleans()
        case "integer":
            return some.one_of(some.integers(0, 24), some.integers(schema["minimum"], schema["maximum"]))
        case "number":
            return some.one_of(some.integers(0, 60), some.floats(schema["minimum"], schema["maximum"]))
        case "string" if schema.get("format") == "date":
            return DAYS
        case "string" if "pattern" in schema:
            return some.from_regex(schema["pattern"]).filter(lambda text: fits(schema, text))
        case "string":
            return some.one_of(
                some.sampled_from(["watch", "abroad", "base_pay", "11010519491231002X"]),
                some.text(max_size=9),
            )
        case "array":
            return some.lists(facts_of(schema["items"]), max_size=4)
        case "object" if "additionalProperties" in schema:
            return some.dictionaries(
                some.text(max_size=2), facts_of(schema["additionalProperties"]), max_size=4
            )
        case "object":
            own = schema.get("properties", {})
            known = {key: facts_of(said) for key, said in own.items()}
            must = set(schema.get("required", ()))
            for one in schema.get("anyOf", ()):
                must |= set(one.get("required", ()))
                known |= {
                    key: facts_of(said) for key, said in one.get("properties", {}).items() if key not in known
                }
            return some.fixed_dictionaries(
                {key: known[key] for key in known if key in must},
                optional={key: known[key] for key in known if key not in must},
            )
    raise AssertionError(f"nothing can be made of {schema}")


def _merged(one: Any, other: Any) -> Any:
    both = {**other, **one}
    both["properties"] = {**other.get("properties", {}), **one.get("properties", {})}
    return both


def changed(value: Any) -> some.SearchStrategy[Any]:
    """The same facts with one thing replaced by anything, or left out."""
    if isinstance(value, dict) and value:
        return some.sampled_from(sorted(value)).flatmap(
            lambda key: some.one_of(
                changed(value[key]).map(lambda other: {**value, key: other}),
                some.just({name: item for name, item in value.items() if name != key}),
            )
        )
    if isinstance(value, list) and value:
        return some.integers(0, len(value) - 1).flatmap(
            lambda place: changed(value[place]).map(
                lambda other: [*value[:place], other, *value[place + 1 :]]
            )
        )
    return JUNK
