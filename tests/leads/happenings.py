"""Events for the tests of the projection and of the journal, and the strategies that make many of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from leads.journal import EventRecord
from leads.lifecycle import LONGEST_TOUCH, Kind
from leads.projection import Projection, project

HANDED_OFF = datetime(2026, 3, 2, 9, tzinfo=UTC)


def at(minutes: float) -> datetime:
    """Return the instant so many minutes after the hand-off."""
    return HANDED_OFF + timedelta(minutes=minutes)


def happened(kind: str, minutes: float | None = 0, *, key: str = "", **said: Any) -> EventRecord:
    """Return an event so many minutes after the hand-off; None: its time is unknown."""
    if kind == Kind.TOUCHED:
        said = {"direction": "outbound"} | said
    occurred_at = None if minutes is None else at(minutes)
    return EventRecord("H1", str(kind), key or f"{kind}:{minutes}:{said}", occurred_at, **said)


@st.composite
def events(draw: st.DrawFn, key: str, keys: list[str], hand_off: str, owners: list[int], teams: list[int]) -> Any:
    """Return any event there can be; it voids one of `keys` if it is a void."""
    # Touches say the most, and there are the most of them.
    kind = draw(st.sampled_from([*(kind.value for kind in Kind), *["touched"] * 5]))
    minutes = draw(st.one_of(st.none(), st.integers(-3, 12)))
    said: dict[str, Any] = {}
    if kind == "assigned":
        said = {
            "owner_id": draw(st.sampled_from([None, *owners])),
            "team_id": draw(st.sampled_from([None, *teams])),
        }
    elif kind == "touched":
        said = {
            "direction": draw(st.sampled_from(["outbound", "inbound"])),
            "result": draw(st.sampled_from(["", "connected", "no_answer"])),
            "automated": draw(st.booleans()),
            "self_reported": draw(st.booleans()),
            "length_seconds": draw(st.sampled_from([None, 0, 59, LONGEST_TOUCH])),
            "owner_id": draw(st.sampled_from([None, *owners])),
        }
    elif kind == "rated":
        side = draw(st.sampled_from(["sales", "marketing"]))
        rating = draw(st.one_of(st.none(), st.integers(1, 5)))
        bases = ["individual", "score_band", "default"] if side == "marketing" and rating else [""]
        said = {
            "side": side,
            "rating": rating,
            "basis": draw(st.sampled_from(bases)),
            "reasons": draw(st.sampled_from([(), ("no-budget",)])),
        }
    elif kind == "paused":
        said = {"reasons": draw(st.sampled_from([(), ("away",), ("other",)]))}
    elif kind in {"asked", "replied", "disputed"}:
        said = {"side": draw(st.sampled_from(["", "sales", "marketing"]))}
    elif kind == "voided":
        said = {"voids": draw(st.sampled_from(keys))}
    elif kind in {"won", "lost", "qualified"}:
        said = {"amount": draw(st.one_of(st.none(), st.just(Decimal("10.50")), st.just(Decimal(7))))}
    position = draw(st.integers(0, 2))
    occurred_at = None if minutes is None else at(minutes)
    return EventRecord(hand_off, kind, key, occurred_at, position, **said)


@st.composite
def histories(
    draw: st.DrawFn, *, hand_offs: tuple[str, ...] = ("H1",), owners: tuple[int, ...] = (1, 2, 3), teams=(1, 2)
) -> list[EventRecord]:
    """Return up to a dozen events of these hand-offs, some of which may void each other."""
    # Some are of the columns of a row, which tell of no further touch.
    keys = [f"{draw(st.sampled_from(['e', 'h:']))}{number}" for number in range(draw(st.integers(0, 12)))]
    return [draw(events(key, keys, draw(st.sampled_from(hand_offs)), list(owners), list(teams))) for key in keys]


def state(*events: EventRecord, handed_off_at: datetime | None = HANDED_OFF) -> Projection:
    """Return what these events leave a hand-off in."""
    return project(handed_off_at, events)
