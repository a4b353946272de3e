"""Setting up a committee, a branch or a Party group in the tree."""

import datetime as dt
import re

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.kernel import transactions
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes
from zhibu.organisations import access
from zhibu.organisations.models import Organisation
from zhibu.organisations.terms import OrganisationKind

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}")
_STEP = 4
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@writes
def found_organisation(
    *, by: User, code: str, name: str, kind: str, parent: Organisation | None, now: dt.datetime
) -> Organisation:
    """Add an organisation under `parent`; the code is unique in the whole product."""
    if parent is not None:
        access.require(by, "organisations.arrange", parent, on=local(now).date())
    elif not by.is_console and Organisation.objects.exists():
        raise Refused(_("最上面的党委只能在装机时设。"))
    code, name = code.strip(), name.strip()
    if not _CODE.fullmatch(code):
        raise Refused(_("代码用字母、数字、- 或 _，最多39位。"), field="code")
    if not name:
        raise Refused(_("请填名称。"), field="name")
    if Organisation.objects.filter(code=code).exists():
        raise Refused(_("代码「%(code)s」已经用过，请换一个。") % {"code": code}, field="code")
    transactions.lock("tree")
    organisation = Organisation.objects.create(
        code=code, name=name, kind=OrganisationKind(kind), parent=parent, path=_next_path(parent)
    )
    journal.record(
        by=by, action="organisation.found", subject=organisation, organisation=organisation, now=now
    )
    return organisation


@writes
def rename_organisation(*, by: User, organisation: Organisation, name: str, now: dt.datetime) -> None:
    """Give an organisation another name; old papers keep the name they were made with."""
    access.require(by, "organisations.arrange", organisation, on=local(now).date())
    if not name.strip():
        raise Refused(_("请填名称。"), field="name")
    organisation.name = name.strip()
    organisation.save(update_fields=["name"])
    journal.record(
        by=by,
        action="organisation.rename",
        subject=organisation,
        organisation=organisation,
        fields=["name"],
        now=now,
    )


def _next_path(parent: Organisation | None) -> str:
    trunk = parent.path if parent else ""
    last = Organisation.objects.filter(parent=parent).order_by("-path").values_list("path", flat=True).first()
    number = int(last[-_STEP:], 36) + 1 if last else 0
    figure = ""
    for _place in range(_STEP):
        number, digit = divmod(number, 36)
        figure = _DIGITS[digit] + figure
    return trunk + figure
