"""Parts of a page: figures with words, empty states, steps, tabs, timelines, progress, questions before a deed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from leadgap.rates import Rate
from leadgap.ui import formats
from leadgap.ui.timeline import TimelineEntry

register = template.Library()

# A figure of more characters is set smaller where two stand side by side on a phone: 1.7 working days.
SHORT = 12


@register.inclusion_tag("components/stat.html")
def stat(
    label: str,
    value: str = formats.DASH,
    rate: Rate | None = None,
    unit: str = "",
    note: str = "",
    href: str = "",
    side: str = "",
    beside: str = "",
) -> dict[str, Any]:
    """{% stat "Promises kept" rate=kept %} or {% stat "Gap" gap|signed note=interval %}, inside <dl class="stats">.

    Where a figure may break is up to the style: on a phone, "1.5 working days" is wider than half the page.
    """
    if rate is not None:
        value = formats.percent(rate.value)
    value = value.replace(formats.SPACE, " ")
    named = {"unit": unit, "note": note, "href": href, "side": side, "beside": beside}
    is_long = len(value) + len(unit) > SHORT
    return {"label": label, "value": value, "is_long": is_long, "rate": rate, **named}


@register.inclusion_tag("components/empty_state.html")
def empty_state(icon: str, title: str, text: str = "", href: str = "", action: str = "") -> dict[str, Any]:
    """{% empty_state "inbox" "Nothing waits for you." "New hand-offs appear here." url "Import leads" %}"""
    return {"icon": icon, "title": title, "text": text, "href": href, "action": action}


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int | None, label: str) -> dict[str, Any]:
    """{% progress job.progress job.total "rows read" %}; without a total the bar only says that work goes on."""
    return {"done": done, "total": total, "label": label}


@register.inclusion_tag("components/steps.html")
def steps(items: Sequence[str], current: int) -> dict[str, Any]:
    """{% steps titles 2 %}: where in a wizard; `current` counts from 1."""
    return {"items": list(enumerate(items, 1)), "current": current}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Sequence[tuple[str, str]], current: str, label: str) -> dict[str, Any]:
    """{% tabs tabs current=url label="View by" %}: (text, url) pairs; the one whose url is `current` is marked."""
    return {"items": items, "current": current, "label": label}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Sequence[TimelineEntry], undo_url: str = "") -> dict[str, Any]:
    """{% timeline entries undo_url=url %}, in the order given; at that address an entry can be taken back."""
    return {"entries": entries, "undo_url": undo_url}


@register.inclusion_tag("components/confirm.html")
def confirm(action: str, button: str, question: str, yes: str = "", danger: bool = False) -> dict[str, Any]:
    """{% confirm url "Undo this import" "312 hand-offs go." yes="Undo it" danger=True %}: asks before it posts."""
    return {"action": action, "button": button, "question": question, "yes": yes or button, "danger": danger}
