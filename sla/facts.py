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
from sla.arrays import Flags, Rows
from sla.calendars import NEVER
from sla.clocks import Verdict
from sla.compliance.figures import SECONDS
from sla.compliance.slices import monday_of
from sla.compliance.sums import TIMED
from sla.days import LEAD, SCOPES, Columns, clocks_of
from sla.judging.stored import VERDICTS
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
    timed: tuple[str, ...] = TIMED
    is_of_leads: bool = False
    said: str = ""  # after the day, where facts are wrong

    @property
    def columns(self) -> tuple[str, ...]:
        return ("day", "promise_id", *self.names[1:], *COUNTED, *self.timed)


CLOCKS = Grain(
    ClockFact,
    ClockWeek,
    ("promise", "scope", "team", "owner", "source", "segment"),
    (*TIMED, "starts", "waits", "open_waits"),
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
    (*TIMED, "closed"),
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
        _differing(grain.days, day, grain, facts, f"{day}{grain.said}")
        for day in sorted(days)
        for grain, facts in facts_of(day).items()
    )
    of_weeks = (
        _differing(grain.weeks, monday, grain, week_of(monday, grain), f"Week of {monday}{grain.said}")
        for monday in sorted(weeks)
        for grain in GRAINS
    )
    every_day = sorted(_days_of(HandOff.objects.all()) - dirty_days)
    of_hand_offs = (*Deliveries(every_day).check(), *Unpromised().check(every_day))
    return [problem for problem in (*of_days, *of_weeks, *of_hand_offs) if problem]


def _days_of(rows: QuerySet[Any]) -> set[date]:
    return set(rows.values_list("day", flat=True).order_by().distinct())


def _differing(model: type[Slice], day: date, grain: Grain, facts: list[tuple[Any, ...]], name: str) -> str:
    rows, timed = model._default_manager.filter(day=day).values_list(*grain.columns), len(grain.timed)
    stored, right = {(*fact[:-timed], *map(bytes, fact[-timed:])) for fact in rows}, set(facts)
    if stored == right:
        return ""
    return f"{name}: {len(stored - right)} facts are wrong and {len(right - stored)} are missing."


def facts_of(day: date) -> dict[Grain, list[tuple[Any, ...]]]:
    """Return the facts of one day, of each grain as rows of its columns, made from the day's clocks."""
    clocks = clocks_of(day)
    return {grain: _grouped(day, grain, clocks) for grain in GRAINS}


def _grouped(day: date, grain: Grain, clocks: Columns) -> list[tuple[Any, ...]]:
    if grain.is_of_leads:
        is_lead = clocks["scope"] == LEAD
        clocks = {name: column[is_lead] for name, column in clocks.items()}
    if not clocks["promise"].size:
        return []
    names = np.array([clocks[name] for name in grain.names])
    order = np.lexsort(names[::-1])
    is_first = np.append(True, (np.diff(names[:, order], axis=1) != 0).any(axis=0))
    slice_of = np.empty(order.size, np.intp)
    slice_of[order] = is_first.cumsum() - 1
    slices: dict[str, list[Any]] = dict(zip(grain.names, names[:, order[is_first]].tolist(), strict=True))
    if "scope" in slices:
        slices["scope"] = [SCOPES[scope] for scope in slices["scope"]]
    size = int(is_first.sum())
    counts = [np.bincount(slice_of[each], minlength=size).tolist() for each in _counted(clocks)]
    timed = _timed(clocks)
    times = [_pieces(*timed[name], slice_of, size) for name in grain.timed]
    return list(zip(repeat(day), *slices.values(), *counts, *times, strict=False))


def _counted(clocks: Columns) -> list[Flags]:
    """Return which clocks each of COUNTED is of."""
    verdict, is_self_reported, is_waived = clocks["verdict"], clocks["is_self_reported"] == 1, clocks["is_waived"]
    is_met, is_missed = verdict == Verdict.MET, verdict == Verdict.MISSED
    return [
        *(verdict == each for each in Verdict),
        is_missed & (clocks["elapsed"] == NEVER),
        is_met & is_self_reported,
        is_missed & is_self_reported,
        is_met & is_waived,
        is_missed & is_waived,
    ]


def _timed(clocks: Columns) -> dict[str, tuple[NDArray[Any], Flags]]:
    """Return what facts keep of single clocks, under its name, and of which clocks."""
    is_decided = (clocks["verdict"] == Verdict.MET) | (clocks["verdict"] == Verdict.MISSED)
    is_late, is_unanswered, waits = clocks["is_late"], clocks["is_unanswered"], clocks["waits"]
    return {
        "responses": (clocks["elapsed"].astype(SECONDS), is_decided & (clocks["elapsed"] != NEVER)),
        "lates": (clocks["late"].astype(SECONDS), is_late & ~waits),
        "waiting": (clocks["waiting"], is_late & waits),
        "starts": (clocks["start"], is_decided),
        "waits": (clocks["waited"].astype(SECONDS), is_unanswered & ~waits),
        "open_waits": (clocks["waiting"], is_unanswered & ~is_late & waits),
        "closed": (clocks["closed"], is_decided & clocks["is_closed"]),
    }


def week_of(monday: date, grain: Grain) -> list[tuple[Any, ...]]:
    """Return the sums of one week's facts as rows of its columns, times in the order of the days."""
    counts: defaultdict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0] * len(COUNTED))
    times: defaultdict[tuple[Any, ...], list[tuple[bytes, ...]]] = defaultdict(list)
    facts = grain.days._default_manager.filter(day__gte=monday, day__lt=monday + WEEK).order_by("day")
    width = len(grain.names)
    for _, *fact in facts.values_list(*grain.columns):
        name, numbers = tuple(fact[:width]), fact[width : width + len(COUNTED)]
        counts[name] = list(map(add, counts[name], numbers))
        times[name].append(tuple(map(bytes, fact[-len(grain.timed) :])))
    return [(monday, *name, *counts[name], *map(b"".join, zip(*times[name], strict=True))) for name in sorted(counts)]


def _pieces(values: NDArray[Any], chosen: Flags, slice_of: Rows, size: int) -> list[bytes]:
    """Return the chosen values of each slice as its fact keeps them, in order."""
    some, place = values[chosen], slice_of[chosen]
    fields = [some[name] for name in some.dtype.names] if some.dtype.names else [some]
    pieces = some[np.lexsort((*fields, place))].tobytes()
    ends = np.bincount(place, minlength=size).cumsum() * some.itemsize
    return [pieces[start:end] for start, end in pairwise([0, *ends.tolist()])]
