"""What may be said to the journal: records of leads, hand-offs and events, and the count of what came of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any


@dataclass(slots=True)
class LeadRecord:
    """A lead as its source system tells it. What it leaves empty stays as it was."""

    external_id: str
    version: int = 0
    name: str = ""
    email: str = ""
    phone: str = ""
    company: str = ""
    title: str = ""
    industry: str = ""
    country: str = ""
    city: str = ""
    timezone: str = ""  # as the IANA names it
    employees: int | None = None
    score: float | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    created_at: datetime | None = None


@dataclass(slots=True)
class HandOffRecord:
    """A hand-off as its source system tells it. What it leaves None stays as it was."""

    external_id: str
    lead_external_id: str
    source_id: int
    campaign_id: int | None = None
    handed_off_at: datetime | None = None
    # None: made of the lead's non-identifying fields at the first recording. Frozen after that.
    snapshot: Mapping[str, Any] | None = None
    version: int = 0


@dataclass(slots=True)
class EventRecord:
    """An event as its source system tells it. `key` is unique within the system."""

    hand_off_external_id: str
    kind: str
    key: str
    occurred_at: datetime | None = None
    position: int = 0
    version: int = 0
    user_id: int | None = None
    owner_id: int | None = None
    # None: the team of the owner, if the owner has one.
    team_id: int | None = None
    side: str = ""
    channel: str = ""
    # A touch without a direction is outbound: that is what a touch is.
    direction: str = ""
    result: str = ""
    automated: bool = False
    self_reported: bool = False
    # Of a touch, in whole seconds; None: nobody measured it.
    length_seconds: int | None = None
    # None with the kind "rated": could not tell.
    rating: int | None = None
    basis: str = ""
    reasons: Sequence[str] = ()
    amount: Decimal | None = None
    # The key of the event that a "voided" event voids.
    voids: str = ""
    note: str = ""


@dataclass(slots=True)
class Recorded:
    """What came of one call. Hand-offs count once each; events that said nothing new count as unchanged."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    leads_created: int = 0
    leads_updated: int = 0
    leads_unchanged: int = 0
    events_created: int = 0
    events_updated: int = 0
    events_unchanged: int = 0
    parked: int = 0
    # The keys of the hand-offs that were created or changed.
    hand_off_ids: list[int] = field(default_factory=list)
