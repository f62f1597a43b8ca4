"""How far a hand-off got, how it ended, and what it is worth. Pure."""

from __future__ import annotations

from datetime import datetime

from leads.lifecycle import ENDED, LEADS_TO, Kind
from leads.projection.early import is_early
from leads.projection.state import Projection
from leads.standing import Happening

ACCEPTED, REJECTED, QUALIFIED = Kind.ACCEPTED.value, Kind.REJECTED.value, Kind.QUALIFIED.value
DECIDED = frozenset({Kind.WON.value, Kind.LOST.value})
STAGE = {kind.value: stage.value for kind, stage in LEADS_TO.items()}
ENDING = frozenset(kind for kind, stage in STAGE.items() if stage in ENDED)


def settle(state: Projection, handed_off_at: datetime | None, stages: list[Happening]) -> None:
    """Settle stage, outcome and value from the events that lead to a stage, which come in order."""
    first: dict[str, datetime] = {}
    kinds = set()
    closed_at = None
    for event in stages:
        kind, at = event.kind, event.occurred_at
        kinds.add(kind)
        if is_early(at, handed_off_at):
            state.early_events += 1
            at = None
        if at is not None:
            first.setdefault(kind, at)
        if kind in ENDING:
            state.stage, state.reasons = STAGE[kind], list(event.reasons)
            closed_at = closed_at or at
            if kind in DECIDED:
                state.outcome = kind
        if event.amount is not None:
            state.value = event.amount
    if not kinds & ENDING:
        state.stage = STAGE[QUALIFIED if QUALIFIED in kinds else ACCEPTED]
    # Nothing more was expected of Sales from the first end on, whichever end had the last word.
    state.closed_at = closed_at
    state.accepted_at, state.qualified_at = first.get(ACCEPTED), first.get(QUALIFIED)
    decisions = [first[kind] for kind in (ACCEPTED, REJECTED) if kind in first]
    state.decided_at = min(decisions, default=None)
