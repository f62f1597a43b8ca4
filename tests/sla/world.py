"""A company in a few lines: an agreement in force, and hand-offs told to the journal as a CRM would tell them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count

from leads.journal import EventRecord, HandOffRecord, LeadRecord, record
from leads.models import HandOff
from leads.services import get_or_create_source
from sla.models import CalendarVersion, Clock
from tests.factories import NOW, AgreementFactory, PromiseFactory, SystemFactory

HOUR = timedelta(hours=1)
_numbers = count(1)


def agree(
    *, first_response=4, follow_up=None, decision=None, rating=None, reply=None, attempts=None, unit="hours", **fields
):
    """A signed agreement, in force since the start of 2026 unless said otherwise, with these targets.

    `attempts` are how many in which time.
    """
    agreement = AgreementFactory(**fields)
    targets = {"first_response": first_response, "follow_up": follow_up, "decision": decision, "rating": rating}
    targets["reply"] = reply
    for kind, target in targets.items():
        if target is not None:
            PromiseFactory(version=agreement, kind=kind, target=target, unit=unit)
    if attempts is not None:
        PromiseFactory(version=agreement, kind="attempts", attempts=attempts[0], target=attempts[1], unit=unit)
    return agreement


def hand_over(
    *events: EventRecord, at: datetime | None = NOW, now=NOW, source=None, campaign=None, system=None, name=None, **lead
):
    """Tell the journal of a new hand-off and its events, and return it."""
    name = name or f"H{next(_numbers)}"
    system = system or SystemFactory()
    source = source or get_or_create_source("Website")
    record(
        system=system,
        leads=[LeadRecord(external_id=name, **lead)],
        hand_offs=[
            HandOffRecord(
                external_id=name,
                lead_external_id=name,
                source_id=source.pk,
                campaign_id=campaign and campaign.pk,
                handed_off_at=at,
            )
        ],
        events=[each(name) for each in events],
        now=now,
    )
    return HandOff.objects.get(external_id=name)


def tell(hand_off, *events, now=NOW):
    """Tell the journal of more events of a hand-off, and return it as it is then."""
    record(system=hand_off.system, events=[each(hand_off.external_id) for each in events], now=now)
    hand_off.refresh_from_db()
    return hand_off


def event(kind, at: datetime | None = NOW, **fields):
    """An event of the hand-off it is told with."""
    number = next(_numbers)
    return lambda name: EventRecord(
        hand_off_external_id=name, kind=kind, key=fields.pop("key", f"E{number}"), occurred_at=at, **fields
    )


def touched(at=NOW, **fields):
    return event("touched", at, direction="outbound", **fields)


def assigned(owner, at=NOW):
    return event("assigned", at, owner_id=owner.pk, team_id=owner.team_id)


def clock_of(hand_off, kind="first_response", number=0) -> Clock:
    return Clock.objects.get(hand_off=hand_off, promise__kind=kind, number=number)


def verdicts(hand_off) -> dict[tuple[str, int], str]:
    """What every clock of a hand-off says, by kind and number."""
    rows = hand_off.clocks.values_list("promise__kind", "number", "verdict")
    return {(kind, number): verdict for kind, number, verdict in rows}


def change_hours(calendar, weekly, at: datetime) -> CalendarVersion:
    """Give a calendar a new version."""
    last = calendar.current()
    return CalendarVersion.objects.create(
        calendar=calendar, number=last.number + 1, timezone=last.timezone, weekly=weekly, created_at=at
    )


def monday(weeks: int = 0) -> date:
    return date(2026, 3, 2) + timedelta(weeks=weeks)
