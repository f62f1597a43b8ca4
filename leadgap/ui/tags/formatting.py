"""Filters that write a value. The rules are in leadgap/ui/formats.py."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Protocol
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.html import format_html
from django.utils.safestring import SafeString

from leadgap.ui import formats

register = template.Library()

_TAG = re.compile(r"(<[^>]*>)")
_MONTH = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?"
    "|Nov(?:ember)?|Dec(?:ember)?)"
)
_DATE = rf"(?<!\S)\S{{0,5}}\d {_MONTH}\b(?: \d{{4}}\b)?\S{{0,2}}"
_UNBROKEN = re.compile(rf"{_DATE}|\S{{0,9}}\d–\d\S{{0,9}}")


class Span(Protocol):
    """Anything with two ends: `leadgap.rates.Interval`, or a Rate."""

    @property
    def low(self) -> float | None: ...

    @property
    def high(self) -> float | None: ...


@register.filter
def number(value: formats.Number | None, digits: int = 0) -> str:
    """{{ 12345|number }} → 12 345; {{ 0.8667|number:2 }} → 0.87"""
    return formats.number(value, digits)


@register.filter
def signed(value: formats.Number | None, digits: int = 1) -> str:
    """{{ gap|signed }} → +0.9"""
    return formats.signed(value, digits)


@register.filter
def rate(value: formats.Number | None, digits: int = 0) -> str:
    """{{ 0.912|rate }} → 91 %"""
    return formats.percent(value, digits)


@register.filter
def goals(shares: Sequence[formats.Number]) -> str:
    """{{ row.goals|goals }} → 85–90 %"""
    return formats.goals(shares)


@register.filter
def interval(span: Span | None, digits: int = 2) -> str:
    """{{ gap.interval|interval }} → (0.58–1.16)"""
    return formats.interval(span.low, span.high, digits) if span else formats.DASH


@register.filter(is_safe=True)
def unbroken(html: str) -> str:
    """{% filter unbroken %}… by 0.9 (0.6–1.2) since 3 Mar 2026{% endfilter %}: no line ends within (0.6–1.2) or a date.

    It takes HTML.
    """
    parts = _TAG.split(html)
    parts[::2] = (_UNBROKEN.sub(r'<span class="unbroken">\g<0></span>', text) for text in parts[::2])
    return "".join(parts)


@register.filter
def rate_interval(span: Span | None, digits: int = 0) -> str:
    """{{ rate|rate_interval }} → 63–84 %"""
    return formats.percent_interval(span.low, span.high, digits) if span else formats.DASH


@register.filter
def duration(seconds: float | dt.timedelta | None, day: int = formats.DAY) -> str:
    """{{ 11400|duration }} → 3 h 10 min; {{ working_seconds|duration:28800 }} counts days of eight hours."""
    return formats.duration(seconds.total_seconds() if isinstance(seconds, dt.timedelta) else seconds, day)


@register.filter
def to_the_minute(seconds: float, day: int = formats.DAY) -> str:
    """{{ 71000|to_the_minute:28800 }} → 2 working d 3 h 43 min"""
    return formats.to_the_minute(seconds, day)


@register.filter
def instant(at: dt.datetime | None, zone: str = "") -> str:
    """{{ at|instant }} → 4 Mar 2026, 15:00 Berlin, in the zone given or else the active one."""
    return time_tag(at, local_text(at, "j M Y, H:i", zone), zone) if at else formats.DASH


@register.filter
def weekday_time(at: dt.datetime | None, zone: str = "") -> str:
    """{{ at|weekday_time }} → Wed 4 Mar, 15:00, beside a time that names the zone; it is in the title too."""
    return time_tag(at, date_format(localised(at, zone), "D j M, H:i"), zone) if at else formats.DASH


@register.filter
def clock_time(at: dt.datetime | None, zone: str = "") -> str:
    """{{ at|clock_time }} → 15:00 Berlin; the day is in the title."""
    return time_tag(at, local_text(at, "H:i", zone), zone) if at else formats.DASH


@register.filter
def tel(number: str) -> str:
    """{{ lead.phone|tel }} → tel:+4930555123"""
    return formats.tel(number)


@register.filter
def initials(person: object) -> str:
    """{{ user|initials }} → AB"""
    return formats.initials(str(person))


@register.filter
def day(on: dt.date | None) -> str:
    """{{ on|day }} → 4 Mar 2026"""
    if on is None:
        return formats.DASH
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), date_format(on, "j M Y"))


def localised(at: dt.datetime, zone: str) -> dt.datetime:
    """The instant in the zone of that name, or in the active one."""
    return timezone.localtime(at, ZoneInfo(zone) if zone else None)


def local_text(at: dt.datetime, pattern: str, zone: str) -> str:
    """The instant in a zone, and the city of that zone: an hour without one is a riddle."""
    return f"{date_format(localised(at, zone), pattern)} {_city(zone)}"


def time_tag(at: dt.datetime, text: str, zone: str = "") -> SafeString:
    """An instant as <time>: for machines in UTC, and exact to the second on hover."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        _to_the_second(localised(at, zone), zone),
        text,
    )


def _to_the_second(local: dt.datetime, zone: str) -> str:
    """Wednesday 4 March 2026, 15:00:00 Berlin. Put together here, for a list has one in each of its rows."""
    day = f"{WEEKDAYS[local.weekday()]} {local.day} {MONTHS[local.month]} {local.year}"
    return f"{day}, {local:%H:%M:%S} {_city(zone)}"


def _city(zone: str) -> str:
    return formats.city(zone or timezone.get_current_timezone_name()).replace(" ", formats.SPACE)
