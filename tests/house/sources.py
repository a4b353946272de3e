"""The files that the house tests read."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "zhibu"


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """Every Python file of the product but its migrations, parsed."""
    for place in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in place.parts:
            yield place.relative_to(SOURCE), ast.parse(place.read_text(encoding="utf-8"))


def templates() -> Iterator[tuple[Path, str]]:
    """Every template of the product: Django's, and those of list pages."""
    for place in sorted([*SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("jinja2/**/*.html")]):
        yield place.relative_to(SOURCE), place.read_text(encoding="utf-8")
