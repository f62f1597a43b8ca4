"""A rating as it is read, and the control by which it is given."""

from __future__ import annotations

from typing import Any

from django import template

from leadgap.ui import words

register = template.Library()

VALUES = range(1, 6)


@register.inclusion_tag("components/rating.html")
def rating(value: int | None, side: str, could_not_tell: bool = False, short: bool = False) -> dict[str, Any]:
    """{% rating hand_off.sales_rating "sales" %}: five marks, the number, the word. None: not rated (yet)."""
    if value is None:
        return {"value": None, "could_not_tell": could_not_tell}
    steps = [step <= value for step in VALUES]
    return {"value": value, "side": side, "steps": steps, "word": words.RATINGS[value], "short": short}


@register.inclusion_tag("components/rating_control.html")
def rating_control(
    legend: str,
    selected: int | None = None,
    name: str = "rating",
    side: str = "sales",
    could_not_tell: bool = True,
) -> dict[str, Any]:
    """{% rating_control "How good is this lead?" %}: inside a form of yours; 0 is "could not tell"."""
    return {
        "legend": legend,
        "name": name,
        "side": side,
        "options": [(value, words.RATINGS[value], value == selected) for value in VALUES],
        "could_not_tell": could_not_tell,
        "zero_selected": selected == 0,
    }
