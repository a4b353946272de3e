"""Shape of what is typed into the register: one person's entry, and what happens to it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kernel import clock
from zhibu.members import fields, terms
from zhibu.members.operations.leave_register import BY_BOTH
from zhibu.members.operations.show_number import Reason
from zhibu.members.roster import RosterDate
from zhibu.members.roster.cells import read_name, read_phone
from zhibu.members.roster.dates import read_date
from zhibu.members.roster.identity_cell import read_identity
from zhibu.members.roster.terms import Fault
from zhibu.organisations.models import Organisation
from zhibu.web.forms import ActForm, Readable

SECTIONS = (
    (gettext_lazy("这个人"), ("name", "kind", "sex", "nation", "identity", "born_on", "phone")),
    (gettext_lazy("党内"), ("admitted_on", "full_on", "group", "party_post", "restriction")),
    (gettext_lazy("岗位"), ("job", "area", "crew", "work_since_on")),
    (
        gettext_lazy("其他"),
        ("native_place", "education", "degree", "away", "no_smartphone", "exempt", "remark"),
    ),
)


def _said(fault: Fault) -> forms.ValidationError:
    return forms.ValidationError(_(fault.message) % fault.params if fault.params else _(fault.message))


class DayText(forms.CharField):
    """A date as people write it: 1985-07-01, 1985.7.1, or 1985.07 where the day is not known."""

    widget = forms.TextInput(attrs={"placeholder": "1985-07-01", "inputmode": "text", "autocomplete": "off"})

    def clean(self, value: Any) -> str:
        """The date in plain text, or nothing."""
        text = super().clean(value)
        if not text:
            return ""
        read = read_date(text, clock.today())
        if isinstance(read, Fault):
            raise _said(read)
        return str(read)


class EntryForm(ActForm):
    """One person's entry. Numbers and birth dates already known are not shown again: empty means unchanged."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(max_length=80)
    kind = forms.ChoiceField(choices=terms.Kind.choices)
    sex = forms.ChoiceField(choices=terms.Sex.choices, required=False)
    nation = forms.CharField(max_length=20, required=False)
    identity = forms.CharField(
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )
    born_on = DayText(required=False)
    phone = forms.CharField(
        max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
    )
    admitted_on = DayText(required=False)
    full_on = DayText(required=False)
    group = forms.ChoiceField(required=False)
    party_post = forms.CharField(max_length=60, required=False)
    restriction = forms.ChoiceField(choices=terms.Restriction.choices, required=False)
    job = forms.CharField(max_length=60, required=False)
    area = forms.CharField(max_length=60, required=False)
    crew = forms.ChoiceField(required=False)
    work_since_on = DayText(required=False)
    native_place = forms.CharField(max_length=60, required=False)
    education = forms.CharField(max_length=30, required=False)
    degree = forms.CharField(max_length=30, required=False)
    away = forms.CharField(max_length=60, required=False)
    no_smartphone = forms.BooleanField(required=False)
    exempt = forms.BooleanField(required=False)
    remark = forms.CharField(max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self,
        *args: Any,
        groups: Sequence[str],
        crews: Sequence[str],
        stands: dict[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, label in fields.LABELS.items():
            if name in self.fields:
                self.fields[name].label = label
        none = ("", _("没有"))
        self.fields["group"].choices = [none, *((name, name) for name in groups)]
        self.fields["crew"].choices = [none, *((name, name) for name in crews)]
        self._stands = stands or {}
        for masked in fields.MASKED:
            if self._stands.get(masked):
                shown = fields.hinted(masked, self._stands[masked])
                self.fields[masked].help_text = _("已填 %(shown)s，不改就空着") % {"shown": shown}
        for name, words in (
            ("away", _("长期在外时写在哪里，不在外就空着")),
            ("no_smartphone", _("通知改由人当面说或打印，其他都一样")),
            ("exempt", _("不提醒、不催")),
        ):
            self.fields[name].help_text = words

    def clean_name(self) -> str:
        """The name as the register keeps it."""
        read = read_name(self.cleaned_data["name"])
        if isinstance(read, Fault):
            raise _said(read)
        return read

    def clean_phone(self) -> str:
        """A mobile number, or a landline with its area code."""
        read = read_phone(self.cleaned_data["phone"])
        if isinstance(read, Fault):
            raise forms.ValidationError(_("不像一个电话号码，请再看一下。"))
        return read or ""

    def clean_identity(self) -> str:
        """Eighteen digits that fit together; what they say of birth and sex is taken over where it is empty."""
        text = self.cleaned_data["identity"]
        if not text:
            return ""
        identity, faults = read_identity(text, clock.today())
        if identity is None:
            raise _said(faults[0])
        self._identity = identity
        return identity.number

    _identity: Any = None

    def clean(self) -> dict[str, Any]:
        """What contradicts itself."""
        said = super().clean() or self.cleaned_data
        if self._identity is not None:
            said["sex"] = said.get("sex") or str(self._identity.sex)
            born_on = said.get("born_on") or self._stands.get("born_on")
            said["born_on"] = born_on or str(self._identity.birth_on)
            if not self._identity.birth_on.agrees_with(_date(said["born_on"])):
                self.add_error("born_on", _("和身份证号里的出生日期不一样，请核对"))
        admitted, full = _date(said.get("admitted_on", "")), _date(said.get("full_on", ""))
        if admitted is not None and full is not None and full.latest < admitted.earliest:
            self.add_error("full_on", _("比入党日期早，请核对"))
        return said

    @property
    def plain(self) -> dict[str, str]:
        """The values by the register's names; what is masked and left empty is not among them."""
        said = {}
        for name in fields.LABELS:
            if name not in self.fields or (name in fields.MASKED and not self.cleaned_data[name]):
                continue
            value = self.cleaned_data[name]
            said[name] = (fields.YES if value else "") if name in fields.FLAGS else str(value)
        return said

    @property
    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(str(title), [self[name] for name in names]) for title, names in SECTIONS]


def _date(text: str) -> RosterDate:
    return fields.parsed(text)  # type: ignore[return-value]


class UploadForm(Readable):
    """A roster file."""

    file = forms.FileField(
        label=gettext_lazy("名册文件"),
        help_text=gettext_lazy("您手上现成的就行：.xlsx、.xls 或 .csv，10 MB以内"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        error_messages={"required": gettext_lazy("请选一个文件。"), "empty": gettext_lazy("文件是空的。")},
    )


class CellForm(ActForm):
    """Another text for one cell of the preview."""

    sheet = forms.CharField(widget=forms.HiddenInput, required=False)
    row = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    column = forms.CharField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("改成"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class MoveForm(ActForm):
    """Where somebody goes."""

    to = forms.ChoiceField(
        label=gettext_lazy("转到哪里"), error_messages={"required": gettext_lazy("请选转到哪里。")}
    )

    def __init__(
        self, *args: Any, groups: Sequence[Organisation], branches: Sequence[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices: list[Any] = [("", _("请选"))]
        if groups:
            choices.append((_("本支部的党小组"), [(one.public_id, one.name) for one in groups]))
        if branches:
            choices.append((_("别的支部"), [(one.public_id, one.name) for one in branches]))
        self.fields["to"].choices = choices
        self.elsewhere = bool(branches)
        if not branches:
            self.fields["to"].help_text = BY_BOTH
            self.fields["to"].error_messages["invalid_choice"] = BY_BOTH


class LeftForm(ActForm):
    """When and why somebody is no longer on the register."""

    why = forms.ChoiceField(
        label=gettext_lazy("为什么"),
        choices=terms.Left.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选离开的原因。")},
    )
    left_on = forms.DateField(label=gettext_lazy("哪天"), widget=forms.DateInput)

    def clean_left_on(self) -> dt.date:
        """Not in the future."""
        if self.cleaned_data["left_on"] > clock.today():
            raise forms.ValidationError(_("这一天还没有到，请核对"))
        return self.cleaned_data["left_on"]


class FullForm(ActForm):
    """The day a probationary member became a full one."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    full_on = forms.DateField(label=gettext_lazy("支部大会通过转正的日期"), widget=forms.DateInput)


class ShowForm(Readable):
    """Which number, and what for."""

    which = forms.CharField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=gettext_lazy("看来做什么"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选看的原因。")},
    )
