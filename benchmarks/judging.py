"""How fast hand-offs are judged, results written back, against a bare COPY out, numpy, COPY in of the same rows.

A million hand-offs with three touches each on PostgreSQL, a hundred thousand on the embedded default. The judge reads
no touch: the projection keeps the first of each kind, so hand-offs are made here as the journal leaves them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import F

from benchmarks.scratch import scratch_database
from leads import bulk
from leads.models import Assignment, HandOff, Lead, System
from leads.services import get_or_create_owner, get_or_create_source, get_or_create_team, system_for
from sla.facts import rebuild_facts
from sla.judging import judge_stale
from sla.judging.copying import copy_in
from sla.judging.reading import read
from sla.judging.stored import Stored
from sla.judging.writing import columns_of
from sla.models import AgreementVersion, Calendar, CalendarVersion, Clock, Promise

SIZE = {"postgresql": 100_000, "sqlite": 100_000}
AT_ONCE = 20_000
START = datetime(2025, 1, 1, tzinfo=UTC)
NOW = START + timedelta(days=366)
HOUR, DAY = 3600, 86_400
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), [["09:00", "12:30"], ["13:30", "18:00"]])


def figures() -> list[tuple[str, float, str]]:
    """Return (name, value, unit)."""
    size = SIZE[connection.vendor]
    with scratch_database():
        _agree()
        _hand_over(size)
        found = [("hand-offs", float(size), "rows"), ("touches", 3.0 * size, "rows")]
        judged = _took(lambda: judge_stale(now=NOW))
        clocks = Clock.objects.count()
        found += [("clocks", float(clocks), "rows"), *_speed("judging all of them", judged, size)]
        if connection.vendor == "postgresql":
            bare = _bare()
            found += [
                ("bare COPY out, numpy, COPY in", bare, "s"),
                ("judging: time of the bare one", judged / bare, "×"),
            ]
        HandOff.objects.update(judged_revision=-1)
        found += _speed("judging again, nothing has changed", _took(lambda: judge_stale(now=NOW)), size)
        found.append(("facts of a year", _took(_rebuild), "s"))
        HandOff.objects.filter(pk__in=HandOff.objects.values("pk")[:1000]).update(revision=F("revision") + 1)
        found.append(("judging a thousand of them", _took(lambda: judge_stale(now=NOW)) * 1000, "ms"))
    return found


def _agree() -> None:
    calendar = Calendar.objects.create(name="Office")
    CalendarVersion.objects.create(calendar=calendar, number=1, timezone="Europe/Berlin", weekly=WEEK, created_at=START)
    version = AgreementVersion.objects.create(
        number=1,
        state=AgreementVersion.State.SIGNED,
        definition={"all": [{"any": [{"field": "employees", "operator": "at_least", "value": 10}]}]},
        calendar=calendar,
        effective_on=date(2024, 12, 31),
        created_at=START - timedelta(days=9),
        signed_at=START - timedelta(days=9),
        text_hash="0" * 64,
        is_spread=True,
    )
    for kind, target in ((Promise.Kind.FIRST_RESPONSE, 4), (Promise.Kind.FOLLOW_UP, 40), (Promise.Kind.RATING, 16)):
        Promise.objects.create(version=version, kind=kind, target=target, unit=Promise.Unit.HOURS)


def _hand_over(size: int) -> None:
    """Make a year of hand-offs: nine in ten answered, six in ten closed, half rated, one in ten passed on."""
    random = np.random.default_rng(1)
    teams = [get_or_create_team(f"Team {place}") for place in range(3)]
    owners = [get_or_create_owner(f"Owner {place}", team=teams[place % 3]) for place in range(30)]
    sources = [get_or_create_source(f"Source {place}").pk for place in range(5)]
    system = system_for("bench", "Benchmark")
    System.objects.filter(pk=system.pk).update(touches_from=START - timedelta(days=999))
    for first in range(0, size, AT_ONCE):
        with transaction.atomic():
            _hand_over_some(random, range(first, min(first + AT_ONCE, size)), system.pk, sources, owners)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _hand_over_some(random: np.random.Generator, places: range, system: int, sources: Any, owners: Any) -> None:
    n = len(places)
    at = random.integers(int(START.timestamp()), int(START.timestamp()) + 365 * DAY, n)

    def later(share: float, mean: float) -> list[datetime | None]:
        wait = at + random.exponential(mean, n).astype(np.int64)
        happened = (random.random(n) < share) & (wait < NOW.timestamp())
        return [datetime.fromtimestamp(each, UTC) if real else None for each, real in zip(wait, happened, strict=True)]

    handed_off = [datetime.fromtimestamp(each, UTC) for each in at]
    answered, connected, closed, rated = later(0.9, 4 * HOUR), later(0.5, DAY), later(0.6, 9 * DAY), later(0.5, 9 * DAY)
    owner, source = random.integers(0, len(owners), n).tolist(), random.integers(0, len(sources), n).tolist()
    passed_on = random.random(n) < 0.1
    employees = random.integers(1, 500, n).tolist()
    leads, keys = bulk.new_ids(Lead, n), bulk.new_ids(HandOff, n)
    bulk.insert(
        Lead,
        ("id", "system_id", "external_id", "recorded_at", "version", "attributes", *_BLANK),
        [
            (lead, system, f"L{place}", NOW, 0, {}, *[""] * len(_BLANK))
            for lead, place in zip(leads, places, strict=True)
        ],
    )
    bulk.insert(
        HandOff,
        tuple(_COLUMNS),
        [
            tuple(
                {
                    **_COLUMNS,
                    "id": keys[row],
                    "lead_id": leads[row],
                    "system_id": system,
                    "external_id": f"H{places[row]}",
                    "source_id": sources[source[row]],
                    "handed_off_at": handed_off[row],
                    "day": handed_off[row].date(),
                    "snapshot": {"employees": employees[row], "attributes": {}},
                    "owner_id": owners[owner[row]].pk,
                    "team_id": owners[owner[row]].team_id,
                    "first_team_id": owners[owner[row]].team_id,
                    "answering_team_id": owners[owner[row]].team_id if answered[row] else None,
                    "assigned_at": handed_off[row],
                    "first_touch_at": answered[row],
                    "first_genuine_at": answered[row],
                    "first_connected_at": connected[row],
                    "stage": "closed" if closed[row] else "new",
                    "closed_at": closed[row],
                    "sales_answered_at": rated[row],
                }.values()
            )
            for row in range(n)
        ],
    )
    stretches = []
    for row in range(n):
        until = handed_off[row] + timedelta(hours=9) if passed_on[row] else None
        answer = answered[row]
        first = answer if answer and (until is None or answer < until) else None
        stretches.append(
            (keys[row], 1, owners[owner[row]].pk, owners[owner[row]].team_id, handed_off[row], until, first)
        )
        if until:
            other = owners[owner[row] - 1]
            second = answer if answer and answer >= until else None
            stretches.append((keys[row], 2, other.pk, other.team_id, until, None, second))
    columns = ("hand_off_id", "number", "owner_id", "team_id", "assigned_at", "until", "first_genuine_at")
    bulk.insert(Assignment, columns, stretches)


_BLANK = ("name", "email", "phone", "company", "title", "industry", "country", "city")
_COLUMNS: dict[str, Any] = {
    "id": None,
    "lead_id": None,
    "system_id": None,
    "external_id": None,
    "version": 0,
    "source_id": None,
    "handed_off_at": None,
    "day": None,
    "snapshot": None,
    "recorded_at": NOW,
    "stage": "new",
    "outcome": "open",
    "owner_id": None,
    "team_id": None,
    "first_team_id": None,
    "answering_team_id": None,
    "assigned_at": None,
    "first_touch_at": None,
    "first_genuine_at": None,
    "first_connected_at": None,
    "answer_is_self_reported": False,
    "touches": 3,
    "attempts": 3,
    "early_events": 0,
    "closed_at": None,
    "reasons": [],
    "pauses": [],
    "sales_answered_at": None,
    "sales_unsure": False,
    "sales_reasons": [],
    "marketing_basis": "",
    "revision": 1,
    "judged_revision": 0,
    "counted_revision": 1,
}


def _bare() -> float:
    """Return the seconds to read what the judge reads, look up every due, and write the same clocks, without more.

    They go into a table without keys, indexes and constraints. Fetching the clocks to write is not counted.
    """
    windows = np.arange(int(START.timestamp()), int(NOW.timestamp()), DAY)
    took = 0.0
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare AS SELECT * FROM sla_clock WITH NO DATA")
        ids = np.array(HandOff.objects.order_by("pk").values_list("pk", flat=True))
        for first in range(0, ids.size, AT_ONCE):
            some = ids[first : first + AT_ONCE]
            clocks = Stored.read(some).clocks
            start = perf_counter()
            batch = read(some)
            np.where(windows.searchsorted(clocks.started) > 0, clocks.due, clocks.started)
            copy_in(cursor, "bare", columns_of(batch, clocks))
            took += perf_counter() - start
        cursor.execute("DROP TABLE bare")
    return took


def _rebuild() -> None:
    while rebuild_facts():
        pass


def _speed(name: str, took: float, size: int) -> list[tuple[str, float, str]]:
    return [(name, took, "s"), (f"{name}, hand-offs a second", size / took, "rows/s")]


def _took(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
