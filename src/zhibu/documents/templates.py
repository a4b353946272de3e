"""A unit's own .docx templates: which names they may use, and filling them where they can do no harm."""

import marshal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhibu.documents.child import ChildFailed, run_child
from zhibu.documents.fields import KINDS, Field, example_values, template_fields, template_values
from zhibu.documents.sheets import PrintedSheet
from zhibu.kernel.refusal import Refused

__all__ = ["KINDS", "Field", "TemplateProblem", "check_template", "fill_template", "template_fields"]

FILE_BYTES = 5 * 1024 * 1024
CPU_SECONDS = 8
MEMORY_BYTES = 768 * 1024 * 1024


class TemplateProblem(Refused):
    """The template cannot be used; the message says what to change. `name` is the field it stumbled over."""

    def __init__(self, message: str, *, code: str, name: str = "") -> None:
        super().__init__(message, field="template", code=code)
        self.name = name


def fill_template(template: bytes, sheet: PrintedSheet) -> bytes:
    """The unit's template filled with the sheet, as .docx. Errors: `TemplateProblem`."""
    return _filled(template, template_values(sheet))


def check_template(template: bytes, kind: str) -> None:
    """Try a new template with an example in every place before it is kept. Errors: `TemplateProblem`."""
    _filled(template, example_values(kind))


def _filled(template: bytes, values: dict[str, Any]) -> bytes:
    if len(template) > FILE_BYTES:
        raise _problem("too_large")
    try:
        answer = run_child(
            "zhibu.documents.template_child",
            payload=marshal.dumps((template, values)),
            options={},
            seconds=CPU_SECONDS,
            memory=MEMORY_BYTES,
        )
    except ChildFailed as failed:
        raise _problem("gave_up") from failed
    said, *found = marshal.loads(answer)  # noqa: S302 - written by our own child of the same Python
    if said == "problem":
        raise _problem(*found)
    return found[0]


def _problem(reason: str, name: str = "") -> TemplateProblem:
    known = reason if reason in _SENTENCES else "unsafe"
    sentence = _SENTENCES["syntax_at" if known == "syntax" and name else known]
    return TemplateProblem(_(sentence) % {"name": name}, code=f"template_{known}", name=name)


_SENTENCES = {
    "too_large": gettext_noop("模板超过 5 MB。请缩小里面的图片后再上传。"),
    "not_docx": gettext_noop("模板不是 .docx 文件。请用 Word 或 WPS 另存为 .docx 再上传。"),
    "macro": gettext_noop("模板里带有宏或嵌入的对象。请去掉后另存为 .docx 再上传。"),
    "remote": gettext_noop("模板里有指向外部文件的链接或域。请改成普通文字或图片后再上传。"),
    "unknown_field": gettext_noop("模板里用了「%(name)s」，没有这个名称。请对照可用名称改正后再上传。"),
    "syntax": gettext_noop("模板里的双花括号或控制语句写得不完整。请改正后再上传。"),
    "syntax_at": gettext_noop(
        "模板里的双花括号或控制语句写得不完整，在这一段附近：%(name)s。请改正后再上传。"
    ),
    "forbidden": gettext_noop("模板里用了不允许的写法。模板只能取用列出的名称，请改正后再上传。"),
    "unsafe": gettext_noop("模板文件结构不正常，没有打开。请用 Word 或 WPS 另存一份再上传。"),
    "gave_up": gettext_noop("填写模板用的时间或内存超过了上限，已经停下。请简化模板后再上传。"),
}
