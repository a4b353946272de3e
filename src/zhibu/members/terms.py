"""Words of the register and pure decisions on a member; no queryset ever."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What a person on the register is."""

    FULL = "full", _("正式党员")
    PROBATIONARY = "probationary", _("预备党员")
    OBJECT = "object", _("发展对象")
    ACTIVIST = "activist", _("入党积极分子")
    APPLICANT = "applicant", _("入党申请人")
    WORKER = "worker", _("职工")


MEMBER_KINDS = frozenset({Kind.FULL, Kind.PROBATIONARY})


class Sex(TextChoices):
    UNKNOWN = "", _("未填")
    MALE = "male", _("男")
    FEMALE = "female", _("女")


class Restriction(TextChoices):
    """What suspends the right to vote and to be elected."""

    NONE = "", _("无")
    WATCH = "watch", _("留党察看")
    DETAINED = "detained", _("依法留置、逮捕")


class Left(TextChoices):
    """Why somebody is no longer on the register."""

    TRANSFERRED = "transferred", _("组织关系转出")
    DIED = "died", _("去世")
    EXIT = "exit", _("退党、除名、开除")
    ERROR = "error", _("录错了")


@dataclass(frozen=True)
class Standing:
    """What decides a vote: who somebody is and whether a restriction lies on them."""

    kind: str
    restriction: str = ""

    @property
    def may_vote(self) -> bool:
        """Full members vote unless their rights are suspended; probationary members never do."""
        return self.kind == Kind.FULL and not self.restriction


def masked(text: str, *, head: int, tail: int) -> str:
    """A number as it is shown by default: only its ends."""
    if len(text) <= head + tail:
        return "•" * len(text)
    return text[:head] + "•" * (len(text) - head - tail) + text[-tail:]
