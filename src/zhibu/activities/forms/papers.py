"""Shapes of what is asked about papers: a unit's own template, and which papers of which period."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.activities.papers import exporting
from zhibu.activities.papers.kinds import KINDS
from zhibu.web.forms import ActForm

LARGEST = 5 * 1024 * 1024


class TemplateForm(ActForm):
    """Which paper, and the .docx."""

    paper = forms.ChoiceField(
        label=_("哪种纸"), choices=lambda: [(kind.code, kind.label) for kind in KINDS.values()]
    )
    file = forms.FileField(label=_("模板文件"), help_text=_("Word 的 .docx，最大5 MB"))

    def clean_file(self) -> object:
        """Not larger than a template has a reason to be."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("文件超过5 MB，请换一个小的。"))
        return file


class ExportForm(ActForm):
    """Which papers of which year, quarter or month."""

    period = forms.ChoiceField(label=_("期间"))  # its choices depend on the day
    kind = forms.ChoiceField(label=_("哪种纸"), choices=lambda: list(exporting.export_kinds().items()))

    def __init__(self, *args: object, on: dt.date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        period = self.fields["period"]
        assert isinstance(period, forms.ChoiceField)
        period.choices = periods(on)


def periods(on: dt.date) -> list[tuple[str, list[tuple[str, str]]]]:
    """The last three years, and the quarters and months of this year and the one before, newest first."""
    years = [str(on.year - back) for back in range(3)]
    quarters = [
        f"{year}-Q{quarter}"
        for year in (on.year, on.year - 1)
        for quarter in (4, 3, 2, 1)
        if year < on.year or 3 * quarter - 2 <= on.month
    ]
    months = [
        f"{year}-{month:02}"
        for year in (on.year, on.year - 1)
        for month in range(12, 0, -1)
        if year < on.year or month <= on.month
    ]
    return [
        (str(title), [(text, exporting.period(text).words) for text in listed])
        for title, listed in ((_("年"), years), (_("季度"), quarters), (_("月"), months))
    ]
