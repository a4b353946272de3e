"""Shapes of what comes in when a meeting is called, changed, called off or answered."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.activities import terms
from zhibu.activities.operations.agenda import agenda_lines
from zhibu.kernel import clock
from zhibu.kernel.refusal import Refused
from zhibu.members.models import Member
from zhibu.organisations.models import Organisation
from zhibu.web.forms import ActForm

BESIDE = {
    "starts_at": "day",
    "kind": "items",
}  # where a refusal is shown when its own field is not on the page
CHOOSABLE = [choice for choice in terms.Matter.choices if choice[0] != terms.Matter.OPEN_DECISIONS]


class TimeAndPlace(ActForm):
    """When and where: the part that a call and a change have in common."""

    day = forms.DateField(label=_("日期"))
    time = forms.TimeField(label=_("几点"))
    minutes = forms.IntegerField(label=_("约几分钟"), min_value=5, max_value=terms.LONGEST_MEETING)
    place = forms.CharField(label=_("在哪里"), max_length=80)
    held = forms.ChoiceField(label=_("怎么开"), choices=terms.Place.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("day", "time"):
            self.fields[name].widget.attrs["data-nodraft"] = ""

    def refuse(self, refused: Refused) -> None:
        refused.field = BESIDE.get(refused.field or "", refused.field)
        super().refuse(refused)

    @property
    def starts_at(self) -> dt.datetime:
        """The instant that day and time name."""
        return clock.at(self.cleaned_data["day"], self.cleaned_data["time"])


class WithAgenda(ActForm):
    """The agenda's lines: `item`, `matter`, `person` and `line` repeat, one of each a line."""

    items = forms.CharField(required=False, widget=forms.HiddenInput)
    register: Sequence[Member] = ()
    agenda_of = ""  # the kind of meeting, which decides what may stand on its agenda
    agenda: Sequence[terms.AgendaLine] = ()

    @property
    def lines(self) -> list[terms.AgendaLine]:
        """The agenda as typed, with its blank lines."""
        if not self.is_bound:
            return list(self.initial.get("lines", ()))
        known = {member.public_id: member for member in self.register}
        titles = self.data.getlist("item")
        rest = [_as_many(self.data.getlist(name), titles) for name in ("matter", "person", "line")]
        return [
            terms.AgendaLine(title, matter or terms.Matter.DISCUSSION, known.get(person), line)
            for title, matter, person, line in zip(titles, *rest, strict=True)
        ]

    @property
    def candidates(self) -> list[tuple[str, list[Member]]]:
        """Whom an admission or a conversion can be about, by what they are; empty kinds are left out."""
        found = [
            (kind, [member for member in self.register if member.kind == kind])
            for kind in terms.WHO_IS_DISCUSSED.values()
        ]
        return [(kind.label, members) for kind, members in found if members]

    @property
    def matters(self) -> list[tuple[str, str]]:
        """What can be done with an item at this kind of meeting."""
        return [
            (code, words)
            for code, words in CHOOSABLE
            if self.agenda_of in terms.PLACES_OF_MATTER.get(terms.Matter(code), {self.agenda_of})
        ]

    def unchecked(self) -> None:
        """Say nothing about faults yet: a line more or less is no try to send."""
        self.full_clean()
        self.errors.clear()

    def clean_items(self) -> str:
        """The lines as they will stand; what cannot be is said beside the agenda, with all lines kept."""
        try:
            self.agenda = agenda_lines(self.lines, self.agenda_of, self.register)
        except Refused as refused:
            raise forms.ValidationError(refused.message) from None
        return ""


def _as_many(values: list[str], titles: Sequence[str]) -> list[str]:
    return [*values, *[""] * len(titles)][: len(titles)]


class ConveneForm(WithAgenda, TimeAndPlace):
    """A whole meeting as it goes from step to step."""

    organisation = forms.CharField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=terms.Kind.choices, widget=forms.HiddenInput)
    chair = forms.ChoiceField(label=_("主持"), required=False)
    recorder = forms.ChoiceField(label=_("记录"), required=False)
    attendees = forms.MultipleChoiceField(
        label=_("应到"), required=False, widget=forms.CheckboxSelectMultiple
    )
    observers = forms.MultipleChoiceField(
        label=_("列席"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        place: Organisation,
        due: Sequence[Member],
        register: Sequence[Member],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.called_in = place  # the branch or group the meeting is called in
        self.people = {member.public_id: member for member in register}
        coming = [(member.public_id, member.name) for member in due]
        there = {member.pk for member in due}
        beside = [(member.public_id, member.name) for member in register if member.pk not in there]
        self.fields["chair"].choices = [("", _("按职务定")), *coming]
        self.fields["recorder"].choices = [("", _("按职务定")), *coming, *beside]
        self.fields["attendees"].choices = coming
        self.fields["observers"].choices = beside
        self.register = register
        self.agenda_of = (self.data.get("kind") if self.is_bound else self.initial.get("kind")) or ""
        if self.agenda_of in terms.WHOLE_ROLL:
            del self.fields["attendees"]

    def person(self, name: str) -> Member | None:
        """The member chosen in a list, or None for the usual one."""
        return self.people.get(self.cleaned_data[name])

    def persons(self, name: str) -> list[Member]:
        """The members ticked."""
        return [self.people[public_id] for public_id in self.cleaned_data.get(name, ())]


class ChangeForm(TimeAndPlace):
    """What an officer changes on a called meeting, and the version they saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(label=_("为什么改"), max_length=200, required=False)


class AgendaForm(WithAgenda):
    """Another agenda for a called meeting, who is invited where that is chosen, and the version seen."""

    attendees = forms.MultipleChoiceField(
        label=_("应到"), required=False, widget=forms.CheckboxSelectMultiple
    )
    observers = forms.MultipleChoiceField(
        label=_("列席"), required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(label=_("为什么改"), max_length=200, required=False)

    def __init__(
        self, *args: Any, kind: str, due: Sequence[Member], register: Sequence[Member], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.agenda_of, self.register = kind, register
        there = {member.pk for member in due}
        self.fields["attendees"].choices = [(member.public_id, member.name) for member in due]
        self.fields["observers"].choices = [
            (member.public_id, member.name) for member in register if member.pk not in there
        ]
        if kind in terms.WHOLE_ROLL:
            del self.fields["attendees"], self.fields["observers"]

    def persons(self, name: str) -> list[Member] | None:
        """The members ticked, or None where they are not chosen."""
        if name not in self.fields:
            return None
        return [member for member in self.register if member.public_id in self.cleaned_data[name]]


class CancelForm(ActForm):
    """Why a meeting is called off."""

    why = forms.CharField(label=_("为什么取消"), max_length=200, required=False)


class DecisionForm(ActForm):
    """A line said about a decision, and perhaps a new date or another owner."""

    words = forms.CharField(label=_("一句话"), max_length=300, required=False)
    due_on = forms.DateField(label=_("改到几号前"), required=False)
    # Who it may be is judged by the act, so that no other step trips over it.
    owner = forms.CharField(label=_("换谁来办"), max_length=20, required=False, widget=forms.Select)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.Select, self.fields["owner"].widget).choices = [("", _("请选")), *people]


class MakeUpForm(ActForm):
    """One question back from somebody who was not there."""

    question = forms.CharField(
        label=_("有什么要问的"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
