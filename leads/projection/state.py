"""What a hand-off has come to: the columns that the projection owns, and the assignments. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

from leads.lifecycle import Outcome, Stage


@dataclass(slots=True)
class Stretch:
    """One stretch of a hand-off in the hands of one owner or team, with the first touches in it, by anyone."""

    owner_id: int | None
    team_id: int | None
    assigned_at: datetime | None
    until: datetime | None = None
    first_touch_at: datetime | None = None
    first_personal_at: datetime | None = None
    first_genuine_at: datetime | None = None
    first_connected_at: datetime | None = None


@dataclass(slots=True)
class Projection:
    """The current state of a hand-off: its columns under their own names, and its assignments in order."""

    stage: str = Stage.NEW.value
    outcome: str = Outcome.OPEN.value
    owner_id: int | None = None
    team_id: int | None = None
    first_team_id: int | None = None
    answering_team_id: int | None = None
    assigned_at: datetime | None = None
    first_touch_at: datetime | None = None
    first_personal_at: datetime | None = None
    first_genuine_at: datetime | None = None
    first_connected_at: datetime | None = None
    answer_is_self_reported: bool = False
    touches: int = 0
    attempts: int = 0
    attempt_times: list[int] = field(default_factory=list)
    early_events: int = 0
    accepted_at: datetime | None = None
    qualified_at: datetime | None = None
    decided_at: datetime | None = None
    closed_at: datetime | None = None
    value: Decimal | None = None
    reasons: list[str] = field(default_factory=list)
    pauses: list[list[Any]] = field(default_factory=list)  # `leads.waiting.Wait`, without what was not said
    sales_rating: int | None = None
    sales_rated_at: datetime | None = None
    sales_answered_at: datetime | None = None
    sales_unsure: bool = False
    sales_reasons: list[str] = field(default_factory=list)
    sales_rated_by_id: int | None = None
    marketing_rating: int | None = None
    marketing_rated_at: datetime | None = None
    marketing_basis: str = ""
    raised_at: datetime | None = None
    replied_at: datetime | None = None
    waiting_since: datetime | None = None
    assignments: list[Stretch] = field(default_factory=list)


# The columns of a hand-off that the projection owns.
COLUMNS: tuple[str, ...] = tuple(column.name for column in fields(Projection) if column.name != "assignments")

# The values of a projection in the order of `COLUMNS`.
values: Callable[[Projection], tuple[Any, ...]] = attrgetter(*COLUMNS)
