"""The walls of the house: imports go downstairs, files have subjects, time is an argument, acts look alike."""

import ast
import subprocess
import sys
from pathlib import Path

from tests.house.sources import ROOT, SOURCE, modules

SHAPELESS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "misc",
    "common",
    "core",
    "base",
    "manager",
    "handler",
    "handlers",
}
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "today"),
    ("date", "today"),
    ("timezone", "now"),
    ("timezone", "localdate"),
}


def test_imports_go_downstairs():
    lint = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_file_says_why_it_exists():
    silent = [str(place) for place, tree in modules() if tree.body and not ast.get_docstring(tree)]
    assert silent == []


def test_no_file_without_a_subject():
    assert [str(place) for place, _tree in modules() if place.stem in SHAPELESS] == []


def test_only_the_clock_looks_at_the_clock():
    """Besides the slab's clock only the door of `rules` does, which stands below the slab."""
    looked = []
    for place, tree in modules():
        if place in (Path("kernel/clock.py"), Path("rules/ask.py")):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
                owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
                if (owner, node.attr) in CLOCKS:
                    looked.append(f"{place}:{node.lineno}")
    assert looked == []


def test_operations_are_sentences_with_keywords():
    """An act takes keywords only, is told the time, and has a docstring a secretary could read."""
    wrong = []
    for place, tree in modules():
        if len(place.parts) < 3 or place.parts[1] != "operations":
            continue
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            if not ast.get_docstring(node):
                wrong.append(f"{place}: {node.name} has no docstring")
            if not any(isinstance(one, ast.Name) and one.id == "writes" for one in node.decorator_list):
                continue
            if node.args.args or node.args.posonlyargs:
                wrong.append(f"{place}: {node.name} takes arguments by position")
            if "now" not in {argument.arg for argument in node.args.kwonlyargs}:
                wrong.append(f"{place}: {node.name} is not told the time")
    assert wrong == []


def test_no_signals_and_no_save_overrides():
    wrong = []
    for place, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.endswith("signals"):
                wrong.append(f"{place}: imports {node.module}")
            if isinstance(node, ast.FunctionDef) and node.name == "save" and place.stem == "models":
                wrong.append(f"{place}: overrides save")
    assert wrong == []


def test_no_room_reads_the_environment():
    """Settings are read once; a room that looked at the environment would have a hidden input."""
    wrong = [
        str(place)
        for place, tree in modules()
        if place.parts[0] != "config"
        and any(
            isinstance(node, ast.Attribute)
            and node.attr in ("environ", "getenv")
            and isinstance(node.value, ast.Name)
            and node.value.id == "os"
            for node in ast.walk(tree)
        )
        and place.parts[0] != "documents"  # its child process needs a clean environment of its own
    ]
    assert wrong == []


def test_nothing_names_a_workplace():
    here = str(ROOT.parent) + "/"
    named = [
        str(place.relative_to(ROOT))
        for folder in (SOURCE, ROOT / "tests", ROOT / "docs", ROOT / "bench", ROOT / "scripts")
        for place in folder.rglob("*")
        if place.suffix in {".py", ".md", ".html", ".yaml", ".toml", ".css", ".js"}
        and here in place.read_text(encoding="utf-8")
    ]
    assert named == []
