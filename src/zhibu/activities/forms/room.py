"""Shapes of what the room sends: notes, closing an item, votes, the record of a meeting held already."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.activities import terms
from zhibu.activities.operations.close_item import Decided
from zhibu.activities.operations.record_vote import Counts
from zhibu.kernel.clock import at
from zhibu.web.forms import ActForm

ROWS = 3
People = Sequence[tuple[str, str]]


class NoteForm(ActForm):
    """One point, with or without a speaker."""

    speaker = forms.ChoiceField(label=_("谁说的"), required=False)
    text = forms.CharField(label=_("记一句"), widget=forms.Textarea, max_length=terms.NOTE_LENGTH)

    def __init__(self, *args: Any, people: People = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["speaker"].choices = [("", _("不写名字")), *people]


class CorrectForm(ActForm):
    """The right words for a noted point."""

    text = forms.CharField(label=_("改成"), widget=forms.Textarea, max_length=terms.NOTE_LENGTH)


class WithDecisions(ActForm):
    """Who does what by when, up to three rows, or nothing to be done."""

    nothing = forms.BooleanField(label=_("无需落实"), required=False)

    def __init__(self, *args: Any, people: People = (), askers: People = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in range(ROWS):
            self.fields[f"what_{row}"] = forms.CharField(label=_("要办的事"), max_length=200, required=False)
            self.fields[f"owner_{row}"] = forms.ChoiceField(
                label=_("谁办"), choices=[("", _("请选")), *people], required=False
            )
            self.fields[f"due_{row}"] = forms.DateField(
                label=_("几号前"), widget=forms.DateInput, required=False
            )
            self.fields[f"asker_{row}"] = forms.ChoiceField(
                label=_("谁提的"), choices=[("", _("没有，书记代看")), *askers], required=False
            )

    @property
    def first_row(self) -> list[forms.BoundField]:
        """The row that is always seen."""
        return self._row(0)

    @property
    def more_rows(self) -> list[list[forms.BoundField]]:
        """The rows behind 「再写一件」."""
        return [self._row(row) for row in range(1, ROWS)]

    def _row(self, row: int) -> list[forms.BoundField]:
        return [self[f"{name}_{row}"] for name in ("what", "owner", "due", "asker")]

    @property
    def more_are_filled(self) -> bool:
        """Whether the further rows must be shown open."""
        return any(self[f"what_{row}"].value() for row in range(1, ROWS))

    def decisions(self) -> tuple[Decided, ...]:
        """The rows that say anything; a date alone, being filled in beforehand, says nothing."""
        said = []
        for row in range(ROWS):
            what, owner = self.cleaned_data[f"what_{row}"], self.cleaned_data[f"owner_{row}"]
            if what.strip() or owner:
                said.append(
                    Decided(what, owner, self.cleaned_data[f"due_{row}"], self.cleaned_data[f"asker_{row}"])
                )
        return tuple(said)


class CloseItemForm(WithDecisions):
    """How an item ended."""

    resolution = forms.CharField(
        label=_("决议"), widget=forms.Textarea, max_length=terms.RESOLUTION_LENGTH, required=False
    )
    field_order = ("op", "resolution", "nothing")


class LeadersForm(ActForm):
    """Who chairs and who keeps the minutes."""

    chair = forms.ChoiceField(label=_("主持人"))
    recorder = forms.ChoiceField(label=_("记录人"))
    why = forms.CharField(label=_("为什么换"), max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: People = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chair"].choices = self.fields["recorder"].choices = [("", _("请选")), *people]


class GuestForm(ActForm):
    """Somebody from outside."""

    name = forms.CharField(label=_("姓名"), max_length=64)
    duty = forms.CharField(label=_("单位、职务"), max_length=80, required=False)


class LatePresenceForm(ActForm):
    """Somebody was there after all."""

    member = forms.ChoiceField(label=_("谁"))
    why = forms.CharField(label=_("为什么会后才补"), max_length=200)

    def __init__(self, *args: Any, people: People = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [("", _("请选")), *people]


def _count(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=9999, initial=0)


class HandsForm(ActForm):
    """A show of hands."""

    yes, no, abstain = _count(_("赞成")), _count(_("反对")), _count(_("弃权"))

    def counts(self) -> Counts:
        """The three figures."""
        return Counts(**{name: self.cleaned_data[name] for name in ("yes", "no", "abstain")})


class PaperBallotForm(ActForm):
    """The count of a paper ballot, and the two who counted."""

    scrutineer = forms.ChoiceField(label=_("监票人"))
    teller = forms.ChoiceField(label=_("计票人"))
    issued, returned = _count(_("发出")), _count(_("收回"))
    yes, no, abstain, invalid = _count(_("赞成")), _count(_("反对")), _count(_("弃权")), _count(_("无效"))

    def __init__(self, *args: Any, people: People = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scrutineer"].choices = self.fields["teller"].choices = [("", _("请选")), *people]

    def counts(self) -> Counts:
        """The six figures."""
        names = ("yes", "no", "abstain", "invalid", "issued", "returned")
        return Counts(**{name: self.cleaned_data[name] for name in names})


class RecordForm(WithDecisions):
    """A meeting that was held already, on one screen."""

    kind = forms.ChoiceField(label=_("开了什么会"), choices=terms.Kind.choices)
    on = forms.DateField(label=_("哪天"), widget=forms.DateInput)
    at = forms.TimeField(label=_("几点开始"), widget=forms.TimeInput)
    minutes = forms.IntegerField(label=_("开了几分钟"), min_value=5, max_value=720, initial=60)
    place = forms.CharField(label=_("在哪里"), max_length=80)
    chair = forms.ChoiceField(label=_("主持人"))
    recorder = forms.ChoiceField(label=_("记录人"))
    present = forms.MultipleChoiceField(
        label=_("谁到了"), widget=forms.CheckboxSelectMultiple, help_text=_("先全选，点掉没到的")
    )
    done_what = forms.CharField(
        label=_("做了什么"),
        help_text=_("一两句话。不写的，记录里注明「未记录」"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=terms.RESOLUTION_LENGTH,
        required=False,
    )
    title = forms.CharField(label=_("议题"), max_length=120, required=False)
    matter = forms.ChoiceField(label=_("有没有表决"), required=False)
    person = forms.ChoiceField(label=_("讨论的是谁"), required=False)
    why = forms.CharField(label=_("为什么补记"), max_length=200, required=False)
    field_order = (
        "op",
        "kind",
        "on",
        "at",
        "minutes",
        "place",
        "chair",
        "recorder",
        "present",
        "done_what",
        "why",
    )

    def __init__(
        self, *args: Any, kinds: People = (), expected: People = (), persons: People = (), **kwargs: Any
    ) -> None:
        people = kwargs.get("people", ())
        super().__init__(*args, **kwargs)
        self.fields["nothing"].label = _("无需落实的事")
        if kinds:
            self.fields["kind"].choices = kinds
        self.fields["kind"].widget = forms.HiddenInput()
        self.fields["present"].choices = expected
        self.fields["chair"].choices = self.fields["recorder"].choices = [("", _("请选")), *people]
        self.fields["matter"].choices = [
            (terms.Matter.DISCUSSION, _("没有表决")),
            *((matter.value, matter.label) for matter in terms.Matter if matter in terms.VOTED),
        ]
        self.fields["person"].choices = [("", _("不涉及某个人")), *persons]

    def starts_at(self) -> dt.datetime:
        """Day and time as one instant on the wall clock."""
        return at(self.cleaned_data["on"], self.cleaned_data["at"])
