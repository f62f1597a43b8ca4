"""How fast one act of a person is recorded in a big table: a touch, from the click to the verdict of its clocks.

A million hand-offs on PostgreSQL, a hundred thousand on the embedded default. The reference inserts the same event and
writes the same hand-off in one transaction, and looks at nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from statistics import median, quantiles
from time import perf_counter

from django.db import transaction

from benchmarks.company import agree, hand_over
from benchmarks.scratch import scratch_database, size_of
from leads.journal import record_event
from leads.lifecycle import Kind
from leads.models import Event, HandOff
from sla.judging import judge_stale

NOW = datetime(2026, 1, 2, tzinfo=UTC)
ACTS = 300


def figures() -> Iterator[tuple[str, float, str]]:
    """Yield (name, value, unit)."""
    size = size_of({"postgresql": 1_000_000, "sqlite": 100_000})
    with scratch_database():
        agree(now=NOW)
        hand_over(size, now=NOW)
        judge_stale(now=NOW)
        yield "hand-offs", float(size), "rows"
        # Spread over the whole table, the newest leads last.
        keys = list(HandOff.objects.order_by("pk").values_list("pk", flat=True))[:: size // ACTS]
        hand_offs = list(HandOff.objects.filter(pk__in=keys).order_by("handed_off_at", "pk"))
        touched = [_took(_touch, hand_off) for hand_off in hand_offs]
        bare = [_took(_write, hand_off) for hand_off in hand_offs]
        yield "a touch, recorded and judged: half of them within", median(touched) * 1000, "ms"
        yield "  19 of 20 within", quantiles(touched, n=20)[-1] * 1000, "ms"
        yield "  of the oldest leads, half of them within", median(touched[: ACTS // 10]) * 1000, "ms"
        yield "  of the newest leads, half of them within", median(touched[-ACTS // 10 :]) * 1000, "ms"
        yield "the same event and hand-off written bare, half within", median(bare) * 1000, "ms"
        yield "  time of the bare one", median(touched) / median(bare), "×"


def _took(work: Callable[[HandOff], None], hand_off: HandOff) -> float:
    started = perf_counter()
    work(hand_off)
    return perf_counter() - started


def _touch(hand_off: HandOff) -> None:
    record_event(hand_off=hand_off, kind=Kind.TOUCHED, user=None, now=NOW, direction="outbound", channel="call")


def _write(hand_off: HandOff) -> None:
    with transaction.atomic():
        Event.objects.create(
            hand_off=hand_off,
            system_id=hand_off.system_id,
            key=f"bare:{hand_off.pk}",
            kind=Kind.TOUCHED,
            direction="outbound",
            occurred_at=NOW,
            recorded_at=NOW,
        )
        hand_off.save()
