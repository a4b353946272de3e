"""Shape of what is typed at the door, at the first run, and when posts are given."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.members.models import Member
from zhibu.organisations.models import Organisation
from zhibu.organisations.terms import OFFICES, OrganisationKind, Role
from zhibu.scheduling import pattern_text, positions, presets
from zhibu.web.forms import ActForm, Readable

NAME = {"max_length": 64, "widget": forms.TextInput(attrs={"autocomplete": "name"})}


def _digits(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in plain if not sign.isspace() and sign not in "-–—")


class PhoneField(forms.CharField):
    """A mobile number of eleven digits, however it was typed."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"})

    def clean(self, value: Any) -> str:
        """Digits only; full-width ones and separators are forgiven."""
        said = _digits(super().clean(value)).removeprefix("+86")
        if said and not (len(said) == 11 and said.isascii() and said.isdigit() and said[0] == "1"):
            raise forms.ValidationError(_("手机号是11位数字，请再看一下。"))
        return said


class ClaimForm(Readable):
    """Who opened a personal link."""

    secret = forms.CharField(widget=forms.HiddenInput, max_length=64)
    name = forms.CharField(label=_("您的姓名"), **NAME)
    last4 = forms.CharField(
        label=_("手机号后四位"),
        max_length=8,
        help_text=_("和名册上登记的手机号核对"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_last4(self) -> str:
        """Four digits; full-width ones are forgiven."""
        said = _digits(self.cleaned_data["last4"])
        if not (len(said) == 4 and said.isascii() and said.isdigit()):
            raise forms.ValidationError(_("请填4位数字。"))
        return said


class AskForm(Readable):
    """Who opened the link from the group."""

    name = forms.CharField(label=_("您的姓名"), **NAME)


class CommitteeForm(Readable):
    """First step: the committee."""

    organisation = forms.CharField(label=_("单位党委名称"), max_length=120)
    code = forms.CharField(label=_("代码"), max_length=39, help_text=_("导出文件时用，写字母和数字"))


def _shift_choices() -> list[tuple[str, str]]:
    return [
        *(
            (code, f"{preset.title}（{pattern_text(preset.pattern)}）")
            for code, preset in presets().items()
            if not preset.office
        ),
        ("", _("都上常白班，或以后再填")),
    ]


def _position_choices() -> list[tuple[str, Any]]:
    groups: list[tuple[str, Any]] = [("", _("以后再填"))]
    for code, preset in presets().items():
        if preset.office:
            continue
        groups.append(
            (
                preset.title,
                [
                    (f"{code}:{letter}:{nth}", _("%(letter)s，第%(nth)s天") % {"letter": letter, "nth": nth})
                    for letter, nth in positions(preset.pattern)
                ],
            )
        )
    return groups


class BranchForm(Readable):
    """Second step: a branch, and who works shifts there."""

    branch = forms.CharField(label=_("支部名称"), max_length=120)
    branch_code = forms.CharField(label=_("代码"), max_length=39)
    preset = forms.ChoiceField(label=_("有人倒班吗"), required=False, widget=forms.RadioSelect)
    position = forms.ChoiceField(
        label=_("今天甲班上什么班"),
        required=False,
        help_text=_("其余各班依次推算，以后能改。排会时避开上班，也避开夜班后休息"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["preset"].choices = _shift_choices()  # type: ignore[attr-defined]
        self.fields["position"].choices = _position_choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The day named must be one of the system named."""
        said = super().clean() or {}
        place, preset = said.get("position", ""), said.get("preset", "")
        if place and place.split(":")[0] != preset:
            self.add_error("position", _("请选和上面同一种倒班里的那天，或先不填。"))
        return said


class SecretaryForm(Readable):
    """Third step: the secretary, and who holds this device."""

    name = forms.CharField(label=_("姓名"), **NAME)
    phone = PhoneField(label=_("手机号"), help_text=_("加密存放，只用后四位核对本人"))
    holder = forms.ChoiceField(
        label=_("现在拿着这台设备的是"),
        choices=[
            ("secretary", _("书记本人，这台设备直接记住，不用密码")),
            ("other", _("别人代为安装，给书记一个只能用一次的链接")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选是谁拿着这台设备。")},
    )


class NewOrganisationForm(ActForm):
    """A branch, general branch or committee to be added."""

    parent = forms.ChoiceField(label=_("上级"))
    kind = forms.ChoiceField(
        label=_("是什么"),
        choices=[
            (kind.value, kind.label)
            for kind in (OrganisationKind.BRANCH, OrganisationKind.GENERAL_BRANCH, OrganisationKind.COMMITTEE)
        ],
    )
    name = forms.CharField(label=_("名称"), max_length=120)
    code = forms.CharField(label=_("代码"), max_length=39, help_text=_("写字母和数字，全单位不重复"))

    def __init__(self, *args: Any, parents: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = [(parent.public_id, parent.name) for parent in parents]  # type: ignore[attr-defined]


class NewSecretaryForm(ActForm):
    """Who becomes secretary of a branch."""

    name = forms.CharField(label=_("姓名"), **NAME)
    phone = PhoneField(label=_("手机号"), help_text=_("加密存放，只用后四位核对本人"))


def _day(label: Any, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput)


class PostForm(ActForm):
    """An office of the branch for a member, from one day to another."""

    member = forms.ChoiceField(label=_("谁"))
    role = forms.ChoiceField(
        label=_("任什么职"),
        choices=[
            ("", _("请选")),
            *((role.value, role.label) for role in OFFICES if role != Role.SECRETARY),
        ],
    )
    group = forms.ChoiceField(label=_("哪个党小组（只有党小组长要填）"), required=False)
    from_on = _day(_("从哪天起"))
    to_on = _day(_("到哪天（不填就是一直）"), required=False)

    def __init__(self, *args: Any, people: list[Member], groups: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [  # type: ignore[attr-defined]
            ("", _("请选")),
            *((member.public_id, member.name) for member in people),
        ]
        self.fields["group"].choices = [("", "—"), *((group.public_id, group.name) for group in groups)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A leader leads some group."""
        said = super().clean() or {}
        if said.get("role") == Role.LEADER and not said.get("group"):
            self.add_error("group", _("请选哪个党小组。"))
        return said


class StandInForm(ActForm):
    """Who does the secretary's work meanwhile."""

    member = forms.ChoiceField(label=_("谁代理"))
    from_on = _day(_("从哪天起"))
    to_on = _day(_("到哪天"))

    def __init__(self, *args: Any, people: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [  # type: ignore[attr-defined]
            ("", _("请选")),
            *((member.public_id, member.name) for member in people),
        ]


class WordsForm(ActForm):
    """What is wrong in one's own record."""

    words = forms.CharField(
        label=_("哪一项不对，应该是什么"), max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )


class AnswerForm(ActForm):
    """How a request for correction was dealt with."""

    answer = forms.CharField(label=_("怎么办的"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
