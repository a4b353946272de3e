"""Shapes of what an election sends: the slate, the figures of a count, the superior's answer, the posts."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from zhibu.activities.election_terms import (
    MOST_CANDIDATES,
    MOST_SEATS,
    MOST_WRITE_INS,
    ROLES_OF,
    WHY_LENGTH,
    Counted,
    Office,
    Slate,
    Tally,
)
from zhibu.activities.queries.elections import OnBallot
from zhibu.members.models import Member
from zhibu.web.forms import ActForm

People = Sequence[tuple[str, str]]
FIRST_WRITE_INS = 2


class SlateForm(ActForm):
    """Office, seats, the superior's word; the candidates are lists of their own: `chosen` in order, `add` ticked."""

    office = forms.ChoiceField(label=_("选什么"), choices=Office.choices, widget=forms.RadioSelect)
    by_election = forms.BooleanField(label=_("补选，别人的任期不变"), required=False)
    seats = forms.IntegerField(label=_("应选几名"), min_value=1, max_value=MOST_SEATS)
    candidates = forms.CharField(label=_("候选人"), widget=forms.HiddenInput, required=False)
    q = forms.CharField(
        label=_("按姓名或拼音找"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-nodraft": ""}),
    )
    approval_ref = forms.CharField(label=_("上级批复的文号"), max_length=80, required=False)
    approval_on = forms.DateField(label=_("批复日期"), widget=forms.DateInput, required=False)
    why = forms.CharField(label=_("为什么不再当候选人"), max_length=WHY_LENGTH, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    by_hand = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, offices: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [(one.value, one.label) for one in Office if one in offices]

    def unchecked(self) -> None:
        """Say nothing about faults yet: a name more or less is no try to save."""
        self.full_clean()
        self.errors.clear()

    def slate(self, candidates: Sequence[str]) -> Slate:
        """What was said, with the candidates in their order."""
        said = self.cleaned_data
        return Slate(
            office=said["office"],
            seats=said["seats"],
            candidates=tuple(candidates)[: MOST_CANDIDATES + 1],
            by_election=said["by_election"],
            approval_ref=said["approval_ref"],
            approval_on=said["approval_on"],
        )


def _figure(label: Any, *, required: bool = True) -> forms.IntegerField:
    faults = {
        "required": format_lazy("{}：{}", label, _("请写数，没有就写0")),
        "invalid": format_lazy("{}：{}", label, _("请写整数")),
    }
    return forms.IntegerField(
        label=label, min_value=0, max_value=9999, required=required, error_messages=faults
    )


class CountForm(ActForm):
    """What came out of the box: papers, figures for each name, names written in, and the two who counted."""

    scrutineer = forms.ChoiceField(label=_("监票人"))
    teller = forms.ChoiceField(label=_("计票人"))
    issued, returned = _figure(_("发出")), _figure(_("收回"))
    void = forms.BooleanField(label=_("确实收回的多，这次作废，重新投"), required=False)
    valid, invalid = _figure(_("有效票")), _figure(_("无效票"))
    why = forms.CharField(label=_("为什么重新数过"), max_length=WHY_LENGTH, required=False)
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    written = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=MOST_WRITE_INS, required=False
    )

    def __init__(
        self, *args: Any, people: People, ballot: Sequence[OnBallot], write_ins: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ballot, self.write_ins = tuple(ballot), write_ins
        self.fields["scrutineer"].choices = self.fields["teller"].choices = [("", _("请选")), *people]
        for place, one in enumerate(self.ballot):
            self.fields[f"yes_{place}"] = _figure(_("%(name)s，赞成") % {"name": one.name})
            self.fields[f"no_{place}"] = _figure(_("%(name)s，不赞成") % {"name": one.name}, required=False)
            self.fields[f"abstain_{place}"] = _figure(
                _("%(name)s，弃权") % {"name": one.name}, required=False
            )
        for place in range(write_ins):
            words = {"n": place + 1}
            self.fields[f"written_{place}"] = forms.CharField(
                label=_("另选的第%(n)d人") % words,
                max_length=64,
                required=False,
                widget=forms.TextInput(attrs={"list": "electable", "autocomplete": "off"}),
            )
            self.fields[f"written_yes_{place}"] = _figure(_("另选的第%(n)d人得票") % words, required=False)

    def unchecked(self) -> None:
        """Say nothing about faults yet: one more line is no try to save."""
        self.full_clean()
        self.errors.clear()

    @property
    def names(self) -> list[tuple[OnBallot, list[forms.BoundField]]]:
        """The names of the ballot, each with its three fields."""
        return [
            (one, [self[f"{word}_{place}"] for word in ("yes", "no", "abstain")])
            for place, one in enumerate(self.ballot)
        ]

    @property
    def write_in_rows(self) -> list[list[forms.BoundField]]:
        """Names written in, each with its votes."""
        return [[self[f"written_{place}"], self[f"written_yes_{place}"]] for place in range(self.write_ins)]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for place in range(self.write_ins):
            name, votes = said.get(f"written_{place}", "").strip(), said.get(f"written_yes_{place}")
            if name and not votes:
                self.add_error(f"written_yes_{place}", _("请写得了几票"))
            elif votes and not name:
                self.add_error(f"written_{place}", _("请写是谁"))
        return said

    def counted(self) -> Counted:
        """All figures."""
        said = self.cleaned_data
        printed = [
            Tally(
                name=one.name,
                yes=said[f"yes_{place}"],
                no=said[f"no_{place}"],
                abstain=said[f"abstain_{place}"],
            )
            for place, one in enumerate(self.ballot)
        ]
        written = [
            Tally(" ".join(said[f"written_{place}"].split()), said[f"written_yes_{place}"], write_in=True)
            for place in range(self.write_ins)
            if said[f"written_{place}"].strip()
        ]
        return Counted(
            said["issued"], said["returned"], said["valid"], said["invalid"], tuple(printed + written)
        )


class AnswerForm(ActForm):
    """What the superior answered."""

    approved = forms.MultipleChoiceField(
        label=_("上级同意的人"), widget=forms.CheckboxSelectMultiple, required=False
    )
    reference = forms.CharField(label=_("文号"), max_length=80)
    answered_on = forms.DateField(label=_("哪天答复"), widget=forms.DateInput)

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approved"].choices = people


class PostsForm(ActForm):
    """Which post each takes, and from which day."""

    from_on = forms.DateField(label=_("从哪天起"), widget=forms.DateInput)

    def __init__(self, *args: Any, office: str, elected: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.elected = list(elected)
        possible = ROLES_OF.get(Office(office), ())
        for member in self.elected:
            self.fields[f"role_{member.public_id}"] = forms.ChoiceField(
                label=_("%(name)s任") % {"name": member.name},
                choices=[(role.value, role.label) for role in possible],
            )

    @property
    def posts(self) -> list[forms.BoundField]:
        """One choice for each of the elected."""
        return [self[f"role_{member.public_id}"] for member in self.elected]

    def roles(self) -> dict[str, str]:
        """The post of each, by public id."""
        return {m.public_id: self.cleaned_data[f"role_{m.public_id}"] for m in self.elected}
