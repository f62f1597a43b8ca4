"""Which events of a hand-off count, and in what order. Pure: no Django, no database, no clock reads.

Events stand in order of (occurred_at, position, kind, key). One whose time is unknown keeps its place by position among
its like. What a standing `voided` event names does not count; a voided `voided` event does not stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Protocol

from leads.lifecycle import Kind

_VOIDED = Kind.VOIDED.value
_RANK = {kind.value: rank for rank, kind in enumerate(Kind)}
_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


class Happening(Protocol):
    """What is read of an event; `leads.models.Event` has it, and so has a record on its way in."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def occurred_at(self) -> datetime | None: ...
    @property
    def position(self) -> int: ...
    @property
    def owner_id(self) -> int | None: ...
    @property
    def team_id(self) -> int | None: ...
    @property
    def side(self) -> str: ...
    @property
    def direction(self) -> str: ...
    @property
    def result(self) -> str: ...
    @property
    def automated(self) -> bool: ...
    @property
    def self_reported(self) -> bool: ...
    @property
    def rating(self) -> int | None: ...
    @property
    def basis(self) -> str: ...
    @property
    def reasons(self) -> Sequence[str]: ...
    @property
    def amount(self) -> Decimal | None: ...
    @property
    def voids(self) -> str: ...


def standing(events: Iterable[Happening]) -> list[Happening]:
    """Return the events that count, each once and in order: nothing voided, and no voids."""
    once = {event.key: event for event in events}
    order = sorted(once.values(), key=_last_word)
    gone = voided(order)
    if not gone:
        return order
    return [event for event in order if event.kind != _VOIDED and event.key not in gone]


def voided(events: Iterable[Happening]) -> set[str]:
    """Return the keys that are voided.

    Voids are applied from the last to the first, so that a void of a void lets the first event stand again, and
    two that void each other have one answer.
    """
    gone: set[str] = set()
    for event in sorted([event for event in events if event.kind == _VOIDED], key=_last_word, reverse=True):
        if event.key not in gone:
            gone.add(event.voids)
    return gone


def _last_word(event: Happening) -> tuple[datetime, int, int, str]:
    """Order events where the last one counts: those without a time come first."""
    return (event.occurred_at or _BEFORE_ALL, event.position, _RANK[event.kind], event.key)
