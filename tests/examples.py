"""How many examples a property is tried with."""

from __future__ import annotations

from django.conf import settings


def examples(number: int) -> int:
    """Return so many on the embedded default, and half as many, others, where the suite runs a second time."""
    return number if settings.ON_SQLITE else number // 2
