"""What a row of a hand-offs file says happened, as events for the journal.

Each event has a key made of the hand-off's id and what it is, so that a later file corrects it and does not repeat it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from leads.intake.fields import UNSURE
from leads.journal import OF_A_ROW, EventRecord
from leads.lifecycle import ENDED, LEADS_TO, Kind
from leads.models import Reason

STEPS = {"accepted_at": "accepted", "rejected_at": "rejected", "qualified_at": "qualified"}
ENDING = frozenset(str(kind) for kind, stage in LEADS_TO.items() if stage in ENDED)
# The use for which a reason must be offered, to be that of such a step.
USES = {"rejected": "rejection", "recycled": "recycling", "lost": "loss"}
# Events of the same instant stand in this order.
PLACES = {str(kind): place for place, kind in enumerate((Kind.ASSIGNED, Kind.TOUCHED, *LEADS_TO, Kind.RATED))}


def happenings(
    found: Mapping[str, Any],
    *,
    owner: int | None,
    team: int | None,
    assigned_at: datetime | None,
    reason: Reason | None,
) -> list[EventRecord]:
    """Return the events of a row, given the values of its fields (None: empty)."""
    hand_off = found["external_id"]
    events: list[EventRecord] = []

    def happened(kind: str, what: str, at: datetime | None) -> EventRecord:
        event = EventRecord(hand_off, kind, f"{OF_A_ROW}{hand_off}:{what}", at, PLACES[kind], 0, None, owner, team)
        events.append(event)
        return event

    if owner or team:
        happened("assigned", "assigned", assigned_at)
    if found["first_touch_at"]:
        happened("touched", "first-touch", found["first_touch_at"]).direction = "outbound"
    for kind, what, at in _steps(found):
        step = happened(kind, what, at)
        if kind == found["outcome"] or what == "outcome":
            step.amount = found["value"]
        step.reasons = _fitting(reason, USES.get(kind, ""))
    rating = found["sales_rating"]
    if rating is not None:
        rated = happened("rated", "rated-sales", found["sales_rated_at"])
        rated.side = "sales"
        rated.rating = None if rating == UNSURE else rating
        rated.reasons = _fitting(reason, "rating")
    if found["marketing_rating"] is not None:
        rated = happened("rated", "rated-marketing", found["marketing_rated_at"])
        rated.side, rated.owner_id, rated.team_id = "marketing", None, None  # the owner is of Sales
        rated.rating = found["marketing_rating"]
        rated.basis = found["marketing_basis"] or "individual"
    return events


def _steps(found: Mapping[str, Any]) -> list[tuple[str, str, datetime | None]]:
    """Return how far the hand-off came: each step with its key and time.

    All ends have one key: a later file that tells another end corrects the first. A step on the way stands.
    """
    outcome = found["outcome"] or ("closed" if found["closed_at"] else None)
    steps: list[tuple[str, str, datetime | None]] = [
        (kind, kind, found[name]) for name, kind in STEPS.items() if found[name] is not None and kind != outcome
    ]
    if outcome:
        own = next((found[name] for name, kind in STEPS.items() if kind == outcome), None)
        steps.append((outcome, "outcome" if outcome in ENDING else outcome, found["closed_at"] or own))
    return steps


def _fitting(reason: Reason | None, use: str) -> tuple[str, ...]:
    """Return the reason where it is one that is offered for this use."""
    return (reason.key,) if reason and use in reason.uses else ()
