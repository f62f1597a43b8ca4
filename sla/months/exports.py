"""The board and Marketing's months as rows of CSV files: the numbers of the page, with what they were made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sla.compliance.figures import ComplianceRow
from sla.models import Signature
from sla.months.board import Board
from sla.months.month import ACCEPTED_SHARE, COMPLETENESS, VALUE, VOLUME, BurnUp, Month
from sla.months.rows import NAMES

BOARD = (
    *("side", "promise", "counted", "of", "share", "share from", "share to", "promised from", "promised to"),
    *("verdict", "running", "due soon"),
)


def _of(kind: str, read: Callable[[BurnUp], Any]) -> Callable[[Month], Any]:
    return lambda month: read(month.burn_ups[kind]) if kind in month.burn_ups else None


COLUMNS: Mapping[str, Callable[[Month], Any]] = {
    "month": lambda month: month.name,
    "handed over": lambda month: month.all.handed_over,
    "qualified": lambda month: month.all.qualified,
    "leads": _of(VOLUME, lambda found: found.delivered),
    "leads promised": _of(VOLUME, lambda found: round(float(found.goal), 2)),
    "leads accepted": _of(VOLUME, lambda found: found.accepted),
    "volume": lambda month: month.verdict(VOLUME),
    "value": _of(VALUE, lambda found: found.delivered),
    "value promised": _of(VALUE, lambda found: round(float(found.goal), 2)),
    "value accepted": _of(VALUE, lambda found: found.accepted),
    "value kept": lambda month: month.verdict(VALUE),
    "accepted": lambda month: month.accepted.part,
    "accepted or rejected": lambda month: month.accepted.whole,
    "accepted share": lambda month: month.accepted.value,
    "accepted share from": lambda month: month.accepted.low,
    "accepted share to": lambda month: month.accepted.high,
    "accepted share promised": lambda month: month.goals.get(ACCEPTED_SHARE),
    "accepted share kept": lambda month: month.verdict(ACCEPTED_SHARE),
    "never decided on": lambda month: month.all.past_due,
    "not decided on yet": lambda month: month.all.undecided,
    "accepted, answered in time": lambda month: month.fair.part,
    "decided on, answered in time": lambda month: month.fair.whole,
    "complete": lambda month: month.complete.part,
    "completeness": lambda month: month.complete.value,
    "completeness promised": lambda month: month.goals.get(COMPLETENESS),
    "completeness kept": lambda month: month.verdict(COMPLETENESS),
    "adherence": lambda month: month.adherence.value,
}


def board_rows(board: Board) -> Iterator[list[Any]]:
    """Yield the header, and a line for each promise: Sales', then Marketing's of the month and of each hand-off.

    Kept hand-off by hand-off, `counted` of so many were met; of an amount so much was handed over, and `share` is of
    what was promised.
    """
    sales, marketing = Signature.Side.SALES.label, Signature.Side.MARKETING.label
    month = board.month
    yield [*BOARD]
    for row in board.sales:
        yield [sales, *_clocked(row)]
    for kind, burn_up in month.burn_ups.items():
        amounts = [burn_up.delivered, None, burn_up.attainment, None, None, *[round(float(burn_up.goal), 2)] * 2]
        yield [marketing, NAMES[kind], *amounts, burn_up.verdict, None, None]
    for kind, rate in month.shares.items():
        yield [marketing, NAMES[kind], *rate.cells, *[month.goals[kind]] * 2, month.verdict(kind), None, None]
    for row in board.marketing:
        yield [marketing, *_clocked(row)]


def _clocked(row: ComplianceRow) -> list[Any]:
    goals = [row.goals[0], row.goals[-1]] if row.goals else [None, None]
    return [row.name, *row.compliance.cells, *goals, "", row.figures.running, row.figures.soon]


def month_rows(months: Iterable[Month]) -> Iterator[list[Any]]:
    """Yield the header, and a line for each month."""
    yield [*COLUMNS]
    for month in months:
        yield [read(month) for read in COLUMNS.values()]


def day_rows(month: Month) -> Iterator[list[Any]]:
    """Yield the header, and the sums up to the end of each day."""
    kinds = list(month.burn_ups)
    yield [
        "day",
        "working day",
        *(f"{kind} {what}" for kind in kinds for what in ("promised", "handed over", "accepted")),
    ]
    for place, day in enumerate(month.days):
        points = [month.burn_ups[kind].points[place] for kind in kinds]
        sums = [each for point in points for each in (round(point.target, 2), point.delivered, point.accepted)]
        yield [day, "yes" if month.is_working[place] else "no", *sums]
