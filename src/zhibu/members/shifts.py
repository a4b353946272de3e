"""Between a crew's row and the shift calendar."""

from typing import Any

from django.utils.translation import gettext as _

from zhibu import scheduling
from zhibu.members.models import Crew
from zhibu.rules.calendar import shipped


def shift_calendar(crew: Crew | None) -> scheduling.Crew | None:
    """The crew as the shift calendar knows it; None where nobody has entered its pattern, or it cannot be meant."""
    if crew is None or not crew.pattern or crew.anchor_on is None:
        return None
    try:
        return scheduling.Crew(
            name=crew.name,
            pattern=scheduling.parse_pattern(crew.pattern),
            anchor_on=crew.anchor_on,
            offset=crew.offset,
            shifts=tuple(_shift(code, about) for code, about in crew.shifts.items()),
            calendar=shipped() if crew.office else None,
        )
    except (scheduling.PatternError, KeyError, TypeError):
        return None


def shift_table(preset: scheduling.Preset) -> dict[str, dict[str, Any]]:
    """The shifts of a preset as a crew's row keeps them."""
    return {
        shift.code: {
            "start": f"{shift.start // 60:02d}:{shift.start % 60:02d}",
            "minutes": shift.minutes,
            "night": shift.night,
            "releasable": shift.releasable,
            "resident": shift.resident,
        }
        for shift in preset.shifts
    }


def _shift(code: str, about: dict[str, Any]) -> scheduling.Shift:
    start = about["start"]
    return scheduling.Shift(
        code, **{**about, "start": start if isinstance(start, int) else scheduling.minutes_of(start)}
    )


def shift_name(code: str) -> str:
    """白 is called 白班; a code that says 班 already stays as it is."""
    return code if code.endswith("班") else _("%(code)s班") % {"code": code}
