"""A unit's own template: what it may use, and that a bad one does no harm."""

import io
import zipfile

import pytest
from docx import Document

from tests.documents import papers
from zhibu.documents.templates import KINDS, TemplateProblem, check_template, fill_template, template_fields


def template(*paragraphs: str, parts: dict[str, str] | None = None) -> bytes:
    document = Document()
    for words in paragraphs:
        document.add_paragraph(words)
    table = document.add_table(rows=3, cols=2)
    for row, cells in enumerate(
        (("{%tr for 人 in 到会人员 %}", ""), ("{{ 人.姓名 }}", "{{ 人.备注 }}"), ("{%tr endfor %}", ""))
    ):
        for column, words in enumerate(cells):
            table.rows[row].cells[column].text = words
    written = io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written, "a") as archive:
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return written.getvalue()


GOOD = template(
    "{{ 标题 }}",
    "地点：{{ 地点 }}",
    "{% for 题 in 议题 %}{{ 题.题目 }}{% for 决 in 题.决定 %}：{{ 决.内容 }}{% endfor %}{% endfor %}",
)


def test_a_template_is_filled_with_the_chinese_names():
    filled = Document(io.BytesIO(fill_template(GOOD, papers.minutes(3))))
    assert [p.text for p in filled.paragraphs][:2] == ["党员大会会议记录", "地点：三楼会议室"]
    assert "讨论接收预备党员：上报材料：其他" in filled.paragraphs[2].text
    assert [row.cells[0].text for row in filled.tables[0].rows] == ["李𠮷0", "周䶮1", "吴㐱2"]


def test_what_nobody_recorded_says_so_in_a_template_too():
    empty = papers.ALL["empty minutes"]
    assert Document(io.BytesIO(fill_template(GOOD, empty))).paragraphs[1].text == "地点：未记录"


def test_words_cannot_become_markup():
    filled = fill_template(template("{{ 标题 }}|{{ 主持人 }}"), papers.ALL["markup in every corner"])
    assert "<w:p/> {{ 1 }}" in Document(io.BytesIO(filled)).paragraphs[0].text


def test_a_good_template_passes_before_it_is_kept():
    check_template(GOOD, "minutes")


@pytest.mark.parametrize("kind", KINDS)
def test_the_names_of_every_kind_are_listed(kind):
    names = [field.name for field in template_fields(kind)]
    assert {"党组织", "标题", "时间"} <= set(names) and len(names) == len(set(names))
    assert all(field.is_list for field in template_fields(kind) if field.parts)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("{{ 身份证号 }}", "身份证号"),
        ("{% for 人 in 到会人员 %}{{ 人.电话 }}{% endfor %}", "电话"),
        ("{{ range(9) }}", "range"),
    ],
)
def test_an_unknown_name_is_named(words, name):
    with pytest.raises(TemplateProblem) as problem:
        check_template(template(words), "minutes")
    assert problem.value.name == name and f"「{name}」" in problem.value.message


HOSTILE = {
    "unfinished": (template("{{ 标题"), "template_syntax"),
    "reaching for classes": (template("{{ ''.__class__.__mro__ }}"), "template_forbidden"),
    "reaching through a method": (template("{{ 标题.format.__globals__ }}"), "template_forbidden"),
    "raw markup": (template("{{ 标题|safe }}"), "template_syntax"),
    "another file": (template("{% include '/etc/passwd' %}"), "template_syntax"),
    "a text of ten thousand million letters": (template("{{ 'a' * 9999999999 }}"), "template_gave_up"),
    "a wide format": (template("{{ '%999999999d' % 1 }}"), "template_gave_up"),
    "not a document": (b"hello", "template_not_docx"),
    "a table": (lambda: __import__("tests.documents.nasty", fromlist=["xlsx"]).xlsx(), "template_not_docx"),
    "macros": (template(parts={"word/vbaProject.bin": "x"}), "template_macro"),
    "an embedded program": (template(parts={"word/embeddings/a.bin": "x"}), "template_macro"),
    "a picture from elsewhere": (
        template(
            parts={
                "word/_rels/x.xml.rels": '<Relationship Type="x/image" Target="http://x/y.png" TargetMode="External"/>'
            }
        ),
        "template_remote",
    ),
    "a field that fetches": (
        template(parts={"word/x.xml": "<w:instrText> DDEAUTO c:\\\\x </w:instrText>"}),
        "template_remote",
    ),
    "entities": (template(parts={"word/y.xml": "<!DOCTYPE x><x/>"}), "template_unsafe"),
    "a bomb": (lambda: bomb(), "template_unsafe"),
    "six megabytes": (b"PK\x03\x04" + b"0" * (6 << 20), "template_too_large"),
}


def bomb() -> bytes:
    written = io.BytesIO(template())
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/x.png", b"0" * (8 << 20))
    return written.getvalue()


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_template_gets_a_sentence(case):
    content, code = HOSTILE[case]
    with pytest.raises(TemplateProblem) as problem:
        fill_template(content() if callable(content) else content, papers.minutes(3))
    assert problem.value.code == code
    assert problem.value.message.endswith("。")
