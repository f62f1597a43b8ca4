"""Daily facts: how many clocks of each slice had which verdict, and how long they took. Rebuilt whole, day by day.

A rebuild reads the day's clocks as they are written and replaces the day's facts: done twice it is done once, and
what is rebuilt day by day equals what is rebuilt from scratch (`check_facts`). Days are then summed to weeks, from
which long periods are read.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise, repeat
from operator import add
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import QuerySet
from numpy.typing import NDArray

from leads import bulk, dirty
from leads.models import HandOff
from sla.calendars import NEVER
from sla.clocks import Verdict
from sla.columns import Arrays
from sla.compliance.figures import SECONDS
from sla.compliance.slices import monday_of
from sla.compliance.sums import TIMED
from sla.days import LEAD, SCOPES, clocks_of
from sla.judging.stored import VERDICTS
from sla.lateness import WAITING
from sla.models import (
    CampaignFact,
    CampaignWeek,
    ClockFact,
    ClockWeek,
    DirtyClockDay,
    DirtyClockWeek,
    RouteFact,
    RouteWeek,
)
from sla.models.facts import Slice
from sla.months.facts import Deliveries
from sla.runs import Flags, Rows
from sla.unpromised import Unpromised

COUNTED = (
    *VERDICTS,
    "unanswered",
    "met_self_reported",
    "missed_self_reported",
    "met_waived",
    "missed_waived",
)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Grain:
    """Facts of days, and their sums of weeks, by what they tell clocks apart: `names`, of lead clocks or of all."""

    days: type[Slice]
    weeks: type[Slice]
    names: tuple[str, ...]
    is_of_leads: bool = False
    said: str = ""  # after the day, where facts are wrong

    @property
    def columns(self) -> tuple[str, ...]:
        return ("day", "promise_id", *self.names[1:], *COUNTED, *TIMED)


CLOCKS = Grain(
    ClockFact,
    ClockWeek,
    ("promise", "scope", "team", "owner", "source", "segment"),
)
CAMPAIGNS = Grain(
    CampaignFact,
    CampaignWeek,
    ("promise", "team", "campaign", "source", "segment"),
    is_of_leads=True,
    said=", by campaign",
)
ROUTES = Grain(
    RouteFact,
    RouteWeek,
    ("promise", "team", "first_team", "answering_team", "source", "segment"),
    is_of_leads=True,
    said=", by first and answering team",
)
GRAINS = (CLOCKS, CAMPAIGNS, ROUTES)


def rebuild_facts(*, limit: int = 1000) -> int:
    """Rebuild the facts of dirty days, at most `limit` of them, and their weeks; return how many days.

    A day that is marked again meanwhile stays dirty. Several may run side by side: each takes days that no other holds.
    """
    days = list(DirtyClockDay.objects.values_list("day", "marks")[:limit])
    deliveries, unpromised, rebuilt = Deliveries([day for day, _ in days]), Unpromised(), 0
    for day, marks in days:
        with transaction.atomic():
            # Clearing first takes the day's row: whoever marks it from here on waits, and marks it anew.
            if not dirty.clear(DirtyClockDay, day, marks):
                continue
            for grain, facts in facts_of(day).items():
                _replace(grain.days, day, grain.columns, facts)
            deliveries.replace(day)
            unpromised.replace(day)
            dirty.mark(DirtyClockWeek, [monday_of(day)])
        rebuilt += 1
    _rebuild_weeks()
    return rebuilt


def _rebuild_weeks() -> None:
    for monday, marks in list(DirtyClockWeek.objects.values_list("day", "marks")):
        with transaction.atomic():
            if dirty.clear(DirtyClockWeek, monday, marks):
                for grain in GRAINS:
                    _replace(grain.weeks, monday, grain.columns, week_of(monday, grain))


def _replace(model: type[Slice], day: date, columns: tuple[str, ...], facts: list[tuple[Any, ...]]) -> None:
    model._default_manager.filter(day=day)._raw_delete("default")
    bulk.insert(model, columns, facts)


def check_facts() -> list[str]:
    """Compare the stored facts with what the clocks say now, day by day; return what differs, in words."""
    dirty_days, dirty_weeks = (_days_of(model.objects.all()) for model in (DirtyClockDay, DirtyClockWeek))
    known = set[date]().union(*(_days_of(grain.days._default_manager.all()) for grain in GRAINS))
    summed = set[date]().union(*(_days_of(grain.weeks._default_manager.all()) for grain in GRAINS))
    days = (known | _days_of(HandOff.objects.filter(clocks__isnull=False))) - dirty_days
    weeks = (set(map(monday_of, known)) | summed) - dirty_weeks
    of_days = (
        _differing(grain.days, day, grain.columns, facts, f"{day}{grain.said}")
        for day in sorted(days)
        for grain, facts in facts_of(day).items()
    )
    of_weeks = (
        _differing(grain.weeks, monday, grain.columns, week_of(monday, grain), f"Week of {monday}{grain.said}")
        for monday in sorted(weeks)
        for grain in GRAINS
    )
    every_day = sorted(_days_of(HandOff.objects.all()) - dirty_days)
    of_hand_offs = (*Deliveries(every_day).check(), *Unpromised().check(every_day))
    return [problem for problem in (*of_days, *of_weeks, *of_hand_offs) if problem]


def _days_of(rows: QuerySet[Any]) -> set[date]:
    return set(rows.values_list("day", flat=True).order_by().distinct())


def _differing(model: type[Slice], day: date, columns: tuple[str, ...], facts: list[tuple[Any, ...]], name: str) -> str:
    rows = model._default_manager.filter(day=day).values_list(*columns)
    stored, right = {(*fact[: -len(TIMED)], *map(bytes, fact[-len(TIMED) :])) for fact in rows}, set(facts)
    if stored == right:
        return ""
    return f"{name}: {len(stored - right)} facts are wrong and {len(right - stored)} are missing."


def facts_of(day: date) -> dict[Grain, list[tuple[Any, ...]]]:
    """Return the facts of one day, of each grain as rows of its columns, made from the day's clocks."""
    clocks = clocks_of(day)
    return {grain: _grouped(day, grain, clocks) for grain in GRAINS}


def _grouped(day: date, grain: Grain, clocks: Arrays) -> list[tuple[Any, ...]]:
    if grain.is_of_leads:
        is_lead = clocks["scope"] == LEAD
        clocks = {name: column[is_lead] for name, column in clocks.items()}
    if not clocks["promise"].size:
        return []
    names = np.array([clocks[name] for name in grain.names])
    order = np.lexsort((*(clocks[name] for name in WAITING.names or ()), clocks["elapsed"], *names))
    firsts = np.flatnonzero(np.append(True, (np.diff(names[:, order], axis=1) != 0).any(axis=0)))
    verdict, elapsed = clocks["verdict"][order], clocks["elapsed"][order]
    is_met, is_missed, is_answered = verdict == Verdict.MET, verdict == Verdict.MISSED, elapsed != NEVER
    is_self_reported = clocks["is_self_reported"][order] == 1
    is_waived = clocks["is_waived"][order] == 1
    is_timed = (is_met | is_missed) & is_answered
    is_late, is_waiting = clocks["is_late"][order] == 1, clocks["waits"][order] == 1
    waiting = np.empty(order.size, WAITING)
    for name in WAITING.names or ():
        waiting[name] = clocks[name][order]
    counted = [
        *(verdict == each for each in Verdict),
        is_missed & ~is_answered,
        is_met & is_self_reported,
        is_missed & is_self_reported,
        is_met & is_waived,
        is_missed & is_waived,
    ]
    counts = [np.add.reduceat(each.astype(np.int64), firsts).tolist() for each in counted]
    slices: dict[str, list[Any]] = {
        name: column[order][firsts].tolist() for name, column in zip(grain.names, names, strict=True)
    }
    if "scope" in slices:
        slices["scope"] = [SCOPES[scope] for scope in slices["scope"]]
    times = (
        _pieces(elapsed.astype(SECONDS), is_timed, firsts),
        _pieces(waiting["late"], is_late & ~is_waiting, firsts),
        _pieces(waiting, is_waiting, firsts),
    )
    return list(zip(repeat(day), *slices.values(), *counts, *times, strict=False))


def week_of(monday: date, grain: Grain) -> list[tuple[Any, ...]]:
    """Return the sums of one week's facts as rows of its columns, times in the order of the days."""
    counts: defaultdict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0] * len(COUNTED))
    times: defaultdict[tuple[Any, ...], list[tuple[bytes, ...]]] = defaultdict(list)
    facts = grain.days._default_manager.filter(day__gte=monday, day__lt=monday + WEEK).order_by("day")
    width = len(grain.names)
    for _, *fact in facts.values_list(*grain.columns):
        name, numbers = tuple(fact[:width]), fact[width : width + len(COUNTED)]
        counts[name] = list(map(add, counts[name], numbers))
        times[name].append(tuple(map(bytes, fact[-len(TIMED) :])))
    return [(monday, *name, *counts[name], *map(b"".join, zip(*times[name], strict=True))) for name in sorted(counts)]


def _pieces(values: NDArray[Any], chosen: Flags, firsts: Rows) -> list[bytes]:
    """Return the chosen values of each slice as its fact keeps them, in their order."""
    pieces = values[chosen].tobytes()
    ends = np.add.reduceat(chosen.astype(np.int64), firsts).cumsum() * values.itemsize
    return [pieces[start:end] for start, end in pairwise([0, *ends.tolist()])]
