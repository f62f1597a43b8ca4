"""Sales rates blind: a segment that asks for the lead score would tell it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from leads.blind import SCORES, hides_marketing, is_of_sales
from sla.models import Clock, Segment

if TYPE_CHECKING:
    from leadgap.accounts.models import User


def tells_score(user: User) -> bool:
    """Return whether picking leads by their segment would tell this person their scores."""
    return is_of_sales(user) and any(each.rule.definition.fields & SCORES for each in Segment.objects.signed())


def shown_segment(user: User, clock: Clock, *, now: datetime) -> Segment | None:
    """Return the segment of the clock's hand-off as this person may know it; None also where there is none."""
    segment = clock.segment
    if segment and hides_marketing(user, clock.hand_off, now=now) and segment.rule.definition.fields & SCORES:
        return None
    return segment
