"""What was changed after the meeting was called."""

from django.utils.translation import gettext as _

from zhibu.activities.models import Change
from zhibu.activities.queries.minutes.said import Said, Source, day_and_time
from zhibu.activities.queries.notice import instant


def change_said(change: Change) -> Said:
    """One change: what it was, what it is, and why where that was asked."""
    words = {
        "chair": _("主持人由%(old)s改为%(new)s"),
        "recorder": _("记录人由%(old)s改为%(new)s"),
        "place": _("地点由%(old)s改为%(new)s"),
        "starts_at": _("时间由%(old)s改为%(new)s"),
        "minutes": _("时长由%(old)s分钟改为%(new)s分钟"),
        "held": _("由%(old)s改为%(new)s"),
    }
    timed = change.field == "starts_at"
    if change.field == "item":
        words["item"] = _("议题「%(old)s」改为「%(new)s」")
        if not change.old or not change.new:
            words["item"] = _("会前议程去掉「%(old)s」") if change.old else _("会前议程加上「%(new)s」")
    elif change.field == "invited":
        words["invited"] = _("会前不再请%(old)s") if change.old else _("会前加请%(new)s")
    text = words.get(change.field, _("%(old)s改为%(new)s")) % {
        "old": day_and_time(instant(change.old)) if timed else change.old or _("未定"),
        "new": day_and_time(instant(change.new)) if timed else change.new,
    }
    if change.why:
        text += f"（{change.why}）"
    return Said(text, Source("change", change.public_id), change.at)
