"""Every right that a room names stands in the one table, and no right stands there that nobody asks for."""

import ast
import re

from tests.house.sources import modules
from zhibu.organisations.policy import TABLE

NAME = re.compile(r"[a-z_]+\.[a-z_]+")


def named_capabilities() -> dict[str, str]:
    """Capability strings in permissions modules, and those given to access directly."""
    found = {}
    for place, tree in modules():
        for node in ast.walk(tree):
            if (
                place.stem == "permissions"
                and isinstance(node, ast.Assign)
                and isinstance(node.value, ast.Constant)
            ):
                found[str(node.value.value)] = str(place)
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("require", "may", "reach")
            ):
                for argument in node.args[1:2]:
                    if isinstance(argument, ast.Constant) and NAME.fullmatch(str(argument.value)):
                        found[str(argument.value)] = str(place)
    return found


def test_every_named_right_is_in_the_table():
    assert {name: place for name, place in named_capabilities().items() if name not in TABLE} == {}


def test_every_right_in_the_table_is_asked_for():
    assert set(TABLE) - set(named_capabilities()) == set()
