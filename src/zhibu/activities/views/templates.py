"""The unit's own .docx templates: what may be used in them, which are there, one more."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.activities import permissions
from zhibu.activities.forms.papers import TemplateForm
from zhibu.activities.models import PaperTemplate
from zhibu.activities.operations.keep_template import drop_template, keep_template
from zhibu.activities.papers import kinds
from zhibu.activities.views.papers import unit_of
from zhibu.documents.fields import Field, template_fields
from zhibu.kernel import clock
from zhibu.kernel.refusal import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def templates(request: HttpRequest) -> HttpResponse:
    """Templates kept here and above, and the form for another."""
    unit = unit_of(request.user, permissions.TEMPLATES)
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            keep_template(
                by=request.user,
                organisation=unit,
                paper=form.cleaned_data["paper"],
                name=form.cleaned_data["file"].name,
                content=form.cleaned_data["file"].read(),
                now=clock.now(),
            )
            return redirect("activities:templates")
        except Refused as refused:
            form.refuse(refused)
    context = {
        "unit": unit,
        "form": form,
        "kept": [
            {
                "template": template,
                "label": kinds.KINDS[template.paper].label,
                "own": template.organisation_id == unit.pk,
            }
            for template in PaperTemplate.objects.filter(organisation__path__in=kinds.paths_above(unit))
            .select_related("added_by", "organisation")
            .order_by("-organisation__path", "paper")
        ],
        "fields": [(kind.label, _names(template_fields(kind.code))) for kind in kinds.KINDS.values()],
    }
    return render(request, "activities/templates.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def drop(request: HttpRequest, template_id: str) -> HttpResponse:
    """Go back to the product's own layout."""
    unit = unit_of(request.user, permissions.TEMPLATES)
    template = get_object_or_404(PaperTemplate, organisation=unit, public_id=template_id)
    drop_template(by=request.user, template=template, now=clock.now())
    return redirect("activities:templates")


def _names(fields: tuple[Field, ...]) -> list[tuple[str, str]]:
    """What may be written in a template, and what it stands for: a text, or a list with its parts."""
    return [
        (f"{{%p for x in {field.name} %}} … {{%p endfor %}}", _parts(field))
        if field.is_list
        else (f"{{{{ {field.name} }}}}", "")
        for field in fields
    ]


def _parts(field: Field) -> str:
    return " ".join(f"{{{{ x.{part.name} }}}}" for part in field.parts) or "{{ x }}"
