"""Daily facts: how many clocks of each slice had which verdict, and how long they took. Rebuilt whole, day by day.

A rebuild reads the day's clocks as they are written and replaces the day's facts: done twice it is done once, and
what is rebuilt day by day equals what is rebuilt from scratch (`check_facts`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
from django.db import transaction
from django.db.models import Q

from leads import dirty
from leads.models import HandOff
from sla.calendars import NEVER
from sla.clocks import Rows, Verdict
from sla.columns import Arrays, arrays, code, flag
from sla.compliance.figures import SECONDS
from sla.judging.stored import VERDICTS
from sla.models import Clock, ClockFact, DirtyClockDay

SCOPES = [Clock.Scope.LEAD.value, Clock.Scope.OWNER.value]
SLICE = ("promise", "scope", "team", "first_team", "answering_team", "owner", "source")


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
            ClockFact.objects.filter(day=day).delete()
            ClockFact.objects.bulk_create(facts_of(day))
        rebuilt += 1
    return rebuilt


def check_facts() -> list[str]:
    """Compare the stored facts with what the clocks say now, day by day; return what differs, in words."""
    problems = []
    dirty_days = set(DirtyClockDay.objects.values_list("day", flat=True))
    days = set(ClockFact.objects.values_list("day", flat=True).order_by().distinct())
    days |= set(HandOff.objects.filter(clocks__isnull=False).values_list("day", flat=True).order_by().distinct())
    for day in sorted(days - dirty_days):
        stored = {_told(fact) for fact in ClockFact.objects.filter(day=day)}
        right = {_told(fact) for fact in facts_of(day)}
        if stored != right:
            problems.append(f"{day}: {len(stored - right)} facts are wrong and {len(right - stored)} are missing.")
    return problems


def facts_of(day: date) -> list[ClockFact]:
    """Return the facts of one day, made from its clocks."""
    clocks = _clocks_of(day)
    names = np.array([clocks[name] for name in SLICE])
    order = np.lexsort(names)
    return [_fact(day, clocks, rows) for rows in _groups(names, order)]


def _clocks_of(day: date) -> Arrays:
    is_lead = Q(scope=Clock.Scope.LEAD)
    found = arrays(
        Clock.objects.filter(hand_off__day=day).order_by("pk"),
        promise="promise_id",
        scope=code("scope", SCOPES),
        is_lead=flag(is_lead),
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
    for name, of_leads in (("first_team", True), ("answering_team", True), ("owner", False)):
        found[name][(found["is_lead"] == 1) != of_leads] = 0
    return found


def _groups(names: np.ndarray, order: Rows) -> Iterator[Rows]:
    """Yield the places of the clocks of each slice."""
    if order.size:
        news = (np.diff(names[:, order], axis=1) != 0).any(axis=0)
        yield from np.split(order, np.flatnonzero(news) + 1)


def _fact(day: date, clocks: Arrays, rows: Rows) -> ClockFact:
    verdict, elapsed = clocks["verdict"][rows], clocks["elapsed"][rows]
    is_self_reported = clocks["is_self_reported"][rows] == 1
    is_met, is_missed, is_answered = verdict == Verdict.MET, verdict == Verdict.MISSED, elapsed != NEVER
    counts = np.bincount(verdict, minlength=len(Verdict)).tolist()
    responses = np.sort(elapsed[(is_met | is_missed) & is_answered])
    first = rows[0]
    return ClockFact(
        day=day,
        promise_id=int(clocks["promise"][first]),
        scope=SCOPES[int(clocks["scope"][first])],
        **{name: int(clocks[name][first]) for name in SLICE[2:]},
        **{name: counts[place] for place, name in enumerate(VERDICTS)},
        unanswered=int((is_missed & ~is_answered).sum()),
        met_self_reported=int((is_met & is_self_reported).sum()),
        missed_self_reported=int((is_missed & is_self_reported).sum()),
        responses=responses.astype(SECONDS).tobytes(),
    )


def _told(fact: ClockFact) -> tuple[object, ...]:
    """Return everything that a fact says."""
    values = {
        field.attname: getattr(fact, field.attname) for field in ClockFact._meta.concrete_fields if field.name != "id"
    }
    return tuple(bytes(value) if name == "responses" else value for name, value in values.items())
