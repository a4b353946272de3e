"""A unit's own .docx for one kind of paper, tried out before it is kept."""

import datetime as dt

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.activities import permissions
from zhibu.activities.models import PaperTemplate
from zhibu.documents.templates import TemplateProblem, check_template
from zhibu.kernel import filestore
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writing
from zhibu.organisations import access
from zhibu.organisations.models import Organisation


def keep_template(
    *, by: User, organisation: Organisation, paper: str, name: str, content: bytes, now: dt.datetime
) -> PaperTemplate:
    """Keep a template for a kind of paper; the one before it is replaced.

    Refused with a sentence when the file is no .docx, names a field that does not exist, or cannot be filled in.
    It is tried out before the transaction, because that takes a while.
    """
    access.require(by, permissions.TEMPLATES, organisation, on=local(now).date())
    try:
        check_template(content, paper)
    except TemplateProblem as problem:
        raise Refused(problem.message, field="file", code=problem.code) from problem
    digest = filestore.keep(content)
    with writing():
        template, _made = PaperTemplate.objects.update_or_create(
            organisation=organisation,
            paper=paper,
            defaults={"name": name[:120], "digest": digest, "added_by": by, "added_at": now},
        )
        journal.record(
            by=by,
            action="template.keep",
            subject=template,
            organisation=organisation,
            fields=[paper],
            now=now,
        )
    return template


def drop_template(*, by: User, template: PaperTemplate, now: dt.datetime) -> None:
    """Stop using a unit's own template."""
    access.require(by, permissions.TEMPLATES, template.organisation, on=local(now).date())
    with writing():
        journal.record(
            by=by, action="template.drop", subject=template, organisation=template.organisation, now=now
        )
        template.delete()
