"""Daily facts: how many clocks of each slice had which verdict, and how long they took. Rebuilt whole, day by day.

A rebuild reads the day's clocks as they are written and replaces the day's facts: done twice it is done once, and
what is rebuilt day by day equals what is rebuilt from scratch (`check_facts`).
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise, repeat
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Q

from leads import bulk, dirty
from leads.models import HandOff
from sla.calendars import NEVER
from sla.clocks import Flags, Rows, Verdict
from sla.columns import Arrays, arrays, code, flag
from sla.compliance.figures import SECONDS
from sla.judging.stored import VERDICTS
from sla.models import Clock, ClockFact, DirtyClockDay
from sla.timelines.windows import Seconds

SCOPES = [Clock.Scope.LEAD.value, Clock.Scope.OWNER.value]
SLICE = ("promise", "scope", "team", "first_team", "answering_team", "owner", "source")
COLUMNS = (
    "day",
    "promise_id",
    *SLICE[1:],
    *VERDICTS,
    "unanswered",
    "met_self_reported",
    "missed_self_reported",
    "responses",
)


def rebuild_facts(*, limit: int = 1000) -> int:
    """Rebuild the facts of dirty days, at most `limit` of them; return how many.

    A day that is marked again meanwhile stays dirty. Of two rebuilds of one day, the second waits and finds it clean.
    """
    rebuilt = 0
    for day, marks in list(DirtyClockDay.objects.values_list("day", "marks")[:limit]):
        with transaction.atomic():
            # Clearing first takes the day's row: whoever marks it from here on waits, and marks it anew.
            if not dirty.clear(DirtyClockDay, day, marks):
                continue
            ClockFact.objects.filter(day=day)._raw_delete("default")
            bulk.insert(ClockFact, COLUMNS, facts_of(day))
        rebuilt += 1
    return rebuilt


def check_facts() -> list[str]:
    """Compare the stored facts with what the clocks say now, day by day; return what differs, in words."""
    problems = []
    dirty_days = set(DirtyClockDay.objects.values_list("day", flat=True))
    days = set(ClockFact.objects.values_list("day", flat=True).order_by().distinct())
    days |= set(HandOff.objects.filter(clocks__isnull=False).values_list("day", flat=True).order_by().distinct())
    for day in sorted(days - dirty_days):
        stored = {
            (*fact, bytes(responses)) for *fact, responses in ClockFact.objects.filter(day=day).values_list(*COLUMNS)
        }
        right = set(facts_of(day))
        if stored != right:
            problems.append(f"{day}: {len(stored - right)} facts are wrong and {len(right - stored)} are missing.")
    return problems


def facts_of(day: date) -> list[tuple[Any, ...]]:
    """Return the facts of one day as rows of COLUMNS, made from its clocks."""
    clocks = _clocks_of(day)
    if not clocks["promise"].size:
        return []
    names = np.array([clocks[name] for name in SLICE])
    order = np.lexsort((clocks["elapsed"], *names))
    firsts = np.flatnonzero(np.append(True, (np.diff(names[:, order], axis=1) != 0).any(axis=0)))
    verdict, elapsed = clocks["verdict"][order], clocks["elapsed"][order]
    is_met, is_missed, is_answered = verdict == Verdict.MET, verdict == Verdict.MISSED, elapsed != NEVER
    is_self_reported = clocks["is_self_reported"][order] == 1
    is_timed = (is_met | is_missed) & is_answered
    counted = [
        *(verdict == each for each in Verdict),
        is_missed & ~is_answered,
        is_met & is_self_reported,
        is_missed & is_self_reported,
    ]
    counts = [np.add.reduceat(each.astype(np.int64), firsts).tolist() for each in counted]
    slices = [names[place][order][firsts].tolist() for place in range(len(SLICE))]
    slices[1] = [SCOPES[scope] for scope in slices[1]]
    return list(zip(repeat(day), *slices, *counts, _times(elapsed, is_timed, firsts), strict=False))


def _clocks_of(day: date) -> Arrays:
    found = arrays(
        Clock.objects.filter(hand_off__day=day).order_by(),
        promise="promise_id",
        scope=code("scope", SCOPES),
        team="team_id",
        first_team="hand_off__first_team_id",
        answering_team="hand_off__answering_team_id",
        owner="owner_id",
        source="hand_off__source_id",
        verdict=code("verdict", VERDICTS),
        elapsed="elapsed",
        is_self_reported=flag(Q(is_self_reported=True)),
    )
    for name in ("team", "first_team", "answering_team", "owner", "source"):
        found[name][found[name] == NEVER] = 0
    is_lead = found["scope"] == SCOPES.index(Clock.Scope.LEAD)
    found["owner"][is_lead] = 0
    for name in ("first_team", "answering_team"):
        found[name][~is_lead] = 0
    return found


def _times(elapsed: Seconds, is_timed: Flags, firsts: Rows) -> list[bytes]:
    """Return the times of each slice, sorted, as its fact keeps them."""
    times = elapsed[is_timed].astype(SECONDS).tobytes()
    ends = np.add.reduceat(is_timed.astype(np.int64), firsts).cumsum() * SECONDS.itemsize
    return [times[start:end] for start, end in pairwise([0, *ends.tolist()])]
