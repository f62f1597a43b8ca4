"""A clock's time, cut where it changes what it is. Pure: no Django, no database, no clock reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sla.calendars import Segment


class Kind(StrEnum):
    """What a stretch was. The first three count."""

    ROUTING = "routing"  # open, before anybody had the hand-off
    OPEN = "open"
    LATE = "late"  # open, after the clock was due
    CLOSED = "closed"
    HOLIDAY = "holiday"
    TIME_OFF = "time_off"
    PAUSED = "paused"


COUNTED = frozenset({Kind.ROUTING, Kind.OPEN, Kind.LATE})


class Paused(NamedTuple):
    """A pause, half-open: `because` for machines ("waiting:away", "stage:accepted"), `name` for people."""

    start: datetime
    end: datetime | None  # None: it goes on
    because: str
    name: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time of one kind, half-open.

    `name` is that of the holiday, or of the time off where the reader may know it, or why it was paused; `because`
    says that for machines, of all the pauses at once.
    """

    start: datetime
    end: datetime
    kind: Kind
    name: str = ""
    because: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """Its seconds."""
        return int((self.end - self.start).total_seconds())

    @property
    def counted(self) -> int:
        """Those of its seconds that the clock has counted."""
        return self.length if self.kind in COUNTED else 0


def stretches(
    segments: Iterable[Segment],
    *,
    assigned_at: datetime | None,
    due_at: datetime | None,
    holidays: Mapping[str, str],
    time_off: Iterable[tuple[datetime, datetime, str]] = (),
    pauses: Sequence[Paused] = (),
) -> list[Stretch]:
    """Return the stretches of a clock from its segments, in order and without holes; neighbours of a kind are one.

    `holidays` are names by ISO date, `time_off` says from when until when, and what it is called. Without `assigned_at`
    nothing was routing, without `due_at` nothing is late.
    """
    joined: list[Stretch] = []
    off = list(time_off)

    def name_of(segment: Segment) -> str:
        if segment.kind == "holiday":
            return holidays.get(segment.on.isoformat(), "")
        found = (name for begins, ends, name in off if begins <= segment.start < ends)
        return next(found, "") if segment.kind == "time_off" else ""

    for each in _cut(segments, assigned_at, due_at, name_of, pauses):
        last = joined[-1] if joined else None
        if last and (last.kind, last.name, last.because) == (each.kind, each.name, each.because):
            joined[-1] = replace(last, end=each.end)
        else:
            joined.append(each)
    return joined


def _cut(
    segments: Iterable[Segment],
    assigned_at: datetime | None,
    due_at: datetime | None,
    name_of: Callable[[Segment], str],
    pauses: Sequence[Paused],
) -> Iterator[Stretch]:
    for segment in segments:
        start, end, kind, _ = segment
        if kind == "paused":
            yield from _told(start, end, pauses)
            continue
        if kind != "open":
            yield Stretch(start, end, Kind(kind), name_of(segment))
            continue
        cuts = sorted({start, end, *(at for at in (assigned_at, due_at) if at is not None and start < at < end)})
        for since, until in zip(cuts, cuts[1:], strict=False):
            if due_at is not None and since >= due_at:
                yield Stretch(since, until, Kind.LATE)
            elif assigned_at is not None and since < assigned_at:
                yield Stretch(since, until, Kind.ROUTING)
            else:
                yield Stretch(since, until, Kind.OPEN)


def _told(start: datetime, end: datetime, pauses: Sequence[Paused]) -> Iterator[Stretch]:
    """Cut paused time where another pause begins or one ends."""
    edges = (edge for each in pauses for edge in (each.start, each.end) if edge is not None)
    cuts = sorted({start, end, *(edge for edge in edges if start < edge < end)})
    for since, until in zip(cuts, cuts[1:], strict=False):
        on = [each for each in pauses if each.start <= since and (each.end is None or since < each.end)]
        names, because = (
            tuple(dict.fromkeys(words)) for words in ([each.name for each in on], [each.because for each in on])
        )
        yield Stretch(since, until, Kind.PAUSED, ", ".join(names), because)
