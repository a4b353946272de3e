"""The gallery of all components in all states, and one page of each skeleton: to look at and to test."""

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from zhibu.kernel import clock
from zhibu.web.forms import ActForm

SKELETONS = ("base", "task", "plain", "room", "paper")


@dataclass(frozen=True)
class Sample:
    """A made-up reason, agenda item or person; only the words a component asks for are filled."""

    title: str = ""
    fact: str = ""
    state: str = ""
    text: str = ""
    document: str = ""
    article: str = ""
    value: str = ""
    label: str = ""
    checked: bool = False


class SampleForm(ActForm):
    """One field of each kind."""

    reason = forms.CharField(label="请假原因", help_text="一句话即可，只有书记可见", max_length=80)
    said = forms.CharField(label="做了什么", widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(label="开什么会", choices=[("assembly", "支部党员大会"), ("group", "党小组会")])
    held_on = forms.DateField(label="日期")
    held_at = forms.TimeField(label="几点")
    votes = forms.IntegerField(label="赞成", min_value=0)
    amount = forms.DecimalField(label="金额", required=False)
    shown = forms.ChoiceField(
        label="谁看得到", choices=[("named", "署名"), ("unnamed", "匿名")], widget=forms.RadioSelect
    )
    present = forms.MultipleChoiceField(
        label="谁到了",
        choices=[(str(n), f"党员{name}") for n, name in enumerate("甲乙丙丁戊己")],
        widget=forms.CheckboxSelectMultiple,
    )
    not_secret = forms.BooleanField(label="我确认这份文件不涉密")
    roster = forms.FileField(label="名册文件", help_text=".xlsx、.xls、.csv", required=False)


FILLED = {
    "reason": "那天上夜班",
    "kind": "assembly",
    "held_on": dt.date(2026, 11, 26),
    "held_at": dt.time(16, 20),
    "votes": 10,
    "shown": "named",
    "present": ["0", "1"],
}


def _open_to_see() -> None:
    if not (settings.DEBUG or getattr(settings, "DEMO", False)):
        raise Http404


def _context() -> dict[str, object]:
    return {
        "good": SampleForm(initial=FILLED, prefix="good"),
        "bad": SampleForm({"bad-votes": "x"}, prefix="bad"),
        "page": Paginator(range(100), 20).page(2),
        "now": clock.now(),
        "reasons": [
            Sample(
                text="讨论接收预备党员的支部大会，到会人数须超过应到会有表决权人数的半数。",
                document="《中国共产党发展党员工作细则》（2026年）",
                article="第十九条",
            )
        ],
        "agenda": [
            Sample(title="上次决定的事", fact="3件，1件改期", state="done"),
            Sample(title="讨论接收申请人甲为预备党员", fact="到场投纸质票", state="now"),
            Sample(title="通报第三季度党费收缴", fact="约5分钟"),
        ],
        "people": [
            Sample(value=str(n), label=f"党员{name}", checked=n != 3)
            for n, name in enumerate("甲乙丙丁戊己庚辛壬癸")
        ],
        "present": [f"党员{name}" for name in "甲乙丙丁戊己庚辛"],
        "absent": ["党员丙 在岗", "党员申 请假"],
        "numbers": [("新增", 16), ("更新", 2), ("没变", 0), ("不导入", 2)],
        "undo_fields": [("member", "k7qm")],
    }


def components(request: HttpRequest) -> HttpResponse:
    """Every component in every state; only with DEBUG or the demonstration."""
    _open_to_see()
    return render(request, "web/gallery/components.html", _context())


def skeleton(request: HttpRequest, skeleton: str) -> HttpResponse:
    """One page of a skeleton, filled like a real one."""
    _open_to_see()
    if skeleton not in SKELETONS:
        raise Http404
    return render(request, f"web/gallery/{skeleton}.html", _context())
