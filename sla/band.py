"""A clock as a picture: one band from its start to its end. Pure: stretches in, places in pixels out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sla.stretches import COUNTED, Kind, Stretch

WIDTH, THINNEST = 960, 1.5
# A break that would be narrower is drawn over: a year of nights would be a comb in which nobody sees the weeks.
NARROWEST_BREAK = 6
BREAKS = frozenset({Kind.CLOSED, Kind.HOLIDAY, Kind.TIME_OFF})
PARTS = 4  # between the times that are written below

# From which height of the band each kind is drawn: what counts stands tall, what does not lies low.
_TOPS = {
    Kind.ROUTING: 8,
    Kind.OPEN: 8,
    Kind.LATE: 8,
    Kind.PAUSED: 22,
    Kind.TIME_OFF: 34,
    Kind.HOLIDAY: 34,
    Kind.CLOSED: 34,
}
BOTTOM = 40


@dataclass(frozen=True, slots=True)
class Block:
    kind: Kind
    x: float
    y: int
    width: float

    @property
    def height(self) -> int:
        return BOTTOM - self.y


@dataclass(frozen=True, slots=True)
class Band:
    """`due` is where the clock was due, None when that lies outside the band; `marks` are times at equal distances.

    `leaves_out` says whether breaks were too narrow to be drawn.
    """

    blocks: list[Block]
    due: float | None
    marks: list[datetime]
    leaves_out: bool = False


def band(stretches: Sequence[Stretch], due_at: datetime | None) -> Band | None:
    """Return the picture of a clock; None when no time has passed."""
    if not stretches:
        return None
    start, end = stretches[0].start, stretches[-1].end
    scale = WIDTH / (end - start).total_seconds()

    def x(at: datetime) -> float:
        return round((at - start).total_seconds() * scale, 1)

    drawn = _without_breaks(stretches, timedelta(seconds=NARROWEST_BREAK / scale))
    blocks = [
        Block(each.kind, x(each.start), _TOPS[each.kind], max(THINNEST, round(x(each.end) - x(each.start), 1)))
        for each in drawn
    ]
    due = x(due_at) if due_at is not None and start <= due_at <= end else None
    marks = [start + (end - start) * part / PARTS for part in range(PARTS + 1)]
    return Band(blocks, due, marks, leaves_out=len(drawn) < len(stretches))


def _without_breaks(stretches: Sequence[Stretch], shorter_than: timedelta) -> list[Stretch]:
    """Join stretches that count and are of one kind across shorter breaks between them."""
    joined: list[Stretch] = []
    counted: int | None = None  # the place of the last that counts, while only breaks have followed
    for each in stretches:
        if each.kind in COUNTED and counted is not None:
            last = joined[counted]
            if last.kind == each.kind and each.start - last.end < shorter_than:
                joined[counted:] = [replace(last, end=each.end)]
                continue
        joined.append(each)
        if each.kind not in BREAKS:
            counted = len(joined) - 1 if each.kind in COUNTED else None
    return joined
