"""Reads YAML without its surprises: `yes`, `no`, `on` stay words, dates stay text, no key stands twice."""

import re
from pathlib import Path
from typing import Any

import yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class PlainLoader(_Loader):  # type: ignore[misc]
    """The safe loader with JSON's idea of what is a number, a truth value or null."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        """A mapping; a key that stands twice is an error and not a silent overwrite."""
        seen = set()
        for key_node, _ in node.value:
            if isinstance(key_node.value, str) and key_node.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key {key_node.value!r} stands twice", key_node.start_mark
                )
            seen.add(key_node.value if isinstance(key_node.value, str) else id(key_node))
        built: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return built


for _tag, _pattern, _first in (
    ("bool", r"true|false", "tf"),
    ("int", r"-?(?:0|[1-9][0-9]*)", "-0123456789"),
    ("float", r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?", "-0123456789"),
    ("null", r"~|null|", "~n"),
):
    PlainLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}",
        re.compile(rf"^(?:{_pattern})$"),
        [*_first, *([""] if _tag == "null" else [])],
    )


def read_yaml(path: Path) -> Any:
    """The content of a YAML file in UTF-8; raises yaml.YAMLError with line and column when it is broken."""
    return yaml.load(path.read_text("utf-8"), Loader=PlainLoader)  # noqa: S506 - PlainLoader is a safe loader
