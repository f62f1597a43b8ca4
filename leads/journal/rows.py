"""Records as the tables keep them: whole seconds in UTC, nothing implied, and which of two tellings counts.

A row is a tuple in the order of its columns, so that "has it changed" is one comparison.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from leads.journal.records import EventRecord, LeadRecord
from leads.journal.refusals import NaiveTime
from leads.lifecycle import Kind
from leads.models import HandOff
from leads.models.handoffs import UNDATED

CENT = Decimal("0.01")
# Plain texts: to look up a member of an enumeration takes longer than to compare it.
_TOUCHED, _RATED, _INDIVIDUAL = Kind.TOUCHED.value, Kind.RATED.value, HandOff.Basis.INDIVIDUAL.value


class LeadRow(NamedTuple):
    external_id: str
    version: int
    name: str
    email: str
    phone: str
    company: str
    title: str
    industry: str
    country: str
    city: str
    timezone: str
    employees: int | None
    score: float | None
    attributes: Mapping[str, Any]
    created_at: datetime | None


class EventRow(NamedTuple):
    key: str
    version: int
    kind: str
    occurred_at: datetime | None
    position: int
    user_id: int | None
    owner_id: int | None
    team_id: int | None
    side: str
    channel: str
    direction: str
    result: str
    automated: bool
    self_reported: bool
    length_seconds: int | None
    rating: int | None
    basis: str
    reasons: list[str]
    amount: Decimal | None
    voids: str


def instant(at: datetime | None) -> datetime | None:
    """Return an instant in UTC and whole seconds; None stays None, a time without a zone is refused."""
    if at is None:
        return None
    if at.tzinfo is not UTC:
        if at.tzinfo is None:
            raise NaiveTime(f"{at.isoformat(' ')} has no time zone.")
        at = at.astimezone(UTC)
    return at.replace(microsecond=0) if at.microsecond else at


def day_of(handed_off_at: datetime | None, zone: ZoneInfo) -> date:
    """Return the day under which a hand-off counts: its date in the organisation's zone."""
    return handed_off_at.astimezone(zone).date() if handed_off_at else UNDATED


def lead_row(record: LeadRecord) -> LeadRow:
    return LeadRow(
        record.external_id,
        record.version,
        record.name,
        record.email,
        record.phone,
        record.company,
        record.title,
        record.industry,
        record.country,
        record.city,
        record.timezone,
        record.employees,
        record.score,
        record.attributes,
        instant(record.created_at),
    )


def merged_lead(old: LeadRow, new: LeadRow) -> LeadRow:
    """Return what is known after `new` was told later than `old`: the higher version counts, else the later."""
    if new.version < old.version:
        return old
    merged = LeadRow._make(mine if theirs in ("", None) else theirs for mine, theirs in zip(old, new, strict=True))
    return merged._replace(attributes={**old.attributes, **new.attributes})


def event_row(record: EventRecord, teams: Mapping[int, int | None]) -> EventRow:
    """Return the event as it is kept; `teams` holds the team of each owner."""
    kind = str(record.kind)
    at, amount = record.occurred_at, record.amount
    basis, direction = record.basis, record.direction
    if kind == _TOUCHED:
        direction = direction or "outbound"
    elif kind == _RATED and record.side == "marketing" and record.rating is not None:
        basis = basis or _INDIVIDUAL
    team_id = record.team_id
    if team_id is None and record.owner_id is not None:
        team_id = teams.get(record.owner_id)
    return EventRow(
        record.key,
        record.version,
        kind,
        at and instant(at),
        record.position,
        record.user_id,
        record.owner_id,
        team_id,
        record.side,
        record.channel,
        direction,
        record.result,
        record.automated,
        record.self_reported,
        record.length_seconds,
        record.rating,
        basis,
        list(record.reasons),
        amount if amount is None else amount.quantize(CENT),
        record.voids,
    )


def snapshot_of(lead: LeadRow, source: str, campaign: str) -> dict[str, Any]:
    """Return the lead's non-identifying fields as they are now. What is unknown has no key.

    Name, e-mail, phone and the company's name stay out (a company can be one person); whether they are known is
    kept, because the agreement promises how complete a lead is.
    """
    known = {
        "title": lead.title,
        "industry": lead.industry,
        "country": lead.country,
        "city": lead.city,
        "timezone": lead.timezone,
        "employees": lead.employees,
        "score": lead.score,
        "source": source,
        "campaign": campaign,
    }
    return {
        **{name: value for name, value in known.items() if value not in ("", None)},
        "has_name": bool(lead.name),
        "has_email": bool(lead.email),
        "has_phone": bool(lead.phone),
        "has_company": bool(lead.company),
        "attributes": dict(lead.attributes),
    }
