"""One hand-off told: its timeline, its thread, and why it was handed over, each as the reader may see it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from leadgap.accounts.models import Organisation
from leadgap.ui.formats import duration, money, number, tel
from leadgap.ui.tags.formatting import day, instant
from leadgap.ui.timeline import TimelineEntry
from leadgap.ui.words import RATINGS
from leads.blind import SCORES, hides_marketing
from leads.intake.fields import QUALIFIED_BY_MARKETING
from leads.lifecycle import Kind
from leads.models import Event, HandOff, Reason
from leads.standing import voided
from sla.months.waiting import qualified_at

if TYPE_CHECKING:
    from leadgap.accounts.models import User

ICONS = {
    Kind.ASSIGNED: "person",
    Kind.TOUCHED: "send",
    Kind.ACCEPTED: "check-lg",
    Kind.REJECTED: "x-lg",
    Kind.RECYCLED: "recycle",
    Kind.QUALIFIED: "star",
    Kind.WON: "trophy",
    Kind.LOST: "dash-lg",
    Kind.RATED: "star",
    Kind.ASKED: "question-circle",
    Kind.REPLIED: "chat-left-text",
    Kind.DISPUTED: "exclamation-circle",
    Kind.PAUSED: "pause-circle",
    Kind.RESUMED: "clock",
    Kind.CLOSED: "archive",
}
LABELS = {"employees": "Company size", "score": "Lead score", "timezone": "Time zone"}
# As the buttons say it.
RESULTS = {"connected": "reached", "no_answer": "no answer"}
CHANNEL_ICONS = {"call": "telephone", "email": "envelope", "meeting": "calendar-check", "chat": "chat-left-text"}

# What an event comes to that is dated before its hand-off, by the rules of `leads.projection`.
EARLY = {
    Kind.TOUCHED: "it is no touch",
    Kind.ASSIGNED: "it holds from there on",
    Kind.PAUSED: "it holds from there on",
    Kind.RESUMED: "it holds from there on",
}


class Happened(NamedTuple):
    """An event, and whether it was taken back."""

    event: Event
    is_voided: bool


def happened(user: User, hand_off: HandOff, *, now: datetime) -> list[Happened]:
    """Return what a person may read of the events of a hand-off that they may read, the first first.

    What Marketing rated is left out while Sales rates blind.
    """
    events = list(
        hand_off.events.select_related("owner", "team", "user", "note").order_by("occurred_at", "position", "pk")
    )
    gone, blind = voided(events), hides_marketing(user, hand_off, now=now)
    return [
        Happened(event, event.key in gone)
        for event in events
        if event.kind != Kind.VOIDED and not (blind and event.kind == Kind.RATED and event.side == "marketing")
    ]


def timeline(
    user: User, hand_off: HandOff, *, zone: str, undoable: Collection[int], now: datetime
) -> list[TimelineEntry]:
    """Return everything that happened, the latest first, in the times of one zone.

    `undoable` are the keys of the events that the reader can still take back.
    """
    labels = dict(Reason.objects.values_list("key", "label"))
    entries = [
        _entry(event, hand_off, labels, zone, is_voided=is_voided, may_undo=event.pk in undoable)
        for event, is_voided in happened(user, hand_off, now=now)
    ]
    if hand_off.handed_off_at is not None:
        entries.append(TimelineEntry(hand_off.handed_off_at, "Handed over", "box-arrow-in-right", zone=zone))
    # What has no time keeps its order, at the end.
    return sorted(entries, key=lambda entry: (entry.at is None, -entry.at.timestamp() if entry.at else 0))


def _entry(
    event: Event, hand_off: HandOff, labels: dict[str, str], zone: str, *, is_voided: bool, may_undo: bool
) -> TimelineEntry:
    early = (
        event.occurred_at is not None
        and hand_off.handed_off_at is not None
        and event.occurred_at < hand_off.handed_off_at
        and event.side != "marketing"
    )
    flags = [
        f"before the hand-off: {EARLY.get(Kind(event.kind), 'its time does not count')}" if early else "",
        "self-reported" if event.self_reported else "",
    ]
    note = getattr(event, "note", None)
    reasons = ", ".join(labels.get(key, key) for key in event.reasons)
    # What was taken back is not read any more.
    body = [] if is_voided else [reasons, note.text if note else "", *flags]
    return TimelineEntry(
        event.occurred_at,
        title(event),
        CHANNEL_ICONS.get(event.channel) or ICONS.get(Kind(event.kind), "circle"),
        side=event.side,
        by=_by(event),
        body=" · ".join(part for part in body if part),
        zone=zone,
        voided=is_voided,
        undo=event.pk if may_undo else None,
    )


def _by(event: Event) -> str:
    if event.kind == Kind.ASSIGNED:
        return ""
    if event.user:
        return str(event.user)
    return str(event.owner) if event.owner else ""


def title(event: Event) -> str:
    """Say in a few words what happened."""
    match event.kind:
        case Kind.ASSIGNED:
            return f"Assigned to {' in '.join(str(part) for part in (event.owner, event.team) if part) or 'nobody'}"
        case Kind.TOUCHED:
            return _touch_title(event)
        case Kind.RATED:
            who = "Marketing" if event.side == "marketing" else "Sales"
            rated = f"rated it {event.rating}, {RATINGS[event.rating]}" if event.rating else "could not tell"
            basis = {"score_band": " (from a score)", "default": " (expected of the source)"}.get(event.basis, "")
            return f"{who} {rated}{basis}"
        case Kind.WON if event.amount is not None:
            return f"Won, {money(event.amount, Organisation.current().currency)}"
        case Kind.PAUSED:
            return "Waiting for the lead"
        case Kind.RESUMED:
            return "Goes on"
        case Kind.ASKED | Kind.REPLIED | Kind.DISPUTED:
            return f"{'Marketing' if event.side == 'marketing' else 'Sales'} {event.kind}"
    return str(event.kind).capitalize()


def _touch_title(event: Event) -> str:
    how = event.get_channel_display() or "Touch"
    if event.automated:
        return f"Automated {how.lower()}"
    way = "Inbound " + how.lower() if event.direction == Event.Direction.INBOUND else how
    # Nothing takes no time at all: a 0 says that nobody measured it.
    length = duration(event.length_seconds) if event.length_seconds else ""
    return ", ".join(filter(None, (way, RESULTS.get(event.result), length)))


class Way(NamedTuple):
    """One way to reach the lead."""

    icon: str
    text: str
    href: str


def contact(hand_off: HandOff) -> Iterator[Way]:
    """Yield the ways to reach the lead that are known."""
    lead = hand_off.lead
    if address := tel(lead.phone):
        yield Way("telephone", lead.phone, address)
    if lead.email:
        yield Way("envelope", lead.email, f"mailto:{quote(lead.email, safe='@')}")


def facts(user: User, hand_off: HandOff, *, zone: str, now: datetime) -> Iterator[tuple[str, str]]:
    """Yield what is known of the lead: its columns, then its attributes, in the times of one zone.

    The score is the lead's: it waits for the rating of each of its hand-offs.
    """
    lead = hand_off.lead
    blind = any(hides_marketing(user, each, now=now) for each in lead.hand_offs.all())
    for name in ("company", "title", "industry", "country", "city", "timezone", "employees", "score"):
        if name in SCORES and blind:
            continue
        if value := getattr(lead, name):
            written = {"employees": number, "score": "{:g}".format}.get(name, str)
            yield LABELS.get(name, name.capitalize()), written(value)
    for name, value in sorted(lead.attributes.items()):
        if value not in (None, "") and not isinstance(value, dict | list):
            at = qualified_at(value) if name == QUALIFIED_BY_MARKETING else None
            yield name, instant(at, zone) if at else _written(value)


def _written(value: Any) -> str:
    """Return an attribute as it came in, a date as all dates are written."""
    try:
        return day(date.fromisoformat(value))
    except (TypeError, ValueError):
        return str(value)
