"""The fields of a register entry in plain text: what a roster, a form and the register itself are compared by."""

import datetime as dt
from collections.abc import Hashable, Mapping
from functools import lru_cache
from types import MappingProxyType

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhibu.members import terms
from zhibu.members.roster import RosterDate

# What a roster calls it, and what the register calls it. What is not here is read and not kept
# (home address, whether somebody is out of contact): the register holds no more than the work needs.
KEPT = MappingProxyType(
    {
        "name": "name",
        "identity_number": "identity",
        "sex": "sex",
        "ethnicity": "nation",
        "birth_on": "born_on",
        "native_place": "native_place",
        "education": "education",
        "degree": "degree",
        "work_started_on": "work_since_on",
        "admitted_on": "admitted_on",
        "full_on": "full_on",
        "person_type": "kind",
        "group": "group",
        "area": "area",
        "crew": "crew",
        "party_post": "party_post",
        "job": "job",
        "phone": "phone",
        "floating_place": "away",
        "remarks": "remark",
    }
)
_ATTRIBUTE = dict(KEPT)  # looked up ten times a row, and a plain dictionary answers sooner
ROSTER_NAME = MappingProxyType({attribute: name for name, attribute in KEPT.items()})
DATES = ("born_on", "work_since_on", "admitted_on", "full_on")
LINKS = ("group", "area", "crew")
SECRET = ("identity", "phone")
MASKED = (*SECRET, "born_on")  # shown whole for a reason only; a form leaves them empty, and empty keeps them
FLAGS = ("exempt", "no_smartphone")
YES = "yes"

LABELS = MappingProxyType(
    {
        "name": _("姓名"),
        "identity": _("公民身份号码"),
        "sex": _("性别"),
        "nation": _("民族"),
        "born_on": _("出生日期"),
        "native_place": _("籍贯"),
        "education": _("学历"),
        "degree": _("学位"),
        "work_since_on": _("参加工作日期"),
        "admitted_on": _("入党日期"),
        "full_on": _("转正日期"),
        "kind": _("人员类别"),
        "group": _("党小组"),
        "area": _("作业区"),
        "crew": _("班组"),
        "party_post": _("党内职务"),
        "job": _("岗位"),
        "phone": _("手机"),
        "away": _("外出地点"),
        "remark": _("备注"),
        "restriction": _("受限情形"),
        "exempt": _("年老体弱或患重病"),
        "no_smartphone": _("不用智能手机"),
        "branch": _("所在支部"),
        "left_on": _("离开日期"),
    }
)
LONGEST = MappingProxyType(
    {
        "name": 64,
        "nation": 20,
        "native_place": 60,
        "education": 30,
        "degree": 30,
        "group": 60,
        "area": 60,
        "crew": 40,
        "party_post": 60,
        "job": 60,
        "away": 60,
        "remark": 500,
    }
)
_WORDS = MappingProxyType(
    {"kind": terms.Kind.choices, "sex": terms.Sex.choices, "restriction": terms.Restriction.choices}
)
_OUT = "外出"


def plain(values: Mapping[str, object]) -> dict[str, str]:
    """What a roster row says, by the register's field names; dates as 1985-07-01, or 1985-07 without the day."""
    said = {
        _ATTRIBUTE[name]: value if type(value) is str else _written(value)
        for name, value in values.items()
        if value and name in _ATTRIBUTE
    }
    if values.get("floating") is True:
        said.setdefault("away", _OUT)
    if "branch" in values:
        said["branch"] = str(values["branch"])
    return said


@lru_cache(maxsize=50_000)
def _written(value: Hashable) -> str:
    return str(value)


def date_and_part(text: str) -> tuple[str | None, str | None]:
    """A plain date as (whole date, or None; known part, or None)."""
    if len(text) == 10:
        return text, None
    return None, text or None


def parsed(text: str) -> RosterDate | None:
    """A plain date back as a date that may lack its day."""
    parts = [int(part) for part in text.split("-")] if text else []
    return RosterDate(*parts) if len(parts) >= 2 else None


def whole(text: str) -> dt.date | None:
    """A plain date as a day, if the day is known."""
    return dt.date.fromisoformat(text) if len(text) == 10 else None


def hinted(attribute: str, value: str) -> str:
    """A value as it stands beside an entry field: of a birth date only the year."""
    if attribute == "born_on" and value:
        return gettext("%(year)s年") % {"year": value[:4]}
    return shown(attribute, value)


def shown(attribute: str, value: str) -> str:
    """A value as a page shows it before anybody asked to see more: numbers with only their ends."""
    if not value:
        return ""
    if attribute == "identity":
        return terms.masked(value, head=3, tail=2)
    if attribute == "phone":
        return terms.masked(value, head=3, tail=2)
    for code, word in _WORDS.get(attribute, ()):
        if code == value:
            return str(word)
    return value
