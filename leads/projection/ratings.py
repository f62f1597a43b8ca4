"""Which rating of each side counts. Pure."""

from __future__ import annotations

from datetime import datetime

from leads.projection.early import is_early
from leads.projection.state import Projection
from leads.standing import Happening


def rate(state: Projection, handed_off_at: datetime | None, ratings: list[Happening]) -> None:
    """Keep each side's first rating. Marketing's counts unless it is dated after the rating of Sales."""
    dated_first = sorted(ratings, key=lambda event: event.occurred_at is None)
    rated_by_sales = None
    answers = [event for event in dated_first if event.side == "sales"]
    if answers:
        rated_by_sales = _rate_for_sales(state, handed_off_at, answers)
    limit = rated_by_sales.occurred_at if rated_by_sales else None
    marketing = [
        event
        for event in dated_first
        if event.side == "marketing"
        and event.rating is not None
        and (limit is None or event.occurred_at is None or event.occurred_at <= limit)
    ]
    if marketing:
        # A default is an expectation: a real rating goes before it, whatever the times.
        counted = min(marketing, key=lambda event: event.basis == "default")
        state.marketing_rating, state.marketing_basis = counted.rating, counted.basis
        state.marketing_rated_at = counted.occurred_at


def _rate_for_sales(state: Projection, handed_off_at: datetime | None, answers: list[Happening]) -> Happening | None:
    """Keep the first rating of Sales, and its first answer, which may be that it could not tell."""
    early = sum(is_early(event.occurred_at, handed_off_at) for event in answers)
    state.early_events += early
    times = [
        event.occurred_at
        for event in answers
        if event.occurred_at is not None and not is_early(event.occurred_at, handed_off_at)
    ]
    state.sales_answered_at = times[0] if times else None
    counted = next((event for event in answers if event.rating is not None), None)
    state.sales_unsure = counted is None
    shown = counted or answers[0]
    state.sales_reasons, state.sales_rated_by_id = list(shown.reasons), shown.owner_id
    if counted is None:
        return None
    state.sales_rating = counted.rating
    if not is_early(counted.occurred_at, handed_off_at):
        state.sales_rated_at = counted.occurred_at
    return counted
