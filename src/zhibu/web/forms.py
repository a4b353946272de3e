"""What every form here can do: carry an operation id, take a refusal, and list its errors for the summary."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from zhibu.kernel.ids import operation_id
from zhibu.kernel.refusal import Refused

OPERATION_ID = re.compile(r"[0-9a-f]{32}")


PICKED = (forms.ChoiceField, forms.ModelChoiceField, forms.FileField)


@dataclass(frozen=True)
class FieldError:
    """One line of the error summary: what is wrong, and the id of the field (empty for the whole form)."""

    message: str
    target: str = ""


class Readable(forms.Form):
    """A form whose faults can be read: beside the field and, all together, in the summary above.

    Browsers' own error bubbles are off (they speak the phone's language, not ours).
    """

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _speak_plainly(field)

    def refuse(self, refused: Refused) -> None:
        """Show why the operation was not done, beside its field if it names one of ours."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.message)

    @property
    def faults(self) -> tuple[FieldError, ...]:
        """All errors in the order of the fields, those of the whole form first."""
        whole = [FieldError(str(message)) for message in self.non_field_errors()]
        beside = [
            FieldError(str(message), self._target(name))
            for name in self.fields
            if name in self.errors
            for message in self.errors[name]
        ]
        return (*whole, *beside)

    def _target(self, name: str) -> str:
        bound = self[name]
        many = isinstance(bound.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))
        return f"{bound.auto_id}_0" if many else bound.id_for_label or bound.auto_id


def _speak_plainly(field: forms.Field) -> None:
    """Name the field in the two commonest faults, unless the form has words of its own for them."""
    words = {"label": field.label or ""}
    required = _("请选%(label)s") if isinstance(field, PICKED) else _("请填写%(label)s")
    if isinstance(field, forms.BooleanField):
        required = _("请勾选：%(label)s")
    for code, sentence in (("required", required), ("invalid", _("%(label)s看不懂，请改"))):
        written = (getattr(kind, "default_error_messages", {}).get(code) for kind in type(field).__mro__)
        usual = next((default for default in written if default), None)
        if field.label and field.error_messages.get(code) == usual:
            field.error_messages[code] = sentence % words


class ActForm(Readable):
    """A form that does something once: its hidden `op` stays the same when it is shown or posted again."""

    op = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("op", operation_id())

    def clean_op(self) -> str:
        """The id given by the page, or a new one when a script posted without."""
        given: str = self.cleaned_data["op"]
        return given if OPERATION_ID.fullmatch(given) else operation_id()
