"""Words of signing in and of the journal; pure decisions, no database."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

LINK_LIVES = dt.timedelta(hours=72)
CLAIM_TRIES = 5
DESKTOP_ASKS_FOR = dt.timedelta(minutes=2)
GUESSES_PER_MINUTE = 5
GUESSES_PER_HOUR = 20
GUESSES_PER_ADDRESS_AND_HOUR = 200


class DeviceKind(TextChoices):
    """How a browser came to be signed in; it decides how long it stays so."""

    PHONE = "phone", _("记住的手机")
    DESKTOP = "desktop", _("扫码登录的电脑")
    PASSWORD = "password", _("用密码登录")


@dataclass(frozen=True)
class Stay:
    """How long a sign-in lasts without being used, and at most."""

    idle: dt.timedelta
    whole: dt.timedelta


STAYS = {
    DeviceKind.PHONE: Stay(idle=dt.timedelta(days=90), whole=dt.timedelta(days=365)),
    DeviceKind.DESKTOP: Stay(idle=dt.timedelta(hours=2), whole=dt.timedelta(hours=12)),
    DeviceKind.PASSWORD: Stay(idle=dt.timedelta(hours=2), whole=dt.timedelta(hours=12)),
}


class Proof(StrEnum):
    """What came out when somebody with a link said who they are."""

    RIGHT = "right"
    WRONG = "wrong"
    NO_PHONE = "no_phone"  # the roster holds no number to compare with


class Outcome(StrEnum):
    """What became of a claim on a link."""

    IN = "in"
    WRONG = "wrong"
    NO_PHONE = "no_phone"
    TAKEN = "taken"  # the person is in already, with another device
    DEAD = "dead"


class NoticeKind(TextChoices):
    """What the holder of an account is told about the account itself."""

    SECOND_CLAIM = "second_claim", _("有人想用链接冒充您进来，没有让进。不是您的话，请告诉书记。")
    DEVICE_ADDED = "device_added", _("有一台新设备用您的身份进来了。不是您的话，请到「设备」里停用它。")
    RECOVERED = "recovered", _("用找回链接换了设备，原来的设备都停用了。")


class LinkPurpose(TextChoices):
    PERSONAL = "personal", _("个人链接")
    SETUP = "setup", _("装机链接")
    RECOVERY = "recovery", _("找回")


class TextSize(TextChoices):
    STANDARD = "", _("标准")
    LARGE = "l", _("大字")
    EXTRA = "xl", _("特大")


class Theme(TextChoices):
    SYSTEM = "", _("随系统")
    LIGHT = "light", _("浅色")
    DARK = "dark", _("深色")
