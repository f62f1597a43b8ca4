"""What feedback does when the rooms to its left report a change: mark the days whose facts it reads."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from feedback.models import DirtyRatingDay
from leads.dirty import mark


def mark_days(*, days: Collection[date], **_: Any) -> None:
    """Hear `handoffs_changed` and `verdicts_changed`, in their transaction."""
    mark(DirtyRatingDay, days)
