"""What feedback does when the rooms to its left report a change: mark the days whose facts it reads.

Of a few hand-offs they are counted at once, for somebody looks at what became of an act.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from feedback.models import DirtyRatingDay
from feedback.tasks import rebuild_facts
from leadgap.jobs.waking import wake
from leads.dirty import mark
from sla.receivers import FEW


def mark_days(*, ids: Collection[int], days: Collection[date], **_: Any) -> None:
    """Hear `handoffs_changed` and `verdicts_changed`, in their transaction."""
    was_clean = mark(DirtyRatingDay, days)
    if was_clean and len(ids) <= FEW:
        wake(rebuild_facts)
