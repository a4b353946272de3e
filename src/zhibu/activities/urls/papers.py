"""Addresses of the papers of meetings."""

from django.urls import path

from zhibu.activities.views import papers, templates

urlpatterns = [
    path("papers/", papers.papers, name="papers"),
    path("papers/ledger.xlsx", papers.ledger, name="ledger"),
    path("papers/exports/<slug:export_id>.zip", papers.export_file, name="export_file"),
    path("papers/templates/", templates.templates, name="templates"),
    path("papers/templates/<slug:template_id>/drop/", templates.drop, name="drop_template"),
    path("meetings/<slug:meeting_id>/papers/<slug:kind>.<slug:form>", papers.paper, name="paper"),
]
