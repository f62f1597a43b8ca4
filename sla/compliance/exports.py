"""Compliance as rows of a CSV file: the numbers of the page, with what they were made of. Times are seconds."""

from __future__ import annotations

from calendar import day_name
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sla.compliance.curves import PromiseCurve
from sla.compliance.figures import ComplianceRow
from sla.compliance.hours import ByHour
from sla.compliance.slices import WORDS
from sla.compliance.table import Compliance
from sla.compliance.units import counted_time
from sla.models import Promise
from sla.speed import SpeedAndOutcome

COLUMNS: Mapping[str, Callable[[ComplianceRow], Any]] = {
    "met": lambda row: row.figures.met,
    "missed": lambda row: row.figures.missed,
    "running": lambda row: row.figures.running,
    "due soon": lambda row: row.figures.soon,
    "ended": lambda row: row.figures.ended,
    "no data": lambda row: row.figures.no_data,
    "no promise": lambda row: row.unpromised,
    "compliance": lambda row: row.compliance.value,
    "compliance from": lambda row: row.compliance.low,
    "compliance to": lambda row: row.compliance.high,
    "goal from": lambda row: row.goals[0] if row.goals else None,
    "goal to": lambda row: row.goals[-1] if row.goals else None,
    "self-reported": lambda row: row.self_reported,
    "compliance without self-reported": lambda row: row.observed.value,
    "waived": lambda row: row.waived.part,
    "waived share": lambda row: row.waived.value,
    "compliance without waived": lambda row: row.without_waived.value,
    "unanswered": lambda row: row.figures.unanswered,
    "answered at all": lambda row: row.answered.value,
    "times are of": lambda row: row.unit.counts if row.unit else "",
    "median seconds": lambda row: row.response.median,
    "p90 seconds": lambda row: row.response.p90,
    "p95 seconds": lambda row: row.response.p95,
    "median seconds late": lambda row: row.lateness.median,
    "p90 seconds late": lambda row: row.lateness.p90,
    "median late": lambda row: row.in_unit(row.lateness.median),
    "p90 late": lambda row: row.in_unit(row.lateness.p90),
    "late in": lambda row: Promise.Unit(row.unit.key).label if row.unit else "",
}


def compliance_rows(found: Compliance) -> Iterator[list[Any]]:
    """Yield the header, a line a slice, and the sum of all last."""
    yield [WORDS[found.by][0], *COLUMNS]
    for row in (*found.rows, found.total):
        yield [row.name, *(value(row) for value in COLUMNS.values())]


def curve_rows(found: PromiseCurve) -> Iterator[list[Any]]:
    """Yield the header, and the share answered within each time."""
    yield ["within seconds", "share", "from", "to", "promised", "times are of"]
    time = _time_of(found)
    for seconds, point in found.points():
        yield [seconds, point.share, point.low, point.high, "yes" if seconds == found.target else "", time]


def speed_rows(speed: SpeedAndOutcome, found: PromiseCurve) -> Iterator[list[Any]]:
    """Yield a line for each stretch of time until the act, the unanswered last, without a beginning and an end."""
    yield ["after seconds", "within seconds", "won", "closed", "share won", "from", "to", "times are of"]
    time = _time_of(found)
    for each in speed.stretches:
        yield [each.since, each.until, *each.won.cells, time]


def hour_rows(found: ByHour) -> Iterator[list[Any]]:
    """Yield a line for each hour: of all and of each team on any day, then of all on each day of the week."""
    yield ["weekday", "from hour", "team", "met", "met or missed", "compliance", "compliance from", "compliance to"]
    for each in found.hours:
        named = zip(["All", *(name for _, name in found.teams)], [each.all, *each.teams], strict=True)
        for name, rate in named:
            yield ["All", each.hour, name, *rate.cells]
    for day in found.week:
        for each, rate in zip(found.hours, day.hours, strict=True):
            yield [day_name[day.weekday], each.hour, "All", *rate.cells]


def _time_of(found: PromiseCurve) -> str:
    return counted_time(found.promise.is_business_time) if found.promise else ""
