"""A clock as a picture: one band from its start to its end. Pure: stretches in, places in pixels out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sla.stretches import Kind, Stretch

WIDTH, THINNEST = 960, 1.5
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
    """`due` is where the clock was due, None when that lies outside the band; `marks` are times at equal distances."""

    blocks: list[Block]
    due: float | None
    marks: list[datetime]


def band(stretches: Sequence[Stretch], due_at: datetime | None) -> Band | None:
    """Return the picture of a clock; None when no time has passed."""
    if not stretches:
        return None
    start, end = stretches[0].start, stretches[-1].end
    scale = WIDTH / (end - start).total_seconds()

    def x(at: datetime) -> float:
        return round((at - start).total_seconds() * scale, 1)

    blocks = [
        Block(each.kind, x(each.start), _TOPS[each.kind], max(THINNEST, round(x(each.end) - x(each.start), 1)))
        for each in stretches
    ]
    due = x(due_at) if due_at is not None and start <= due_at <= end else None
    return Band(blocks, due, [start + (end - start) * part / PARTS for part in range(PARTS + 1)])
