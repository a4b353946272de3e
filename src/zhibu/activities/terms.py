"""Words of meetings and pure decisions about them; no queryset ever."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from zhibu.members.terms import Kind as MemberKind


class Kind(TextChoices):
    """What is held. The codes are those of `duties.period`."""

    ASSEMBLY = "assembly", _("支部党员大会")
    COMMITTEE = "committee", _("支部委员会会议")
    GROUP = "group", _("党小组会")
    LECTURE = "lecture", _("党课")
    THEME_DAY = "theme_day", _("主题党日")
    ORGANISATION_LIFE = "organisation_life", _("组织生活会")


class State(TextChoices):
    CALLED = "called", _("已通知")
    OPEN = "open", _("进行中")
    CLOSED = "closed", _("已结束")
    CANCELLED = "cancelled", _("已取消")
    WITHDRAWN = "withdrawn", _("已撤回")


class Matter(TextChoices):
    """What an agenda item is about; the matter decides quorum, ballot and presence."""

    OPEN_DECISIONS = "open_decisions", _("上次决定的事")
    REPORT = "report", _("通报、学习")
    DISCUSSION = "discussion", _("讨论")
    ORDINARY = "ordinary", _("表决一般事项")
    ADMISSION = "admission", _("讨论接收预备党员")
    CONVERSION = "conversion", _("讨论预备党员转正")
    ELECTION = "election", _("选举")


VOTED = frozenset({Matter.ORDINARY, Matter.ADMISSION, Matter.CONVERSION})
SECRET = frozenset({Matter.ADMISSION, Matter.CONVERSION, Matter.ELECTION})


class Answer(TextChoices):
    NONE = "", _("等回复")
    YES = "yes", _("参加")
    LEAVE = "leave", _("请假")


class Place(TextChoices):
    """How a meeting is held."""

    IN_PERSON = "in_person", _("到场")
    ONLINE = "online", _("线上")


class CheckInWay(TextChoices):
    """How it is known that somebody was there."""

    CODE = "code", _("扫码或输码")
    ROLL = "roll", _("点名")
    SHEET = "sheet", _("照签到纸录入")
    LATE = "late", _("会后补记")


class Method(TextChoices):
    """How a vote is taken."""

    HANDS = "open", _("举手表决")
    PAPER = "secret", _("无记名纸质票")


class DecisionState(TextChoices):
    OPEN = "open", _("在办")
    REPORTED = "reported", _("说办好了，等确认")
    CONFIRMED = "confirmed", _("已确认办好")
    DROPPED = "dropped", _("不办了")


class DecisionStep(TextChoices):
    MADE = "made", _("定下")
    REPORTED = "reported", _("说办好了")
    CONFIRMED = "confirmed", _("确认办好")
    RETURNED = "returned", _("还没办好")
    MOVED = "moved", _("改期")
    HANDED = "handed", _("换人办")
    EXPLAINED = "explained", _("说明")
    DROPPED = "dropped", _("不办了")


CHECK_IN_OPENS_BEFORE = dt.timedelta(minutes=30)
CODE_STEP_SECONDS = 30
CODE_STEPS_ACCEPTED = 4  # the code on the wall and those of the last two minutes, for a slow phone
CODE_TRIES = 8  # wrong typed codes per person and meeting; afterwards the chair ticks the name
OPEN_UNTIL_AFTER_END = dt.timedelta(hours=12)  # later than that it is recorded, not opened
SIGN_IN_TAKES = dt.timedelta(minutes=10)  # a scan stays good while somebody signs in for the first time
MOST_PHOTOS = 9
PHOTOS_KEPT = dt.timedelta(days=365)
NOTE_LENGTH = 1000
RESOLUTION_LENGTH = 2000


def code_step(instant: dt.datetime) -> int:
    """Which 30-second step an instant lies in; each step has its own code on the wall."""
    return int(instant.timestamp()) // CODE_STEP_SECONDS


def outcome_words(verdict: str | None) -> str:
    """How a resolution begins after a vote; the record is kept in Chinese, whatever language somebody reads."""
    if verdict is None:
        return "这次没有表决。"
    if verdict == "NO":
        return "未通过。"
    return "先请示上级。" if verdict == "ASK" else "通过。"


KINDS_HELD_BY = {
    "branch": (Kind.ASSEMBLY, Kind.COMMITTEE, Kind.LECTURE, Kind.THEME_DAY, Kind.ORGANISATION_LIFE),
    "group": (Kind.GROUP, Kind.ORGANISATION_LIFE),
}
WHOLE_ROLL = frozenset({Kind.ASSEMBLY, Kind.COMMITTEE, Kind.GROUP, Kind.ORGANISATION_LIFE})
PLACES_OF_MATTER = {
    Matter.ADMISSION: frozenset({Kind.ASSEMBLY}),
    Matter.CONVERSION: frozenset({Kind.ASSEMBLY}),
    Matter.ELECTION: frozenset({Kind.ASSEMBLY, Kind.COMMITTEE}),
}
WHO_IS_DISCUSSED = {Matter.ADMISSION: MemberKind.OBJECT, Matter.CONVERSION: MemberKind.PROBATIONARY}
ABOUT = {
    Matter.ADMISSION: "讨论接收%(name)s为预备党员",
    Matter.CONVERSION: "讨论预备党员%(name)s转正",
}  # how such an item is called in the record unless it is given words of its own
LONGEST_AGENDA = 30
LONGEST_MEETING = 480
MOST_ENCLOSURES = 5
FURTHEST_AHEAD = dt.timedelta(days=366)
FIRST_ITEM = "上次决定的事"  # kept in the record in Chinese, whatever language the officer reads
USUAL_LENGTH = {
    Kind.ASSEMBLY: 60,
    Kind.COMMITTEE: 60,
    Kind.GROUP: 45,
    Kind.LECTURE: 60,
    Kind.THEME_DAY: 90,
    Kind.ORGANISATION_LIFE: 120,
}


@dataclass(frozen=True)
class AgendaLine:
    """One item as it is put on the agenda; `person` is whom an admission or conversion is about.

    `item` is the public id of the item that stands there already, when an agenda is changed.
    """

    title: str
    matter: str = Matter.DISCUSSION
    person: Any = None
    item: str = ""


@dataclass(frozen=True)
class Enclosure:
    """A paper that goes with the notice."""

    name: str
    content_type: str
    content: bytes


def title_of(kind: str, organisation_name: str) -> str:
    """What the meeting is called in the record, e.g. 支部党员大会 or 第二党小组会."""
    with override("zh-hans"):
        label = str(Kind(kind).label)
    if kind != Kind.GROUP:
        return label
    return f"{organisation_name}会" if organisation_name.endswith("小组") else f"{organisation_name}{label}"


def may_answer(*, state: str, starts_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether 参加 or 请假 can still be said: until the meeting begins."""
    return state == State.CALLED and now < starts_at


def may_check_in(*, state: str, starts_at: dt.datetime, ends_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether the check-in button is shown: from half an hour before, and while the meeting is open."""
    if state == State.OPEN:
        return True
    return state == State.CALLED and starts_at - CHECK_IN_OPENS_BEFORE <= now <= ends_at


def days_left_words(due_on: dt.date, *, on: dt.date) -> str:
    """还剩8天, 今天到期, 过期4天."""
    days = (due_on - on).days
    if days < 0:
        return gettext("过期%(n)d天") % {"n": -days}
    return gettext("还剩%(n)d天") % {"n": days} if days else gettext("今天到期")


def urgency(due_on: dt.date, *, on: dt.date) -> str:
    """The state of a deadline's chip: late, due within fourteen days, or nothing."""
    days = (due_on - on).days
    return "late" if days < 0 else "due" if days <= 14 else ""
