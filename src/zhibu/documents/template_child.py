"""The confined process that fills a unit's own .docx template: it may be written badly, or with bad intent."""

import io
import json
import marshal
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

from zhibu.documents.archive import Unsafe, unpack_checked
from zhibu.documents.confinement import confine

_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_FETCHING_FIELD = re.compile(
    rb"<w:instrText[^>]*>\s*(?:DDE|DDEAUTO|INCLUDEPICTURE|INCLUDETEXT|LINK|IMPORT)\b"
)
_NAMED = re.compile(r"'([^']+)'(?: is undefined)?$")


class _Problem(Exception):
    """`reason` is a key of the sentences in `templates`; `name` is the field or the place."""

    def __init__(self, reason: str, name: str = "") -> None:
        super().__init__(reason)
        self.reason, self.name = reason, name


def main() -> None:
    confine(json.loads(sys.argv[1]))
    template, values = marshal.load(sys.stdin.buffer)  # noqa: S302 - written by our own parent
    try:
        answer: tuple[Any, ...] = ("drawn", _draw(template, values))
    except Unsafe as unsafe:
        answer = ("problem", unsafe.reason, "")
    except _Problem as problem:
        answer = ("problem", problem.reason, problem.name)
    sys.stdout.buffer.write(marshal.dumps(answer))


def _draw(template: bytes, values: dict[str, Any]) -> bytes:
    if not template.startswith(b"PK\x03\x04"):
        raise _Problem("not_docx")
    kept = Path("kept.zip")
    with kept.open("w+b") as plain:
        names = unpack_checked(io.BytesIO(template), plain)
    _check_parts(names, kept)
    return _fill(template, values)


def _check_parts(names: frozenset[str], kept: Path) -> None:
    if "word/document.xml" not in names:
        raise _Problem("not_docx")
    if any(
        name.endswith((".bin", ".exe", ".dll")) or "/embeddings/" in name or "/activex/" in name
        for name in names
    ):
        raise _Problem("macro")
    with zipfile.ZipFile(kept) as parts:
        for name in parts.namelist():
            content = parts.read(name)
            if name.endswith(".rels"):
                for relation in _RELATION.findall(content):
                    if b"External" in relation and b"/hyperlink" not in relation:
                        raise _Problem("remote")
            elif _FETCHING_FIELD.search(content):
                raise _Problem("remote")


def _fill(template: bytes, values: dict[str, Any]) -> bytes:
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError
    from jinja2.exceptions import SecurityError, TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    language = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    language.globals.clear()
    for filter_that_opens in ("safe", "attr", "map", "groupby", "xmlattr"):
        language.filters.pop(filter_that_opens, None)
    try:
        document = DocxTemplate(io.BytesIO(template))
        for name in sorted(document.get_undeclared_template_variables(jinja_env=language) - values.keys()):
            raise _Problem("unknown_field", name)
        document.template_file.seek(0)
        document.render(values, jinja_env=language, autoescape=True)
        written = io.BytesIO()
        document.save(written)
    except UndefinedError as undefined:
        named = _NAMED.search(undefined.message or "")
        raise _Problem("unknown_field", named[1] if named else "") from undefined
    except TemplateSyntaxError as wrong:
        raise _Problem("syntax", " ".join(getattr(wrong, "docx_context", ()))[:200]) from wrong
    except SecurityError as forbidden:
        raise _Problem("forbidden") from forbidden
    except MemoryError:
        raise
    except (
        TemplateError,
        ValueError,
        TypeError,
        KeyError,
        ArithmeticError,
        RecursionError,
        SyntaxError,
    ) as wrong:
        raise _Problem("syntax") from wrong
    return written.getvalue()


if __name__ == "__main__":
    main()
