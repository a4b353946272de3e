"""Words of the tree: kinds of organisation, roles in it."""

import datetime as dt

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    COMMITTEE = "committee", _("党委")
    GENERAL_BRANCH = "general_branch", _("党总支")
    BRANCH = "branch", _("党支部")
    GROUP = "group", _("党小组")


class Role(TextChoices):
    """What a person is in an organisation; offices and plain standing alike."""

    SECRETARY = "secretary", _("书记")
    DEPUTY = "deputy", _("副书记")
    ORGANISER = "organiser", _("组织委员")
    PUBLICITY = "publicity", _("宣传委员")
    DISCIPLINE = "discipline", _("纪检委员")
    COMMITTEE = "committee", _("委员")
    LEADER = "leader", _("党小组长")
    MEMBER = "member", _("党员")
    PROBATIONARY = "probationary", _("预备党员")
    WORKER = "worker", _("职工")
    SUPERIOR = "superior", _("上级组织部门")
    APPROVER = "approver", _("行政审批")
    ADMIN = "admin", _("系统管理员")


COMMITTEE_ROLES = frozenset(
    {Role.SECRETARY, Role.DEPUTY, Role.ORGANISER, Role.PUBLICITY, Role.DISCIPLINE, Role.COMMITTEE}
)
OFFICER_ROLES = COMMITTEE_ROLES | {Role.LEADER}

OFFICES = (
    Role.SECRETARY,
    Role.DEPUTY,
    Role.ORGANISER,
    Role.PUBLICITY,
    Role.DISCIPLINE,
    Role.COMMITTEE,
    Role.LEADER,
)
# Who may let whom into an account: nobody somebody weightier, and those from above only from above.
WEIGHTS = {
    Role.ADMIN: 4,
    Role.SUPERIOR: 4,
    Role.APPROVER: 4,
    Role.SECRETARY: 3,
    Role.DEPUTY: 2,
    **dict.fromkeys(COMMITTEE_ROLES - {Role.SECRETARY, Role.DEPUTY}, 1),
}
FROM_ABOVE = frozenset({Role.SECRETARY, Role.SUPERIOR, Role.APPROVER, Role.ADMIN})
STANDINGS = frozenset({Role.MEMBER, Role.PROBATIONARY, Role.WORKER})
BRANCH_LINK_LIVES = dt.timedelta(days=7)
REQUEST_WAITS = dt.timedelta(minutes=30)
REQUESTS_AT_ONCE = 30  # waiting at one branch; more is somebody playing with a leaked link
