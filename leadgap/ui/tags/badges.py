"""Badges: a verdict, a due time, a stage, a side. Each is a word with an icon; colour only repeats it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from leadgap.ui import formats, words
from leadgap.ui.tags.formatting import local_text, localised, time_tag

register = template.Library()

SOON = formats.HOUR


@register.inclusion_tag("components/verdict.html")
def verdict(
    verdict: str, waived: bool = False, self_reported: bool = False, unconfirmed: bool = False
) -> dict[str, Any]:
    """{% verdict clock.verdict waived=clock.is_waived %}"""
    badge = words.VERDICTS[verdict]
    return {
        "key": verdict,
        "badge": badge,
        "waived": waived,
        "self_reported": self_reported,
        "unconfirmed": unconfirmed,
    }


@register.inclusion_tag("components/stage.html")
def stage(stage: str) -> dict[str, Any]:
    """{% stage hand_off.stage %}"""
    return {"key": stage, "badge": words.STAGES[stage]}


@register.inclusion_tag("components/side.html")
def side(side: str, text: str = "") -> dict[str, Any]:
    """{% side "sales" %}, or with words of its own: {% side "sales" "Sales' rating" %}"""
    return {"side": side, "text": text or words.SIDES[side]}


@register.inclusion_tag("components/due.html")
def due(
    due_at: dt.datetime | None,
    now: dt.datetime,
    left: float | None = None,
    zone: str = "",
    soon: float = SOON,
    paused: str = "",
    day: int = formats.DAY,
) -> dict[str, Any]:
    """{% due clock.due_at now left=clock.seconds_left zone=calendar.timezone %} → 42 min left, closes 17:00 Berlin.

    `left` is business time in seconds, negative when overdue, and `day` how much of it makes a day; without it
    wall time counts. `paused` says what it waits for while it stands still; without `due_at` too, else there is no
    promise.
    """
    if due_at is None:
        return {"state": "waiting", "why": paused} if paused else {"state": "none"}
    overdue = now > due_at
    seconds = (due_at - now).total_seconds() if left is None else left
    state = "paused" if paused else "overdue" if overdue else "soon" if seconds <= soon else "running"
    # Overdue since the end of a working day, by nothing of the next.
    none = state == "overdue" and not int(seconds)
    amount = "" if none else formats.duration(_without_hours(abs(seconds), day), day)
    return {
        "state": state,
        "words": _due_words(state, amount, _closes(due_at, now, zone)),
        # While working time does not stop before it is due, it goes by with the minutes: static/js/due.js.
        "ticks": int(seconds) if not overdue and abs((due_at - now).total_seconds() - seconds) < 1 else None,
        "is_working_time": left is not None,
        "icon": {"paused": "pause-circle", "overdue": "exclamation-circle"}.get(state, "clock"),
    }


def _due_words(state: str, amount: str, at: SafeString) -> tuple[str, str]:
    """What stands out, and the rest. Put together here, for a list has one in each of its rows."""
    if state == "overdue":
        return _("{} overdue").format(amount) if amount else _("overdue"), format_html(_("was due {}"), at)
    left = _("{} left").format(amount)
    return (_("paused"), left) if state == "paused" else (left, format_html(_("closes {}"), at))


def _without_hours(seconds: float, day: int) -> float:
    """From two days on, whole days say how soon; the instant stands beside them."""
    return seconds if seconds < 2 * day else seconds - seconds % day


def _closes(at: dt.datetime, now: dt.datetime, zone: str) -> SafeString:
    """17:00 Berlin today, Mon 17:00 Berlin within a week, else 9 Mar 17:00 Berlin."""
    days = (localised(at, zone).date() - localised(now, zone).date()).days
    pattern = "H:i" if days == 0 else "D H:i" if 0 < days < 7 else "j M H:i"
    return time_tag(at, local_text(at, pattern, zone), zone)
