"""How pages write icons, dates, money and form fields, so that they look the same everywhere."""

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.core.files.storage import storages
from django.forms.widgets import DateTimeBaseInput
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhibu.kernel import clock

register = template.Library()

WEEKDAYS = "一二三四五六日"
INPUTMODES: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.DecimalField, "decimal"),
    (forms.FloatField, "decimal"),
    (forms.IntegerField, "numeric"),
    (forms.EmailField, "email"),
)
PICKERS: tuple[tuple[type[DateTimeBaseInput], str, str], ...] = (
    (forms.DateTimeInput, "datetime-local", "%Y-%m-%dT%H:%M"),
    (forms.DateInput, "date", "%Y-%m-%d"),
    (forms.TimeInput, "time", "%H:%M"),
)


@lru_cache(maxsize=64)
def _address(path: str, _storage: object) -> str:
    return static(path)


def asset(path: str) -> str:
    """The address of a file of ours, with its fingerprint; looked up once, it cannot change while we run."""
    return _address(path, storages["staticfiles"])


@lru_cache(maxsize=256)
def _drawn(name: str, extra: str, sprite: str) -> SafeString:
    return format_html(
        '<svg class="i{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" {extra}" if extra else "",
        sprite,
        name,
    )


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """Draw one icon of the sprite; it says nothing to a screen reader, the words beside it do."""
    return _drawn(name, extra, asset("web/icons.svg"))


def _local(moment: dt.date | dt.datetime) -> dt.date | dt.datetime:
    if isinstance(moment, dt.datetime) and moment.tzinfo is not None:
        return clock.local(moment)
    return moment


def _english() -> bool:
    return (get_language() or settings.LANGUAGE_CODE).startswith("en")


@register.filter
def zh_day(moment: dt.date | dt.datetime | None) -> str:
    """11月26日; with the year when it is not this one."""
    return _day(_local(moment)) if moment else ""


def _day(day: dt.date | dt.datetime) -> str:
    other_year = day.year != clock.today().year
    if _english():
        return f"{day.day} {day:%b}" + (f" {day.year}" if other_year else "")
    return (f"{day.year}年" if other_year else "") + f"{day.month}月{day.day}日"


@register.filter
def zh_date(moment: dt.date | dt.datetime | None) -> str:
    """11月26日 周四."""
    return _date(_local(moment)) if moment else ""


def _date(day: dt.date | dt.datetime) -> str:
    if _english():
        return f"{day:%a} {_day(day)}"
    week = "週" if get_language() == "zh-hant" else "周"
    return f"{_day(day)} {week}{WEEKDAYS[day.weekday()]}"


@register.filter
def zh_time(moment: dt.datetime | dt.time | None) -> str:
    """16:20."""
    if moment is None:
        return ""
    return _time(_local(moment) if isinstance(moment, dt.datetime) else moment)


def _time(shown: Any) -> str:
    return f"{shown.hour:02}:{shown.minute:02}"


@register.filter
def zh_datetime(moment: dt.datetime | None) -> str:
    """11月26日 周四 16:20."""
    if not moment:
        return ""
    shown = _local(moment)  # once: every row of a list has one of these
    return f"{_date(shown)} {_time(shown)}"


@register.filter
def money(amount: Decimal | int | str | None) -> str:
    """36.00元."""
    if amount is None or amount == "":
        return ""
    return _("%(amount)s元") % {"amount": f"{Decimal(amount):.2f}"}


@register.filter
def count(part: int, whole: int) -> str:
    """16/18."""
    return f"{part}/{whole}"


@register.filter
def field_kind(bound: forms.BoundField) -> str:
    """Which shape the field component gives this field: radios, ticks, check, file, area, hidden or line."""
    widget = bound.field.widget
    if bound.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "ticks"
    if isinstance(widget, forms.RadioSelect):
        return "radios"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.FileInput):
        return "file"
    return "area" if isinstance(widget, forms.Textarea) else "line"


@register.simple_tag
def field_input(bound: forms.BoundField, hint: Any = "") -> SafeString:
    """Draw the input with its class, keyboard, picker, and the ids of its hint and error."""
    widget = bound.field.widget
    attrs: dict[str, Any] = {}
    if not isinstance(widget, (forms.RadioSelect, forms.CheckboxInput, forms.HiddenInput)):
        attrs["class"] = f"inp {widget.attrs.get('class', '')}".strip()
    for field_type, mode in INPUTMODES:
        if isinstance(bound.field, field_type):
            attrs.setdefault("inputmode", widget.attrs.get("inputmode", mode))
            break
    for widget_type, input_type, written in PICKERS:
        if isinstance(widget, widget_type):
            widget.input_type = input_type
            widget.format = written
            break
    if isinstance(widget, forms.Textarea):
        attrs["rows"] = widget.attrs["rows"] if widget.attrs.get("rows") not in (None, "10") else 3
        attrs["cols"] = None
    described = [
        f"{bound.auto_id}_{part}" for part, there in (("hint", hint), ("error", bound.errors)) if there
    ]
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return bound.as_widget(attrs=attrs)


@register.filter
def steps_of(whole: int) -> range:
    """The numbers from one to `whole`: the squares of a meter, the steps of a task."""
    return range(1, whole + 1)
